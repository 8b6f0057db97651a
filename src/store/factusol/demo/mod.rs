//! Three small invented companies to try factulink on, and large ones of the same kind to measure it with.

mod amounts;
mod articles;
mod content;
mod customers;
mod natives;
mod orders;
mod rows;

pub use content::{DemoCompany, DemoLink, DemoNative, companies};

//! Three small invented companies to try factulink on, and large ones of the same kind to measure it with.

mod amounts;
mod articles;
mod content;
mod create;
mod customers;
mod filling;
mod natives;
mod orders;
mod rows;

pub use content::{DemoCompany, DemoDocument, DemoLink, companies};
pub use create::{create, large, save_orders, table_specs, write_company};

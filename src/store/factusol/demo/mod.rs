//! Three small invented companies to try factulink on, and large ones of the same kind to measure it with.

mod amounts;
mod articles;
mod company;
mod content;
mod create;
mod customers;
mod filling;
mod manual_orders;
mod orders;
mod rows;

pub use company::{DemoCompany, DemoDocument, DemoLink};
pub use content::companies;
pub use create::{create, large, save_orders, write_company};
pub use filling::table_specs;

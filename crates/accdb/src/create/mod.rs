//! Making tables and whole databases: what a caller asks for, the definitions, the catalog's rows about them.

mod catalog;
mod check;
mod database;
mod definition;
mod properties;
mod spec;
mod system;
mod table;

pub(super) use catalog::{by_place, read_registration};
pub(super) use check::check;
pub use database::CreateOptions;
pub(super) use database::new_database;
pub(super) use properties::encode as encode_properties;
pub use spec::{ColumnSpec, IndexSpec, TableSpec};
pub(super) use table::create_table;

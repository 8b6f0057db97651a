//! Companies reached through ODBC: SQLite's driver stands in for the Access one.

pub mod driver;
mod errors;
pub mod loading;

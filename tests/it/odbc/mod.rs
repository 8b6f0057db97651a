//! Companies reached through ODBC: SQLite's driver stands in for the Access one.

pub mod driver;
mod errors;
mod habits;
pub mod loading;
#[cfg(feature = "odbc")]
mod mdbtools;
#[cfg(feature = "odbc")]
mod run;

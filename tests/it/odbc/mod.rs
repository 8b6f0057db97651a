//! Companies reached through ODBC: SQLite's driver stands in for the Access one.

#[cfg(feature = "odbc")]
pub mod driver;
mod errors;
mod habits;
#[cfg(feature = "odbc")]
pub mod loading;
#[cfg(feature = "odbc")]
mod mdbtools;
#[cfg(feature = "odbc")]
mod run;

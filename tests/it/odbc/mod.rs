//! Companies reached through ODBC: SQLite's driver stands in for the Access one.

#[cfg(feature = "odbc")]
mod double;
#[cfg(feature = "odbc")]
pub mod driver;
mod errors;
mod habits;
#[cfg(feature = "odbc")]
pub mod loading;
#[cfg(feature = "odbc")]
mod mdbtools;
#[cfg(all(feature = "odbc", unix))]
pub mod postgres;
#[cfg(feature = "odbc")]
mod proofs;
#[cfg(feature = "odbc")]
mod pushing;
#[cfg(feature = "odbc")]
mod queued;
#[cfg(feature = "odbc")]
mod run;
#[cfg(all(feature = "odbc", unix))]
mod server;
#[cfg(feature = "odbc")]
mod writing;

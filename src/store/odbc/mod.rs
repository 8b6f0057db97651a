//! Company databases reached through an ODBC driver.

#[cfg(feature = "odbc")]
mod api;
mod catalog;
#[cfg(feature = "odbc")]
mod cells;
mod connection;
mod diagnostics;
mod driver;
mod files;
mod grammar;
mod manual_orders;
mod marks;
mod moments;
mod orders;
mod parameters;
mod record;
mod retry;
mod series;
mod sql;
mod stores;
mod strict;
mod view;
mod write;

#[cfg(feature = "odbc")]
pub use api::DriverManager;
pub use connection::{label, named_file};
pub use diagnostics::{Trouble, classify};
pub use driver::{ColumnFacts, Driver, Outcome, Parameter, Session, Statement, TEXT_UNITS_MAX};
pub use record::{Failure, Record};
pub use retry::Wait;
pub use stores::{OdbcStore, OdbcStores};
pub use strict::Strict;

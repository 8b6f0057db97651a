//! The state file: an SQLite database with the watermarks, the orders and what became of them.

mod error;

pub use error::{Error, Result};

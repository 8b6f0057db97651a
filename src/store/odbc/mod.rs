//! Company databases reached through an ODBC driver.

mod diagnostics;
mod record;

pub use diagnostics::{Trouble, classify};
pub use record::{Failure, Record};

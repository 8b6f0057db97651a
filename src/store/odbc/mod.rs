//! Company databases reached through an ODBC driver.

mod record;

pub use record::{Failure, Record};

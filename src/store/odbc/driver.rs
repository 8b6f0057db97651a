//! What the store asks of a driver, in the few forms that every driver bears.
//!
//! There is one connection and one statement at a time. A statement is prepared, every `?` of it gets one value of a
//! stated type, and rows come one by one. What the Access driver refuses cannot be said here: arrays of parameters or
//! rows, descriptions of parameters, 64-bit integers, decimals as text, time limits.

use super::record::Failure;
use accdb::{ColumnType, Value};
use chrono::NaiveDateTime;
use std::borrow::Cow;

/// A result of the driver.
pub type Outcome<T> = Result<T, Failure>;

/// A value bound to a `?`.
#[derive(Debug, Clone, PartialEq)]
pub enum Parameter<'a> {
    Bit(bool),
    Byte(u8),
    Short(i16),
    Long(i32),
    /// Money, too: as text a decimal would go through the regional settings of Windows, where 4.9 can become 49.
    Double(f64),
    /// Without a fraction of a second, which Access does not keep.
    Moment(NaiveDateTime),
    /// Wide characters; as a long text past [`TEXT_UNITS_MAX`].
    Text(Cow<'a, str>),
}

/// UTF-16 units that the Access driver takes as a plain text; longer ones are long texts to it, or an error (HY104).
pub const TEXT_UNITS_MAX: usize = 255;

/// What the catalog says of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnFacts {
    pub name: String,
    /// SQL data type, as `SQLColumns` gives it.
    pub data_type: i16,
    /// The data source's own name of the type.
    pub type_name: String,
    pub size: Option<i32>,
    pub decimals: Option<i32>,
}

/// The way to a data source.
pub trait Driver {
    /// Connects by a whole connection string. A writer commits itself; a reader has no transaction, so that it holds up
    /// nobody.
    fn connect(&self, connection: &str, write: bool) -> Outcome<Box<dyn Session>>;
}

/// One open connection. Dropped, it rolls back what was not committed.
pub trait Session {
    /// What the data source calls itself.
    fn product(&self) -> Outcome<String>;

    /// The columns of a table in their order, by the catalog; none where there is no such table.
    fn columns(&self, table: &str) -> Outcome<Vec<ColumnFacts>>;

    /// The columns of the primary key in their order, by the catalog; none where there is no key. The Access driver
    /// cannot tell, and fails.
    fn primary_key(&self, table: &str) -> Outcome<Vec<String>>;

    fn prepare<'s>(&'s self, sql: &str) -> Outcome<Box<dyn Statement + 's>>;

    fn commit(&self) -> Outcome<()>;

    fn rollback(&self) -> Outcome<()>;
}

/// A prepared statement, run as often as one likes.
pub trait Statement {
    /// Runs a statement that returns no rows.
    fn execute(&mut self, parameters: &[Parameter<'_>]) -> Outcome<()>;

    /// Runs a query, and gives its rows one by one, each value as the type asked for its place, until `each` says that
    /// it has seen enough.
    fn query(
        &mut self,
        parameters: &[Parameter<'_>],
        types: &[ColumnType],
        each: &mut dyn FnMut(&mut [Value<'static>]) -> bool,
    ) -> Outcome<()>;
}

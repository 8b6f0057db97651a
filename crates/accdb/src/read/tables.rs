//! One way to read tables, whether of a database or of a transaction with its changes.

use crate::database::Database;
use crate::error::Result;
use crate::format::ids::{IndexId, RowId};
use crate::format::table::TableDef;
use crate::format::value::Value;
use crate::read::cursor::Cursor;
use crate::read::row::Row;
use crate::read::scan::Scan;
use crate::transaction::Transaction;
use std::ops::Bound;
use std::sync::Arc;

/// What can be read of a [`Database`] as of a [`Transaction`], for code that is given either. The methods are those of
/// the same names there.
pub trait Tables {
    /// A table by its name.
    ///
    /// # Errors
    ///
    /// As [`Database::table`].
    fn table(&self, name: &str) -> Result<Arc<TableDef>>;
    /// Reads every row of a table.
    fn scan<'a>(&'a self, table: &'a TableDef) -> Scan<'a>;
    /// Reads one row; `None` if there is none of that identity (any more).
    ///
    /// # Errors
    ///
    /// As [`Database::row`].
    fn row<'a>(&'a self, table: &'a TableDef, id: RowId) -> Result<Option<Row<'a>>>;
    /// Reads rows by an index.
    ///
    /// # Errors
    ///
    /// As [`Database::range`].
    fn range<'a>(
        &'a self,
        table: &'a TableDef,
        index: IndexId,
        lower: Bound<&[Value<'_>]>,
        upper: Bound<&[Value<'_>]>,
    ) -> Result<Cursor<'a>>;
}

macro_rules! tables {
    ($($of:ty),*) => {$(
        impl Tables for $of {
            fn table(&self, name: &str) -> Result<Arc<TableDef>> {
                <$of>::table(self, name)
            }

            fn scan<'a>(&'a self, table: &'a TableDef) -> Scan<'a> {
                <$of>::scan(self, table)
            }

            fn row<'a>(&'a self, table: &'a TableDef, id: RowId) -> Result<Option<Row<'a>>> {
                <$of>::row(self, table, id)
            }

            fn range<'a>(
                &'a self,
                table: &'a TableDef,
                index: IndexId,
                lower: Bound<&[Value<'_>]>,
                upper: Bound<&[Value<'_>]>,
            ) -> Result<Cursor<'a>> {
                <$of>::range(self, table, index, lower, upper)
            }
        }
    )*};
}
tables!(Database, Transaction<'_>);

//! One way to look at tables, whether through a database or through a transaction with its changes.

use factulink::accdb::{Cursor, Database, Result, Row, RowId, Scan, TableDef, Transaction, Value};
use std::ops::Bound;

pub trait Look {
    fn scan<'a>(&'a self, table: &'a TableDef) -> Scan<'a>;
    fn row<'a>(&'a self, table: &'a TableDef, id: RowId) -> Result<Option<Row<'a>>>;
    fn range<'a>(
        &'a self,
        table: &'a TableDef,
        index: usize,
        lower: Bound<&[Value<'_>]>,
        upper: Bound<&[Value<'_>]>,
    ) -> Result<Cursor<'a>>;
}

macro_rules! looks {
    ($kind:ty) => {
        impl Look for $kind {
            fn scan<'a>(&'a self, table: &'a TableDef) -> Scan<'a> {
                self.scan(table)
            }

            fn row<'a>(&'a self, table: &'a TableDef, id: RowId) -> Result<Option<Row<'a>>> {
                self.row(table, id)
            }

            fn range<'a>(
                &'a self,
                table: &'a TableDef,
                index: usize,
                lower: Bound<&[Value<'_>]>,
                upper: Bound<&[Value<'_>]>,
            ) -> Result<Cursor<'a>> {
                self.range(table, index, lower, upper)
            }
        }
    };
}

looks!(Database);
looks!(Transaction<'_>);

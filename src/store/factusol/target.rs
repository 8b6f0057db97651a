//! The tables that supplier orders are written into: their check, and the comparison of what was written.

use super::columns::Table;
use super::fields::Cells;
use super::map::{HEADER_KEY, Header, HeaderValue, LINE_KEY, Line, LineValue, header_columns, line_columns};
use super::masters::Source;
use super::names::{F_LPP, F_PPR};
use super::plan::Plan;
use crate::domain::{OrderNumber, SupplierLine, SupplierOrder};
use crate::store::Result;
use accdb::{ColumnType, IndexId, Value};

/// F_PPR and F_LPP of one company, and how their rows are written.
pub(crate) struct Target {
    pub headers: Plan<HeaderValue>,
    pub headers_index: IndexId,
    pub lines: Plan<LineValue>,
    pub lines_index: IndexId,
}

impl Target {
    /// Tables, columns, types and unique keys must be what writing needs.
    pub fn bind(source: &dyn Source) -> Result<Self> {
        let headers = Plan::bind(source.table(F_PPR, &HEADER_KEY)?, header_columns())?;
        let lines = Plan::bind(source.table(F_LPP, &LINE_KEY)?, line_columns())?;
        let headers_index = headers.table.unique_index(&HEADER_KEY.map(|(name, _)| name))?;
        let lines_index = lines.table.unique_index(&LINE_KEY.map(|(name, _)| name))?;
        Ok(Target { headers, headers_index, lines, lines_index })
    }

    /// What else would make every order fail, found before the first.
    pub fn check(&self) -> Result<()> {
        takes_empty_texts(&self.headers.table)?;
        takes_empty_texts(&self.lines.table)
    }

    /// Compares the header that was found under a document's key, if any, with the order, column by column.
    pub fn compare_header(&self, header: Header<'_>, found: Option<&dyn Cells>) -> Result<()> {
        match found {
            Some(row) => self.headers.check(row, |column| column.of(header)),
            None => {
                let number = Value::Long(header.number.get());
                Err(self.headers.differs(HEADER_KEY[1].0, &number, &Value::Null))
            }
        }
    }

    /// The same for the next line; asked once more when the order has no further one.
    pub fn compare_line(
        &self,
        order: &SupplierOrder,
        number: OrderNumber,
        line: Option<&SupplierLine>,
        found: Option<&dyn Cells>,
    ) -> Result<()> {
        let position = |line: &SupplierLine| Value::Integer(line.position);
        match (line, found) {
            (Some(line), Some(row)) => {
                let line = Line { order, number, line };
                self.lines.check(row, |column| column(line))
            }
            (Some(line), None) => Err(self.lines.differs(LINE_KEY[2].0, &position(line), &Value::Null)),
            (None, Some(_)) => {
                Err(self.lines.differs(LINE_KEY[2].0, &Value::Null, &Value::Long(number.get())))
            }
            (None, None) => Ok(()),
        }
    }
}

/// Most orders leave some text empty, and NULL is never written.
fn takes_empty_texts(table: &Table) -> Result<()> {
    let text = |column_type| matches!(column_type, ColumnType::Text | ColumnType::Memo);
    let refusing =
        table.def.columns.iter().find(|c| text(c.column_type) && !c.zero_length && !table.is_key(&c.name));
    match refusing {
        None => Ok(()),
        Some(column) => {
            Err(table.schema(Some(&column.name), "the column does not take an empty text".to_owned()))
        }
    }
}

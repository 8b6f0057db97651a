//! The tables that supplier orders are written into: their check, and the comparison of what was written.

use super::numbers::Indexed;
use super::series;
use super::view::View;
use crate::accdb::{ColumnType, Tables, Value};
use crate::domain::{DocumentId, SupplierOrder};
use crate::store::Result;
use crate::store::factusol::{
    F_LPP, F_PPR, HEADER_KEY, Header, HeaderValue, LINE_KEY, Line, LineValue, Plan, Table, header_columns,
    line_columns,
};
use chrono::NaiveDate;
use std::ops::Bound::Included;

/// F_PPR and F_LPP of one file, and how their rows are written.
pub(super) struct Target {
    pub headers: Plan<HeaderValue>,
    headers_index: usize,
    pub lines: Plan<LineValue>,
    lines_index: usize,
}

impl Target {
    /// Tables, columns, types and unique keys must be what writing needs.
    pub fn bind<T: Tables>(view: &View<'_, T>) -> Result<Self> {
        let headers = Plan::bind(view.table(F_PPR, &HEADER_KEY)?, header_columns())?;
        let lines = Plan::bind(view.table(F_LPP, &LINE_KEY)?, line_columns())?;
        let headers_index = headers.table.unique_index(&HEADER_KEY.map(|(name, _)| name))?;
        let lines_index = lines.table.unique_index(&LINE_KEY.map(|(name, _)| name))?;
        Ok(Target { headers, headers_index, lines, lines_index })
    }

    /// What else would make every order fail, found before the first.
    pub fn check(&self) -> Result<()> {
        takes_empty_texts(&self.headers.table)?;
        takes_empty_texts(&self.lines.table)
    }

    pub fn headers(&self) -> Indexed<'_> {
        Indexed { table: &self.headers.table, index: self.headers_index }
    }

    pub fn lines(&self) -> Indexed<'_> {
        Indexed { table: &self.lines.table, index: self.lines_index }
    }

    /// Reads a document by its key and compares it with the order, column by column.
    pub fn compare<T: Tables>(
        &self,
        view: &View<'_, T>,
        order: &SupplierOrder,
        document: DocumentId,
        today: NaiveDate,
    ) -> Result<()> {
        let number = document.number;
        let key = series::document_key(document.series, number);
        let header = Header { order, number, today };
        let mut rows = view.range(&self.headers.table, self.headers_index, Included(&key), Included(&key))?;
        match rows.next()? {
            Some(row) => self.headers.check(&order.mark, &row, |column| column.of(header))?,
            None => return Err(self.headers.differs(HEADER_KEY[1].0, &key[1], &Value::Null)),
        }
        let mut rows = view.range(&self.lines.table, self.lines_index, Included(&key), Included(&key))?;
        for line in &order.lines {
            let line = Line { order, number, line };
            match rows.next()? {
                Some(row) => self.lines.check(&order.mark, &row, |column| column(line))?,
                None => return Err(self.missing(line)),
            }
        }
        match rows.next()? {
            None => Ok(()),
            Some(_) => Err(self.lines.differs(LINE_KEY[2].0, &Value::Null, &key[1])),
        }
    }

    fn missing(&self, line: Line<'_>) -> crate::store::Error {
        let position = Value::Integer(line.line.position);
        self.lines.differs(LINE_KEY[2].0, &position, &Value::Null)
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

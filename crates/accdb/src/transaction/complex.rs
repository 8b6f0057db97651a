//! Attachments, several values in one column, histories: rows of hidden tables that a complex column stands for.

use super::Transaction;
use super::change::OtherRow;
use crate::error::{Error, Result};
use crate::format::column::{Column, ColumnType};
use crate::format::ids::PageNo;
use crate::format::table::{TableDef, same_name};
use crate::format::value::Value;
use crate::write::old_row::OldRow;
use std::ops::Bound;
use std::sync::Arc;

/// The table that says in which hidden table the values of a complex column are.
const COLUMNS: &str = "MSysComplexColumns";

impl Transaction<'_> {
    /// The rows that the complex columns of a row stand for.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] where the file does not say which they are.
    pub(super) fn complex_rows(&self, table: &TableDef, old: &OldRow) -> Result<Vec<OtherRow>> {
        let mut rows = Vec::new();
        for (column, value) in table.columns.iter().zip(&old.values) {
            if let (ColumnType::Complex, Value::Complex(id)) = (column.column_type, value) {
                self.add_complex_rows(table, column, *id, &mut rows)?;
            }
        }
        Ok(rows)
    }

    fn add_complex_rows(
        &self,
        table: &TableDef,
        column: &Column,
        id: i32,
        rows: &mut Vec<OtherRow>,
    ) -> Result<()> {
        let unknown = || {
            let what = format!("deleting a row of table {} with a value in {}", table.name, column.name);
            Error::Unsupported(what)
        };
        let flat = self.flat_table(table, column)?.ok_or_else(unknown)?;
        let index = flat.index_on(&[&format!("_{}", column.name)]).ok_or_else(unknown)?;
        let key = [Value::Long(id)];
        let mut cursor = self.range(&flat, index, Bound::Included(&key), Bound::Included(&key))?;
        while let Some(row) = cursor.next_id()? {
            rows.push((Arc::clone(&flat), row));
        }
        Ok(())
    }

    /// The hidden table of a complex column.
    fn flat_table(&self, table: &TableDef, column: &Column) -> Result<Option<Arc<TableDef>>> {
        let columns = self.table(COLUMNS)?;
        let place = |name| {
            let missing = || Error::NoColumn { table: COLUMNS.to_owned(), column: String::from(name) };
            columns.column(name).ok_or_else(missing)
        };
        let (name, owner, flat) = (place("ColumnName")?, place("ConceptualTableID")?, place("FlatTableID")?);
        let mut scan = self.scan(&columns);
        while let Some(row) = scan.next_row()? {
            let is_named = matches!(row.get(name)?, Value::Text(found) if same_name(&found, &column.name));
            let flat = page_no(&row.get(flat)?);
            match flat.filter(|_| is_named) {
                Some(flat) if page_no(&row.get(owner)?) == Some(table.page) => {
                    return self.catalog.table_at(&self.overlay, flat).map(Some);
                }
                _ => {}
            }
        }
        Ok(None)
    }
}

fn page_no(value: &Value<'_>) -> Option<PageNo> {
    match value {
        Value::Long(number) => u32::try_from(*number).ok().map(PageNo),
        _ => None,
    }
}

//! Deleting rows of one table: their entries in every index, their long values, their slots, and the count.

use super::coerce::borrowed;
use super::insert::TableWriter;
use super::old_row::OldRow;
use super::remove::{remove_long_value, remove_row};
use super::usage_map;
use crate::error::{Error, Result};
use crate::format::column::ColumnType;
use crate::format::ids::RowId;
use crate::format::page::PagesMut;
use crate::format::table::{Index, TableDef};
use crate::format::value::Value;
use crate::index::{IndexWriter, Key, key_of_row};
use std::sync::Arc;

impl TableWriter {
    /// Deletes a row, which was just read. Whether rows of other tables refer to it, or hold its
    /// attachments, is the caller's question.
    pub fn delete(&mut self, pages: &mut dyn PagesMut, id: RowId, old: &OldRow) -> Result<()> {
        let table = Arc::clone(&self.table);
        refuse_unknown(&table)?;
        for (index, writer) in table.indexes.iter().zip(&mut self.indexes) {
            if let Some(key) = key_in(&table, index, &old.values)? {
                remove_key(pages, index, writer, &key, id)?;
            }
        }
        for (maps, rows) in old.long_rows(pages, &table, |_| true)? {
            remove_long_value(pages, maps, rows)?;
        }
        for slot in old.moved_to.into_iter().chain([id]) {
            remove_row(pages, &table, slot)?;
        }
        self.rows.forget();
        self.counts.rows -= 1;
        self.counts.changed = true;
        Ok(())
    }
}

/// The key of a row by the values it has for its keys.
pub(super) fn key_in(table: &TableDef, index: &Index, values: &[Value<'_>]) -> Result<Option<Key>> {
    key_of_row(table, index, |place| Ok(values.get(place).map_or(Value::Null, borrowed)))
}

/// Removes a row's entry from an index, with the pages that this empties.
pub(super) fn remove_key(
    pages: &mut dyn PagesMut,
    index: &Index,
    writer: &mut IndexWriter,
    key: &Key,
    row: RowId,
) -> Result<()> {
    let removed = writer.remove(pages, &key.bytes, row)?;
    for page in removed.new_pages {
        usage_map::mark(pages, index.usage_map, page)?;
    }
    for page in removed.freed_pages {
        usage_map::release(pages, index.usage_map, None, page)?;
    }
    Ok(())
}

/// Fails for a table with a column of a type that is not known: it may own pages that nobody knows of.
pub(super) fn refuse_unknown(table: &TableDef) -> Result<()> {
    match table.columns.iter().find(|column| matches!(column.column_type, ColumnType::Unknown(_))) {
        Some(column) => {
            let what = format!("changing table {}: column {} of an unknown type", table.name, column.name);
            Err(Error::Unsupported(what))
        }
        None => Ok(()),
    }
}

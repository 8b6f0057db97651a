//! A row as it is before it changes or goes.

use crate::error::{Error, Result};
use crate::format::column::ColumnType;
use crate::format::data_page::{DataPage, Slot};
use crate::format::ids::RowId;
use crate::format::page::Pages;
use crate::format::table::{LongValueMaps, TableDef};
use crate::format::value::Value;
use crate::read::long_value::{self, Failure};
use crate::read::row;

/// A row taken out of its page.
pub(crate) struct OldRow {
    /// One for each of [`TableDef::columns`]: booleans, complex columns, autonumbers and what an index needs; others
    /// are not decoded, and null here.
    pub values: Vec<Value<'static>>,
    /// What the row keeps of each column; `None` for nulls and booleans.
    pub stored: Vec<Option<Vec<u8>>>,
    /// Where its bytes are, if it has moved.
    pub moved_to: Option<RowId>,
}

impl OldRow {
    /// Reads a row; `None` where there is none of that identity.
    pub fn read(pages: &dyn Pages, table: &TableDef, id: RowId) -> Result<Option<OldRow>> {
        if id.page.0 >= pages.page_count() || !is_of(pages, table, id)? {
            return Ok(None);
        }
        let Some(row) = row::fetch(pages, table, id)? else { return Ok(None) };
        let (mut values, mut stored) = (Vec::new(), Vec::new());
        for place in 0..table.columns.len() {
            let value =
                if is_needed(table, place) { row.key_value(place)?.into_owned() } else { Value::Null };
            values.push(value);
            stored.push(row.stored(place)?.map(<[u8]>::to_vec));
        }
        Ok(Some(OldRow { values, stored, moved_to: moved_to(pages, table, id)? }))
    }

    /// The rows that hold the long values of the columns that `wanted` picks, with the maps of their pages.
    pub fn long_rows<'t>(
        &self,
        pages: &dyn Pages,
        table: &'t TableDef,
        wanted: impl Fn(usize) -> bool,
    ) -> Result<Vec<(&'t LongValueMaps, Vec<RowId>)>> {
        let mut found = Vec::new();
        for maps in table.long_values.iter().filter(|maps| wanted(maps.column)) {
            let is_long = table
                .columns
                .get(maps.column)
                .is_some_and(|column| matches!(column.column_type, ColumnType::Memo | ColumnType::Ole));
            let Some(Some(stored)) = self.stored.get(maps.column).filter(|_| is_long) else { continue };
            let rows = long_value::rows(pages, stored).map_err(|failure| match failure {
                Failure::InRow(malformed) => malformed.on(table.page),
                Failure::Elsewhere(error) => error,
            })?;
            found.push((maps, rows));
        }
        Ok(found)
    }
}

/// The error for a row that is not there.
pub(crate) fn no_row(table: &TableDef, id: RowId) -> Error {
    Error::NoRow { table: table.name.clone(), page: id.page, slot: id.slot.0 }
}

/// Whether the page is one of the table's: any other is asked for by somebody whose row is gone with its page.
fn is_of(pages: &dyn Pages, table: &TableDef, id: RowId) -> Result<bool> {
    let page = pages.page(id.page)?;
    Ok(DataPage::new(page.as_slice(), table.page.0).is_ok())
}

fn is_needed(table: &TableDef, place: usize) -> bool {
    let is_plain = table.columns.get(place).is_some_and(|column| {
        column.autonumber
            || column.autonumber_guid
            || matches!(column.column_type, ColumnType::Boolean | ColumnType::Complex)
    });
    is_plain || table.indexes.iter().flat_map(|index| &index.columns).any(|part| part.position() == place)
}

fn moved_to(pages: &dyn Pages, table: &TableDef, id: RowId) -> Result<Option<RowId>> {
    let page = pages.page(id.page)?;
    let slot = DataPage::new(page.as_slice(), table.page.0).and_then(|rows| rows.slot(id.slot.0.into()));
    match slot.map_err(|malformed| malformed.on(id.page))? {
        Some(Slot::Pointer(to)) => Ok(Some(to)),
        _ => Ok(None),
    }
}

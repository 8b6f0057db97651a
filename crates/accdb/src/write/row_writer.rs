//! Putting rows, and the long values they refer to, on pages of one table.

use super::long_value::{self, INLINE_MAX};
use super::row::{ROW_MAX, RowLayout, StoredField, too_long};
use super::{data_page, usage_map, value};
use crate::error::{Error, Result};
use crate::format::LONG_VALUE_HEAD;
use crate::format::column::{Column, ColumnType};
use crate::format::data_page::DataPage;
use crate::format::ids::{PageNo, RowId};
use crate::format::page::PagesMut;
use crate::format::table::TableDef;
use crate::format::value::Value;
use std::sync::Arc;

/// Pages with room that are tried before a new one is taken.
const TRIES: usize = 16;

/// Writes the rows of a table, and remembers which pages had room.
pub(super) struct RowWriter {
    pub(super) table: Arc<TableDef>,
    layout: RowLayout,
    /// The page that took the last row.
    target: Option<PageNo>,
    /// For each of [`TableDef::long_values`], the page that took the last value of a row alone.
    long_targets: Vec<Option<PageNo>>,
    /// The last row and long value, kept for their room.
    pub(super) row: Vec<u8>,
    content: Vec<u8>,
}

impl RowWriter {
    pub fn new(table: Arc<TableDef>) -> RowWriter {
        RowWriter {
            layout: RowLayout::new(&table),
            target: None,
            long_targets: vec![None; table.long_values.len()],
            row: Vec::new(),
            content: Vec::new(),
            table,
        }
    }

    /// For when the pages return to what they were before.
    pub fn forget(&mut self) {
        self.target = None;
        self.long_targets.fill(None);
    }

    /// Writes a row of values that fit their columns, one for each of [`TableDef::columns`].
    pub fn write(&mut self, pages: &mut dyn PagesMut, values: &[Value<'_>]) -> Result<RowId> {
        self.encode(pages, values, Vec::new())?;
        self.append(pages)
    }

    /// Puts the row that was encoded last on a page that has room.
    pub(super) fn append(&mut self, pages: &mut dyn PagesMut) -> Result<RowId> {
        let page = match self.page_with_room(pages)? {
            Some(page) => page,
            None => self.new_page(pages)?,
        };
        let slot = data_page::append(pages.edit(page)?, &self.row).map_err(|malformed| malformed.on(page))?;
        self.target = Some(page);
        Ok(RowId { page, slot })
    }

    /// Encodes the row, its long values written but for those in `stored`, which has the columns that have their bytes
    /// already. Those short enough stay in the row as far as it has room.
    pub(super) fn encode(
        &mut self,
        pages: &mut dyn PagesMut,
        values: &[Value<'_>],
        stored: Vec<StoredField>,
    ) -> Result<()> {
        let table = Arc::clone(&self.table);
        let mut long = self.long_fields(pages, values, stored)?;
        self.layout.encode(&mut self.row, &table, values, &long)?;
        while self.row.len() > ROW_MAX {
            let is_long = |field: &&mut StoredField| table.columns.get(field.column).is_some_and(is_long);
            let longest = long.iter_mut().filter(is_long).max_by_key(|field| field.bytes.len());
            let longest = longest.filter(|field| field.bytes.len() > LONG_VALUE_HEAD).ok_or_else(too_long)?;
            self.content = longest.bytes.split_off(LONG_VALUE_HEAD);
            longest.bytes = self.write_long(pages, longest.column)?;
            self.layout.encode(&mut self.row, &table, values, &long)?;
        }
        Ok(())
    }

    fn long_fields(
        &mut self,
        pages: &mut dyn PagesMut,
        values: &[Value<'_>],
        mut fields: Vec<StoredField>,
    ) -> Result<Vec<StoredField>> {
        let table = Arc::clone(&self.table);
        let stored = fields.len();
        for (place, (column, value)) in table.columns.iter().zip(values).enumerate() {
            let is_stored =
                |fields: &[StoredField]| fields.iter().take(stored).any(|field| field.column == place);
            if !is_long(column) || *value == Value::Null || is_stored(&fields) {
                continue;
            }
            self.content.clear();
            value::append(&mut self.content, value, column.compressed);
            let bytes = match self.content.len() {
                0..=INLINE_MAX => long_value::in_row(&self.content)?,
                _ => self.write_long(pages, place)?,
            };
            fields.push(StoredField { column: place, bytes });
        }
        Ok(fields)
    }

    /// Writes `content` as the value of a column to pages of that column.
    fn write_long(&mut self, pages: &mut dyn PagesMut, column: usize) -> Result<Vec<u8>> {
        let mut targets = self.table.long_values.iter().zip(&mut self.long_targets);
        let (maps, target) = targets.find(|(maps, _)| maps.column == column).ok_or_else(|| {
            Error::damaged(self.table.page, format!("no usage maps for the long values of column {column}"))
        })?;
        long_value::write(pages, maps, target, &self.content)
    }

    /// The page of the last row, or the listed page of the highest number, that has room. A page found too full is
    /// no longer listed.
    fn page_with_room(&self, pages: &mut dyn PagesMut) -> Result<Option<PageNo>> {
        let owner = self.table.page.0;
        let mut candidate = self.target;
        for _ in 0..TRIES {
            let listed = match candidate.take() {
                Some(target) => Some(target),
                None => usage_map::highest_below(pages, self.table.free, u32::MAX)?,
            };
            let Some(no) = listed else { return Ok(None) };
            let page = pages.page(no)?;
            let room = DataPage::new(page.as_slice(), owner)
                .and_then(|_| data_page::has_room(&page, self.row.len()));
            if room.map_err(|malformed| malformed.on(no))? {
                return Ok(Some(no));
            }
            usage_map::clear(pages, self.table.free, no)?;
        }
        Ok(None)
    }

    fn new_page(&self, pages: &mut dyn PagesMut) -> Result<PageNo> {
        let page = pages.allocate()?;
        let owner = self.table.page.0;
        data_page::format(pages.edit(page)?, owner).map_err(|malformed| malformed.on(page))?;
        usage_map::mark(pages, self.table.owned, page)?;
        usage_map::mark(pages, self.table.free, page)?;
        Ok(page)
    }
}

fn is_long(column: &Column) -> bool {
    matches!(column.column_type, ColumnType::Memo | ColumnType::Ole)
}

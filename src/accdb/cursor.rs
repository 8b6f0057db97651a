//! Rows of a table in the order of one of its indexes.

use super::error::{Error, Result};
use super::index::{RangeCursor, Tree, key_of_values};
use super::page::{Pages, RowId};
use super::row::{self, Row};
use super::table::TableDef;
use super::value::Value;
use std::ops::Bound;

/// The rows of a range of an index, from either end; what one end has given the other does not give again.
pub struct Cursor<'a> {
    pages: &'a dyn Pages,
    table: &'a TableDef,
    walk: RangeCursor<'a>,
}

impl<'a> Cursor<'a> {
    /// `index` is a place in [`TableDef::indexes`]. A bound may give fewer values than the index has columns: included,
    /// it takes in every key that starts so; excluded, it leaves all of them out.
    pub(super) fn new(
        pages: &'a dyn Pages,
        table: &'a TableDef,
        index: usize,
        lower: Bound<&[Value<'_>]>,
        upper: Bound<&[Value<'_>]>,
    ) -> Result<Cursor<'a>> {
        let missing = || Error::NoIndex { table: table.name.clone(), index: format!("number {index}") };
        let index = table.indexes.get(index).ok_or_else(missing)?;
        let key = |bound: Bound<&[Value<'_>]>| -> Result<Bound<Vec<u8>>> {
            Ok(match bound {
                Bound::Included(values) => Bound::Included(key_of_values(table, index, values)?),
                Bound::Excluded(values) => Bound::Excluded(key_of_values(table, index, values)?),
                Bound::Unbounded => Bound::Unbounded,
            })
        };
        let (lower, upper) = (key(lower)?, key(upper)?);
        let (lower, upper) = (lower.as_ref().map(Vec::as_slice), upper.as_ref().map(Vec::as_slice));
        Ok(Cursor { pages, table, walk: RangeCursor::new(pages, Tree::of(table, index), lower, upper) })
    }

    /// The next row from the front.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>> {
        let id = self.walk.next_id()?;
        id.map(|id| self.fetch(id)).transpose()
    }

    /// The next row from the back.
    pub fn prev_row(&mut self) -> Result<Option<Row<'_>>> {
        let id = self.walk.prev_id()?;
        id.map(|id| self.fetch(id)).transpose()
    }

    /// As [`Cursor::next_row`], without reading the row.
    pub fn next_id(&mut self) -> Result<Option<RowId>> {
        self.walk.next_id()
    }

    /// As [`Cursor::prev_row`], without reading the row.
    pub fn prev_id(&mut self) -> Result<Option<RowId>> {
        self.walk.prev_id()
    }

    fn fetch(&self, id: RowId) -> Result<Row<'a>> {
        let gone = || {
            let slot = id.slot.0;
            Error::damaged(
                id.page,
                format!("an index of {} names row {slot}, which is not there", self.table.name),
            )
        };
        row::fetch(self.pages, self.table, id)?.ok_or_else(gone)
    }
}

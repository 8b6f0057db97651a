//! Rows of a table in the order of one of its indexes.

use crate::error::Result;
use crate::format::ids::{IndexId, RowId};
use crate::format::page::Pages;
use crate::format::table::{Index, TableDef};
use crate::format::value::Value;
use crate::index::{Proofs, RangeCursor, Tree, key_of_values, no_row};
use crate::read::row::{self, Row};
use std::ops::Bound;

/// The rows of a range of an index, from either end; what one end has given the other does not give again.
pub struct Cursor<'a> {
    pages: &'a dyn Pages,
    table: &'a TableDef,
    index: &'a Index,
    walk: RangeCursor<'a>,
}

impl<'a> Cursor<'a> {
    /// A bound may give fewer values than the index has columns: included,
    /// it takes in every key that starts so; excluded, it leaves all of them out. A text whose keys nobody knows is
    /// [`Error::UnsupportedSortOrder`].
    pub(crate) fn new(
        pages: &'a dyn Pages,
        proofs: &Proofs,
        table: &'a TableDef,
        index: IndexId,
        lower: Bound<&[Value<'_>]>,
        upper: Bound<&[Value<'_>]>,
    ) -> Result<Cursor<'a>> {
        let index = table.index_at(index)?;
        let key = |bound: Bound<&[Value<'_>]>| -> Result<Bound<Vec<u8>>> {
            let (Bound::Included(values) | Bound::Excluded(values)) = bound else {
                return Ok(Bound::Unbounded);
            };
            proofs.check(pages, table, index.columns.iter().zip(values))?;
            let key = key_of_values(table, index, values)?;
            Ok(bound.map(|_| key))
        };
        let (lower, upper) = (key(lower)?, key(upper)?);
        let (lower, upper) = (lower.as_ref().map(Vec::as_slice), upper.as_ref().map(Vec::as_slice));
        Ok(Cursor {
            pages,
            table,
            index,
            walk: RangeCursor::new(pages, Tree::of(table, index), lower, upper),
        })
    }

    /// The next row from the front.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`](crate::Error::Damaged) or [`Error::Truncated`](crate::Error::Truncated) where the index or
    /// the row is unsound, [`Error::Io`](crate::Error::Io).
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>> {
        let id = self.walk.next_id()?;
        id.map(|id| self.fetch(id)).transpose()
    }

    /// The next row from the back.
    ///
    /// # Errors
    ///
    /// As [`Cursor::next_row`].
    pub fn prev_row(&mut self) -> Result<Option<Row<'_>>> {
        let id = self.walk.prev_id()?;
        id.map(|id| self.fetch(id)).transpose()
    }

    /// As [`Cursor::next_row`], without reading the row.
    ///
    /// # Errors
    ///
    /// As [`Cursor::next_row`].
    pub fn next_id(&mut self) -> Result<Option<RowId>> {
        self.walk.next_id()
    }

    /// As [`Cursor::prev_row`], without reading the row.
    ///
    /// # Errors
    ///
    /// As [`Cursor::next_row`].
    pub fn prev_id(&mut self) -> Result<Option<RowId>> {
        self.walk.prev_id()
    }

    fn fetch(&self, id: RowId) -> Result<Row<'a>> {
        row::fetch(self.pages, self.table, id)?.ok_or_else(|| no_row(self.table, self.index, id))
    }
}

//! Whether the values of a row fit the columns of a table, seen before anything is opened for writing.

use super::batch::RowBatch;
use super::binding::{Binding, TableTarget};
use super::opening::{Manners, open_read, read_consistent};
use crate::table::{Cell, Result};
use accdb::{Column, ColumnType, Rule};
use std::path::Path;

/// Why a value does not fit its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// A text of more than `limit` characters, as Access counts them: in units of UTF-16.
    TooLong {
        limit: usize,
    },
    /// A number that the column has no room for.
    OutOfRange,
    NotANumber,
    NotADate,
    /// There has to be a value.
    Empty,
}

/// The columns of a target as they are in its table.
pub struct RowFit {
    binding: Binding,
    row: RowBatch,
}

impl RowFit {
    /// Looks at the table; others may use the file meanwhile, and it is not kept open.
    ///
    /// Errors as [`TableWriter::look`](super::TableWriter::look).
    pub fn open(file: &Path, target: &TableTarget<'_>, manners: Manners) -> Result<RowFit> {
        let mut db = open_read(file, manners)?;
        let binding = read_consistent(file, &mut db, |db| Binding::new(file, db, target))?;
        Ok(RowFit { binding, row: RowBatch::new() })
    }

    /// The first value that does not fit: its place among the columns, the key's first. A rule that only writing can
    /// ask is left to it.
    pub fn misfit(&mut self, cells: &[Cell<'_>]) -> Option<(usize, Unfit)> {
        self.row.clear();
        self.row.push(cells);
        let row = self.row.rows().next()?;
        let (nth, rule) = self.binding.fit(row).err()?;
        let column = self.binding.def.columns.get(*self.binding.places.get(nth)?)?;
        Some((nth, unfit(column, row.cell(nth), &rule)?))
    }
}

fn unfit(column: &Column, cell: Cell<'_>, rule: &Rule) -> Option<Unfit> {
    let is_number = !matches!(cell, Cell::Text(text) if super::number::read(text).is_none());
    match (rule, column.column_type) {
        (Rule::Size { limit, .. }, ColumnType::Text | ColumnType::Memo) => {
            Some(Unfit::TooLong { limit: *limit })
        }
        (Rule::Type { .. }, ColumnType::DateTime | ColumnType::DateTimeExtended) => Some(Unfit::NotADate),
        (Rule::Size { .. } | Rule::Type { .. }, _) if is_number => Some(Unfit::OutOfRange),
        (Rule::Size { .. } | Rule::Type { .. }, _) => Some(Unfit::NotANumber),
        (Rule::Required | Rule::ZeroLength, _) => Some(Unfit::Empty),
        _ => None,
    }
}

//! Rows on their way into a table.

use crate::table::{Cell, Row, RowBuffer};

/// Rows that are written together. Used again after [`RowBatch::clear`], it takes no new memory.
#[derive(Debug, Default)]
pub struct RowBatch {
    cells: RowBuffer,
    /// Where each row ends among the cells.
    ends: Vec<usize>,
}

impl RowBatch {
    pub fn new() -> RowBatch {
        RowBatch::default()
    }

    /// Adds a row: the values of the key columns, then those of the others, as [`TableTarget`](super::TableTarget)
    /// names them. A value that is left out at the end is nothing, and one too many does not count.
    pub fn push(&mut self, row: &[Cell<'_>]) {
        row.iter().for_each(|cell| self.cells.push(*cell));
        self.ends.push(self.cells.cells.len());
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub fn clear(&mut self) {
        self.cells.clear();
        self.ends.clear();
    }

    /// The rows, numbered from 1 on.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let rows = starts.zip(self.ends.iter().copied());
        (1..).zip(rows).map(|(number, (start, end))| self.cells.part(number, start..end))
    }
}

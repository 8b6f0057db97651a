//! Cells that rows are lent from: rows that are put together, rather than found in the bytes of a file.

use super::cell::{Cell, Row, StoredCell};
use std::ops::Range;

/// Keeps the cells of one row or of many, and their texts, one after the other; cleared and filled again it allocates
/// nothing.
#[derive(Debug, Default, Clone)]
pub struct RowBuffer {
    pub(super) text: String,
    pub(super) cells: Vec<StoredCell>,
}

impl RowBuffer {
    pub fn new() -> RowBuffer {
        RowBuffer::default()
    }

    pub fn clear(&mut self) {
        self.text.clear();
        self.cells.clear();
    }

    /// Puts a cell behind the others. Of texts of one row that are longer than 4 GiB together nothing is kept.
    pub fn push(&mut self, cell: Cell<'_>) {
        let stored = match cell {
            Cell::Empty => StoredCell::Empty,
            Cell::Text(text) => {
                let (start, end) = self.keep(text);
                StoredCell::Text { start, end }
            }
            Cell::Error(text) => {
                let (start, end) = self.keep(text);
                StoredCell::Error { start, end }
            }
            Cell::Number(number) => StoredCell::Number(number),
            Cell::Decimal { units, decimals } => StoredCell::Decimal { units, decimals },
            Cell::Date(date) => StoredCell::Date(date),
            Cell::Bool(value) => StoredCell::Bool(value),
            Cell::NoValue => StoredCell::NoValue,
        };
        self.cells.push(stored);
    }

    pub fn row(&self, number: u64, line: Option<u64>) -> Row<'_> {
        Row { number, line, text: &self.text, cells: &self.cells }
    }

    /// Some of the cells as a row.
    pub(super) fn part(&self, number: u64, cells: Range<usize>) -> Row<'_> {
        Row { number, line: None, text: &self.text, cells: self.cells.get(cells).unwrap_or_default() }
    }

    fn keep(&mut self, text: &str) -> (u32, u32) {
        let start = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        let end = u32::try_from(self.text.len().saturating_add(text.len())).unwrap_or(start);
        if start < end {
            self.text.push_str(text);
        }
        (start, end)
    }
}

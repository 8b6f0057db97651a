//! Cells in the buffers that rows are lent from.

use crate::table::cell::{Cell, Row, StoredCell};
use std::ops::Range;

/// Cells of one row or of many, and their texts, one after the other.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    pub text: String,
    pub cells: Vec<StoredCell>,
}

impl Buffer {
    pub fn clear(&mut self) {
        self.text.clear();
        self.cells.clear();
    }

    pub fn push(&mut self, cell: Cell<'_>) {
        let cell = match cell {
            Cell::Empty => StoredCell::Empty,
            Cell::Text(text) => {
                let (start, end) = self.append(text);
                StoredCell::Text { start, end }
            }
            Cell::Error(text) => {
                let (start, end) = self.append(text);
                StoredCell::Error { start, end }
            }
            Cell::Number(number) => StoredCell::Number(number),
            Cell::Decimal { units, decimals } => StoredCell::Decimal { units, decimals },
            Cell::Date(date) => StoredCell::Date(date),
            Cell::Bool(value) => StoredCell::Bool(value),
            Cell::NoValue => StoredCell::NoValue,
        };
        self.cells.push(cell);
    }

    /// Some of the cells as a row.
    pub fn row(&self, number: u64, cells: Range<usize>) -> Row<'_> {
        Row { number, line: None, text: &self.text, cells: self.cells.get(cells).unwrap_or_default() }
    }

    fn append(&mut self, text: &str) -> (u32, u32) {
        // A place past 4 GiB of text reads as nothing; a row of Access has far less.
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let start = place(self.text.len());
        self.text.push_str(text);
        (start, place(self.text.len()))
    }
}

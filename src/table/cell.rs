//! What a row of a file consists of.

use chrono::NaiveDate;

/// One cell as the file has it, nothing cleaned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// No cell, or one without content.
    Empty,
    /// A text, decoded. Every field of a CSV file is one, an empty one too.
    Text(&'a str),
    /// A number of a workbook, or of an Access file but for currency.
    Number(f64),
    /// An exact decimal of an Access file: units of 10^-`decimals`.
    Decimal {
        units: i128,
        decimals: u8,
    },
    /// A day; a time of the day is dropped.
    Date(NaiveDate),
    Bool(bool),
    /// `#N/A` and its kin, as the file writes it.
    Error(&'a str),
    /// A formula whose value was not stored.
    NoValue,
}

/// A row, as long as the reader does not go on.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Counts records from 1 on (the titles are 1); in a workbook the sheet's own number.
    pub number: u64,
    /// The line of the file on which it begins, from 1 on; a workbook has none.
    pub line: Option<u64>,
    pub(super) text: &'a str,
    pub(super) cells: &'a [StoredCell],
}

/// A cell in a reader's buffers: texts are ranges of the row's text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum StoredCell {
    Empty,
    Text { start: u32, end: u32 },
    Number(f64),
    Decimal { units: i128, decimals: u8 },
    Date(NaiveDate),
    Bool(bool),
    Error { start: u32, end: u32 },
    NoValue,
}

impl<'a> Row<'a> {
    /// How many cells it has, empty ones at its end too if the file has them.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// A cell by its place, from 0 on; past the end there is nothing.
    #[inline]
    pub fn cell(&self, at: usize) -> Cell<'a> {
        let text = |start: u32, end: u32| {
            let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
            range.and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default()
        };
        match self.cells.get(at) {
            None | Some(StoredCell::Empty) => Cell::Empty,
            Some(StoredCell::Text { start, end }) => Cell::Text(text(*start, *end)),
            Some(StoredCell::Number(number)) => Cell::Number(*number),
            Some(StoredCell::Decimal { units, decimals }) => {
                Cell::Decimal { units: *units, decimals: *decimals }
            }
            Some(StoredCell::Date(date)) => Cell::Date(*date),
            Some(StoredCell::Bool(value)) => Cell::Bool(*value),
            Some(StoredCell::Error { start, end }) => Cell::Error(text(*start, *end)),
            Some(StoredCell::NoValue) => Cell::NoValue,
        }
    }
}

/// Rows of a file, one at a time.
pub trait Rows {
    /// The next row that the file has, the first one (titles or not) included; `None` at the end.
    ///
    /// Rows that a workbook leaves out between two others are the caller's to count, by [`Row::number`].
    fn next_row(&mut self) -> Result<Option<Row<'_>>, super::Error>;
}

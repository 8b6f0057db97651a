//! Where one record ends, and where its fields are: over bytes, without copying one.

use super::quoted;
use super::text::LineBreaks;
use super::{Dialect, LineEnds};
use crate::table::cell::StoredCell;

/// What the beginning of some bytes is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scanned {
    /// A record of `len` bytes, behind which the next begins at `next`, or one further if a line feed stands there and
    /// `returned` says that a carriage return ended this one.
    Record { len: usize, next: usize, returned: bool },
    /// Its end is not among these bytes. `open_at`: where the quote stands that is open at their end.
    Incomplete { open_at: Option<usize> },
}

/// Finds fields; keeps what it needs from record to record.
pub(super) struct Scanner {
    dialect: Dialect,
    /// For each byte, whether it ends a field that is not quoted.
    ends_field: [bool; 256],
    pub(super) cells: Vec<StoredCell>,
    /// Fields in quotes that have to be put together: where they begin behind the quote, and end before what parts
    /// them.
    pub(super) joined: Vec<(usize, usize, usize)>,
    /// Line breaks within the record.
    pub(super) breaks: u64,
}

impl Scanner {
    pub(super) fn new(dialect: Dialect) -> Scanner {
        let mut ends_field = [false; 256];
        let feed = if dialect.ends == LineEnds::Any { b'\n' } else { b'\r' };
        for byte in [dialect.delimiter, b'\r', feed] {
            if let Some(ends) = ends_field.get_mut(usize::from(byte)) {
                *ends = true;
            }
        }
        Scanner { dialect, ends_field, cells: Vec::new(), joined: Vec::new(), breaks: 0 }
    }

    /// Finds the record at the beginning of `bytes`, behind which nothing follows if they are `whole`. Its fields are
    /// in `cells`, as ranges of the bytes.
    pub(super) fn scan(&mut self, bytes: &[u8], whole: bool) -> Scanned {
        self.cells.clear();
        self.joined.clear();
        self.breaks = 0;
        let mut at = 0;
        loop {
            let is_quoted = self.dialect.quote.is_some() && bytes.get(at).copied() == self.dialect.quote;
            let field = if is_quoted { self.quoted(bytes, at, whole) } else { self.plain(bytes, at, whole) };
            let Some(end) = field else {
                return Scanned::Incomplete { open_at: is_quoted.then_some(at) };
            };
            match bytes.get(end) {
                Some(byte) if *byte == self.dialect.delimiter => at = end + 1,
                Some(byte) => return Scanned::Record { len: end, next: end + 1, returned: *byte == b'\r' },
                None => return Scanned::Record { len: end, next: end, returned: false },
            }
        }
    }

    /// Takes a field without quotes and says where it ends.
    fn plain(&mut self, bytes: &[u8], at: usize, whole: bool) -> Option<usize> {
        let end = self.field_end(bytes, at, whole)?;
        if self.dialect.ends == LineEnds::Returns {
            self.count_breaks(bytes, at, end);
        }
        self.push(at, end);
        Some(end)
    }

    /// Takes a field whose quote opens at `at`.
    fn quoted(&mut self, bytes: &[u8], at: usize, whole: bool) -> Option<usize> {
        let quote = bytes.get(at).copied()?;
        let start = at + 1;
        let closed = quoted::find_close(bytes, start, quote, whole)?;
        let end = self.field_end(bytes, closed.at + 1, whole)?;
        self.count_breaks(bytes, start, closed.at);
        if closed.doubled || end > closed.at + 1 {
            self.joined.push((self.cells.len(), start, end));
        }
        self.push(start, closed.at);
        Some(end)
    }

    fn field_end(&self, bytes: &[u8], at: usize, whole: bool) -> Option<usize> {
        let rest = bytes.get(at..).unwrap_or_default();
        let ends = |byte: &u8| self.ends_field.get(usize::from(*byte)).is_some_and(|ends| *ends);
        match rest.iter().position(ends) {
            Some(len) => Some(at + len),
            None => whole.then_some(bytes.len()),
        }
    }

    fn count_breaks(&mut self, bytes: &[u8], from: usize, to: usize) {
        let mut breaks = LineBreaks::default();
        breaks.see(bytes.get(from..to).unwrap_or_default());
        self.breaks += breaks.count;
    }

    fn push(&mut self, start: usize, end: usize) {
        self.cells.push(text_cell(start, end));
    }
}

/// A record is at most a MiB, so its places fit.
pub(super) fn text_cell(start: usize, end: usize) -> StoredCell {
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    StoredCell::Text { start: place(start), end: place(end) }
}

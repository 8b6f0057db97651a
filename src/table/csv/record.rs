//! Records one after another, out of a buffer that does not grow past what the longest may be.

use super::Dialect;
use super::quoted;
use super::scan::{Scanned, Scanner, text_cell};
use super::text::{LineBreaks, Text};
use crate::table::cell::Row;
use crate::table::error::{ErrorPlace, Reason, TableFault};

/// Bytes of UTF-8 that a record may have.
const RECORD_MAX: usize = 1024 * 1024;
const BUFFER: usize = 256 * 1024;

pub(super) struct Records {
    text: Text,
    scanner: Scanner,
    quote: u8,
    buffer: Vec<u8>,
    /// What is in the buffer and was not taken yet.
    start: usize,
    end: usize,
    /// A carriage return ended the last record: a line feed now is the second half of its end.
    after_return: bool,
    record: Option<Record>,
    number: u64,
    /// The line on which the next record begins.
    line: u64,
}

/// The current record, by its place in the buffer.
#[derive(Debug, Clone, Copy)]
struct Record {
    start: usize,
    end: usize,
    line: u64,
}

impl Records {
    pub(super) fn new(text: Text, dialect: Dialect) -> Records {
        Records {
            text,
            scanner: Scanner::new(dialect),
            quote: dialect.quote.unwrap_or_default(),
            buffer: vec![0; BUFFER],
            start: 0,
            end: 0,
            after_return: false,
            record: None,
            number: 0,
            line: 1,
        }
    }

    /// Goes to the next record that is not an empty line; `false`: there is none.
    pub(super) fn advance(&mut self) -> Result<bool, TableFault> {
        while let Some(record) = self.next_line()? {
            if record.end > record.start {
                self.number += 1;
                self.record = Some(record);
                return Ok(true);
            }
        }
        self.record = None;
        Ok(false)
    }

    /// Leaves out the first line, which is no record.
    pub(super) fn skip_line(&mut self) -> Result<(), TableFault> {
        self.next_line().map(|_| ())
    }

    /// The record that [`Records::advance`] went to.
    pub(super) fn row(&mut self) -> Result<Row<'_>, TableFault> {
        let record = self.record.unwrap_or(Record { start: 0, end: 0, line: 0 });
        self.join_fields(record);
        let bytes = self.buffer.get(record.start..record.end).unwrap_or_default();
        // It was UTF-8 when the file was looked through.
        let text =
            std::str::from_utf8(bytes).map_err(|_| TableFault::Later("it changed while it was read"))?;
        Ok(Row { number: self.number, line: Some(record.line), text, cells: &self.scanner.cells })
    }

    fn join_fields(&mut self, record: Record) {
        let Some(bytes) = self.buffer.get_mut(record.start..record.end) else { return };
        for (cell, start, end) in self.scanner.joined.drain(..) {
            let len = quoted::join(bytes.get_mut(start..end).unwrap_or_default(), self.quote);
            if let Some(cell) = self.scanner.cells.get_mut(cell) {
                *cell = text_cell(start, start + len);
            }
        }
    }

    /// The next line, or lines where quotes hold some together.
    fn next_line(&mut self) -> Result<Option<Record>, TableFault> {
        loop {
            self.skip_line_feed();
            let bytes = self.buffer.get(self.start..self.end).unwrap_or_default();
            let whole = self.text.ended();
            if whole && bytes.is_empty() {
                return Ok(None);
            }
            match self.scanner.scan(bytes, whole) {
                Scanned::Record { len, next, returned } => return self.take(len, next, returned).map(Some),
                Scanned::Incomplete { open_at } if whole || bytes.len() > RECORD_MAX => {
                    return Err(self.unending(open_at));
                }
                Scanned::Incomplete { .. } => self.fill()?,
            }
        }
    }

    fn take(&mut self, len: usize, next: usize, returned: bool) -> Result<Record, TableFault> {
        if len > RECORD_MAX {
            return Err(self.unending(None));
        }
        let record = Record { start: self.start, end: self.start + len, line: self.line };
        self.start += next;
        self.after_return = returned;
        self.line += 1 + self.scanner.breaks;
        Ok(record)
    }

    fn skip_line_feed(&mut self) {
        if self.after_return && self.start < self.end {
            self.start += usize::from(self.buffer.get(self.start) == Some(&b'\n'));
            self.after_return = false;
        }
    }

    /// Why the record that begins now has no end: a quote is the likeliest reason, and where it opens is what helps.
    fn unending(&self, open_at: Option<usize>) -> TableFault {
        let Some(open_at) = open_at else {
            return TableFault::refused(Reason::RecordTooLong, "").at(ErrorPlace::Line(self.line));
        };
        let mut breaks = LineBreaks::default();
        breaks.see(self.buffer.get(self.start..self.start + open_at).unwrap_or_default());
        TableFault::refused(Reason::QuoteOpen, "").at(ErrorPlace::Line(self.line + breaks.count))
    }

    /// Gets more text behind what is there. The buffer grows only for a record that does not fit, and never past twice
    /// the longest.
    fn fill(&mut self) -> Result<(), TableFault> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.end * 2 > self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        self.end += self.text.read(self.buffer.get_mut(self.end..).unwrap_or_default())?;
        Ok(())
    }
}

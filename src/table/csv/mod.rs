//! Text files of delimited fields: encoding, delimiter, quotes, records and their lines.
//!
//! Promises: a record is never guessed at. A file whose bytes are not all of one encoding, or whose quotes do not
//! close, is refused before a caller could take half of it for the whole. Controls and zero bytes come through as text:
//! whether a value may hold them is the caller's question. Knows no titles but those that help to tell the delimiter.

mod choose;
mod encoding;
mod quoted;
mod record;
mod scan;
mod text;

pub(super) use encoding::name_of;

use super::cell::{Row, Rows};
use super::error::{Error, TableFault};
use super::source::TableSource;
use encoding_rs::Encoding;
use record::Records;
use std::path::{Path, PathBuf};
use text::Text;

/// What the caller knows of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct CsvOptions<'a> {
    /// `None`: found out.
    pub encoding: Option<&'static Encoding>,
    /// `None`: found out, with the help of `titles`.
    pub delimiter: Option<u8>,
    /// `None`: fields are not quoted.
    pub quote: Option<u8>,
    pub titles: &'a [String],
}

/// Which characters part fields and hold them together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Dialect {
    delimiter: u8,
    quote: Option<u8>,
    ends: LineEnds,
}

/// What ends a record outside quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineEnds {
    /// CR LF, LF or CR, whichever comes.
    Any,
    /// CR, or CR LF: a line feed by itself is text. Writers that end lines so need not quote one.
    Returns,
}

/// The records of a text file.
pub(super) struct CsvRows {
    file: PathBuf,
    source: TableSource,
    records: Records,
}

/// A text file, looked through once from end to end.
pub(super) struct OpenedCsv {
    pub rows: CsvRows,
    pub sha256: String,
    pub encoding: &'static Encoding,
    pub delimiter: u8,
}

/// Looks a file through, finds its encoding and its delimiter, and stands before its first record.
pub(super) fn open(
    file: &Path,
    source: TableSource,
    options: &CsvOptions<'_>,
) -> Result<OpenedCsv, TableFault> {
    let found = encoding::find(&source, options.encoding)?;
    let text = || Text::new(source.part(found.mark, u64::MAX), found.encoding);
    let hint = choose::separator_line(text())?;
    let ends = choose::line_ends(text(), options.quote)?;
    let dialect = |delimiter| Dialect { delimiter, quote: options.quote, ends };
    let delimiter = match hint.map(|hint| hint.delimiter).or(options.delimiter) {
        Some(delimiter) => delimiter,
        None => choose::delimiter(|delimiter| Records::new(text(), dialect(delimiter)), options.titles)?,
    };
    let mut records = Records::new(text(), dialect(delimiter));
    if hint.is_some() {
        records.skip_line()?;
    }
    let rows = CsvRows { file: file.to_path_buf(), source, records };
    Ok(OpenedCsv { rows, sha256: found.sha256, encoding: found.encoding, delimiter })
}

impl CsvRows {
    fn advance(&mut self) -> Result<bool, TableFault> {
        let more = self.records.advance()?;
        if !more {
            self.source.unchanged()?;
        }
        Ok(more)
    }
}

impl Rows for CsvRows {
    fn next_row(&mut self) -> Result<Option<Row<'_>>, Error> {
        match self.advance() {
            Ok(true) => self.records.row().map(Some).map_err(|fault| fault.of(&self.file)),
            Ok(false) => Ok(None),
            Err(fault) => Err(fault.of(&self.file)),
        }
    }
}

#[cfg(test)]
mod tests;

//! CSV and other delimited text.

use super::files::Files;
use super::growing::{Growing, Written, failed};
use crate::table::error::{Error, ErrorPlace, Reason};
use encoding_rs::{Encoder, EncoderResult, Encoding, UTF_8};
use std::io;
use std::path::Path;

/// Written to the disk once so many bytes have come together.
const BLOCK: usize = 64 * 1024;

/// How a text file is written. Quotes stand only where they are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvStyle {
    /// UTF-8 or an encoding of single bytes; UTF-16 is none that is written.
    pub encoding: &'static Encoding,
    /// A byte-order mark at the beginning.
    pub mark: bool,
    pub delimiter: u8,
    pub eol: &'static str,
    /// A delimiter behind the last field, too.
    pub trailing: bool,
    /// An apostrophe before a text that begins with `= + - @`, tab or return, so that no spreadsheet program takes it
    /// for a formula.
    pub guard: bool,
}

/// What programs read: UTF-8, commas, CR LF.
impl Default for CsvStyle {
    fn default() -> CsvStyle {
        CsvStyle { encoding: UTF_8, mark: false, delimiter: b',', eol: "\r\n", trailing: false, guard: false }
    }
}

/// What people open with a spreadsheet program.
pub const PEOPLE: CsvStyle =
    CsvStyle { encoding: UTF_8, mark: true, delimiter: b';', eol: "\r\n", trailing: false, guard: true };

/// A text file that is being written, field by field. Dropped before it is finished, it is removed.
pub struct CsvFile<'f> {
    growing: Growing<'f>,
    style: CsvStyle,
    encoder: Option<Encoder>,
    /// Bytes of complete rows that are not on the disk.
    block: Vec<u8>,
    /// The row that is being written.
    row: String,
    /// For each byte, whether a field that has it stands in quotes.
    quoted: [bool; 256],
    fields: usize,
    line: u64,
}

impl<'f> CsvFile<'f> {
    /// Begins the file under `NAME.part`.
    pub fn create(files: &'f dyn Files, file: &Path, style: CsvStyle) -> Result<CsvFile<'f>, Error> {
        let encoding = style.encoding;
        if encoding.output_encoding() != encoding {
            let source = io::Error::new(io::ErrorKind::Unsupported, encoding.name());
            return Err(failed(file, "choosing the encoding", source));
        }
        let growing = Growing::create(files, file)?;
        let encoder = (encoding != UTF_8).then(|| encoding.new_encoder());
        let mark = style.mark && encoder.is_none();
        let mut block = Vec::with_capacity(2 * BLOCK);
        block.extend_from_slice(if mark { "\u{feff}".as_bytes() } else { b"" });
        let quoted = std::array::from_fn(|byte| {
            [style.delimiter, b'"', b'\r', b'\n'].map(usize::from).contains(&byte)
        });
        Ok(CsvFile { growing, style, encoder, block, row: String::new(), quoted, fields: 0, line: 1 })
    }

    /// Writes a text, in quotes if it needs them.
    pub fn field(&mut self, text: &str) {
        self.part();
        let is_guarded = self.style.guard && text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let guard = if is_guarded { "'" } else { "" };
        if self.needs_quotes(text) {
            self.row.push('"');
            self.row.push_str(guard);
            push_doubled(&mut self.row, text);
            self.row.push('"');
        } else {
            self.row.push_str(guard);
            self.row.push_str(text);
        }
    }

    /// Lets `write` add a field to the row as it is: numbers and dates, which are ASCII and need no quotes.
    pub fn plain(&mut self, write: impl FnOnce(&mut String)) {
        self.part();
        let start = self.row.len();
        write(&mut self.row);
        debug_assert!(
            self.row.get(start..).is_some_and(|field| !self.needs_quotes(field)),
            "a plain field has nothing that parts fields"
        );
    }

    /// Ends the row. Fails where the encoding has no sign for a character of it.
    pub fn end_row(&mut self) -> Result<(), Error> {
        if self.style.trailing {
            self.row.push(self.style.delimiter.into());
        } else if self.row.is_empty() {
            // One empty field, which as an empty line would be no row.
            self.row.push_str("\"\"");
        }
        self.row.push_str(self.style.eol);
        self.encode()?;
        self.row.clear();
        self.fields = 0;
        self.line += 1;
        if self.block.len() >= BLOCK { self.flush() } else { Ok(()) }
    }

    /// Writes a row of texts.
    pub fn row<'t>(&mut self, fields: impl IntoIterator<Item = &'t str>) -> Result<(), Error> {
        for field in fields {
            self.field(field);
        }
        self.end_row()
    }

    /// Where it grows: `NAME.part`.
    pub fn part_path(&self) -> &Path {
        self.growing.part()
    }

    /// Brings the file to the disk and leaves it under `NAME.part`, for the caller to rename.
    pub fn finish(mut self) -> Result<Written, Error> {
        self.flush()?;
        self.growing.finish()
    }

    /// Brings the file to the disk and gives it its name, in place of a file that has it.
    pub fn finish_and_rename(mut self) -> Result<Written, Error> {
        self.flush()?;
        self.growing.finish_and_rename()
    }

    fn needs_quotes(&self, text: &str) -> bool {
        text.bytes().any(|byte| self.quoted.get(usize::from(byte)).is_some_and(|quoted| *quoted))
    }

    fn part(&mut self) {
        if self.fields > 0 {
            self.row.push(self.style.delimiter.into());
        }
        self.fields += 1;
    }

    fn encode(&mut self) -> Result<(), Error> {
        let Some(encoder) = &mut self.encoder else {
            self.block.extend_from_slice(self.row.as_bytes());
            return Ok(());
        };
        let text = &self.row;
        let room = encoder.max_buffer_length_from_utf8_without_replacement(text.len()).unwrap_or_default();
        let start = self.block.len();
        self.block.resize(start + room, 0);
        let into = self.block.get_mut(start..).unwrap_or_default();
        let (result, _, wrote) = encoder.encode_from_utf8_without_replacement(text, into, false);
        self.block.truncate(start + wrote);
        match result {
            EncoderResult::Unmappable(character) => Err(self.unmappable(character)),
            EncoderResult::InputEmpty | EncoderResult::OutputFull => Ok(()),
        }
    }

    fn unmappable(&self, character: char) -> Error {
        Error::Refused {
            file: self.growing.part().to_path_buf(),
            reason: Reason::Encoding,
            place: ErrorPlace::Line(self.line),
            what: format!("{character} (U+{:04X})", u32::from(character)),
        }
    }

    fn flush(&mut self) -> Result<(), Error> {
        self.growing.append(&self.block)?;
        self.block.clear();
        Ok(())
    }
}

fn push_doubled(row: &mut String, text: &str) {
    for (at, piece) in text.split('"').enumerate() {
        row.push_str(if at > 0 { "\"\"" } else { "" });
        row.push_str(piece);
    }
}

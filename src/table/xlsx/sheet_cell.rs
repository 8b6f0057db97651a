//! One cell of a sheet: what its tag says, what it holds, and which value that is.

use super::sheet::Book;
use super::strings::{finished, read_text};
use super::xml::{Input, Tag, Token, Xml, malformed};
use super::{cell_name, dates};
use crate::table::cell::StoredCell;
use crate::table::error::TableFault;

/// The tag of a cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct CellTag {
    /// Its column, from 0 on, and its row, if it says them.
    pub at: Option<(usize, u64)>,
    kind: CellKind,
    style: u64,
}

/// How a cell's value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CellKind {
    Number,
    Shared,
    Text,
    Inline,
    Bool,
    Error,
    Iso,
}

impl CellTag {
    pub(super) fn read(tag: Tag<'_>) -> Result<CellTag, TableFault> {
        let mut cell = CellTag { at: None, kind: CellKind::Number, style: 0 };
        let mut attributes = tag.attributes;
        while let Some((name, value)) = attributes.next()? {
            match name {
                b"r" => {
                    let at = cell_name::parse(value.trim_ascii());
                    cell.at = Some(at.ok_or_else(|| malformed("a cell's name that is none"))?);
                }
                b"t" => cell.kind = kind(value)?,
                b"s" => {
                    let style = cell_name::number(value.trim_ascii());
                    cell.style = style.ok_or_else(|| malformed("a cell's format that is no number"))?;
                }
                _ => {}
            }
        }
        Ok(cell)
    }
}

fn kind(value: &[u8]) -> Result<CellKind, TableFault> {
    Ok(match value {
        b"n" => CellKind::Number,
        b"s" => CellKind::Shared,
        b"str" => CellKind::Text,
        b"inlineStr" => CellKind::Inline,
        b"b" => CellKind::Bool,
        b"e" => CellKind::Error,
        b"d" => CellKind::Iso,
        _ => return Err(malformed("a cell's type that is none")),
    })
}

/// What was found between a cell's tags. Kept from cell to cell for its room.
#[derive(Debug, Default)]
pub(super) struct Collected {
    text: String,
    has_formula: bool,
    has_value: bool,
}

impl Collected {
    /// Reads the cell whose start came last.
    pub(super) fn read<I: Input>(&mut self, xml: &mut Xml<I>) -> Result<(), TableFault> {
        self.text.clear();
        self.has_formula = false;
        self.has_value = false;
        loop {
            match xml.next()? {
                Token::Start(tag) => match tag.name {
                    b"v" => {
                        self.begin_value()?;
                        xml.text(&mut self.text)?;
                    }
                    b"is" => {
                        self.begin_value()?;
                        read_text(xml, &mut self.text)?;
                    }
                    b"f" => {
                        self.has_formula = true;
                        xml.skip()?;
                    }
                    _ => xml.skip()?,
                },
                Token::End | Token::Finished => return Ok(()),
                _ => {}
            }
        }
    }

    fn begin_value(&mut self) -> Result<(), TableFault> {
        if std::mem::replace(&mut self.has_value, true) { Err(malformed("two values")) } else { Ok(()) }
    }

    /// The value, whose text, if it is one, is added to the `row`'s.
    pub(super) fn value(
        &mut self,
        tag: CellTag,
        book: &mut Book,
        row: &mut String,
    ) -> Result<StoredCell, TableFault> {
        if !self.has_value {
            return Ok(if self.has_formula { StoredCell::NoValue } else { StoredCell::Empty });
        }
        let trimmed = self.text.trim();
        let is_text = matches!(tag.kind, CellKind::Text | CellKind::Inline);
        if trimmed.is_empty() && !is_text {
            return Ok(if self.has_formula { StoredCell::NoValue } else { add(row, "", text) });
        }
        match tag.kind {
            CellKind::Number => number(trimmed, tag.style, book),
            CellKind::Shared => {
                let index = cell_name::number(trimmed.as_bytes());
                let shared = index.map_or(Ok(None), |index| book.strings.get(index))?;
                let shared =
                    shared.ok_or_else(|| malformed(&format!("there is no string {}", clipped(trimmed))))?;
                Ok(add(row, shared, text))
            }
            CellKind::Text | CellKind::Inline => {
                self.text = finished(std::mem::take(&mut self.text))?;
                Ok(add(row, &self.text, text))
            }
            CellKind::Bool => boolean(trimmed),
            CellKind::Error => Ok(add(row, trimmed, |start, end| StoredCell::Error { start, end })),
            CellKind::Iso => {
                Ok(dates::iso_day(trimmed).map_or_else(|| add(row, trimmed, text), StoredCell::Date))
            }
        }
    }
}

fn text(start: u32, end: u32) -> StoredCell {
    StoredCell::Text { start, end }
}

/// Adds a text to the row's, which its reader holds to a length whose places fit.
fn add(row: &mut String, text: &str, cell: impl Fn(u32, u32) -> StoredCell) -> StoredCell {
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let start = place(row.len());
    row.push_str(text);
    cell(start, place(row.len()))
}

fn number(written: &str, style: u64, book: &Book) -> Result<StoredCell, TableFault> {
    let number = small(written).map_or_else(|| parsed(written), |number| Some(f64::from(number)));
    let number = number.ok_or_else(|| malformed(&format!("{} is no number", clipped(written))))?;
    let is_date = book.styles.is_date(style);
    let day = is_date.then(|| dates::day(number, book.system)).flatten();
    Ok(day.map_or(StoredCell::Number(number), StoredCell::Date))
}

/// Most numbers are a few digits: quicker than parsing any number there is.
fn small(written: &str) -> Option<u32> {
    cell_name::number(written.as_bytes()).and_then(|number| u32::try_from(number).ok())
}

fn parsed(written: &str) -> Option<f64> {
    let is_plain = written.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
    written.parse().ok().filter(|number: &f64| is_plain && number.is_finite())
}

fn boolean(written: &str) -> Result<StoredCell, TableFault> {
    match written {
        "1" | "true" | "TRUE" => Ok(StoredCell::Bool(true)),
        "0" | "false" | "FALSE" => Ok(StoredCell::Bool(false)),
        _ => Err(malformed(&format!("{} is neither true nor false", clipped(written)))),
    }
}

/// The beginning of a value, for a message.
fn clipped(written: &str) -> String {
    written.chars().take(40).collect()
}

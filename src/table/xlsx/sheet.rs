//! The rows of a sheet, one after another.
//!
//! Promises: a row's number is the sheet's own and rises; nothing is invented for a row that is left out. Cells come at
//! their column in whatever order the file has them. The end is reached only if the part is whole to its last byte.

use super::cell_name::{self, COLUMNS};
use super::dates::DateSystem;
use super::sheet_cell::{CellTag, Collected};
use super::string_store::StringStore;
use super::styles::Styles;
use super::xml::{Input, Tag, Token, Xml, malformed};
use crate::table::cell::{Row, StoredCell};
use crate::table::error::{ErrorPlace, Reason, TableFault};

/// Bytes of text in a row: a hundred of the longest texts.
const ROW_MAX: usize = 4 * 1024 * 1024;

/// What the cells of a sheet refer to.
pub(super) struct Book {
    pub strings: StringStore,
    pub styles: Styles,
    pub system: DateSystem,
}

pub(super) struct Sheet<I> {
    xml: Xml<I>,
    part: String,
    book: Book,
    place: Reading,
    /// The last row's number.
    number: u64,
    text: String,
    cells: Vec<StoredCell>,
    collected: Collected,
}

/// How far the part is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Before,
    Rows,
    Finished,
}

impl<I: Input> Sheet<I> {
    pub(super) fn new(xml: Xml<I>, part: String, book: Book) -> Sheet<I> {
        Sheet {
            xml,
            part,
            book,
            place: Reading::Before,
            number: 0,
            text: String::new(),
            cells: Vec::new(),
            collected: Collected::default(),
        }
    }

    /// Goes to the next row that the sheet has; `false` at the end.
    pub(super) fn advance(&mut self) -> Result<bool, TableFault> {
        let more = match self.place {
            Reading::Before => self.begin().and_then(|()| self.next_row()),
            Reading::Rows => self.next_row(),
            Reading::Finished => Ok(false),
        };
        more.map_err(|fault| fault.at(ErrorPlace::Part(self.part.clone())))
    }

    /// The row that [`Sheet::advance`] went to.
    pub(super) fn row(&self) -> Row<'_> {
        Row { number: self.number, line: None, text: &self.text, cells: &self.cells }
    }

    /// Goes into the sheet's data.
    fn begin(&mut self) -> Result<(), TableFault> {
        self.xml.root(b"worksheet")?;
        self.place = Reading::Rows;
        loop {
            match self.xml.next()? {
                Token::Start(tag) if tag.name == b"sheetData" => return Ok(()),
                Token::Start(_) => self.xml.skip()?,
                Token::Finished => {
                    self.place = Reading::Finished;
                    return Ok(());
                }
                _ => {}
            }
        }
    }

    fn next_row(&mut self) -> Result<bool, TableFault> {
        while self.place == Reading::Rows {
            match self.xml.next()? {
                Token::Start(tag) if tag.name == b"row" => {
                    let number = row_number(tag)?;
                    return self.read_row(number).map(|()| true);
                }
                Token::Start(_) => self.xml.skip()?,
                Token::End | Token::Finished => self.finish()?,
                _ => {}
            }
        }
        Ok(false)
    }

    /// Reads what comes behind the data, to the last byte.
    fn finish(&mut self) -> Result<(), TableFault> {
        loop {
            match self.xml.next()? {
                Token::Start(tag) if tag.name == b"sheetData" => {
                    return Err(malformed("two tables of cells"));
                }
                Token::Start(_) => self.xml.skip()?,
                Token::Finished => break,
                _ => {}
            }
        }
        self.place = Reading::Finished;
        Ok(())
    }

    /// Reads a row whose number may stand in its first cell alone, or nowhere.
    fn read_row(&mut self, told: Option<u64>) -> Result<(), TableFault> {
        self.text.clear();
        self.cells.clear();
        let before = self.number;
        let mut number = told;
        let mut column = 0;
        loop {
            match self.xml.next()? {
                Token::Start(tag) if tag.name == b"c" => {
                    let tag = CellTag::read(tag)
                        .map_err(|fault| fault.at(ErrorPlace::Row(number.unwrap_or(before + 1))))?;
                    let row = *number.get_or_insert(tag.at.map_or(before + 1, |(_, row)| row));
                    column = self.read_cell(tag, column, row)? + 1;
                }
                Token::Start(_) => self.xml.skip()?,
                Token::End | Token::Finished => break,
                _ => {}
            }
        }
        self.number = number.unwrap_or(before + 1);
        if self.number <= before || self.number > cell_name::ROWS {
            return Err(malformed("a row number twice, or falling").at(ErrorPlace::Row(self.number)));
        }
        Ok(())
    }

    /// Reads a cell, which stands at `next` if it does not say where, and gives its column.
    fn read_cell(&mut self, tag: CellTag, next: usize, row: u64) -> Result<usize, TableFault> {
        let (column, own_row) = tag.at.unwrap_or((next, row));
        let at = |fault: TableFault| fault.at(ErrorPlace::Cell(cell_name::format(column, own_row)));
        if own_row != row || column >= COLUMNS {
            return Err(at(malformed("it stands in another row")));
        }
        if self.cells.get(column).is_some_and(|cell| *cell != StoredCell::Empty) {
            return Err(at(malformed("its value is there twice")));
        }
        self.collected.read(&mut self.xml).map_err(at)?;
        let value = self.collected.value(tag, &mut self.book, &mut self.text).map_err(at)?;
        if self.text.len() > ROW_MAX {
            return Err(at(TableFault::refused(
                Reason::ArchiveBomb,
                "more text than a row can be of use for",
            )));
        }
        if value != StoredCell::Empty {
            self.put(column, value);
        }
        Ok(column)
    }

    /// Cells without a value take no room, so a format far to the right costs nothing.
    fn put(&mut self, column: usize, value: StoredCell) {
        if column >= self.cells.len() {
            self.cells.resize(column, StoredCell::Empty);
            self.cells.push(value);
        } else if let Some(cell) = self.cells.get_mut(column) {
            *cell = value;
        }
    }
}

fn row_number(tag: Tag<'_>) -> Result<Option<u64>, TableFault> {
    let Some(number) = tag.attributes.get(b"r")? else { return Ok(None) };
    cell_name::row(number.trim_ascii()).map(Some).ok_or_else(|| malformed("a row number that is none"))
}

//! Workbooks (.xlsx, .xlsm): the rows of one sheet, streamed.
//!
//! Promises: nothing a workbook says of its own size is believed, and what is kept in memory does not grow with it. A
//! part that is cut, packed wrong or not well-formed is an error before the end of its rows. Formulas are never worked
//! out; hidden rows and columns are read like others. Knows no titles.
//!
//! [`archive`] and [`part`] give the bytes of a part, [`xml`] its tokens, [`package`] says which part is which,
//! [`strings`] keeps the texts, [`sheet`] makes rows.

mod archive;
mod cell_name;
mod dates;
mod escapes;
mod package;
mod part;
mod sheet;
mod sheet_cell;
mod string_store;
mod strings;
mod styles;
mod xml;
mod xml_text;

use super::cell::{Row, Rows};
use super::error::{Error, Reason, TableFault};
use super::open::{Limits, SheetChoice};
use super::source::TableSource;
use archive::Archive;
pub(super) use cell_name::{COLUMNS, letters as column_letters};
use part::Part;
use sheet::{Book, Sheet};
use std::path::{Path, PathBuf};
use string_store::StringStore;
use styles::Styles;
use xml::Xml;

/// Which sheet, and how much of the rest may be unpacked.
#[derive(Debug, Clone, Copy)]
pub(super) struct WorkbookOptions<'a> {
    pub sheet: &'a SheetChoice,
    pub sheet_first: bool,
    pub limits: Limits,
    /// A folder for unnamed temporary files; `None`: the system's.
    pub scratch: Option<&'a Path>,
}

/// The rows of a sheet.
pub(super) struct WorkbookRows {
    file: PathBuf,
    source: TableSource,
    sheet: Sheet<Part>,
    /// Once it failed it has no more rows.
    failed: bool,
}

/// Finds the sheet, reads what its cells refer to, and stands before its first row. Gives the sheet's name, too.
pub(super) fn open(
    file: &Path,
    source: TableSource,
    options: &WorkbookOptions<'_>,
) -> Result<(WorkbookRows, String), TableFault> {
    let mut archive = Archive::open(source.clone(), options.limits)?;
    let workbook = package::read(&mut archive)?;
    let chosen = package::choose(&workbook, options.sheet, options.sheet_first)?;
    let styles = match &workbook.styles {
        Some(part) => of_part(part, styles::read(xml_of(&mut archive, part)?))?,
        None => Styles::default(),
    };
    let mut strings = StringStore::new(options.scratch.map(Path::to_path_buf));
    if let Some(part) = &workbook.strings {
        of_part(part, strings::read(xml_of(&mut archive, part)?, &mut strings))?;
    }
    let book = Book { strings, styles, system: workbook.system };
    let sheet = Sheet::new(xml_of(&mut archive, &chosen.part)?, chosen.part.clone(), book);
    let rows = WorkbookRows { file: file.to_path_buf(), source, sheet, failed: false };
    Ok((rows, chosen.name.clone()))
}

/// The tokens of a part that a relation names; a workbook without it is damaged.
fn xml_of(archive: &mut Archive, part: &str) -> Result<Xml<Part>, TableFault> {
    match archive.part(part)? {
        Some(bytes) => of_part(part, Xml::new(bytes)),
        None => of_part(part, Err(TableFault::refused(Reason::Damaged, "it is not there"))),
    }
}

fn of_part<T>(part: &str, result: Result<T, TableFault>) -> Result<T, TableFault> {
    result.map_err(|fault| fault.at(super::error::ErrorPlace::Part(part.to_string())))
}

impl WorkbookRows {
    fn advance(&mut self) -> Result<bool, TableFault> {
        if self.failed {
            return Ok(false);
        }
        let more = self.sheet.advance().and_then(|more| {
            if !more {
                self.source.unchanged()?;
            }
            Ok(more)
        });
        self.failed = more.is_err();
        more
    }
}

impl Rows for WorkbookRows {
    fn next_row(&mut self) -> Result<Option<Row<'_>>, Error> {
        match self.advance() {
            Ok(true) => Ok(Some(self.sheet.row())),
            Ok(false) => Ok(None),
            Err(fault) => Err(fault.of(&self.file)),
        }
    }
}

/// Reads bytes as each kind of part.
#[cfg(any(test, feature = "fuzzing"))]
pub(super) fn read_parts(bytes: &[u8]) {
    let xml = || Xml::new(bytes).ok();
    let mut strings = StringStore::new(None);
    let _ = xml().map(|xml| strings::read(xml, &mut strings));
    let styles = xml().and_then(|xml| styles::read(xml).ok()).unwrap_or_default();
    package::read_parts(xml);
    let book = Book { strings, styles, system: dates::DateSystem::From1900 };
    let mut sheet = xml().map(|xml| Sheet::new(xml, "part".to_string(), book));
    while let Some(Ok(true)) = sheet.as_mut().map(Sheet::advance) {}
}

#[cfg(test)]
mod tests;

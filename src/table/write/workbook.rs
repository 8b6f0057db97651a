//! Workbooks, row by row in constant memory: chunks for people, rejects, registries.

use super::files::Files;
use super::growing::{Growing, Written, failed};
use super::spared::spared;
use crate::table::error::Error;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::io::{self, BufWriter};
use std::path::Path;

/// Rows of a sheet below its titles.
const ROWS_MAX: u32 = 1_048_575;

/// UTF-16 units of the text in a cell.
const TEXT_MAX: usize = 32_767;

/// A workbook that is being written, cell by cell. Dropped before it is finished, nothing is left of it.
///
/// Past the rows of one sheet it goes on on a further one, `NAME 2`, with the same titles.
pub struct WorkbookFile<'f> {
    growing: Growing<'f>,
    book: Workbook,
    name: String,
    titles: Vec<String>,
    titles_format: Format,
    amount_format: Format,
    rows_max: u32,
    sheets: u32,
    row: u32,
    column: u16,
}

impl<'f> WorkbookFile<'f> {
    /// Begins the file under `NAME.part`, with titles in its first row. `scratch`: a folder for unnamed temporary files;
    /// `None`: the system's.
    pub fn create(
        files: &'f dyn Files,
        file: &Path,
        sheet: &str,
        titles: &[&str],
        scratch: Option<&Path>,
    ) -> Result<WorkbookFile<'f>, Error> {
        let growing = Growing::create(files, file)?;
        let mut book = Workbook::new();
        // One day for all, so that the same rows give the same bytes.
        let day = ExcelDateTime::from_ymd(2000, 1, 1).unwrap_or_default();
        book.set_properties(&DocProperties::new().set_creation_datetime(&day));
        if let Some(folder) = scratch {
            let set = book.set_tempdir(folder).map(drop);
            set.map_err(|error| not_written(growing.part(), error))?;
        }
        let mut workbook = WorkbookFile {
            growing,
            book,
            name: sheet.to_string(),
            titles: titles.iter().map(ToString::to_string).collect(),
            titles_format: Format::new().set_bold(),
            amount_format: Format::new().set_num_format("0.00"),
            rows_max: ROWS_MAX,
            sheets: 0,
            row: 0,
            column: 0,
        };
        workbook.begin_sheet()?;
        Ok(workbook)
    }

    /// Writes a text, whatever it looks like. One that is longer than a cell holds is cut there: the CSV file beside the
    /// workbook has it whole, and one such cell must not cost all the others.
    pub fn text(&mut self, text: &str) -> Result<(), Error> {
        let text = held_by_a_cell(text);
        self.put(|sheet, _, row, column| sheet.write_string(row, column, text).map(drop))
    }

    /// Writes a decimal as a number with two decimals: `84.70`. What is none is written as a text.
    pub fn amount(&mut self, decimal: &str) -> Result<(), Error> {
        let Ok(number) = decimal.parse::<f64>() else { return self.text(decimal) };
        self.put(|sheet, format, row, column| {
            sheet.write_number_with_format(row, column, number, format).map(drop)
        })
    }

    /// Writes a whole number.
    pub fn number(&mut self, number: u32) -> Result<(), Error> {
        self.put(|sheet, _, row, column| sheet.write_number(row, column, number).map(drop))
    }

    /// Leaves a cell empty.
    pub fn empty(&mut self) {
        self.column = self.column.saturating_add(1);
    }

    /// Ends the row.
    pub fn end_row(&mut self) {
        self.row += 1;
        self.column = 0;
    }

    /// Where it grows: `NAME.part`.
    pub fn part_path(&self) -> &Path {
        self.growing.part()
    }

    /// Brings the file to the disk and leaves it under `NAME.part`, for the caller to rename.
    pub fn finish(self) -> Result<Written, Error> {
        self.save()?.finish()
    }

    /// Brings the file to the disk and gives it its name, in place of a file that has it.
    pub fn finish_and_rename(self) -> Result<Written, Error> {
        self.save()?.finish_and_rename()
    }

    fn begin_sheet(&mut self) -> Result<(), Error> {
        let added = spared(|| self.add_sheet()).map_err(XlsxError::IoError).and_then(|added| added);
        added.map_err(|error| not_written(self.growing.part(), error))
    }

    fn add_sheet(&mut self) -> Result<(), XlsxError> {
        let number = self.sheets + 1;
        let name = if number == 1 { self.name.clone() } else { format!("{} {number}", self.name) };
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, title) in (0..).zip(&self.titles) {
            sheet.write_string_with_format(0, column, title, &self.titles_format)?;
        }
        self.sheets = number;
        self.row = 1;
        Ok(())
    }

    /// Writes the next cell, on a further sheet if this one is full.
    fn put(
        &mut self,
        write: impl FnOnce(&mut Worksheet, &Format, u32, u16) -> Result<(), XlsxError>,
    ) -> Result<(), Error> {
        if self.row > self.rows_max {
            self.begin_sheet()?;
        }
        let last = self.book.worksheets_mut().last_mut();
        let format = &self.amount_format;
        // The library panics where its temporary file cannot be written.
        let written = last.map_or(Ok(Ok(())), |sheet| spared(|| write(sheet, format, self.row, self.column)));
        let written = written.map_err(XlsxError::IoError).and_then(|written| written);
        self.column = self.column.saturating_add(1);
        written.map_err(|error| not_written(self.growing.part(), error))
    }

    fn save(mut self) -> Result<Growing<'f>, Error> {
        let part = self.growing.part().to_path_buf();
        let mut buffered = BufWriter::with_capacity(64 * 1024, self.growing);
        let saved = spared(|| self.book.save_to_writer(&mut buffered).map(drop));
        saved
            .map_err(XlsxError::IoError)
            .and_then(|saved| saved)
            .map_err(|error| not_written(&part, error))?;
        let growing = buffered.into_inner().map_err(|error| failed(&part, WRITING, error.into_error()))?;
        Ok(growing)
    }
}

/// As much of a text as a cell holds, whole characters.
fn held_by_a_cell(text: &str) -> &str {
    if text.len() <= TEXT_MAX {
        return text;
    }
    let mut units = 0;
    let past = text.char_indices().find(|(_, letter)| {
        units += letter.len_utf16();
        units > TEXT_MAX
    });
    past.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

const WRITING: &str = "writing the workbook";

fn not_written(file: &Path, error: XlsxError) -> Error {
    let source = match error {
        XlsxError::IoError(source) | XlsxError::TempFileError(_, source) => source,
        other => io::Error::other(other),
    };
    failed(file, WRITING, source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_a_cell_ends_between_two_characters() {
        let full = "ñ".repeat(TEXT_MAX);
        assert_eq!(held_by_a_cell(&full), full);
        assert_eq!(held_by_a_cell(&format!("{full}x")), full);
        let pairs = "😀".repeat(TEXT_MAX);
        assert_eq!(held_by_a_cell(&pairs).chars().count(), TEXT_MAX / 2);
    }
}

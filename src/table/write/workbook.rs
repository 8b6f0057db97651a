//! Workbooks, row by row in constant memory: chunks for people, rejects, registries.
//!
//! Why not a library: those that write in constant memory format each cell through general machinery, keep the sheet in
//! a temporary file and pack it from there, which takes four times as long. Here a cell goes into the packer at once.

mod xml;

use super::archive::Archive;
use super::files::Files;
use super::growing::{Growing, Written};
use crate::table::error::Error;
use crate::table::xlsx::{COLUMNS, column_letters};
use chrono::NaiveDate;
use std::path::Path;
use xml::push_text;

/// Rows of a sheet below its titles.
const ROWS_MAX: u32 = 1_048_575;

/// UTF-16 units of the text in a cell.
const TEXT_MAX: usize = 32_767;

/// Bytes of XML that are packed at once.
const BLOCK: usize = 64 * 1024;

/// Places of formats in the part of styles.
const BOLD: &str = " s=\"1\"";
const TWO_DECIMALS: &str = " s=\"2\"";
const DAY: &str = " s=\"3\"";

/// From which days are counted.
const BEFORE_THE_FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day");

/// A workbook that is being written, cell by cell. Dropped before it is finished, nothing is left of it.
///
/// Past the rows of one sheet it goes on on a further one, `NAME 2`, with the same titles.
pub struct WorkbookFile<'f> {
    archive: Archive<'f>,
    name: String,
    titles: Vec<String>,
    sheets: usize,
    /// XML of the sheet that was not packed yet.
    xml: String,
    /// XML of the cells of the row at hand, its number as a text, and the column of its next cell, from 0 on.
    cells: String,
    row: String,
    column: usize,
    /// Letters of the columns so far.
    letters: Vec<String>,
    /// Rows below the titles of this sheet, and how many there may be.
    rows: u32,
    rows_max: u32,
}

impl<'f> WorkbookFile<'f> {
    /// Begins the file under `NAME.part`, with titles in its first row.
    pub fn create(
        files: &'f dyn Files,
        file: &Path,
        sheet: &str,
        titles: &[&str],
    ) -> Result<WorkbookFile<'f>, Error> {
        let mut archive = Archive::new(Growing::create(files, file)?);
        archive.part("_rels/.rels", xml::ROOT_RELATIONS)?;
        let mut workbook = WorkbookFile {
            archive,
            name: sheet.to_string(),
            titles: titles.iter().map(ToString::to_string).collect(),
            sheets: 0,
            xml: String::with_capacity(2 * BLOCK),
            cells: String::new(),
            row: String::new(),
            column: 0,
            letters: Vec::new(),
            rows: 0,
            rows_max: ROWS_MAX,
        };
        workbook.begin_sheet()?;
        Ok(workbook)
    }

    /// Writes a text, whatever it looks like. One that is longer than a cell holds is cut there: the CSV file beside
    /// the workbook has it whole, and one such cell must not cost all the others.
    pub fn text(&mut self, text: &str) {
        self.put_text(text, "");
    }

    /// Writes a decimal as a number with two decimals: `84.70`. What is none is written as a text.
    pub fn amount(&mut self, decimal: &str) {
        if !is_decimal(decimal) {
            return self.text(decimal);
        }
        self.put(&[TWO_DECIMALS, "><v>"], |cells| cells.push_str(shortest(decimal)), "</v></c>");
    }

    /// Writes a decimal as a number, with the decimals that it has. What is none is written as a text.
    pub fn decimal(&mut self, decimal: &str) {
        if !is_decimal(decimal) {
            return self.text(decimal);
        }
        self.put(&["><v>"], |cells| cells.push_str(decimal), "</v></c>");
    }

    /// Writes a day as a date. One before March 1900, from when on programs count alike, is written as a text.
    pub fn day(&mut self, day: NaiveDate) {
        let serial = day.signed_duration_since(BEFORE_THE_FIRST_DAY).num_days();
        if serial <= 60 {
            return self.text(&day.format("%d/%m/%Y").to_string());
        }
        self.put(&[DAY, "><v>"], |cells| cells.push_str(&serial.to_string()), "</v></c>");
    }

    /// Writes a whole number.
    pub fn number(&mut self, number: u32) {
        self.put(&["><v>"], |cells| cells.push_str(&number.to_string()), "</v></c>");
    }

    /// Leaves a cell empty.
    pub fn empty(&mut self) {
        self.column += 1;
    }

    /// Ends the row.
    pub fn end_row(&mut self) -> Result<(), Error> {
        if self.rows == self.rows_max {
            let cells = std::mem::take(&mut self.cells);
            self.end_sheet()?;
            self.begin_sheet()?;
            self.cells = cells;
        }
        self.push_row();
        self.rows += 1;
        // The first row below the titles is the second; behind the last one comes the first of a further sheet.
        self.number_row(if self.rows == self.rows_max { 2 } else { self.rows + 2 });
        if self.xml.len() < BLOCK { Ok(()) } else { self.pack() }
    }

    /// Where it grows: `NAME.part`.
    pub fn part_path(&self) -> &Path {
        self.archive.growing().part()
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
        self.sheets += 1;
        self.archive.begin(&xml::sheet_part(self.sheets))?;
        for piece in [xml::SHEET_BEGIN, &xml::widths(&self.titles), xml::ROWS_BEGIN] {
            self.xml.push_str(piece);
        }
        self.rows = 0;
        self.number_row(1);
        let titles = std::mem::take(&mut self.titles);
        titles.iter().for_each(|title| self.put_text(title, BOLD));
        self.titles = titles;
        self.push_row();
        self.number_row(2);
        Ok(())
    }

    fn end_sheet(&mut self) -> Result<(), Error> {
        self.xml.push_str(xml::SHEET_END);
        self.pack()?;
        self.archive.end()
    }

    fn pack(&mut self) -> Result<(), Error> {
        self.archive.write(self.xml.as_bytes())?;
        self.xml.clear();
        Ok(())
    }

    fn number_row(&mut self, number: u32) {
        self.row = number.to_string();
        self.column = 0;
    }

    fn push_row(&mut self) {
        for piece in ["<row r=\"", &self.row, "\">", &self.cells, "</row>"] {
            self.xml.push_str(piece);
        }
        self.cells.clear();
    }

    fn put_text(&mut self, text: &str, format: &str) {
        let text = held_by_a_cell(text);
        let open = if xml::has_outer_blanks(text) { xml::TEXT_WITH_BLANKS } else { xml::TEXT };
        self.put(&[format, open], |cells| push_text(text, cells), "</t></is></c>");
    }

    /// Writes the next cell. What a sheet has no columns for is left to the CSV file beside it.
    fn put(&mut self, open: &[&str], content: impl FnOnce(&mut String), close: &str) {
        while self.letters.len() <= self.column && self.letters.len() < COLUMNS {
            self.letters.push(column_letters(self.letters.len()));
        }
        let Some(letters) = self.letters.get(self.column) else { return };
        for piece in ["<c r=\"", letters, &self.row, "\""].iter().chain(open) {
            self.cells.push_str(piece);
        }
        content(&mut self.cells);
        self.cells.push_str(close);
        self.column += 1;
    }

    fn save(mut self) -> Result<Growing<'f>, Error> {
        self.end_sheet()?;
        self.archive.part("xl/workbook.xml", &xml::workbook(&self.name, self.sheets))?;
        self.archive.part("xl/_rels/workbook.xml.rels", &xml::relations(self.sheets))?;
        self.archive.part("xl/styles.xml", xml::STYLES)?;
        self.archive.part("[Content_Types].xml", &xml::content_types(self.sheets))?;
        self.archive.finish()
    }
}

/// Whether a text is digits, with a sign in front and a decimal point among them at most.
fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    match unsigned.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(unsigned),
    }
}

/// A decimal without noughts that say nothing, as other programs write it: some take `30.00` for another kind of number
/// than `30`.
fn shortest(decimal: &str) -> &str {
    if decimal.contains('.') { decimal.trim_end_matches('0').trim_end_matches('.') } else { decimal }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Disk;
    use calamine::{Data, Reader, Xlsx, open_workbook};

    /// What another reader finds in a workbook of so many rows to a sheet: name and cells of each sheet.
    fn seen(rows: u32, rows_max: u32) -> Vec<(String, Vec<Vec<Data>>)> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.xlsx");
        let mut file =
            WorkbookFile::create(&Disk, &path, "A & B", &["No", "<Name>", "Total"]).expect("begun");
        file.rows_max = rows_max;
        for row in 1..=rows {
            file.number(row);
            if row == 1 {
                file.text(" =1+1 & _x000D_\u{1}ñ")
            } else {
                file.empty()
            }
            file.amount("-84.70");
            file.end_row().expect("a row");
        }
        file.finish_and_rename().expect("written");
        let mut book: Xlsx<_> = open_workbook(&path).expect("a workbook");
        let sheets = book.worksheets().into_iter();
        sheets.map(|(name, cells)| (name, cells.rows().map(<[Data]>::to_vec).collect())).collect()
    }

    #[test]
    fn another_reader_sees_the_cells_and_past_a_full_sheet_a_further_one_with_the_titles() {
        let text = |text: &str| Data::String(text.to_owned());
        let titles = vec![text("No"), text("<Name>"), text("Total")];
        let row = |number: f64, name: Data| vec![Data::Float(number), name, Data::Float(-84.7)];
        let first = vec![titles.clone(), row(1.0, text(" =1+1 & _x000D_\u{1}ñ")), row(2.0, Data::Empty)];
        let second = vec![titles.clone(), row(3.0, Data::Empty)];
        assert_eq!(seen(0, 2), [("A & B".to_owned(), vec![titles])]);
        assert_eq!(seen(2, 2), [("A & B".to_owned(), first.clone())]);
        assert_eq!(seen(3, 2), [("A & B".to_owned(), first), ("A & B 2".to_owned(), second)]);
    }

    #[test]
    fn a_number_has_no_noughts_that_say_nothing() {
        for (decimal, expected) in [("30.00", "30"), ("-84.70", "-84.7"), ("100", "100"), ("0.00", "0")] {
            assert_eq!(shortest(decimal), expected);
        }
        for text in ["", "-", ".5", "5.", "1e3", "+1", "NaN", "1.2.3"] {
            assert!(!is_decimal(text), "{text:?}");
        }
    }

    #[test]
    fn a_text_is_cut_where_a_cell_ends_between_two_characters() {
        let full = "ñ".repeat(TEXT_MAX);
        assert_eq!(held_by_a_cell(&full), full);
        assert_eq!(held_by_a_cell(&format!("{full}x")), full);
        let pairs = "😀".repeat(TEXT_MAX);
        assert_eq!(held_by_a_cell(&pairs).chars().count(), TEXT_MAX / 2);
    }
}

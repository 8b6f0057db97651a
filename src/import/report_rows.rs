//! Reads a report, or the answer, row by row: by its titles, with every row as the profile says, or not at all.
//!
//! A list with a hole must not give numbers, so one row that does not fit refuses the whole. Reports are small beside
//! ledgers and are kept in memory, up to a bound.

use super::names::{Names, Score, collapse, compared};
use super::profile::{ReportFormat, ReportSettings};
use super::report_error::{Malformed, ReportProblem, Result};
use crate::table::{Cell, Row, Rows};
use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

/// Rows and bytes of text that are kept of one report.
const ROWS_MAX: usize = 500_000;
const BYTES_MAX: usize = 32 << 20;

/// The columns of a report that a profile names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportTable {
    /// The profile's names of the columns.
    names: Vec<String>,
    pub rows: Vec<ReportRow>,
}

/// A row that says something.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportRow {
    /// As the file counts, for people.
    pub number: u64,
    /// Cleaned, in the order of the profile's columns; empty is nothing.
    pub values: Vec<String>,
    /// What stands in columns that the profile does not name: rather words than numbers.
    pub beside: Option<String>,
}

impl ReportRow {
    /// Whether it has none of the columns.
    pub fn is_empty(&self) -> bool {
        self.values.iter().all(String::is_empty)
    }
}

impl ReportTable {
    pub(super) fn new(settings: &ReportSettings) -> ReportTable {
        let names = settings.columns.iter().map(|(name, ..)| name.clone()).collect();
        ReportTable { names, rows: Vec::new() }
    }

    /// The value of a row in a column, by the profile's name; nothing where the profile does not name it.
    pub fn value<'r>(&self, row: &'r ReportRow, name: &str) -> &'r str {
        let at = self.names.iter().position(|own| own == name);
        at.and_then(|at| row.values.get(at)).map_or("", String::as_str)
    }
}

/// The format of a report: as the profile says, or by its extension.
pub fn format_of(file: &Path, settings: &ReportSettings) -> Result<ReportFormat> {
    if let Some(format) = settings.format {
        return Ok(format);
    }
    let extension = file.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    match extension.as_str() {
        "csv" | "txt" => Ok(ReportFormat::Csv),
        "xlsx" | "xlsm" => Ok(ReportFormat::Xlsx),
        "json" => Ok(ReportFormat::Json),
        "accdb" | "mdb" => Ok(ReportFormat::Access),
        _ => Err(ReportProblem::Format { what: format!(".{extension}") }.in_file(file)),
    }
}

/// Refuses a report that is too old: older than the profile allows, or than something that it must have seen.
///
/// Times are milliseconds since 1970 UTC, `modified` that of the file, or of the moment it was fetched.
pub fn check_age(
    file: &Path,
    modified: i64,
    now: i64,
    max_age: Option<Duration>,
    not_before: Option<i64>,
) -> Result<()> {
    let age = max_age.map(|age| i64::try_from(age.as_millis()).unwrap_or(i64::MAX));
    let oldest = age.map(|age| now.saturating_sub(age)).max(not_before);
    match oldest {
        Some(oldest) if modified < oldest => Err(ReportProblem::Stale { modified, oldest }.in_file(file)),
        _ => Ok(()),
    }
}

/// Reads rows to their end. The first that is not empty has the titles.
pub fn from_rows(rows: &mut dyn Rows, file: &Path, settings: &ReportSettings) -> Result<ReportTable> {
    let mut reader = Reader { places: None, report: ReportTable::new(settings), bytes: 0, file, settings };
    while let Some(row) = rows.next_row()? {
        reader.read(row.number, &cells(&row))?;
    }
    match reader.places {
        Some(_) => Ok(reader.report),
        None => Err(no_title(settings, &[]).in_file(file)),
    }
}

/// A cleaned cell, or what is in it instead of a value.
pub(super) type CellText = Result<String, String>;

fn cells(row: &Row<'_>) -> Vec<CellText> {
    (0..row.len()).map(|at| text(row.cell(at))).collect()
}

fn text(cell: Cell<'_>) -> CellText {
    match cell {
        Cell::Empty => Ok(String::new()),
        Cell::Text(text) => clean(text),
        Cell::Number(number) => plain_number(number),
        Cell::Decimal { units, decimals } => Ok(decimal(units, decimals)),
        Cell::Date(date) => Ok(date.to_string()),
        Cell::Bool(value) => Ok(value.to_string()),
        Cell::Error(error) => Err(error.to_owned()),
        Cell::NoValue => Err("a formula without value".to_owned()),
    }
}

/// Collapses blanks; a character that nobody sees makes a text no value.
pub(super) fn clean(text: &str) -> CellText {
    let clean = collapse(text);
    match clean.chars().find(|c| is_unseen(*c)) {
        None => Ok(clean),
        Some(c) => Err(format!("U+{:04X}", u32::from(c))),
    }
}

fn is_unseen(c: char) -> bool {
    let formats = ['\u{200b}'..='\u{200f}', '\u{202a}'..='\u{202e}', '\u{2066}'..='\u{2069}'];
    c.is_control()
        || ['\u{2060}', '\u{feff}', '\u{fffd}'].contains(&c)
        || formats.iter().any(|range| range.contains(&c))
}

/// The shortest text of a number; past fifteen digits it is not what somebody typed.
pub(super) fn plain_number(number: f64) -> CellText {
    if number.abs() < 1e15 { Ok(number.to_string()) } else { Err(number.to_string()) }
}

/// A decimal without needless noughts.
pub(super) fn decimal(units: i128, decimals: u8) -> String {
    let places = usize::from(decimals);
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0width$}", units.unsigned_abs(), width = places + 1);
    match digits.split_at_checked(digits.len().saturating_sub(places)) {
        Some((whole, fraction)) if fraction.bytes().any(|digit| digit != b'0') => {
            format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
        }
        Some((whole, _)) => format!("{sign}{whole}"),
        None => digits,
    }
}

struct Reader<'a> {
    /// Where the columns are; `None` until the titles were read.
    places: Option<Vec<usize>>,
    report: ReportTable,
    bytes: usize,
    file: &'a Path,
    settings: &'a ReportSettings,
}

impl Reader<'_> {
    fn read(&mut self, number: u64, cells: &[CellText]) -> Result<()> {
        if cells.iter().all(|cell| cell.as_ref().is_ok_and(String::is_empty)) {
            return Ok(());
        }
        match &self.places {
            None => {
                self.places =
                    Some(places(cells, self.settings).map_err(|problem| problem.in_row(self.file, number))?)
            }
            Some(places) => {
                let row = read_row(number, cells, places, self.settings)
                    .map_err(|bad| bad.in_row(self.file, number))?;
                self.bytes = self.bytes.saturating_add(row.values.iter().map(String::len).sum());
                self.report.rows.push(row);
            }
        }
        check_length(self.report.rows.len(), self.bytes).map_err(|bad| bad.in_file(self.file))
    }
}

pub(super) fn check_length(rows: usize, bytes: usize) -> Result<(), ReportProblem> {
    let too_long = Malformed::TooLong { rows: ROWS_MAX, bytes: BYTES_MAX };
    if rows <= ROWS_MAX && bytes <= BYTES_MAX { Ok(()) } else { Err(ReportProblem::Malformed(too_long)) }
}

/// Where each of the profile's columns is; titles compare in capitals, blanks collapsed.
fn places(cells: &[CellText], settings: &ReportSettings) -> Result<Vec<usize>, ReportProblem> {
    let title = |cell: &CellText| cell.as_ref().map(|text| compared(text)).unwrap_or_default();
    let titles: Vec<String> = cells.iter().map(title).collect();
    let place = |(_, title, nth): &(String, String, u32)| place(&titles, title, *nth);
    let places: Option<Vec<usize>> = settings.columns.iter().map(place).collect();
    places.ok_or_else(|| no_title(settings, &titles))
}

fn place(titles: &[String], title: &str, nth: u32) -> Option<usize> {
    let title = compared(title);
    let nth = usize::try_from(nth.checked_sub(1)?).ok()?;
    titles.iter().enumerate().filter(|(_, own)| **own == title).nth(nth).map(|(at, _)| at)
}

/// The first column that is not there, with the title that is most like it.
fn no_title(settings: &ReportSettings, titles: &[String]) -> ReportProblem {
    let missing = settings.columns.iter().find(|(_, title, nth)| place(titles, title, *nth).is_none());
    let (title, nth) = missing.map(|(_, title, nth)| (title.clone(), *nth)).unwrap_or_default();
    let names = Names::default();
    let alike = |own: &&String| Score::of(&names.normalise(own), &names.normalise(&title));
    let nearest = titles.iter().filter(|own| !own.is_empty()).max_by_key(alike).cloned();
    ReportProblem::Title { title, nth, nearest }
}

fn read_row(
    number: u64,
    cells: &[CellText],
    places: &[usize],
    settings: &ReportSettings,
) -> Result<ReportRow, ReportProblem> {
    let value = |(place, (column, ..)): (&usize, &(String, String, u32))| match cells.get(*place) {
        None => Ok(String::new()),
        Some(Ok(text)) => Ok(text.clone()),
        Some(Err(found)) => Err(bad_cell(column, found)),
    };
    let values = places.iter().zip(&settings.columns).map(value).collect::<Result<_, ReportProblem>>()?;
    let others = cells.iter().enumerate().filter(|(at, _)| !places.contains(at)).map(|(_, cell)| cell);
    Ok(ReportRow {
        number,
        values,
        beside: beside(others.map(|cell| cell.as_ref().unwrap_or_else(|found| found))),
    })
}

pub(super) fn bad_cell(column: &str, found: &str) -> ReportProblem {
    ReportProblem::Malformed(Malformed::Cell { column: column.to_owned(), found: found.to_owned() })
}

/// What other columns say: the first words, or the first of anything.
pub(super) fn beside<'a>(others: impl Iterator<Item = &'a String>) -> Option<String> {
    let mut first = None;
    for text in others.filter(|text| !text.is_empty()) {
        if text.contains(char::is_alphabetic) {
            return Some(text.clone());
        }
        first = first.or(Some(text));
    }
    first.cloned()
}

/// Checks a report: at least one row, every row as the rules say, and no code twice.
///
/// `code` is the column whose values must be different, where there is one.
pub fn check(report: &ReportTable, file: &Path, settings: &ReportSettings, code: Option<&str>) -> Result<()> {
    if report.rows.is_empty() {
        return Err(ReportProblem::Empty.in_file(file));
    }
    for row in &report.rows {
        if row.is_empty() {
            let text = row.beside.clone().unwrap_or_default();
            return Err(ReportProblem::Malformed(Malformed::Stray { text }).in_row(file, row.number));
        }
    }
    check_rules(report, file, settings)?;
    code.map_or(Ok(()), |code| check_unique(report, file, code))
}

/// Checks the rules alone, of rows that have any of the columns: all that is asked of an answer's rows.
pub fn check_rules(report: &ReportTable, file: &Path, settings: &ReportSettings) -> Result<()> {
    for row in report.rows.iter().filter(|row| !row.is_empty()) {
        for (column, rule) in &settings.rules {
            let value = report.value(row, column);
            if !rule.is_match(value) {
                let rule = Malformed::Rule { column: column.clone(), value: value.to_owned() };
                return Err(ReportProblem::Malformed(rule).in_row(file, row.number));
            }
        }
    }
    Ok(())
}

fn check_unique(report: &ReportTable, file: &Path, code: &str) -> Result<()> {
    let mut seen: HashMap<&str, u64> = HashMap::new();
    for row in &report.rows {
        let value = report.value(row, code);
        if let Some(first_row) = seen.insert(value, row.number) {
            let twice = Malformed::Twice { column: code.to_owned(), value: value.to_owned(), first_row };
            return Err(ReportProblem::Malformed(twice).in_row(file, row.number));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;

//! A bulk file on its way through the checker: opened, its titles placed, its rows handed on one by one.

use super::app::JobWatch;
use super::check::{
    Checked, Checker, LoadedNumbers, Lookups, Placement, Summary, TitleRow, TitlesProblem, match_titles,
};
use super::error::Error;
use super::period::Period;
use super::profile::{ColumnPlace, Profile, Sheet, SourceKind, SourceSettings};
use super::session::{Details, details};
use crate::table::{self, Facts, FileKind, Limits, OpenOptions, Opened, Row, Rows, SheetChoice};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Rows that are looked at to say which of them looks like the titles.
const LOOKED_AT: u64 = 12;

/// Why a file gives no rows.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// A person mends the file; `reason` is of a closed list.
    #[error("{reason}")]
    Refused { reason: &'static str, details: Details },
    /// It is not ready, or not there.
    #[error("{reason}")]
    Later { reason: &'static str, details: Details },
    #[error(transparent)]
    Failed(#[from] Error),
}

/// The sheet of a workbook of rejected rows, where the profile names none.
pub const REJECTS_SHEET: &str = "RECHAZOS";

/// What opening a file needs of the world.
#[derive(Clone, Copy)]
pub struct Opening<'a> {
    pub now: SystemTime,
    pub watch: &'a dyn JobWatch,
    /// A folder for temporary files.
    pub scratch: Option<&'a Path>,
}

/// A file before its first row of data.
pub struct OpenSource {
    pub file: PathBuf,
    pub facts: Facts,
    pub placement: Placement,
    rows: Box<dyn Rows>,
    rows_max: u64,
}

impl OpenSource {
    /// Opens a file as a profile says it is, or one of rejected rows as we write it.
    pub fn open(file: &Path, profile: &Profile, opening: Opening<'_>) -> Result<OpenSource, SourceError> {
        let (mut rows, mut facts) = open_rows(file, profile, opening, &profile.source)?;
        let mut first = first_rows(&mut *rows, profile)?;
        if first.first().is_some_and(TitleRow::is_of_rejects_for_people) {
            let source = SourceSettings { delimiter: None, quote: Some(b'"'), ..profile.source.clone() };
            (rows, facts) = open_rows(file, profile, opening, &source)?;
            first = first_rows(&mut *rows, profile)?;
        }
        let placement = place(&mut *rows, first, profile)?;
        if placement.row == 0 {
            // The row that was looked at is one of data.
            (rows, _) = open_rows(file, profile, opening, &profile.source)?;
        }
        let rows_max = profile.source.limits.rows;
        Ok(OpenSource { file: file.to_owned(), facts, placement, rows, rows_max })
    }

    /// Hands every row to the checker and then to `each`, and says what was counted. A file that was read so far and no
    /// further, or is found damaged at its end, has no rows at all.
    pub fn check<E: From<SourceError>>(
        &mut self,
        checker: &mut Checker<'_>,
        mut each: impl FnMut(&Row<'_>, &Checked<'_>) -> Result<(), E>,
    ) -> Result<Summary, E> {
        let mut rows = 0;
        while let Some(row) = self.rows.next_row().map_err(SourceError::from)? {
            let checked = checker.check(&row).map_err(|error| check_failed(&self.file, error))?;
            each(&row, &checked)?;
            rows += 1;
            if rows > self.rows_max {
                let details = details([("limit", self.rows_max.to_string())]);
                return Err(SourceError::Refused { reason: "too_many_rows", details }.into());
            }
        }
        let summary = checker.finish().map_err(|error| check_failed(&self.file, error))?;
        if summary.read == 0 {
            return Err(SourceError::Refused { reason: "no_rows", details: Details::new() }.into());
        }
        Ok(summary)
    }
}

fn check_failed(file: &Path, error: super::check::Error) -> SourceError {
    match error {
        super::check::Error::Titles(problem) => titles_refused(&problem),
        other => SourceError::Failed(Error::Check { file: file.to_owned(), source: Box::new(other) }),
    }
}

fn open_rows(
    file: &Path,
    profile: &Profile,
    opening: Opening<'_>,
    source: &SourceSettings,
) -> Result<(Box<dyn Rows>, Facts), SourceError> {
    if source.kind == SourceKind::Access || source.table.is_some() {
        return super::access::open_source(file, profile, opening);
    }
    let titles: Vec<String> = profile
        .columns
        .iter()
        .filter_map(|column| match &column.place {
            ColumnPlace::Title { title, .. } => Some(title.clone()),
            ColumnPlace::Index(_) => None,
        })
        .collect();
    let pause = |time| opening.watch.pause(time);
    let options = OpenOptions {
        kind: match source.kind {
            SourceKind::Csv => Some(FileKind::Csv),
            SourceKind::Xlsx => Some(FileKind::Xlsx),
            SourceKind::Auto | SourceKind::Access => None,
        },
        sheet: sheet(source.sheet.as_ref()),
        sheet_first: source.sheet_first,
        encoding: source.encoding,
        delimiter: source.delimiter,
        quote: source.quote,
        titles: &titles,
        limits: Limits { bytes: source.limits.bytes, ratio: source.limits.ratio },
        scratch: opening.scratch.map(Path::to_owned),
        ..OpenOptions::new(opening.now, &pause)
    };
    let opened = open_sheet(file, &options)?;
    Ok((opened.rows, opened.facts))
}

/// A workbook of rejected rows has one sheet only, whatever place the profile's has among others.
fn open_sheet(file: &Path, options: &OpenOptions<'_>) -> table::Result<Opened> {
    let of_rejects = || {
        let sheet = SheetChoice::Name(REJECTS_SHEET.to_owned());
        table::open(file, &OpenOptions { sheet, ..options.clone() })
    };
    match (&options.sheet, table::open(file, options)) {
        (SheetChoice::Number(_), Err(error)) => of_rejects().map_err(|_| error),
        (_, opened) => opened,
    }
}

/// Which sheet is meant.
pub fn sheet(sheet: Option<&Sheet>) -> SheetChoice {
    match sheet {
        None => SheetChoice::First,
        Some(Sheet::Name(name)) => SheetChoice::Name(name.clone()),
        Some(Sheet::Number(number)) => SheetChoice::Number(*number),
    }
}

/// The rows of the titles; the first row in any case.
fn first_rows(rows: &mut dyn Rows, profile: &Profile) -> Result<Vec<TitleRow>, SourceError> {
    let title_rows = u64::from(profile.source.title_rows);
    let mut first: Vec<TitleRow> = Vec::new();
    let needs_more = |row: &TitleRow| row.number < title_rows && !row.is_of_rejects();
    while first.last().is_none_or(needs_more) {
        match rows.next_row()? {
            Some(row) => first.push(TitleRow::read(&row)),
            None => break,
        }
    }
    Ok(first)
}

/// Finds the titles, and where they are not those of the profile reads some rows more, to say where they may be.
fn place(rows: &mut dyn Rows, mut first: Vec<TitleRow>, profile: &Profile) -> Result<Placement, SourceError> {
    let problem = match match_titles(&first, profile) {
        Ok(placement) => return Ok(placement),
        Err(problem) => problem,
    };
    while first.last().is_some_and(|row| row.number < LOOKED_AT) {
        match rows.next_row()? {
            Some(row) => first.push(TitleRow::read(&row)),
            None => break,
        }
    }
    Err(titles_refused(&match_titles(&first, profile).err().unwrap_or(problem)))
}

fn titles_refused(problem: &TitlesProblem) -> SourceError {
    let mut about = Details::new();
    let mut tell = |name: &str, text: String| {
        if !text.is_empty() {
            about.insert(name.to_owned(), text);
        }
    };
    let titles = |titles: &[super::check::NamedTitle]| {
        titles.iter().map(|title| title.title.clone()).collect::<Vec<_>>().join(", ")
    };
    let nearest = problem.unknown.iter().chain(&problem.missing).find_map(|title| title.nearest.clone());
    tell("missing", titles(&problem.missing));
    tell("unknown", titles(&problem.unknown));
    tell("nearest", nearest.unwrap_or_default());
    tell("twice", problem.twice.join(", "));
    tell("order", problem.misplaced.clone().unwrap_or_default());
    tell("row", problem.looks_like.map(|row| row.to_string()).unwrap_or_default());
    if let Some((row, column)) = problem.outside {
        tell("cell", format!("{}{row}", column_letters(column)));
    }
    if let Some((row, column)) = problem.untitled {
        tell("letter", column_letters(column));
        tell("place", (column + 1).to_string());
        tell("at_row", row.to_string());
    }
    SourceError::Refused { reason: "titles", details: about }
}

/// `A` for 0, `XFD` for 16383.
fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or_default()));
        rest = (rest - 1) / 26;
    }
    letters.into_iter().rev().collect()
}

/// Makes the checker of a file.
pub fn checker<'a>(
    profile: &'a Profile,
    period: Period,
    source: &OpenSource,
    earlier: &'a mut dyn LoadedNumbers,
    lookups: &'a mut dyn Lookups,
) -> Checker<'a> {
    Checker::new(profile, period, &source.placement, earlier, lookups)
}

impl From<table::Error> for SourceError {
    fn from(error: table::Error) -> SourceError {
        match error {
            table::Error::Refused { reason, place, what, .. } => {
                SourceError::Refused { reason: reason.as_str(), details: place_details(&place, what) }
            }
            table::Error::Later { what, .. } => {
                SourceError::Later { reason: later_reason(what), details: Details::new() }
            }
            table::Error::Io { ref source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
                SourceError::Later { reason: "not_there", details: Details::new() }
            }
            other => SourceError::Failed(Error::Table(other)),
        }
    }
}

/// Why a file is not read now, as a code.
fn later_reason(what: &str) -> &'static str {
    match what {
        table::GROWING => "growing",
        table::CHANGED => "source_changed",
        _ => "locked",
    }
}

fn place_details(place: &table::ErrorPlace, what: String) -> Details {
    let mut about = match place {
        table::ErrorPlace::File => Details::new(),
        table::ErrorPlace::Line(line) => details([("line", line.to_string())]),
        table::ErrorPlace::Cell(cell) => details([("cell", cell.clone())]),
        table::ErrorPlace::Row(row) => details([("row", row.to_string())]),
        table::ErrorPlace::Part(part) => details([("part", part.clone())]),
        table::ErrorPlace::Sheets(sheets) => details([("sheets", sheets.join(", "))]),
    };
    if !what.is_empty() {
        about.insert("what".to_owned(), what);
    }
    about
}

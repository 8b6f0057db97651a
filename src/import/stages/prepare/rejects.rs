//! The file of rejected rows: the source's own columns, then what is wrong with each, so that who corrects them can
//! give the same file back.

use super::returning;
use crate::import::JobWords;
use crate::import::check::{Checked, Placement, REJECT_TITLES, Violation};
#[cfg(feature = "xlsx")]
use crate::import::profile::Sheet;
use crate::import::profile::{FieldRules, Profile};
#[cfg(feature = "xlsx")]
use crate::import::source::REJECTS_SHEET;
use crate::table::{self, Cell, CsvFile, Files, PEOPLE, Row, Written};
use std::path::Path;

/// Behind the columns that are added, of a text file: the line on which the row begins.
const LINE: &str = "#Línea";

/// Rejected rows of which there is a workbook, too.
#[cfg(feature = "xlsx")]
pub const WORKBOOK_ROWS_MAX: u64 = 100_000;

/// Writes rejected rows: a CSV file for people, and a workbook as long as there are not too many. The files are begun
/// with the first row.
pub struct Rejects<'f> {
    files: &'f dyn Files,
    profile: &'f Profile,
    words: &'f dyn JobWords,
    columns: Vec<SourceColumn<'f>>,
    /// Whether the source is a file of rejects itself.
    of_rejects: bool,
    csv_file: std::path::PathBuf,
    csv: Option<CsvFile<'f>>,
    #[cfg(feature = "xlsx")]
    workbook: Option<table::WorkbookFile<'f>>,
    rows: u64,
}

/// A column of the source.
struct SourceColumn<'p> {
    title: String,
    /// The place of its cells, from 0 on.
    at: usize,
    /// By which its cells are read, if the profile does.
    rules: Option<&'p FieldRules>,
}

impl<'p> SourceColumn<'p> {
    /// The source's own columns.
    fn of(profile: &'p Profile, placement: &Placement) -> Vec<SourceColumn<'p>> {
        let column = |at| {
            let nth = placement.cells.iter().position(|cell| *cell == at)?;
            profile.columns.get(nth)
        };
        let of = |at, title| SourceColumn { title, at, rules: column(at).map(|column| &column.field) };
        if placement.titles.is_empty() {
            // Titles of our own, where the source has none: who corrects the rows wants to know what is what.
            let name = |at| column(at).map_or_else(|| (at + 1).to_string(), |column| column.name.clone());
            return (0..placement.width).map(|at| of(at, name(at))).collect();
        }
        let titles =
            placement.titles.iter().enumerate().filter(|(_, title)| !title.trim_start().starts_with('#'));
        titles.map(|(at, title)| of(at, title.clone())).collect()
    }

    fn cell<'r>(&self, row: &Row<'r>, of_rejects: bool) -> Cell<'r> {
        let cell = row.cell(self.at);
        if of_rejects { returning::bare(cell) } else { cell }
    }
}

/// The files that were made.
#[derive(Debug, Default)]
pub struct RejectFiles {
    pub csv: Option<Written>,
    pub workbook: Option<Written>,
}

impl<'f> Rejects<'f> {
    /// `file` is the name of the CSV file; the workbook stands beside it.
    pub fn new(
        files: &'f dyn Files,
        profile: &'f Profile,
        words: &'f dyn JobWords,
        placement: &Placement,
        file: &Path,
    ) -> Rejects<'f> {
        Rejects {
            files,
            profile,
            words,
            columns: SourceColumn::of(profile, placement),
            of_rejects: placement.is_of_rejects(),
            csv_file: file.to_owned(),
            csv: None,
            #[cfg(feature = "xlsx")]
            workbook: None,
            rows: 0,
        }
    }

    pub fn add(&mut self, row: &Row<'_>, checked: &Checked<'_>) -> table::Result<()> {
        if self.rows == 0 {
            self.begin(row.line.is_some())?;
        }
        self.rows += 1;
        let wrong = self.wrong(row, checked.violations);
        if let Some(csv) = &mut self.csv {
            for column in &self.columns {
                csv.field(&returning::text(column.cell(row, self.of_rejects), column.rules));
            }
            csv.row(wrong.iter().map(String::as_str))?;
        }
        self.add_to_workbook(row, &wrong)
    }

    pub fn finish(self) -> table::Result<RejectFiles> {
        let csv = self.csv.map(CsvFile::finish).transpose()?;
        #[cfg(feature = "xlsx")]
        let workbook = self.workbook.map(table::WorkbookFile::finish).transpose()?;
        #[cfg(not(feature = "xlsx"))]
        let workbook = None;
        Ok(RejectFiles { csv, workbook })
    }

    fn begin(&mut self, has_lines: bool) -> table::Result<()> {
        let line = has_lines.then_some(LINE);
        let titles: Vec<&str> = self
            .columns
            .iter()
            .map(|column| column.title.as_str())
            .chain(REJECT_TITLES)
            .chain(line)
            .collect();
        let mut csv = CsvFile::create(self.files, &self.csv_file, PEOPLE)?;
        csv.row(titles.iter().copied())?;
        self.csv = Some(csv);
        #[cfg(feature = "xlsx")]
        {
            let file = self.csv_file.with_extension("xlsx");
            // The profile finds the corrected rows where it looks for others.
            let sheet = match &self.profile.source.sheet {
                Some(Sheet::Name(name)) => name,
                _ => REJECTS_SHEET,
            };
            self.workbook = Some(table::WorkbookFile::create(self.files, &file, sheet, &titles)?);
        }
        Ok(())
    }

    #[cfg(feature = "xlsx")]
    fn add_to_workbook(&mut self, row: &Row<'_>, wrong: &[String]) -> table::Result<()> {
        if self.rows > WORKBOOK_ROWS_MAX {
            // Dropped before it is finished, it is removed.
            self.workbook = None;
        }
        let Some(workbook) = &mut self.workbook else { return Ok(()) };
        for column in &self.columns {
            returning::put(workbook, column.cell(row, self.of_rejects));
        }
        wrong.iter().for_each(|text| workbook.text(text));
        workbook.end_row()
    }

    #[cfg(not(feature = "xlsx"))]
    fn add_to_workbook(&mut self, _: &Row<'_>, _: &[String]) -> table::Result<()> {
        Ok(())
    }

    /// Where the row stands and what is wrong with it, violations side by side.
    fn wrong(&self, row: &Row<'_>, violations: &[Violation]) -> Vec<String> {
        let lines =
            |text: &dyn Fn(&Violation) -> String| violations.iter().map(text).collect::<Vec<_>>().join(" | ");
        let mut texts = vec![row.number.to_string()];
        texts.push(lines(&|violation| violation.rule.name().to_owned()));
        texts.push(lines(&|violation| self.column(violation).0));
        texts.push(lines(&|violation| violation.found.clone()));
        texts.push(lines(&|violation| self.remedy(violation)));
        texts.extend(row.line.map(|line| line.to_string()));
        texts
    }

    fn remedy(&self, violation: &Violation) -> String {
        let (_, title) = self.column(violation);
        self.words.remedy(violation.rule.name(), &title, &violation.found, violation.expected.as_deref())
    }

    fn column(&self, violation: &Violation) -> (String, String) {
        crate::import::story::column_names(self.profile, violation.column)
    }
}

/// A cell as text.
pub fn shown(cell: Cell<'_>) -> String {
    match cell {
        Cell::Empty | Cell::NoValue => String::new(),
        Cell::Text(text) | Cell::Error(text) => text.to_owned(),
        Cell::Number(number) => number.to_string(),
        Cell::Decimal { units, decimals } => crate::import::report_rows::decimal(units, decimals),
        Cell::Date(day) => day.format("%d/%m/%Y").to_string(),
        Cell::Bool(value) => value.to_string(),
    }
}

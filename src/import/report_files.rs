//! Reads a report, or the answer, out of a file of whatever format.

use super::profile::{ReportFormat, ReportSettings, Sheet};
use super::report_error::{ReportProblem, Result};
use super::report_json::from_json;
use super::report_rows::{ReportTable, format_of, from_rows};
use crate::table::access::{AccessRows, Manners, Query};
use crate::table::{self, FileKind, OpenOptions, SheetChoice};
use std::path::Path;

/// Reads a file to its end. `options` say how text files and workbooks are opened; kind, sheet and titles are the
/// profile's.
pub fn read_report(file: &Path, settings: &ReportSettings, options: &OpenOptions<'_>) -> Result<ReportTable> {
    match format_of(file, settings)? {
        ReportFormat::Csv => read_table(file, settings, options, FileKind::Csv),
        ReportFormat::Xlsx => read_table(file, settings, options, FileKind::Xlsx),
        ReportFormat::Json => from_json(file, settings),
        ReportFormat::Access => read_access(file, settings),
    }
}

fn read_table(
    file: &Path,
    settings: &ReportSettings,
    options: &OpenOptions<'_>,
    kind: FileKind,
) -> Result<ReportTable> {
    let titles: Vec<String> = settings.columns.iter().map(|(_, title, _)| title.clone()).collect();
    let sheet = match &settings.sheet {
        None => SheetChoice::First,
        Some(Sheet::Name(name)) => SheetChoice::Name(name.clone()),
        Some(Sheet::Number(number)) => SheetChoice::Number(*number),
    };
    let options = OpenOptions { kind: Some(kind), sheet, titles: &titles, ..options.clone() };
    let mut opened = table::open(file, &options)?;
    from_rows(&mut *opened.rows, file, settings)
}

/// A table of an Access file, with the columns' names as titles. A report is looked at, so nothing in it is recovered.
fn read_access(file: &Path, settings: &ReportSettings) -> Result<ReportTable> {
    let Some(table) = settings.table.as_deref() else {
        return Err(ReportProblem::Format { what: "no table is named".to_owned() }.in_file(file));
    };
    let query = Query { table, columns: None, filter: &[], manners: Manners::ChangesNothing };
    from_rows(&mut AccessRows::open(file, &query)?, file, settings)
}

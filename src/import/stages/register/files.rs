//! The files that a target gets whole: the registry, or the rows that are new to it.

use super::values::RowValues;
use crate::import::error::Error;
use crate::import::profile::{Output, Profile};
use crate::import::registry::RegistryRow;
use crate::import::session::{Flow, ImportSession};
use crate::import::stages::documents;
use crate::import::stages::reconcile::REGISTRY_COLUMNS;
use crate::state::import_jobs::Job;
use crate::state::import_registrations::{Registration, Values};
use crate::table::{CsvFile, CsvStyle, Written};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// A row of the registry that is planned.
pub fn registry_row(values: &Values) -> RegistryRow {
    RegistryRow::of(|name| values.get(name).map_or("", String::as_str))
}

/// Writes the whole registry into the job's folder.
pub fn write_registry(
    session: &ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    rows: &[RegistryRow],
    columns: &[(String, Output)],
    sheet: Option<&str>,
) -> Flow<PathBuf> {
    let as_registration = |row: &RegistryRow| {
        let value = |name: &&str| ((*name).to_owned(), row.value(name).unwrap_or_default().to_owned());
        REGISTRY_COLUMNS.iter().map(value).collect::<Values>()
    };
    let values = rows.iter().map(as_registration).collect();
    write_values(session, job, profile, "registry", values, columns, sheet)
}

/// Writes the rows that are new, and no others.
pub fn write_rows(
    session: &ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    rows: &[Registration],
    columns: &[(String, Output)],
    sheet: Option<&str>,
) -> Flow<PathBuf> {
    let values = rows.iter().map(|row| row.values.clone()).collect();
    write_values(session, job, profile, "new-accounts", values, columns, sheet)
}

fn write_values(
    session: &ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    stem: &str,
    rows: Vec<Values>,
    columns: &[(String, Output)],
    sheet: Option<&str>,
) -> Flow<PathBuf> {
    let row_values = RowValues::new(session, job, profile);
    let texts = rows.into_iter().zip(1..).map(|(values, number): (Values, usize)| {
        let row = Registration {
            n: 0,
            target: crate::state::import_registrations::Target::Series,
            key: String::new(),
            values,
            state: crate::state::import_registrations::RegistrationState::Planned,
            attempts: 0,
        };
        columns.iter().map(|(_, output)| row_values.text(output, &row, number)).collect::<Vec<String>>()
    });
    let titles: Vec<&str> = columns.iter().map(|(title, _)| title.as_str()).collect();
    let folder = documents::folder(session, job);
    let written = match sheet {
        Some(sheet) => workbook(session, &folder.join(format!("{stem}.xlsx")), sheet, &titles, texts),
        None => csv(session, &folder.join(format!("{stem}.csv")), &titles, texts),
    };
    Ok(written.map_err(Error::Table)?.file)
}

fn csv(
    session: &ImportSession<'_>,
    file: &Path,
    titles: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> crate::table::Result<Written> {
    let mut csv = CsvFile::create(session.app.files, file, CsvStyle::default())?;
    csv.row(titles.iter().copied())?;
    for row in rows {
        csv.row(row.iter().map(String::as_str))?;
    }
    csv.finish_and_rename()
}

fn workbook(
    session: &ImportSession<'_>,
    file: &Path,
    sheet: &str,
    titles: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> crate::table::Result<Written> {
    let mut workbook = crate::table::WorkbookFile::create(session.app.files, file, sheet, titles)?;
    for row in rows {
        for text in row {
            workbook.text(&text);
        }
        workbook.end_row()?;
    }
    workbook.finish_and_rename()
}

/// What tells the content of a file from any other.
pub fn content_key(file: &Path) -> Flow<String> {
    let bytes = std::fs::read(file);
    let bytes =
        bytes.map_err(|source| Error::Io { file: file.to_owned(), action: "reading the file", source })?;
    Ok(Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The name of a file, without its folder.
pub fn file_name(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

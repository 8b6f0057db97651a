//! What a job keeps of single rows: those that a table held, those that were rejected, and the first that break each
//! rule.

use super::check::without_apostrophe;
use super::held_rows;
use super::page::kept_examples;
use super::profile::Profile;
use super::report::{RowStory, ViolationStory};
use super::stages::prepare::file_of_part;
use super::story;
use std::path::{Path, PathBuf};

/// The story of a row as far as it was kept in a job's folder.
pub fn find(folder: &Path, profile: &Profile, part: u32, row: u64) -> Option<RowStory> {
    held(folder, profile, part, row)
        .or_else(|| rejected(&rejects_file(folder, part), profile, part, row))
        .or_else(|| example(folder, part, row))
}

fn held(folder: &Path, profile: &Profile, part: u32, row: u64) -> Option<RowStory> {
    let held = held_rows::read(folder, Some(profile)).find(|held| held.part == part && held.row == row)?;
    Some(RowStory { outcome: "held".to_owned(), held: Some(held), ..story::blank(part, row) })
}

fn rejects_file(folder: &Path, part: u32) -> PathBuf {
    folder.join(file_of_part("rejects", part, "csv"))
}

/// Looks a row up in a file of rejected rows.
fn rejected(file: &Path, profile: &Profile, part: u32, row: u64) -> Option<RowStory> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').flexible(true).from_path(file).ok()?;
    let titles = reader.headers().ok()?.clone();
    let at = |title: &str| titles.iter().position(|own| own.trim_start_matches('\u{feff}') == title);
    let text = |record: &csv::StringRecord, title: &str| -> Option<String> {
        Some(without_apostrophe(record.get(at(title)?)?).to_owned())
    };
    let wanted = row.to_string();
    let mut records = reader.records().map_while(Result::ok);
    let record = records.find(|record| text(record, "#Fila").as_deref() == Some(&wanted))?;
    let [rules, columns, found, remedies] =
        ["#Regla", "#Columna", "#Valor", "#Remedio"].map(|title| text(&record, title).unwrap_or_default());
    let count = rules.split(BETWEEN).count();
    let each = |texts: &str| parts(texts, count).into_iter();
    let told = each(&rules).zip(each(&columns)).zip(each(&found)).zip(each(&remedies));
    let violations = told.map(|(((rule, column), found), remedy)| {
        let title = story::title_of(profile, &column);
        ViolationStory { rule, column, title, found, expected: None, remedy }
    });
    Some(RowStory {
        line: text(&record, "#Línea").and_then(|line| line.parse().ok()),
        outcome: "rejected".to_owned(),
        violations: violations.collect(),
        ..story::blank(part, row)
    })
}

/// What stands between the violations of a row.
const BETWEEN: &str = " | ";

/// One text for each violation. A value that has the divider in itself cannot be told from two: then all of them stand
/// with the first.
fn parts(texts: &str, count: usize) -> Vec<String> {
    let parts: Vec<String> = texts.split(BETWEEN).map(str::to_owned).collect();
    if parts.len() == count {
        return parts;
    }
    let mut parts = vec![String::new(); count];
    if let Some(first) = parts.first_mut() {
        texts.clone_into(first);
    }
    parts
}

fn example(folder: &Path, part: u32, row: u64) -> Option<RowStory> {
    let all = kept_examples(folder).into_values().flatten();
    let of_row: Vec<_> = all.filter(|example| example.part == part && example.row == row).collect();
    let line = of_row.first()?.line;
    let violations = of_row.into_iter().map(|example| example.violation).collect();
    Some(RowStory { line, outcome: "rejected".to_owned(), violations, ..story::blank(part, row) })
}

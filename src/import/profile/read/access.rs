//! `[output.access]`: rows of a table of an Access file.

use super::scope::{NameScope, titled};
use super::templates::of_job;
use super::values::{code, required_text, share};
use super::{Field, Section, TomlProblem, paths};
use crate::import::profile::ProfileProblem;
use crate::import::profile::model::{AccessMode, AccessOutput, ChangeSettings, Output};
use crate::toml_file::Kind;

const BATCH_USUAL: usize = 1_000;

pub(super) fn access(section: &Section<'_>, scope: &NameScope) -> Option<AccessOutput> {
    if !section.is_there() {
        return None;
    }
    let file = section.required("file").and_then(|field| paths::path(&field, &of_job(scope.period, &[])));
    let table = required_text(section, "table");
    let modes = [("insert", AccessMode::Insert), ("upsert", AccessMode::Upsert)];
    let mode = section.value("mode").and_then(|field| field.choice(&modes)).unwrap_or(AccessMode::Upsert);
    let values = |key| section.required(key).map(|field| titled(&field, |field| scope.output(field)));
    let (key, columns) = (values("key").unwrap_or_default(), values("columns").unwrap_or_default());
    no_column_twice(section);
    if let Some(field) = section.value("rest") {
        field.choice(&[("default", ())]);
    }
    let change = section.value("change").and_then(|field| change(&field, mode, &columns));
    let batch = section.value("batch").and_then(|field| field.integer(1..=100_000)).unwrap_or(BATCH_USUAL);
    section.close();
    Some(AccessOutput { file: file?, table, key, mode, columns, change, batch })
}

/// Access compares the names of columns without letter case.
fn no_column_twice(section: &Section<'_>) {
    let table = |key| section.value(key).filter(|field| field.kind() == Kind::Table)?.section();
    let entries = |key| table(key).map(|table| table.entries()).unwrap_or_default();
    let (key, columns) = (entries("key"), entries("columns"));
    for (name, field) in &columns {
        if let Some((_, first)) = key.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            field.wrong(TomlProblem::Repeated { found: (*name).to_owned(), first: first.line() });
        }
    }
}

/// How far one column may move; what is only inserted does not.
fn change(field: &Field<'_>, mode: AccessMode, columns: &[(String, Output)]) -> Option<ChangeSettings> {
    if mode == AccessMode::Insert {
        field.wrong(ProfileProblem::NotWith { key: "mode = \"insert\"".to_owned() });
    }
    let section = field.section()?;
    let column = section.required("column").and_then(|field| {
        let names = columns.iter().map(|(name, _)| name.as_str());
        let found = field.filled_text()?;
        if !names.clone().any(|name| name == found) {
            field.not_one_of(found, names);
        }
        Some(found.to_owned())
    });
    let at_most = section.required("at_most").and_then(|field| share(&field));
    let code = section.required("code").and_then(|field| code(&field));
    section.close();
    Some(ChangeSettings { column: column?, at_most: at_most?, code: code? })
}

//! `[answer]` and `[reports.NAME]`: lists that the platform or the accounting program gives, and what they look like.

use super::columns::title;
use super::templates::{REGISTRATION, of_job, template};
use super::values::{duration, pointer, sheet, text};
use super::{Field, Section, TomlProblem, paths, patterns};
use crate::import::profile::model::{ReportFormat, ReportPlace, ReportSettings};
use crate::import::profile::{PeriodKind, ProfileProblem};
use regex::Regex;
use std::time::Duration;

const FORMATS: [(&str, ReportFormat); 4] = [
    ("csv", ReportFormat::Csv),
    ("xlsx", ReportFormat::Xlsx),
    ("json", ReportFormat::Json),
    ("access", ReportFormat::Access),
];

/// The names that a list can have columns for, and those that it must have.
struct Names {
    known: &'static [&'static str],
    required: &'static [&'static str],
}

const ANSWER: Names = Names { known: &["series", "branch"], required: &["series", "branch"] };

const REPORTS: [(&str, Names); 3] = [
    ("series", Names { known: &REGISTRATION, required: &["series", "branch", "centre", "account"] }),
    ("centres", Names { known: &["centre", "centre_name"], required: &["centre", "centre_name"] }),
    ("accounts", Names { known: &["account", "account_name"], required: &["account", "account_name"] }),
];

pub(super) fn answer(section: &Section<'_>, period: PeriodKind) -> Option<ReportSettings> {
    section.is_there().then(|| report(section, &ANSWER, period)).flatten()
}

pub(super) fn reports(section: &Section<'_>, period: PeriodKind) -> Vec<(String, ReportSettings)> {
    let mut reports = Vec::new();
    for (name, names) in &REPORTS {
        let table = section.section(name);
        if let Some(report) = table.is_there().then(|| report(&table, names, period)).flatten() {
            reports.push(((*name).to_owned(), report));
        }
    }
    section.close();
    reports
}

fn report(section: &Section<'_>, names: &Names, period: PeriodKind) -> Option<ReportSettings> {
    let from = place(section, period);
    let format =
        section.value("format").and_then(|field| field.choice(&FORMATS)).or_else(|| by_name(section));
    let columns = section.required_section("columns");
    let columns = columns.map(|table| columns_of(&table, names)).unwrap_or_default();
    let sheet = only(section, "sheet", format, ReportFormat::Xlsx).and_then(|field| sheet(&field));
    let rows = only(section, "rows", format, ReportFormat::Json).and_then(|field| pointer(&field));
    let rules = rules(&section.section("rules"), &columns);
    let max_age = section.value("max_age").and_then(|field| duration(&field, Duration::from_secs(1)));
    let table = table(section, format);
    section.close();
    Some(ReportSettings { from: from?, format, sheet, rows, columns, rules, max_age, table })
}

/// `file` or `path`, one of them.
fn place(section: &Section<'_>, period: PeriodKind) -> Option<ReportPlace> {
    let known = of_job(period, &[]);
    match (section.value("file"), section.value("path")) {
        (Some(file), None) => paths::glob(&file, &known).map(ReportPlace::File),
        (None, Some(path)) => template(&path, &known).map(ReportPlace::Path),
        (Some(_), Some(path)) => {
            path.wrong(ProfileProblem::NotWith { key: "file".to_owned() });
            None
        }
        (None, None) => {
            section.required("file");
            None
        }
    }
}

/// The format that the name of a file tells.
fn by_name(section: &Section<'_>) -> Option<ReportFormat> {
    let (_, extension) = section.value("file")?.as_text()?.rsplit_once('.')?;
    match extension.to_ascii_lowercase().as_str() {
        "csv" | "txt" => Some(ReportFormat::Csv),
        "xlsx" | "xlsm" => Some(ReportFormat::Xlsx),
        "json" => Some(ReportFormat::Json),
        "accdb" | "mdb" => Some(ReportFormat::Access),
        _ => None,
    }
}

/// The value of a key that only one format has.
fn only<'t>(
    section: &Section<'t>,
    key: &str,
    format: Option<ReportFormat>,
    of: ReportFormat,
) -> Option<Field<'t>> {
    let field = section.value(key)?;
    if let Some(other) = format.filter(|format| *format != of) {
        let word = FORMATS.iter().find(|(_, known)| *known == other).map_or("", |(word, _)| word);
        field.wrong(ProfileProblem::NotWith { key: format!("format = \"{word}\"") });
    }
    Some(field)
}

/// The table of an Access file, which nothing else has.
fn table(section: &Section<'_>, format: Option<ReportFormat>) -> Option<String> {
    only(section, "table", format, ReportFormat::Access);
    match format {
        Some(ReportFormat::Access) => section.required("table")?.filled_text().map(str::to_owned),
        _ => text(section, "table"),
    }
}

/// The title of every name: `"Sucursal"`, or `["Descripción", 2]` for the second of that title.
fn columns_of(table: &Section<'_>, names: &Names) -> Vec<(String, String, u32)> {
    let mut columns: Vec<(String, String, u32)> = Vec::new();
    for name in names.known {
        let field = match names.required.contains(name) {
            true => table.required(name),
            false => table.value(name),
        };
        let Some(((title, nth), field)) = field.as_ref().and_then(title).zip(field.as_ref()) else {
            continue;
        };
        if columns.iter().any(|(_, other, turn)| *other == title && *turn == nth) {
            field.wrong(TomlProblem::Repeated { found: title.clone(), first: field.line() });
        }
        columns.push(((*name).to_owned(), title, nth));
    }
    table.close();
    columns
}

/// What the values of the columns look like.
fn rules(table: &Section<'_>, columns: &[(String, String, u32)]) -> Vec<(String, Regex)> {
    let mut rules = Vec::new();
    for (name, _, _) in columns {
        let pattern = table.value(name).and_then(|field| patterns::whole(&field));
        rules.extend(pattern.map(|pattern| (name.clone(), pattern)));
    }
    table.close();
    rules
}

//! `[[register]]`: where new accounts and new rows of the registry go, in this order.

use super::scope::{registration, titled};
use super::templates::{REGISTRATION, of_job, template};
use super::values::{filled_list, required_text, text};
use super::{Field, Section, TomlProblem, paths};
use crate::import::profile::model::{
    Confirm, Output, Register, RegisterBody, RegisterTarget, RegisteredKind,
};
use crate::import::profile::{PeriodKind, ProfileProblem};

pub(super) const METHODS: [(&str, &str); 3] = [("POST", "POST"), ("PUT", "PUT"), ("PATCH", "PATCH")];

const WHATS: [(&str, RegisteredKind); 2] =
    [("accounts", RegisteredKind::Accounts), ("series", RegisteredKind::Series)];

/// Placeholders of paths and names beside those of a job.
const OF_A_FILE: [&str; 3] = ["today", "key", "key8"];

#[derive(Clone, Copy)]
enum Target {
    Access,
    Http,
    Folder,
}

pub(super) fn register(sections: &[Section<'_>], period: PeriodKind) -> Vec<Register> {
    let mut seen: Vec<(RegisteredKind, usize)> = Vec::new();
    let mut registers = Vec::new();
    for section in sections {
        let what = section.required("what");
        let kind = what.as_ref().and_then(|field| field.choice(&WHATS));
        if let Some((kind, field)) = kind.zip(what) {
            match seen.iter().find(|(earlier, _)| *earlier == kind) {
                Some((_, first)) => {
                    field.wrong(TomlProblem::Repeated { found: field.written(), first: *first })
                }
                None => seen.push((kind, field.line())),
            }
        }
        let target = target(section, period);
        registers.extend(kind.zip(target).map(|(what, to)| Register { what, to }));
    }
    registers
}

fn target(section: &Section<'_>, period: PeriodKind) -> Option<RegisterTarget> {
    let targets = [("access", Target::Access), ("http", Target::Http), ("folder", Target::Folder)];
    // Without it nobody knows which keys belong here.
    let target = section.required("to")?.choice(&targets)?;
    let columns = section.required("columns");
    let columns = columns.map(|field| titled(&field, |field| registration(field, period, &REGISTRATION)));
    let columns = columns.unwrap_or_default();
    let target = match target {
        Target::Access => access(section, period, columns),
        Target::Http => http(section, period, columns),
        Target::Folder => folder(section, period, columns),
    };
    section.close();
    target
}

fn access(
    section: &Section<'_>,
    period: PeriodKind,
    columns: Vec<(String, Output)>,
) -> Option<RegisterTarget> {
    let file = section.required("file").and_then(|field| paths::path(&field, &of_job(period, &[])));
    let table = required_text(section, "table");
    let key = section.required("key").map(|field| key(&field, &columns)).unwrap_or_default();
    Some(RegisterTarget::Access { file: file?, table, key, columns })
}

/// Columns of the table, out of those that are written.
fn key(field: &Field<'_>, columns: &[(String, Output)]) -> Vec<String> {
    let name = |field: &Field<'_>| {
        let found = field.filled_text()?;
        let names = columns.iter().map(|(name, _)| name.as_str());
        if !names.clone().any(|name| name == found) {
            field.not_one_of(found, names);
        }
        Some(found.to_owned())
    };
    filled_list(field).and_then(|_| field.distinct(name)).unwrap_or_default()
}

fn http(section: &Section<'_>, period: PeriodKind, columns: Vec<(String, Output)>) -> Option<RegisterTarget> {
    let method = section.value("method").and_then(|field| field.choice(&METHODS)).unwrap_or("POST");
    let path = section.required("path").and_then(|field| template(&field, &of_job(period, &OF_A_FILE)));
    let bodies = [("json", "json"), ("workbook", "workbook"), ("csv", "csv")];
    let body = section.value("body").and_then(|field| field.choice(&bodies)).unwrap_or("json");
    let body = match body {
        "workbook" => RegisterBody::Workbook { sheet: required_text(section, "sheet") },
        "csv" => RegisterBody::Csv,
        _ => RegisterBody::Json,
    };
    let without = section.value("sheet").filter(|_| !matches!(body, RegisterBody::Workbook { .. }));
    if let Some(field) = without {
        field.wrong(ProfileProblem::Needs { key: "body = \"workbook\"" });
    }
    Some(RegisterTarget::Http { method: method.to_owned(), path: path?, body, columns })
}

fn folder(
    section: &Section<'_>,
    period: PeriodKind,
    columns: Vec<(String, Output)>,
) -> Option<RegisterTarget> {
    let drop = section.required("drop");
    let is_workbook =
        drop.as_ref().and_then(Field::as_text).is_some_and(|name| name.to_lowercase().ends_with(".xlsx"));
    let drop = drop.and_then(|field| paths::path(&field, &of_job(period, &OF_A_FILE)));
    let sheet = match is_workbook {
        true => Some(required_text(section, "sheet")),
        false => text(section, "sheet"),
    };
    if let Some(field) = section.value("sheet").filter(|_| !is_workbook) {
        field.wrong(ProfileProblem::NotWith { key: "drop".to_owned() });
    }
    let confirms = [("ack", Confirm::Acknowledged), ("report", Confirm::Report)];
    let confirm = section.value("confirm").and_then(|field| field.choice(&confirms));
    Some(RegisterTarget::Folder {
        drop: drop?,
        sheet,
        columns,
        confirm: confirm.unwrap_or(Confirm::Acknowledged),
    })
}

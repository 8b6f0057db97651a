//! `[source]`: which files, and how they are read.

use super::columns::folded;
use super::scope::NameScope;
use super::templates::{of_period, template};
use super::values::{encoding, filled_list, filled_texts, flag, scalars, separator, sheet, text, texts};
use super::{Field, Section, TomlProblem, paths};
use crate::import::profile::model::{ColumnId, Scalar, SourceKind, SourceLimits, SourceSettings, Titles};
use crate::import::profile::{PeriodKind, ProfileProblem};
use crate::template::Template;
use crate::toml_file::Kind;
use encoding_rs::Encoding;

const KINDS: [(&str, SourceKind); 4] = [
    ("auto", SourceKind::Auto),
    ("csv", SourceKind::Csv),
    ("xlsx", SourceKind::Xlsx),
    ("access", SourceKind::Access),
];

const TITLES: [(&str, Titles); 4] = [
    ("same", Titles::Same),
    ("exact", Titles::Exact),
    ("contains", Titles::Contains),
    ("none", Titles::None),
];

pub(super) fn source(section: &Section<'_>, scope: &NameScope) -> SourceSettings {
    let kind = section.value("kind").and_then(|field| field.choice(&KINDS)).unwrap_or(SourceKind::Auto);
    let titles = titles(section);
    let (table, filter) = access(section, kind);
    let source = SourceSettings {
        files: section.required("files").map(|field| globs(&field, scope.period)).unwrap_or_default(),
        name: section.value("name").and_then(|field| name(&field, scope.period)),
        kind,
        sheet: only(section, "sheet", kind, SourceKind::Xlsx).and_then(|field| sheet(&field)),
        sheet_first: flag(section, "sheet_first"),
        title_rows: title_rows(section, titles),
        titles,
        ignore: section.value("ignore").map(|field| texts(&field)).unwrap_or_default(),
        skip: section.value("skip").map(|field| skip(&field, scope)).unwrap_or_default(),
        delimiter: only(section, "delimiter", kind, SourceKind::Csv).and_then(|field| delimiter(&field)),
        encoding: only(section, "encoding", kind, SourceKind::Csv).and_then(|field| encoding_or_auto(&field)),
        quote: match only(section, "quote", kind, SourceKind::Csv) {
            Some(field) => quote(&field),
            None => Some(b'"'),
        },
        table,
        filter,
        limits: limits(&section.section("limits")),
    };
    section.close();
    source
}

/// How the titles are compared, before anything else is read.
pub(super) fn titles(section: &Section<'_>) -> Titles {
    section.value("titles").and_then(|field| field.choice(&TITLES)).unwrap_or(Titles::Same)
}

/// The value of a key that only sources of one kind have.
fn only<'t>(section: &Section<'t>, key: &str, kind: SourceKind, of: SourceKind) -> Option<Field<'t>> {
    let field = section.value(key)?;
    if kind != SourceKind::Auto && kind != of {
        let word = KINDS.iter().find(|(_, known)| *known == kind).map_or("", |(word, _)| word);
        field.wrong(ProfileProblem::NotWith { key: format!("kind = \"{word}\"") });
    }
    Some(field)
}

fn title_rows(section: &Section<'_>, titles: Titles) -> u32 {
    let usual = u32::from(titles != Titles::None);
    let Some(field) = section.value("title_rows") else { return usual };
    let rows = field.integer(0..=100).unwrap_or(usual);
    if rows == 0 && titles != Titles::None {
        field.wrong(ProfileProblem::Needs { key: "titles = \"none\"" });
    }
    rows
}

fn globs(field: &Field<'_>, period: PeriodKind) -> Vec<Template> {
    let known = [of_period(period), &["profile"]].concat();
    filled_list(field).unwrap_or_default().iter().filter_map(|glob| paths::glob(glob, &known)).collect()
}

/// How the period stands in a file's name; `*` stands for anything, `{name}` for anything but nothing.
fn name(field: &Field<'_>, period: PeriodKind) -> Option<Template> {
    if period == PeriodKind::None {
        field.wrong(ProfileProblem::NotWith { key: "profile.period = \"none\"".to_owned() });
        return None;
    }
    template(field, &[of_period(period), &["period", "profile", "name"]].concat())
}

/// `skip = { period = ["TOTAL"] }`
fn skip(field: &Field<'_>, scope: &NameScope) -> Vec<(ColumnId, Vec<String>)> {
    let Some(section) = field.section() else { return Vec::new() };
    let mut skip = Vec::new();
    for name in scope.names() {
        if let Some((field, (id, _))) = section.value(name).zip(scope.find(name)) {
            skip.push((id, filled_texts(&field)));
        }
    }
    section.close();
    skip
}

fn is_auto(field: &Field<'_>) -> bool {
    field.as_text() == Some("auto")
}

fn delimiter(field: &Field<'_>) -> Option<u8> {
    if is_auto(field) { None } else { separator(field) }
}

fn encoding_or_auto(field: &Field<'_>) -> Option<&'static Encoding> {
    if is_auto(field) { None } else { encoding(field) }
}

/// A character, or nothing (`""`, `false`) where fields are not quoted.
fn quote(field: &Field<'_>) -> Option<u8> {
    match field.kind() {
        Kind::Boolean if field.as_boolean() == Some(false) => None,
        _ if field.as_text() == Some("") => None,
        _ => separator(field),
    }
}

/// `table` and `where`, which an Access source must and may have.
fn access(section: &Section<'_>, kind: SourceKind) -> (Option<String>, Vec<(String, Scalar)>) {
    let filter = only(section, "where", kind, SourceKind::Access).map(|field| scalars(&field));
    only(section, "table", kind, SourceKind::Access);
    let table = match kind {
        SourceKind::Access => {
            section.required("table").and_then(|field| field.filled_text().map(str::to_owned))
        }
        _ => text(section, "table"),
    };
    if filter.is_some() && section.value("table").is_none() && kind == SourceKind::Auto {
        section.wrong(ProfileProblem::Needs { key: "table" });
    }
    (table, filter.unwrap_or_default())
}

fn limits(section: &Section<'_>) -> SourceLimits {
    let limit =
        |key, usual| section.value(key).and_then(|field| field.integer(1..=i64::MAX)).unwrap_or(usual);
    let limits = SourceLimits {
        bytes: limit("bytes", 4 << 30),
        ratio: limit("ratio", 200),
        rows: limit("rows", u64::MAX),
    };
    section.close();
    limits
}

/// Reports titles that are both read and ignored.
pub(super) fn check_ignored(section: &Section<'_>, columns: &Section<'_>) {
    let Some(ignore) = section.value("ignore").filter(|field| field.kind() == Kind::List) else { return };
    let titles = columns.entries().into_iter().filter_map(|(_, field)| {
        let field = field.inner("title")?;
        let title = field.as_text().map(folded)?;
        Some((title, field.line()))
    });
    let titles: Vec<_> = titles.collect();
    for field in ignore.list().unwrap_or_default() {
        let Some(text) = field.as_text() else { continue };
        if let Some((_, first)) = titles.iter().find(|(title, _)| *title == folded(text)) {
            field.wrong(TomlProblem::Repeated { found: text.to_owned(), first: *first });
        }
    }
}

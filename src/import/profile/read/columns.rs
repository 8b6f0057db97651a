//! `[columns]`: where each column stands in the source, and the names that everything else refers to.

use super::scope::{Class, KnownNames, NameScope, TYPES, type_name};
use super::values::{parse_date, two};
use super::{Field, Section, TomlProblem, field_rules, literals, rules};
use crate::import::profile::model::{Column, ColumnPlace, DefaultValue};
use crate::import::profile::{ProfileProblem, Titles, Type, number};
use crate::toml_file::Kind;

/// Columns of a sheet.
const COLUMNS_MAX: usize = 16_384;

/// The names and types of the columns, before anything of them is checked; what is wrong there is told later.
pub(super) fn known(columns: &Section<'_>) -> Vec<KnownNames> {
    let entries = columns.entries();
    let names: Vec<&str> = entries.iter().map(|(name, _)| *name).collect();
    entries.iter().map(|(name, field)| known_column(name, field, &names)).collect()
}

fn known_column(name: &str, field: &Field<'_>, names: &[&str]) -> KnownNames {
    let text = |key| field.inner(key).and_then(|field| field.as_text().map(str::to_owned));
    let kind = text("type").and_then(|word| TYPES.iter().find(|(name, _)| *name == word));
    let list = field.inner("list").map(|field| field.as_texts()).unwrap_or_default();
    KnownNames {
        name: name.to_owned(),
        kind: kind.map_or(Type::Text, |(_, kind)| *kind),
        list: list.into_iter().map(str::to_owned).collect(),
        any_case: field.inner("list_case").is_some_and(|field| field.as_boolean() == Some(false)),
        takes_default: text("default").is_some_and(|default| names.contains(&default.as_str())),
    }
}

/// Every column, in the order of the file.
pub(super) fn columns(columns: &Section<'_>, scope: &NameScope, titles: Titles) -> Vec<Column> {
    let mut placed: Vec<(ColumnPlace, usize)> = Vec::new();
    let mut read = Vec::new();
    for (name, field) in columns.entries() {
        let Some(section) = field.section() else { continue };
        check_name(&field, name);
        let column = column(&section, name, scope, titles);
        if let Some(Column { place, .. }) = &column {
            match placed.iter().find(|(earlier, _)| same_place(earlier, place)) {
                Some((_, first)) => {
                    field.wrong(TomlProblem::Repeated { found: shown(place), first: *first });
                }
                None => placed.push((place.clone(), field.line())),
            }
        }
        read.extend(column);
    }
    read
}

fn check_name(field: &Field<'_>, name: &str) {
    let first = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let rest = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !first || !rest || name.len() > 64 || rules::WORDS.contains(&name) {
        field.wrong(ProfileProblem::ColumnName { found: name.to_owned() });
    }
}

fn column(section: &Section<'_>, name: &str, scope: &NameScope, titles: Titles) -> Option<Column> {
    let kind = section.value("type").and_then(|field| field.choice(&TYPES)).unwrap_or(Type::Text);
    let place = place(section, titles);
    let default = section.value("default").and_then(|field| default(&field, name, kind, scope));
    let field = field_rules::of_column(section, kind, scope);
    literals::of_column(section, &field, default.as_ref());
    section.close();
    Some(Column { name: name.to_owned(), place: place?, field, default })
}

fn place(section: &Section<'_>, titles: Titles) -> Option<ColumnPlace> {
    let [title, letter, number] = ["title", "letter", "number"].map(|key| section.value(key));
    let places = [("title", &title), ("letter", &letter), ("number", &number)];
    let mut given = places.iter().filter_map(|(key, field)| Some((*key, field.as_ref()?)));
    let first = given.next();
    if let Some(((key, _), (_, field))) = first.as_ref().zip(given.next()) {
        field.wrong(ProfileProblem::NotWith { key: (*key).to_owned() });
    }
    match first {
        Some(("title", field)) => by_title(field, titles),
        Some(("letter", field)) => by_letter(field),
        Some((_, field)) => Some(ColumnPlace::Index(field.integer::<usize>(1..=16_384)?.checked_sub(1)?)),
        None => {
            section.required("title");
            None
        }
    }
}

fn by_title(field: &Field<'_>, titles: Titles) -> Option<ColumnPlace> {
    if titles == Titles::None {
        field.wrong(ProfileProblem::NotWith { key: "source.titles = \"none\"".to_owned() });
    }
    let (title, nth) = title(field)?;
    Some(ColumnPlace::Title { title, nth })
}

/// A title, or a title and which of its turns is meant.
pub(super) fn title(field: &Field<'_>) -> Option<(String, u32)> {
    if field.kind() != Kind::List {
        return Some((field.filled_text()?.to_owned(), 1));
    }
    let [title, nth] = two(field)?;
    let title = title.filled_text().map(str::to_owned);
    title.zip(nth.integer(1..=1_000))
}

/// `A` to `XFD`.
fn by_letter(field: &Field<'_>) -> Option<ColumnPlace> {
    let text = field.text()?;
    let digit = |c: char| usize::try_from(c.to_digit(36)?).ok()?.checked_sub(9);
    let letters = text.chars().all(|c| c.is_ascii_alphabetic()) && (1..=3).contains(&text.len());
    let number =
        letters.then(|| text.chars().try_fold(0, |number, c| Some(number * 26 + digit(c)?))).flatten();
    let index = number.filter(|number| *number <= COLUMNS_MAX).and_then(|number| number.checked_sub(1));
    if index.is_none() {
        field.wrong(ProfileProblem::Letter { found: text.to_owned() });
    }
    index.map(ColumnPlace::Index)
}

/// Titles are compared without letter case, and blanks by words.
pub(super) fn folded(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn same_place(left: &ColumnPlace, right: &ColumnPlace) -> bool {
    match (left, right) {
        (ColumnPlace::Title { title, nth }, ColumnPlace::Title { title: other, nth: other_nth }) => {
            nth == other_nth && folded(title) == folded(other)
        }
        _ => left == right,
    }
}

fn shown(place: &ColumnPlace) -> String {
    match place {
        ColumnPlace::Title { title, .. } => title.clone(),
        ColumnPlace::Index(index) => (index + 1).to_string(),
    }
}

/// The value of a column where the source has none: a literal, or what another column of the kind has.
fn default(field: &Field<'_>, own: &str, kind: Type, scope: &NameScope) -> Option<DefaultValue> {
    let written = match field.kind() {
        Kind::Text => field.text()?.to_owned(),
        Kind::Boolean => field.boolean()?.to_string(),
        Kind::Date => field.date_text()?,
        _ => field.written_number()?,
    };
    let Some((id, other)) = scope.find(&written) else {
        return literal_default(field, written, kind);
    };
    if other.name == own || other.takes_default {
        field.wrong(ProfileProblem::DefaultChain { column: written });
        return None;
    }
    if Class::of(other.kind) != Class::of(kind) {
        let (found, expected) = (type_name(other.kind), type_name(kind));
        field.wrong(ProfileProblem::ColumnType { column: written, found, expected });
        return None;
    }
    Some(DefaultValue::Column(id))
}

fn literal_default(field: &Field<'_>, written: String, kind: Type) -> Option<DefaultValue> {
    let problem = match Class::of(kind) {
        Class::Number if number::millionths(&written).is_none() => ProfileProblem::Decimal { found: written },
        Class::Date if parse_date(&written).is_none() => ProfileProblem::Date { found: written },
        _ => return Some(DefaultValue::Text(written)),
    };
    field.wrong(problem);
    None
}

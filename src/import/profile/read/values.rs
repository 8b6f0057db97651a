//! Values with a form of their own.

use super::{Field, Section, TomlProblem};
use crate::import::profile::ProfileProblem;
use crate::import::profile::model::{Allowed, Scalar, Sheet};
use crate::import::profile::number;
use crate::toml_file::Kind;
use chrono::NaiveDate;
use encoding_rs::Encoding;
use std::time::Duration;

/// The filled text of a key, if it is there.
pub(super) fn text(section: &Section<'_>, key: &str) -> Option<String> {
    section.value(key)?.filled_text().map(str::to_owned)
}

/// The filled text of a key that must be there; empty where it is not, which is told.
pub(super) fn required_text(section: &Section<'_>, key: &str) -> String {
    section.required(key).and_then(|field| field.filled_text().map(str::to_owned)).unwrap_or_default()
}

/// The truth of a key; false where it is not there.
pub(super) fn flag(section: &Section<'_>, key: &str) -> bool {
    section.value(key).and_then(|field| field.boolean()).unwrap_or(false)
}

/// A list of texts, none twice.
pub(super) fn texts(field: &Field<'_>) -> Vec<String> {
    field.distinct(|text| text.text().map(str::to_owned)).unwrap_or_default()
}

/// The elements of a list that is not empty.
pub(super) fn filled_list<'t>(field: &Field<'t>) -> Option<Vec<Field<'t>>> {
    let list = field.list()?;
    if list.is_empty() {
        field.wrong(TomlProblem::Empty);
        return None;
    }
    Some(list)
}

/// A list with something in it, and nothing twice.
pub(super) fn filled<'t, T: PartialEq>(field: &Field<'t>, read: impl Fn(&Field<'t>) -> Option<T>) -> Vec<T> {
    filled_list(field).and_then(|_| field.distinct(read)).unwrap_or_default()
}

/// A list of texts with something in it.
pub(super) fn filled_texts(field: &Field<'_>) -> Vec<String> {
    filled(field, |text| text.filled_text().map(str::to_owned))
}

/// Pairs of texts: `[["PLZ", "PLAZA"]]`, or a table of them.
pub(super) fn pairs(field: &Field<'_>) -> Vec<(String, String)> {
    if field.kind() == Kind::Table {
        return field.section().map(|table| text_table(&table)).unwrap_or_default();
    }
    let pair = |field: &Field<'_>| {
        let [from, to] = two(field)?;
        Some((from.filled_text()?.to_owned(), to.text()?.to_owned()))
    };
    field.list().unwrap_or_default().iter().filter_map(pair).collect()
}

/// A table of texts whose keys are free.
pub(super) fn text_table(table: &Section<'_>) -> Vec<(String, String)> {
    let entry = |(key, field): (&str, Field<'_>)| Some((key.to_owned(), field.text()?.to_owned()));
    table.entries().into_iter().filter_map(entry).collect()
}

/// The elements of a list of two.
pub(super) fn two<'t>(field: &Field<'t>) -> Option<[Field<'t>; 2]> {
    let fields = field.list()?;
    let found = fields.len();
    let two = fields.try_into().ok();
    if two.is_none() {
        field.wrong(TomlProblem::WrongCount { found, expected: 2 });
    }
    two
}

pub(super) fn scalar(field: &Field<'_>) -> Option<Scalar> {
    match field.kind() {
        Kind::Text => field.text().map(|text| Scalar::Text(text.to_owned())),
        Kind::Boolean => field.boolean().map(Scalar::Bool),
        _ => field.written_number().map(Scalar::Number),
    }
}

/// A table of literals whose keys are columns of another table.
pub(super) fn scalars(field: &Field<'_>) -> Vec<(String, Scalar)> {
    let Some(table) = field.section() else { return Vec::new() };
    let entry = |(key, field): (&str, Field<'_>)| Some((key.to_owned(), scalar(&field)?));
    table.entries().into_iter().filter_map(entry).collect()
}

/// A decimal, between quotes or not, in millionths.
pub(super) fn decimal(field: &Field<'_>) -> Option<i128> {
    number_by(field, number::millionths)
}

/// A decimal that is not below nought, in millionths.
pub(super) fn tolerance(field: &Field<'_>) -> Option<i128> {
    not_negative(field, decimal(field)?)
}

/// A decimal or a percentage that is not below nought, in millionths.
pub(super) fn share(field: &Field<'_>) -> Option<i128> {
    not_negative(field, number_by(field, number::share)?)
}

fn not_negative(field: &Field<'_>, number: i128) -> Option<i128> {
    if number < 0 {
        field.wrong(ProfileProblem::Limits { low: "0".to_owned(), high: field.written() });
        return None;
    }
    Some(number)
}

fn number_by(field: &Field<'_>, read: impl Fn(&str) -> Option<i128>) -> Option<i128> {
    let written = match field.as_text() {
        Some(text) => text.to_owned(),
        None => field.written_number()?,
    };
    let number = read(&written);
    if number.is_none() {
        field.wrong(ProfileProblem::Decimal { found: written });
    }
    number
}

/// `dd/mm/yyyy` or `yyyy-mm-dd`.
pub(super) fn date(field: &Field<'_>) -> Option<NaiveDate> {
    let written = field.date_text()?;
    let date = parse_date(&written);
    if date.is_none() {
        field.wrong(ProfileProblem::Date { found: written });
    }
    date
}

pub(super) fn parse_date(text: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%d/%m/%Y"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())
}

/// A duration that is not shorter than another.
pub(super) fn duration(field: &Field<'_>, least: Duration) -> Option<Duration> {
    let text = field.text()?;
    let duration = number::duration(text).filter(|duration| *duration >= least);
    if duration.is_none() {
        field.wrong(ProfileProblem::Duration { found: text.to_owned() });
    }
    duration
}

/// One ASCII character that is no letter, digit or line break.
pub(super) fn separator(field: &Field<'_>) -> Option<u8> {
    let text = field.text()?;
    let fits =
        |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric() && ![b'\r', b'\n', 0].contains(byte);
    let character = match text.as_bytes() {
        [byte] if fits(byte) => Some(*byte),
        _ => None,
    };
    if character.is_none() {
        field.wrong(ProfileProblem::Character { found: text.to_owned() });
    }
    character
}

/// A label of the WHATWG encoding standard.
pub(super) fn encoding(field: &Field<'_>) -> Option<&'static Encoding> {
    let label = field.text()?;
    // The standard's "replacement" decodes nothing.
    let encoding = Encoding::for_label_no_replacement(label.as_bytes());
    if encoding.is_none() {
        field.wrong(ProfileProblem::Encoding { found: label.to_owned() });
    }
    encoding
}

/// The name of a sheet, or its number from 1 on.
pub(super) fn sheet(field: &Field<'_>) -> Option<Sheet> {
    match field.kind() {
        Kind::Integer => field.integer(1..=1_000).map(Sheet::Number),
        _ => field.filled_text().map(|name| Sheet::Name(name.to_owned())),
    }
}

/// The code of a rule: lower-case letters, digits and underscores, a letter first.
pub(super) fn code(field: &Field<'_>) -> Option<String> {
    let text = field.text()?;
    let fits = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.len() <= 40
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if !fits {
        field.wrong(ProfileProblem::Code { found: text.to_owned() });
    }
    fits.then(|| text.to_owned())
}

/// A JSON pointer: nothing, or `/` before each of its parts.
pub(super) fn pointer(field: &Field<'_>) -> Option<String> {
    let text = field.text()?;
    let fits = text.is_empty() || text.starts_with('/');
    if !fits {
        field.wrong(ProfileProblem::Pointer { found: text.to_owned() });
    }
    fits.then(|| text.to_owned())
}

/// A number of rows, or a share of them: `20`, `"20"`, `"10%"`.
pub(super) fn number_or_share(field: &Field<'_>) -> Option<Allowed> {
    let Some(text) = field.as_text() else { return field.integer(0..=i64::MAX).map(Allowed::Rows) };
    let allowed = match text.ends_with('%') {
        true => number::share(text)
            .filter(|share| (0..=1_000_000).contains(share))
            .and_then(whole)
            .map(Allowed::Share),
        false => text.parse().ok().map(Allowed::Rows),
    };
    if allowed.is_none() {
        field.wrong(ProfileProblem::Decimal { found: text.to_owned() });
    }
    allowed
}

fn whole(number: i128) -> Option<u64> {
    u64::try_from(number).ok()
}

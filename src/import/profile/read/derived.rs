//! `[[lookup]]` and `[[compute]]`: values that a row does not have itself.

use super::scope::{NameScope, fixed_text, is_word};
use super::templates::of_job;
use super::values::{code, required_text, scalar, scalars};
use super::{Field, Section, TomlProblem, paths};
use crate::import::profile::ProfileProblem;
use crate::import::profile::expression::{Expression, Wrong};
use crate::import::profile::model::{Compute, LookupSettings, LookupValue, Scalar};
use crate::toml_file::{Kind, nearest};

/// The names of all look-ups, before anything of them is checked.
pub(super) fn lookup_names(sections: &[Section<'_>]) -> Vec<String> {
    let name = |section: &Section<'_>| section.value("name")?.as_text().map(str::to_owned);
    sections.iter().map(|section| name(section).unwrap_or_default()).collect()
}

/// The names of all computed values: of each, the first key that is none of ours.
pub(super) fn compute_names(sections: &[Section<'_>]) -> Vec<String> {
    let name = |section: &Section<'_>| named(section).map(|(name, _)| name.to_owned());
    sections.iter().map(|section| name(section).unwrap_or_default()).collect()
}

fn named<'t>(section: &Section<'t>) -> Option<(&'t str, Field<'t>)> {
    section.entries().into_iter().find(|(key, _)| *key != "decimals")
}

pub(super) fn lookups(sections: &[Section<'_>], scope: &NameScope) -> Vec<LookupSettings> {
    sections.iter().filter_map(|section| lookup(section, scope)).collect()
}

fn lookup(section: &Section<'_>, scope: &NameScope) -> Option<LookupSettings> {
    let name = section.required("name");
    if let Some(field) = &name {
        check_name(field, field.as_text().unwrap_or_default(), scope);
    }
    let file = section.required("file").and_then(|field| paths::path(&field, &of_job(scope.period, &[])));
    let table = table(section);
    let filter = section.required("where").map(|field| filter(&field, scope)).unwrap_or_default();
    let take = required_text(section, "take");
    let [none, many] = ["none", "many"].map(|key| section.required(key).and_then(|field| code(&field)));
    let refuse = section.value("refuse").map(|field| scalars(&field)).unwrap_or_default();
    let refused = refused(section);
    section.close();
    let name = name?.filled_text()?.to_owned();
    let (none, many, refused) =
        (none.unwrap_or_default(), many.unwrap_or_default(), refused.unwrap_or_default());
    Some(LookupSettings { name, file: file?, table, filter, take, none, many, refuse, refused })
}

/// The code of a refused row, which goes with what is refused.
fn refused(section: &Section<'_>) -> Option<String> {
    match (section.value("refuse"), section.value("refused")) {
        (Some(_), _) => section.required("refused").and_then(|field| code(&field)),
        (None, Some(refused)) => {
            refused.wrong(ProfileProblem::Needs { key: "refuse" });
            None
        }
        (None, None) => None,
    }
}

/// The table of an Access file; a CSV file has none.
fn table(section: &Section<'_>) -> Option<String> {
    let file = section.value("file").and_then(|field| field.as_text()).unwrap_or_default().to_lowercase();
    if file.ends_with(".accdb") || file.ends_with(".mdb") {
        return Some(required_text(section, "table"));
    }
    let field = section.value("table")?;
    field.wrong(ProfileProblem::NotWith { key: "file".to_owned() });
    None
}

fn filter(field: &Field<'_>, scope: &NameScope) -> Vec<(String, LookupValue)> {
    let entries = field.section().map(|table| table.entries()).unwrap_or_default();
    if entries.is_empty() && field.kind() == Kind::Table {
        field.wrong(TomlProblem::Empty);
    }
    let value = |(key, field): (&str, Field<'_>)| Some((key.to_owned(), filter_value(&field, scope)?));
    entries.into_iter().filter_map(value).collect()
}

/// A column by its name, or a literal; a word that is neither is a mistyped name.
fn filter_value(field: &Field<'_>, scope: &NameScope) -> Option<LookupValue> {
    if field.kind() == Kind::Table {
        return fixed_text(field).map(|text| LookupValue::Literal(Scalar::Text(text)));
    }
    match field.as_text() {
        Some(text) if scope.find(text).is_some() || is_word(text) => {
            scope.column(field).map(LookupValue::Column)
        }
        _ => scalar(field).map(LookupValue::Literal),
    }
}

/// A value's name is a column's nowhere, and no other value's.
fn check_name(field: &Field<'_>, name: &str, scope: &NameScope) {
    let word = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !word || scope.values().filter(|known| *known == name).count() > 1 {
        field.wrong(ProfileProblem::ColumnName { found: name.to_owned() });
    }
}

pub(super) fn computes(sections: &[Section<'_>], scope: &NameScope) -> Vec<Compute> {
    let numbered = sections.iter().enumerate();
    numbered.filter_map(|(at, section)| compute(section, at, scope)).collect()
}

/// `net = "price * (100 - discount) / 100"`
fn compute(section: &Section<'_>, at: usize, scope: &NameScope) -> Option<Compute> {
    let decimals = section.value("decimals").and_then(|field| field.integer(0..=6)).unwrap_or(2);
    let Some((name, field)) = named(section) else {
        section.wrong(ProfileProblem::EmptyRule);
        return None;
    };
    section.value(name);
    section.close();
    check_name(&field, name, scope);
    let expression = expression(&field, at, scope)?;
    Some(Compute { name: name.to_owned(), expression, decimals })
}

fn expression(field: &Field<'_>, at: usize, scope: &NameScope) -> Option<Expression> {
    let text = field.filled_text()?;
    match Expression::parse(text, |name| scope.operand(name, at)) {
        Ok(expression) => Some(expression),
        Err(error) => {
            field.wrong(match error.wrong {
                Wrong::Name(found) => {
                    let names = scope.operand_names(at);
                    ProfileProblem::UnknownValue { nearest: nearest(&found, names).to_owned(), found }
                }
                _ => ProfileProblem::Expression(error),
            });
            None
        }
    }
}

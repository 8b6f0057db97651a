//! Fixed values of a profile that its own columns would refuse, or change into others, so that no row ever has them.

use super::{Field, Section};
use crate::import::check::would_read;
use crate::import::profile::model::{Column, DefaultValue, FieldRules};
use crate::import::profile::{ProfileProblem, Type};
use crate::toml_file::Kind;

/// Tells the values among the keys of a column that the column itself would refuse.
pub(super) fn of_column(section: &Section<'_>, rules: &FieldRules, default: Option<&DefaultValue>) {
    if let (Some(DefaultValue::Text(text)), Some(field)) = (default, section.value("default")) {
        refuse(&field, text, would_read(rules, text));
    }
    in_keys(section, rules, &|text| would_read(rules, text));
}

/// The same of the keys of a column in a `[[rule]]`, which sees only what the column has made of a value.
pub(super) fn of_rule(section: &Section<'_>, rules: &FieldRules, column: &Column) {
    let kind = rules.kind.or(column.field.kind);
    let rules = FieldRules { kind, keep_formula: true, required: false, ..rules.clone() };
    in_keys(section, &rules, &|text| {
        would_read(&column.field, text).and_then(|text| would_read(&rules, &text))
    });
}

/// A value of a condition, which is compared with what the column makes of one.
pub(super) fn of_condition(field: &Field<'_>, column: &Column) {
    let Some(text) = field.as_text() else { return };
    let is_text = matches!(column.field.kind, Some(Type::Text | Type::Digits) | None);
    match would_read(&column.field, text) {
        Ok(becomes) if is_text && becomes != text => {
            field.wrong(ProfileProblem::NeverMet { found: text.to_owned(), becomes });
        }
        read => refuse(field, text, read),
    }
}

type WouldRead = Result<String, (crate::import::check::Code, Option<String>)>;

/// Members of `list`, and what `map` gives.
fn in_keys(section: &Section<'_>, rules: &FieldRules, read: &dyn Fn(&str) -> WouldRead) {
    let list = section.value("list").filter(|field| field.kind() == Kind::List);
    for member in list.and_then(|field| field.list()).unwrap_or_default() {
        if let Some(text) = member.as_text() {
            refuse(&member, text, read(text));
        }
    }
    // What `map` gives is not changed by what comes before it.
    let behind = FieldRules {
        case: None,
        remove: Vec::new(),
        replace: Vec::new(),
        map: Vec::new(),
        empty: Vec::new(),
        ..rules.clone()
    };
    for to in section.value("map").map(|field| mapped(&field)).unwrap_or_default() {
        if let Some(text) = to.as_text() {
            refuse(&to, text, would_read(&behind, text));
        }
    }
}

/// What others become, of a table or of a list of pairs; what is wrong with them was told when they were read.
fn mapped<'t>(field: &Field<'t>) -> Vec<Field<'t>> {
    match field.kind() {
        Kind::Table => {
            let entries = field.section().map(|table| table.entries()).unwrap_or_default();
            entries.into_iter().map(|(_, to)| to).collect()
        }
        Kind::List => {
            let pairs = field.list().unwrap_or_default().into_iter();
            pairs.filter(|pair| pair.kind() == Kind::List).filter_map(|pair| pair.list()?.pop()).collect()
        }
        _ => Vec::new(),
    }
}

fn refuse(field: &Field<'_>, text: &str, read: WouldRead) {
    if let Err((rule, expected)) = read {
        let (found, rule) = (text.to_owned(), rule.name().to_owned());
        field.wrong(ProfileProblem::Refused { found, rule, expected });
    }
}

//! `[[rule]]`: what must hold between the columns of a row, and between rows.

use super::scope::{KnownNames, NameScope};
use super::values::{self, code, filled, filled_texts};
use super::{Field, Section, TomlProblem, field_rules, literals};
use crate::import::profile::model::{
    Column, Condition, FieldRules, Level, ProfileRule, RuleKind, RuleScope as Reach, Type,
};
use crate::import::profile::{ColumnId, ProfileProblem};
use crate::toml_file::Kind;

/// The words of a rule; no column can be called so.
pub(super) const WORDS: [&str; 15] = [
    "when", "level", "code", "range", "at_most", "sum", "equals", "within", "share", "of", "rates", "unique",
    "numbers", "scope", "gaps",
];

const NUMBERS: [Type; 2] = [Type::Decimal, Type::Integer];
const DOCUMENT_NUMBERS: [Type; 2] = [Type::Digits, Type::Integer];
const ALL: [Type; 6] = [Type::Text, Type::Digits, Type::Integer, Type::Decimal, Type::Date, Type::Bool];

/// `columns`: those of the profile that could be read.
pub(super) fn rules(sections: &[Section<'_>], scope: &NameScope, columns: &[Column]) -> Vec<ProfileRule> {
    sections.iter().filter_map(|section| rule(section, scope, columns)).collect()
}

fn rule(section: &Section<'_>, scope: &NameScope, columns: &[Column]) -> Option<ProfileRule> {
    let when = section.value("when").map(|field| conditions(&field, scope, columns)).unwrap_or_default();
    let levels = [("reject", Level::Reject), ("warning", Level::Warning)];
    let level = section.value("level").and_then(|field| field.choice(&levels)).unwrap_or(Level::Reject);
    let code = section.value("code").and_then(|field| code(&field));
    let what = what(section, scope, columns);
    section.close();
    Some(ProfileRule { when, level, code, what: what? })
}

/// What a rule asks for, by the first of its words; the words of another kind contradict it.
fn what(section: &Section<'_>, scope: &NameScope, columns: &[Column]) -> Option<RuleKind> {
    let kinds: [(&'static str, &[&str]); 4] = [
        ("range", &["at_most"]),
        ("sum", &["equals"]),
        ("share", &["of", "rates"]),
        ("unique", &["numbers", "scope", "gaps"]),
    ];
    let named = kinds.iter().find(|(word, _)| section.value(word).is_some()).map(|(word, _)| *word);
    for (word, more) in kinds.iter().filter(|(word, _)| Some(*word) != named) {
        let others = more.iter().filter_map(|key| section.value(key));
        for field in section.value(word).into_iter().chain(others) {
            refuse(&field, named, word);
        }
    }
    if let Some(field) = section.value("within").filter(|_| !matches!(named, Some("sum" | "share"))) {
        refuse(&field, named, "sum");
    }
    let fields = fields(section, scope, columns, named);
    match named {
        Some("range") => range(section, scope),
        Some("sum") => sum(section, scope),
        Some("share") => share(section, scope),
        Some(_) => unique(section, scope),
        None => {
            if fields.is_empty() {
                section.wrong(ProfileProblem::EmptyRule);
            }
            Some(RuleKind::Fields(fields))
        }
    }
}

/// A word that is out of place: beside a rule of another kind, or without the word it belongs to.
fn refuse(field: &Field<'_>, named: Option<&'static str>, needs: &'static str) {
    field.wrong(match named {
        Some(named) => ProfileProblem::NotWith { key: named.to_owned() },
        None => ProfileProblem::Needs { key: needs },
    });
}

/// The columns that a rule names by their own names.
fn fields(
    section: &Section<'_>,
    scope: &NameScope,
    columns: &[Column],
    named: Option<&'static str>,
) -> Vec<(ColumnId, FieldRules)> {
    let mut fields = Vec::new();
    for name in scope.names().filter(|name| !WORDS.contains(name)) {
        let Some(field) = section.value(name) else { continue };
        if let Some(named) = named {
            field.wrong(ProfileProblem::NotWith { key: named.to_owned() });
        }
        let (Some(table), Some((id, known))) = (field.section(), scope.find(name)) else { continue };
        let rules = field_rules::of_rule(&table, known, scope);
        let column = columns.iter().find(|column| column.name == name);
        column.iter().for_each(|column| literals::of_rule(&table, &rules, column));
        fields.push((id, rules));
        table.close();
    }
    fields
}

/// `when = { type = ["01"], doc = "given" }`
fn conditions(field: &Field<'_>, scope: &NameScope, columns: &[Column]) -> Vec<(ColumnId, Condition)> {
    let Some(section) = field.section() else { return Vec::new() };
    let mut conditions = Vec::new();
    for name in scope.names() {
        let Some(field) = section.value(name) else { continue };
        let Some((id, known)) = scope.find(name) else { continue };
        let column = columns.iter().find(|column| column.name == name);
        conditions.extend(condition(&field, known, column).map(|condition| (id, condition)));
    }
    section.close();
    if section.entries().is_empty() {
        section.wrong(TomlProblem::Empty);
    }
    conditions
}

fn condition(field: &Field<'_>, known: &KnownNames, column: Option<&Column>) -> Option<Condition> {
    if field.kind() == Kind::Text {
        return field.choice(&[("given", true), ("empty", false)]).map(|given| match given {
            true => Condition::Given,
            false => Condition::Empty,
        });
    }
    for value in field.list()? {
        if known.list.is_empty() {
            column.iter().for_each(|column| literals::of_condition(&value, column));
        } else {
            outside_the_list(&value, known);
        }
    }
    Some(Condition::OneOf(filled_texts(field)))
}

/// A value that its column can never have would make a rule that is never asked.
fn outside_the_list(field: &Field<'_>, column: &KnownNames) {
    let Some(value) = field.as_text() else { return };
    let same = |listed: &String| match column.any_case {
        true => listed.to_lowercase() == value.to_lowercase(),
        false => listed == value,
    };
    if !column.list.iter().any(same) {
        field.not_one_of(value, column.list.iter().map(String::as_str));
    }
}

fn range(section: &Section<'_>, scope: &NameScope) -> Option<RuleKind> {
    let columns = section.value("range").and_then(|field| scope.two_of(&field, &DOCUMENT_NUMBERS));
    let at_most = section.value("at_most").and_then(|field| field.integer(1..=i64::MAX)).unwrap_or(u64::MAX);
    let (first, last) = columns?;
    Some(RuleKind::Range { first, last, at_most })
}

fn sum(section: &Section<'_>, scope: &NameScope) -> Option<RuleKind> {
    let of = section.value("sum").map(|field| scope.columns_of(&field, &NUMBERS)).unwrap_or_default();
    let equals = section.required("equals").and_then(|field| scope.column_of(&field, &NUMBERS));
    let within = within(section);
    Some(RuleKind::Sum { of, equals: equals?, within })
}

/// How far off an amount may be, in millionths; nothing said: not at all.
fn within(section: &Section<'_>) -> i128 {
    section.value("within").and_then(|field| values::tolerance(&field)).unwrap_or(0)
}

fn share(section: &Section<'_>, scope: &NameScope) -> Option<RuleKind> {
    let column = |field: Option<Field<'_>>| field.and_then(|field| scope.column_of(&field, &NUMBERS));
    let share = column(section.value("share"));
    let of = column(section.required("of"));
    let rates = section.required("rates").map(|field| filled(&field, values::share)).unwrap_or_default();
    let within = within(section);
    Some(RuleKind::Share { share: share?, of: of?, rates, within })
}

fn unique(section: &Section<'_>, scope: &NameScope) -> Option<RuleKind> {
    let key = section.value("unique").map(|field| scope.columns_of(&field, &ALL)).unwrap_or_default();
    let given = section.value("numbers");
    let numbers = given.as_ref().and_then(|field| scope.two_of(field, &DOCUMENT_NUMBERS));
    let reaches = [("file", Reach::File), ("profile", Reach::Profile)];
    let reach = section.value("scope");
    let scope = reach.as_ref().and_then(|field| field.choice(&reaches)).unwrap_or(Reach::File);
    let gaps = section.value("gaps");
    let gap_words = [("warning", true), ("ignore", false)];
    let warns = gaps.as_ref().and_then(|field| field.choice(&gap_words)).unwrap_or(false);
    if given.is_none() {
        // What earlier jobs loaded is kept as intervals of numbers, and only numbers can have gaps.
        let reach = reach.filter(|_| scope == Reach::Profile);
        for field in reach.into_iter().chain(gaps.filter(|_| warns)) {
            field.wrong(ProfileProblem::Needs { key: "numbers" });
        }
    }
    Some(RuleKind::Unique { key, numbers, scope, gaps: warns })
}

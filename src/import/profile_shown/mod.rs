//! What a profile does, as facts for people: what it reads, what it asks of columns and rows, and where they go.
//!
//! A fact is a key of a closed list ([`KEYS`]) and a value in the profile's own notation; `cli` has the sentences.

mod fields;
mod source;
mod targets;

use crate::import::profile::{
    Column, ColumnId, ColumnPlace, Condition, Level, Profile, ProfileRule, RuleKind, RuleScope,
};
use crate::import::report::{ColumnShown, ProfileFact, ProfileShown, RuleShown};

/// Every key that a fact can have.
#[rustfmt::skip]
pub const KEYS: [&str; 94] = [
    // What is read.
    "period_month", "period_year", "files", "name", "kind_csv", "kind_xlsx", "kind_access", "sheet", "sheet_first",
    "title_rows", "titles_same", "titles_exact", "titles_contains", "titles_none", "ignore", "skip", "delimiter",
    "encoding", "table", "filter", "lookup", "compute",
    // What is asked of a column.
    "text", "digits", "integer", "decimal", "decimals", "date", "bool", "required", "empty", "default", "default_column",
    "upper", "lower", "remove", "replace", "map", "pad", "pad_from", "length", "max", "max_cut", "list",
    "list_any_case", "pattern", "is", "check", "keep_formula", "mark_comma", "mark_point", "no_groups", "from", "to",
    "over", "under", "positive", "negative", "dates", "within_period", "not_before", "not_after",
    // When a rule is asked, and what it asks of several columns.
    "one_of", "given", "absent", "range", "sum", "share", "unique", "unique_numbers", "loaded_too", "gaps",
    // Where it goes.
    "rejects_allowed", "chunks", "csv", "csv_columns", "workbook", "access", "access_key", "access_columns", "change",
    "platform_http", "platform_folder", "answer", "report", "pairs", "series_elsewhere_new", "branch_inherit",
    "branch_confirm", "branch_hold", "propose", "accounts", "register_accounts", "register_series",
];

/// The whole profile, in words of facts.
pub fn shown(profile: &Profile) -> ProfileShown {
    ProfileShown {
        version: 1,
        name: profile.name.clone(),
        title: profile.title.clone(),
        file: profile.file.clone(),
        reads: source::facts(profile),
        columns: profile.columns.iter().map(|column| shown_column(column, profile)).collect(),
        rules: profile.rules.iter().map(|rule| shown_rule(rule, profile)).collect(),
        writes: targets::facts(profile),
    }
}

fn shown_column(column: &Column, profile: &Profile) -> ColumnShown {
    let place = match &column.place {
        ColumnPlace::Title { title, nth: 1 } => title.clone(),
        ColumnPlace::Title { title, nth } => format!("{title} ({nth})"),
        ColumnPlace::Index(at) => letters(*at),
    };
    let mut rules = fields::facts(&column.field, profile);
    rules.extend(column.default.as_ref().map(|default| fields::default(default, profile)));
    ColumnShown { name: column.name.clone(), place, rules }
}

/// The letters of a column of a sheet, from 0 on: A, B, … Z, AA.
fn letters(mut at: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(at % 26).unwrap_or_default()));
        match (at / 26).checked_sub(1) {
            Some(next) => at = next,
            None => return letters.into_iter().rev().collect(),
        }
    }
}

fn shown_rule(rule: &ProfileRule, profile: &Profile) -> RuleShown {
    let condition = |(column, condition): &(ColumnId, Condition)| {
        let fact = match condition {
            Condition::OneOf(values) => fact("one_of", values.join(", ")),
            Condition::Given => plain("given"),
            Condition::Empty => plain("absent"),
        };
        (name(*column, profile), fact)
    };
    let columns = match &rule.what {
        RuleKind::Fields(fields) => fields
            .iter()
            .map(|(column, field)| (name(*column, profile), fields::facts(field, profile)))
            .collect(),
        _ => Vec::new(),
    };
    RuleShown {
        when: rule.when.iter().map(condition).collect(),
        warning: rule.level == Level::Warning,
        code: rule.code.clone(),
        columns,
        facts: between_columns(&rule.what, profile),
    }
}

fn between_columns(rule: &RuleKind, profile: &Profile) -> Vec<ProfileFact> {
    match rule {
        RuleKind::Fields(_) => Vec::new(),
        RuleKind::Range { first, last, at_most } => {
            vec![fact("range", format!("{}–{}, ≤ {at_most}", name(*first, profile), name(*last, profile)))]
        }
        RuleKind::Sum { of, equals, within } => {
            let sum = names(of, profile).join(" + ");
            vec![fact("sum", format!("{sum} = {} ± {}", name(*equals, profile), fields::millionths(*within)))]
        }
        RuleKind::Share { share, of, rates, within } => {
            let rates: Vec<_> = rates.iter().map(|rate| fields::millionths(*rate)).collect();
            let (share, of) = (name(*share, profile), name(*of, profile));
            vec![fact(
                "share",
                format!("{share} = {of} × {} ± {}", rates.join(" | "), fields::millionths(*within)),
            )]
        }
        RuleKind::Unique { key, numbers, scope, gaps } => {
            let key = names(key, profile).join(", ");
            let alone = match numbers {
                None => fact("unique", key),
                Some((first, last)) => {
                    let (first, last) = (name(*first, profile), name(*last, profile));
                    fact("unique_numbers", format!("{first}–{last} ({key})"))
                }
            };
            let loaded = (*scope == RuleScope::Profile).then(|| plain("loaded_too"));
            [Some(alone), loaded, gaps.then(|| plain("gaps"))].into_iter().flatten().collect()
        }
    }
}

/// A column's name.
fn name(column: ColumnId, profile: &Profile) -> String {
    profile.columns.get(column.0).map(|column| column.name.clone()).unwrap_or_default()
}

fn names(columns: &[ColumnId], profile: &Profile) -> Vec<String> {
    columns.iter().map(|column| name(*column, profile)).collect()
}

fn fact(key: &'static str, value: impl Into<String>) -> ProfileFact {
    debug_assert!(KEYS.contains(&key), "{key}");
    ProfileFact { key, value: Some(value.into()) }
}

fn plain(key: &'static str) -> ProfileFact {
    debug_assert!(KEYS.contains(&key), "{key}");
    ProfileFact { key, value: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::profile::{STARTERS, check};
    use std::fs;

    /// The examples use nearly everything that a profile can say.
    #[test]
    fn every_example_is_told_with_facts_of_the_list() {
        let folder = tempfile::tempdir().expect("a folder");
        for starter in &STARTERS {
            let name = starter.name;
            let text = starter.named(starter.en, name);
            fs::write(folder.path().join(format!("{name}.toml")), text).expect("written");
            let profile = check(folder.path(), name).expect("a sound profile");
            let shown = shown(&profile);
            assert_eq!(shown.columns.len(), profile.columns.len());
            let facts = shown.reads.iter().chain(&shown.writes);
            let facts = facts.chain(shown.columns.iter().flat_map(|column| &column.rules));
            let facts = facts.chain(shown.rules.iter().flat_map(|rule| &rule.facts));
            let unknown: Vec<_> = facts.filter(|fact| !KEYS.contains(&fact.key)).collect();
            assert!(unknown.is_empty(), "{name}: {unknown:?}");
            let idle = shown.rules.iter().find(|rule| rule.columns.is_empty() && rule.facts.is_empty());
            assert_eq!(idle, None, "{name}: a rule that asks for nothing");
        }
    }

    #[test]
    fn a_place_has_the_letters_of_a_sheet() {
        assert_eq!(
            [0, 25, 26, 36, 701, 702, 16_383].map(letters),
            ["A", "Z", "AA", "AK", "ZZ", "AAA", "XFD"]
        );
    }
}

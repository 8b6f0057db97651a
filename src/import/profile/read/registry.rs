//! `[pairs]`, `[match]` and `[accounts]`: what the platform keeps its registry by, and how new rows of it are made.

use super::scope::NameScope;
use super::templates::{of_job, template};
use super::values::{filled_list, pairs as text_pairs, required_text, text_table, two};
use super::{Field, Section, patterns};
use crate::import::profile::ProfileProblem;
use crate::import::profile::model::{Accounts, ColumnId, KnownBranch, MatchingSettings, Pairs, Per, Type};
use regex::Regex;

pub(super) fn pairs(section: &Section<'_>, scope: &NameScope) -> Option<Pairs> {
    if !section.is_there() {
        return None;
    }
    let known =
        [("inherit", KnownBranch::Inherit), ("confirm", KnownBranch::Confirm), ("hold", KnownBranch::Hold)];
    let elsewhere = [("hold", false), ("new", true)];
    let key = section.required("key").and_then(|field| scope.two_of(&field, &[Type::Text, Type::Digits]));
    let classes = section.value("classes").map(|field| classes(&field)).unwrap_or_default();
    let known_branch = section.value("known_branch").and_then(|field| field.choice(&known));
    let elsewhere = section.value("series_elsewhere").and_then(|field| field.choice(&elsewhere));
    let operation = section.value("operation").and_then(|field| operation(&field));
    section.close();
    let (series, branch) = key?;
    Some(Pairs {
        series,
        branch,
        classes,
        known_branch: known_branch.unwrap_or(KnownBranch::Inherit),
        series_elsewhere_is_new: elsewhere.unwrap_or(false),
        operation: operation.unwrap_or_default(),
    })
}

/// Patterns that a series begins with, and the name of its class.
fn classes(field: &Field<'_>) -> Vec<(Regex, String)> {
    let class = |field: &Field<'_>| {
        let [pattern, name] = two(field)?;
        let pattern = patterns::beginning(&pattern);
        let name = name.filled_text().map(str::to_owned);
        pattern.zip(name)
    };
    filled_list(field).unwrap_or_default().iter().filter_map(class).collect()
}

/// Code and name.
fn operation(field: &Field<'_>) -> Option<(String, String)> {
    let [code, name] = two(field)?;
    let code = code.filled_text().map(str::to_owned);
    code.zip(name.filled_text().map(str::to_owned))
}

/// `branch`: the column of the pairs that holds branches, which is what is matched.
pub(super) fn matching(
    section: &Section<'_>,
    scope: &NameScope,
    branch: Option<ColumnId>,
) -> Option<MatchingSettings> {
    if !section.is_there() {
        return None;
    }
    if let Some(field) = section.value("from") {
        let from = scope.column(&field);
        if let Some((_, branch)) = from.zip(branch).filter(|(from, branch)| from != branch) {
            let name = scope.columns.get(branch.0).map(|known| known.name.as_str()).unwrap_or_default();
            field.not_one_of(field.as_text().unwrap_or_default(), [name].into_iter());
        }
    }
    if let Some(field) = section.value("to") {
        field.choice(&[("centre_name", ())]);
    }
    let propose = section.value("propose").and_then(|field| field.integer(0..=100)).unwrap_or(80);
    let words = section.value("words").map(|field| text_pairs(&field)).unwrap_or_default();
    let aliases = section.section("aliases");
    let matching = MatchingSettings { propose, words, aliases: text_table(&aliases) };
    section.close();
    Some(matching)
}

pub(super) fn accounts(section: &Section<'_>, scope: &NameScope) -> Option<Accounts> {
    if !section.is_there() {
        return None;
    }
    let prefix = section.required("prefix");
    let width = section.required("width").and_then(|field| field.integer::<usize>(1..=30));
    if let Some(field) = &prefix {
        check_prefix(field, width);
    }
    let words = required_text(section, "words");
    let known = of_job(scope.period, &["today", "centre", "centre_name", "branch", "series"]);
    let description = section.required("description").and_then(|field| template(&field, &known));
    let pers = [("centre", Per::Centre), ("series", Per::Series)];
    let per = section.value("per").and_then(|field| field.choice(&pers)).unwrap_or(Per::Centre);
    section.close();
    let prefix = prefix?.text()?.to_owned();
    Some(Accounts { prefix, words, width: width?, description: description?, per })
}

/// Digits, and fewer than a whole account has.
fn check_prefix(field: &Field<'_>, width: Option<usize>) {
    let Some(text) = field.as_text() else { return };
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        field.wrong(ProfileProblem::Decimal { found: text.to_owned() });
    }
    if let Some(width) = width.filter(|width| text.len() >= *width) {
        field.wrong(ProfileProblem::Limits { low: text.len().to_string(), high: (width - 1).to_string() });
    }
}

//! A row as people are told of it.

use super::app::JobWords;
use super::check::{Checked, Mended, RowOutcome, Violation};
use super::profile::{ColumnId, ColumnPlace, Profile};
use super::report::{MendedStory, RowStory, ViolationStory};
use crate::table::Row;

/// The name of a column in its profile, and what the file calls it.
pub fn column_names(profile: &Profile, column: Option<ColumnId>) -> (String, String) {
    let Some(column) = column.and_then(|column| profile.columns.get(column.0)) else {
        return (String::new(), String::new());
    };
    let title = match &column.place {
        ColumnPlace::Title { title, .. } => title.split_whitespace().collect::<Vec<_>>().join(" "),
        ColumnPlace::Index(at) => (at + 1).to_string(),
    };
    (column.name.clone(), title)
}

/// What the file calls a column of the profile.
pub fn title_of(profile: &Profile, name: &str) -> String {
    let at = profile.columns.iter().position(|column| column.name == name);
    column_names(profile, at.map(ColumnId)).1
}

/// One violation, in the user's language.
pub fn violation(profile: &Profile, words: &dyn JobWords, violation: &Violation) -> ViolationStory {
    let (column, title) = column_names(profile, violation.column);
    let rule = violation.rule.name().to_owned();
    let (found, expected) = (violation.found.clone(), violation.expected.clone());
    let remedy = words.remedy(&rule, &title, &found, expected.as_deref());
    ViolationStory { rule, column, title, found, expected, remedy }
}

fn mended(profile: &Profile, kind: Mended, column: ColumnId) -> MendedStory {
    let (column, title) = column_names(profile, Some(column));
    MendedStory { kind: kind.name().to_owned(), column, title }
}

/// What the checker says of a row.
pub fn row(
    profile: &Profile,
    words: &dyn JobWords,
    part: u32,
    row: &Row<'_>,
    checked: &Checked<'_>,
) -> RowStory {
    let told =
        |violations: &[Violation]| violations.iter().map(|one| violation(profile, words, one)).collect();
    RowStory {
        line: row.line,
        outcome: outcome(checked).to_owned(),
        violations: told(checked.violations),
        mended: checked.mended.iter().map(|(kind, column)| mended(profile, *kind, *column)).collect(),
        warnings: told(checked.warnings),
        ..blank(part, row.number)
    }
}

/// A row of which the file has nothing.
pub fn blank(part: u32, row: u64) -> RowStory {
    RowStory {
        part,
        row,
        line: None,
        outcome: "blank".to_owned(),
        violations: Vec::new(),
        mended: Vec::new(),
        warnings: Vec::new(),
        values: Vec::new(),
        chunk: None,
        number: None,
        series: None,
        branch: None,
        held: None,
        changed: None,
    }
}

fn outcome(checked: &Checked<'_>) -> &'static str {
    match checked.outcome {
        RowOutcome::Blank => "blank",
        RowOutcome::Skipped => "skipped",
        RowOutcome::Rejected => "rejected",
        RowOutcome::Accepted if checked.held.is_some() => "held",
        RowOutcome::Accepted => "accepted",
    }
}

//! What must hold of a row beyond single values, and values that the file does not have.

use super::ColumnId;
use super::field::{FieldRules, Scalar};
use crate::template::Template;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Reject,
    Warning,
}

/// A `[[rule]]`: what must hold of the columns of one row, or between rows.
#[derive(Debug, Clone)]
pub struct ProfileRule {
    /// All must hold for the rule to be asked.
    pub when: Vec<(ColumnId, Condition)>,
    pub level: Level,
    /// The code of its violations, instead of their own.
    pub code: Option<String>,
    pub what: RuleKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// One of these values, after cleaning and padding.
    OneOf(Vec<String>),
    Given,
    Empty,
}

#[derive(Debug, Clone)]
pub enum RuleKind {
    Fields(Vec<(ColumnId, FieldRules)>),
    /// The last number of a range is not below its first, nor too far from it: `range`, `at_most`.
    Range {
        first: ColumnId,
        last: ColumnId,
        at_most: u64,
    },
    /// Amounts add up to another one: `sum`, `equals`, `within` (millionths).
    Sum {
        of: Vec<ColumnId>,
        equals: ColumnId,
        within: i128,
    },
    /// One amount is about one of these shares of another: `share`, `of`, `rates`, `within` (millionths).
    Share {
        share: ColumnId,
        of: ColumnId,
        rates: Vec<i128>,
        within: i128,
    },
    /// No row like it came before: `unique`, and by `numbers` a range of numbers within each key.
    Unique {
        key: Vec<ColumnId>,
        numbers: Option<(ColumnId, ColumnId)>,
        scope: RuleScope,
        gaps: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleScope {
    File,
    /// Also what earlier jobs of the profile loaded.
    Profile,
}

/// A value that is looked up in a table of an Access file, or in a CSV file.
#[derive(Debug, Clone)]
pub struct LookupSettings {
    /// The name under which the value is known.
    pub name: String,
    pub file: Template,
    pub table: Option<String>,
    /// Column of the table, and what it must equal: texts without letter case and outer blanks.
    pub filter: Vec<(String, LookupValue)>,
    pub take: String,
    /// The code of a row for which there is none, several, or a refused one.
    pub none: String,
    pub many: String,
    /// A row found is refused where one of these columns has this value.
    pub refuse: Vec<(String, Scalar)>,
    pub refused: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookupValue {
    Column(ColumnId),
    Literal(Scalar),
}

/// A value that is computed of others, with decimals only.
#[derive(Debug, Clone)]
pub struct Compute {
    pub name: String,
    pub expression: crate::import::profile::expression::Expression,
    /// 0 to 6; the result is rounded half away from nought.
    pub decimals: u8,
}

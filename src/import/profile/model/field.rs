//! What a column is, and what its values must be.

use super::ColumnId;
use super::output::DateForm;
use crate::template::Template;
use chrono::NaiveDate;
use regex::Regex;

/// A literal of the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar {
    Text(String),
    /// As written: `6`, `0.5`.
    Number(String),
    Bool(bool),
}

#[derive(Debug, Clone)]
pub struct Column {
    /// Its name in the profile.
    pub name: String,
    pub place: ColumnPlace,
    pub field: FieldRules,
    pub default: Option<DefaultValue>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnPlace {
    /// The n-th column with this title, from 1 on.
    Title { title: String, nth: u32 },
    /// From 0 on; by `letter` or `number`.
    Index(usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefaultValue {
    Text(String),
    Column(ColumnId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    Text,
    Digits,
    Integer,
    Decimal,
    Date,
    Bool,
}

/// The keys of a column, or of one column within a `[[rule]]`. What is `None`, empty or false there is not asked.
#[derive(Debug, Clone, Default)]
pub struct FieldRules {
    /// Always there in a column; in a rule only where it is changed.
    pub kind: Option<Type>,
    pub required: bool,
    /// Texts that stand for nothing.
    pub empty: Vec<String>,
    /// The code that a violation of `pattern`, `list`, `is` and the like bears instead of its own.
    pub code: Option<String>,
    // Texts and digits.
    pub case: Option<Case>,
    pub collapse: bool,
    /// Characters that are taken out.
    pub remove: Vec<char>,
    pub replace: Vec<(String, String)>,
    /// Whole values that become others.
    pub map: Vec<(String, String)>,
    pub pad: Option<Pad>,
    /// Exactly so many characters.
    pub length: Option<usize>,
    /// At most so many characters.
    pub max: Option<usize>,
    /// `over = "cut"`: what is longer than `max` is cut instead of rejected.
    pub cut: bool,
    pub list: Vec<String>,
    /// `list_case = false`: letter case does not count; the spelling of the list is what goes on.
    pub list_any_case: bool,
    /// Anchored at both ends.
    pub pattern: Option<Regex>,
    /// The value must be this, filled in with the period.
    pub is: Option<Template>,
    pub check: Option<Check>,
    /// `formula = "keep"`: a first `= + - @` is allowed.
    pub keep_formula: bool,
    // Numbers.
    /// 0 to 6; 2 where a decimal column says nothing, 0 for integers.
    pub decimals: Option<u8>,
    pub mark: Option<Mark>,
    /// `groups = false`.
    pub no_groups: bool,
    pub from: Option<Bound>,
    pub to: Option<Bound>,
    pub over: Option<Bound>,
    pub under: Option<Bound>,
    pub sign: Option<Sign>,
    // Dates.
    /// The forms that texts may have; none named: `d/m/yyyy` and `yyyy-mm-dd`.
    pub dates: Vec<DateForm>,
    /// `within = "period"`.
    pub within_period: bool,
    pub not_before: Option<ColumnId>,
    pub not_after: Option<ColumnId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    Upper,
    Lower,
}

/// Fills digits with leading noughts up to `to`, if there are at least `from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pad {
    pub to: usize,
    pub from: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    PeRuc,
    EsNif,
    Ean,
    Iban,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Either,
    Comma,
    Point,
}

/// A limit of a number or of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// In millionths.
    Number(i128),
    Date(NaiveDate),
}

/// Which sign an amount has; nought has none and passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Positive,
    Negative,
}

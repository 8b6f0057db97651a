//! The `[[rule]]`s of a profile that look at one row: keys of columns under a condition, ranges, sums, shares.

use super::code::{Code, Mended};
use super::decimal;
use super::field::{FieldReader, Parsed};
use super::record::{RowState, Violation};
use super::text::FieldProblem;
use super::value::Value;
use crate::import::period::Period;
use crate::import::profile::{ColumnId, Condition, Level, Profile, ProfileRule, RuleKind, Type};

/// A rule made ready.
#[derive(Debug)]
pub struct RulePlan {
    pub when: Vec<(ColumnId, Test)>,
    pub level: Level,
    pub code: Option<Code>,
    pub what: What,
}

/// A condition on one column.
#[derive(Debug)]
pub enum Test {
    OneOf(Vec<RuleLiteral>),
    Given,
    Empty,
}

/// A value out of the profile.
#[derive(Debug, PartialEq)]
pub enum RuleLiteral {
    Text(String),
    Other(Value<'static>),
}

#[derive(Debug)]
pub enum What {
    Fields(Vec<(ColumnId, FieldReader)>),
    Range {
        first: ColumnId,
        last: ColumnId,
        at_most: u64,
    },
    Sum {
        of: Vec<ColumnId>,
        equals: ColumnId,
        within: i128,
    },
    Share {
        share: ColumnId,
        of: ColumnId,
        rates: Vec<i128>,
        within: i128,
    },
    /// A relation between rows; its place among those.
    Unique(usize),
}

impl What {
    fn new(kind: &RuleKind, profile: &Profile, period: Period, unique: usize) -> What {
        let type_of = |column: ColumnId| {
            let column = profile.columns.get(column.0);
            column.and_then(|column| column.field.kind).unwrap_or(Type::Text)
        };
        match kind {
            RuleKind::Fields(list) => {
                let fields = list.iter();
                let field = |(column, keys): &(ColumnId, _)| {
                    (*column, FieldReader::of_rule(keys, type_of(*column), period))
                };
                What::Fields(fields.map(field).collect())
            }
            RuleKind::Range { first, last, at_most } => {
                What::Range { first: *first, last: *last, at_most: *at_most }
            }
            RuleKind::Sum { of, equals, within } => {
                What::Sum { of: of.clone(), equals: *equals, within: *within }
            }
            RuleKind::Share { share, of, rates, within } => {
                What::Share { share: *share, of: *of, rates: rates.clone(), within: *within }
            }
            RuleKind::Unique { .. } => What::Unique(unique),
        }
    }
}

impl RulePlan {
    /// `unique` is the place of the next rule between rows.
    pub fn new(rule: &ProfileRule, profile: &Profile, period: Period, unique: usize) -> RulePlan {
        RulePlan {
            when: rule
                .when
                .iter()
                .map(|(column, condition)| (*column, test(*column, condition, profile)))
                .collect(),
            level: rule.level,
            code: rule.code.as_deref().map(Code::named),
            what: What::new(&rule.what, profile, period, unique),
        }
    }

    /// Whether the rule is to be asked: the columns of its conditions passed, and all conditions hold.
    pub fn applies(&self, row: &RowState) -> bool {
        let holds = |(column, test): &(ColumnId, Test)| {
            let value = row.value(*column);
            row.has_passed(*column)
                && match test {
                    Test::Given => !value.is_empty(),
                    Test::Empty => value.is_empty(),
                    Test::OneOf(literals) => literals.iter().any(|literal| literal.is(value)),
                }
        };
        self.when.iter().all(holds)
    }

    pub fn report(
        &self,
        row: &mut RowState,
        column: ColumnId,
        own: Code,
        found: String,
        expected: Option<String>,
    ) {
        let rule = self.code.clone().unwrap_or(own);
        row.report(self.level, Violation { rule, column: Some(column), found, expected });
    }

    /// Asks keys of columns. `found` gives what the file has in a column.
    pub fn check_fields(
        &self,
        fields: &[(ColumnId, FieldReader)],
        row: &mut RowState,
        mended: &mut Vec<Mended>,
        found: impl Fn(ColumnId) -> String,
    ) {
        for (column, field) in fields {
            if !row.is_sound(*column) {
                continue;
            }
            // Owned, for it goes into the buffers that the old value is borrowed from. It is rare.
            let refined = field.refine(row.value(*column), mended);
            match refined.map(|parsed| parsed.map(Parsed::into_owned)) {
                Ok(parsed) => {
                    if let Some(parsed) = parsed {
                        row.set(*column, &parsed);
                    }
                    row.keep_mended(*column, mended);
                    self.check_order(*column, field, row);
                }
                Err(problem) => {
                    mended.clear();
                    let (code, expected) = problem.into_parts();
                    self.report(row, *column, code, found(*column), expected);
                    if self.level == Level::Reject {
                        row.fail_rule(*column);
                    }
                }
            }
        }
    }

    fn check_order(&self, column: ColumnId, field: &FieldReader, row: &mut RowState) {
        if let Some(problem) = order_problem(column, field, row) {
            let (code, expected) = problem.into_parts();
            self.report(row, column, code, row.value(column).to_string(), expected);
            if self.level == Level::Reject {
                row.fail_rule(column);
            }
        }
    }

    /// The last number is not below the first, nor further from it than allowed.
    pub fn check_range(&self, (first, last): (ColumnId, ColumnId), at_most: u64, row: &mut RowState) {
        let Some((from, to)) = number(row, first).zip(number(row, last)) else { return };
        let (code, expected) = if to < from {
            (Code::RangeReversed, format!("≥ {}", row.value(first)))
        } else if to.abs_diff(from) >= at_most {
            (Code::RangeTooWide, format!("≤ {at_most}"))
        } else {
            return;
        };
        self.report(row, last, code, row.value(last).to_string(), Some(expected));
        if self.level == Level::Reject {
            row.fail(last);
        }
    }

    /// Amounts add up to another one; empty ones are nought.
    pub fn check_sum(&self, of: &[ColumnId], equals: ColumnId, within: i128, row: &mut RowState) {
        let passed = of.iter().chain([&equals]).all(|column| row.has_passed(*column));
        let Some(total) = millionths(row, equals).filter(|_| passed) else { return };
        let sum: i128 = of.iter().filter_map(|column| millionths(row, *column)).sum();
        if (total - sum).abs() > within {
            let expected = Some(written(sum, row.value(equals)));
            self.report(row, equals, Code::Sum, row.value(equals).to_string(), expected);
        }
    }

    /// One amount is one of some shares of another, give or take.
    pub fn check_share(
        &self,
        (share, of): (ColumnId, ColumnId),
        rates: &[i128],
        within: i128,
        row: &mut RowState,
    ) {
        let passed = row.has_passed(share) && row.has_passed(of);
        let both = millionths(row, share).zip(millionths(row, of)).filter(|_| passed);
        let Some((part, whole)) = both else { return };
        // An amount is below 10^18 millionths, a rate far below 10^18: their product has room.
        let product = |rate: &i128| whole.saturating_mul(*rate);
        let off = |rate: &i128| (part * 1_000_000).saturating_sub(product(rate)).saturating_abs();
        if rates.iter().all(|rate| off(rate) > within.saturating_mul(1_000_000)) {
            let expected = rates.first().map(|rate| written(product(rate) / 1_000_000, row.value(share)));
            self.report(row, share, Code::TaxRate, row.value(share).to_string(), expected);
        }
    }
}

/// A day that must not lie before or after that of another column, and does.
pub fn order_problem(column: ColumnId, field: &FieldReader, row: &RowState) -> Option<FieldProblem> {
    let Value::Date(day) = row.value(column) else { return None };
    let other = |column: Option<ColumnId>| match column.filter(|column| row.has_passed(*column)) {
        Some(column) => match row.value(column) {
            Value::Date(day) => Some(day),
            _ => None,
        },
        None => None,
    };
    let problem = |code, sign: &str, limit| {
        FieldProblem::expecting(field.limits.code_or(code), format!("{sign} {}", Value::Date(limit)))
    };
    if let Some(limit) = other(field.limits.not_before).filter(|limit| day < *limit) {
        return Some(problem(Code::NotBefore, "≥", limit));
    }
    let limit = other(field.limits.not_after).filter(|limit| day > *limit)?;
    Some(problem(Code::NotAfter, "≤", limit))
}

/// A whole number of a passed column: of digits with or without leading noughts, or of an integer column.
pub fn number(row: &RowState, column: ColumnId) -> Option<i64> {
    if !row.has_passed(column) {
        return None;
    }
    match row.value(column) {
        Value::Integer(number) => Some(number),
        Value::Text(text) if !text.is_empty() => text.bytes().try_fold(0_i64, |number, byte| {
            let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
            number.checked_mul(10)?.checked_add(digit)
        }),
        _ => None,
    }
}

fn millionths(row: &RowState, column: ColumnId) -> Option<i128> {
    match row.value(column) {
        Value::Amount { units, decimals } => Some(decimal::millionths(units, decimals)),
        Value::Integer(number) => Some(decimal::millionths(number, 0)),
        _ => None,
    }
}

/// Millionths with the decimals that `like` has, or all of them if they matter.
fn written(millionths: i128, like: Value<'_>) -> String {
    let decimals = if let Value::Amount { decimals, .. } = like { decimals } else { 0 };
    let mut text = String::new();
    decimal::push_wide(millionths, decimal::DECIMALS_MAX, '.', &mut text);
    let wanted = text.len() - usize::from(decimal::DECIMALS_MAX - decimals.min(decimal::DECIMALS_MAX));
    let rest = text.get(wanted..).unwrap_or_default();
    if rest.bytes().all(|byte| byte == b'0') {
        text.truncate(wanted);
    }
    text.trim_end_matches('.').to_owned()
}

impl RuleLiteral {
    fn is(&self, value: Value<'_>) -> bool {
        match self {
            // The last byte tells most codes apart, and spares a call.
            RuleLiteral::Text(text) => matches!(value, Value::Text(other)
                if other.as_bytes().last() == text.as_bytes().last() && other == text),
            RuleLiteral::Other(other) => value == *other,
        }
    }
}

fn test(column: ColumnId, condition: &Condition, profile: &Profile) -> Test {
    match condition {
        Condition::Given => Test::Given,
        Condition::Empty => Test::Empty,
        Condition::OneOf(texts) => {
            let rules = profile.columns.get(column.0).map(|column| &column.field);
            let field = rules.map(|rules| FieldReader::of_column(rules, Period::None));
            Test::OneOf(texts.iter().map(|text| literal(text, field.as_ref())).collect())
        }
    }
}

/// A text of a condition as a value of its column; texts are compared as they stand.
fn literal(text: &str, field: Option<&FieldReader>) -> RuleLiteral {
    let read =
        field.filter(|field| !field.is_text()).map(|field| field.read(field.literal(text), &mut Vec::new()));
    match read {
        Some(Ok(Parsed::Other(value))) => RuleLiteral::Other(value),
        _ => RuleLiteral::Text(text.to_owned()),
    }
}

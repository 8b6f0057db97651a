//! Limits of numbers and days by themselves: bounds, signs, the period.

use super::code::Code;
use super::decimal::{self, DECIMALS_MAX};
use super::text::FieldProblem;
use super::value::Value;
use crate::import::period::Period;
use crate::import::profile::{Bound, ColumnId, FieldRules, Sign};
use chrono::NaiveDate;
use std::cmp::Ordering;

/// What numbers and days of a field must keep.
#[derive(Debug)]
pub struct ValueLimits {
    bounds: Vec<(Limit, Bound)>,
    sign: Option<Sign>,
    within: Option<(NaiveDate, NaiveDate)>,
    /// Compared when all columns of the row are read.
    pub not_before: Option<ColumnId>,
    pub not_after: Option<ColumnId>,
    code: Option<Code>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Limit {
    From,
    To,
    Over,
    Under,
}

impl ValueLimits {
    pub fn new(rules: &FieldRules, period: Period) -> ValueLimits {
        let limits = [
            (Limit::From, rules.from),
            (Limit::To, rules.to),
            (Limit::Over, rules.over),
            (Limit::Under, rules.under),
        ];
        let bounds = limits.into_iter().filter_map(|(limit, bound)| bound.map(|bound| (limit, bound)));
        ValueLimits {
            bounds: bounds.collect(),
            sign: rules.sign,
            within: if rules.within_period { period.days() } else { None },
            not_before: rules.not_before,
            not_after: rules.not_after,
            code: rules.code.as_deref().map(Code::named),
        }
    }

    /// Whether a value keeps them.
    pub fn judge(&self, value: &Value<'_>) -> Result<(), FieldProblem> {
        match *value {
            Value::Amount { units, decimals } => self.judge_number(units, decimals),
            Value::Integer(number) => self.judge_number(number, 0),
            Value::Date(day) => self.judge_day(day),
            _ => Ok(()),
        }
    }

    fn judge_number(&self, units: i64, decimals: u8) -> Result<(), FieldProblem> {
        let wrong_sign = match self.sign {
            Some(Sign::Positive) => units < 0,
            Some(Sign::Negative) => units > 0,
            None => false,
        };
        if wrong_sign {
            let sign = if units < 0 { "+" } else { "-" };
            return Err(FieldProblem::expecting(self.code_or(Code::Sign), sign));
        }
        if self.bounds.is_empty() {
            return Ok(());
        }
        let value = decimal::millionths(units, decimals);
        self.judge_bounds(|bound| match bound {
            Bound::Number(limit) => Some(value.cmp(limit)),
            Bound::Date(_) => None,
        })
    }

    fn judge_day(&self, day: NaiveDate) -> Result<(), FieldProblem> {
        if let Some((first, last)) = self.within.filter(|(first, last)| day < *first || day > *last) {
            let period = format!("{} – {}", Value::Date(first), Value::Date(last));
            return Err(FieldProblem::expecting(self.code_or(Code::OutsidePeriod), period));
        }
        self.judge_bounds(|bound| match bound {
            Bound::Date(limit) => Some(day.cmp(limit)),
            Bound::Number(_) => None,
        })
    }

    /// `compare` gives how the value lies to a limit of its own type.
    fn judge_bounds(&self, compare: impl Fn(&Bound) -> Option<Ordering>) -> Result<(), FieldProblem> {
        for (limit, bound) in &self.bounds {
            let Some(order) = compare(bound) else { continue };
            let (holds, sign) = match limit {
                Limit::From => (order.is_ge(), "≥"),
                Limit::To => (order.is_le(), "≤"),
                Limit::Over => (order.is_gt(), ">"),
                Limit::Under => (order.is_lt(), "<"),
            };
            if !holds {
                let expected = format!("{sign} {}", written(bound));
                return Err(FieldProblem::expecting(self.code_or(Code::OutOfRange), expected));
            }
        }
        Ok(())
    }

    /// The profile's code instead of a limit's own.
    pub fn code_or(&self, code: Code) -> Code {
        self.code.clone().unwrap_or(code)
    }
}

/// A limit of the profile; a number without the noughts at its end.
fn written(bound: &Bound) -> String {
    match bound {
        Bound::Date(limit) => Value::Date(*limit).to_string(),
        Bound::Number(limit) => {
            let mut text = String::new();
            decimal::push_wide(*limit, DECIMALS_MAX, '.', &mut text);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    }
}

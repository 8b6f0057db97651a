//! Validation rules: what a column or a table asks of its values, as far as it can be told without Access.
//!
//! Comparisons with constants and other columns, `Between`, `In`, `Like` without classes, `Is [Not] Null`, and `And`,
//! `Or` and `Not` of them. In the rule of a column the value stands for itself: `>=0`. Another expression takes no row,
//! for nothing is written that Access might not have taken.

mod compare;
mod parse;

use super::coerce::borrowed;
use super::rules::broken;
use super::write_context::WriteContext;
use crate::error::{Result, Rule};
use crate::format::column::Column;
use crate::format::table::TableDef;
use crate::format::value::Value;
use compare::{Undecided, compare, is_like};
use std::cmp::Ordering;

/// A rule of a table or of one of its columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Validation {
    /// The column whose rule it is, a place in [`TableDef::columns`].
    column: Option<usize>,
    expression: String,
    /// `None` for an expression of another kind.
    test: Option<Test>,
}

/// What a rule asks.
#[derive(Debug, Clone, PartialEq)]
enum Test {
    Compare(Operand, Comparison, Operand),
    /// The ends included.
    Between(Operand, Operand, Operand),
    In(Operand, Vec<Operand>),
    Like(Operand, String),
    IsNull(Operand),
    Not(Box<Test>),
    And(Box<Test>, Box<Test>),
    Or(Box<Test>, Box<Test>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, PartialEq)]
enum Operand {
    /// A place in [`TableDef::columns`].
    Column(usize),
    Constant(Value<'static>),
    /// The moment of the transaction, its day, or its time of day.
    Now,
    Date,
    Time,
}

/// True, false, or neither where a null is compared: such a rule holds.
type Truth = Option<bool>;

impl Validation {
    /// The rules of a table and its columns.
    pub fn all(table: &TableDef) -> Vec<Validation> {
        let own = table.validation.as_ref().map(|rule| (None, rule));
        let of_columns = table.columns.iter().enumerate();
        let of_columns =
            of_columns.filter_map(|(place, column)| Some((Some(place), column.validation.as_ref()?)));
        let rules = own.into_iter().chain(of_columns);
        rules.map(|(column, expression)| Validation::parse(table, column, expression)).collect()
    }

    fn parse(table: &TableDef, column: Option<usize>, expression: &str) -> Validation {
        let test = parse::parse(table, column, expression);
        Validation { column, expression: expression.to_owned(), test }
    }

    /// Whether a change of some columns is this rule's matter: Access asks a column's rule when the column changes.
    pub fn concerns(&self, is_changed: impl Fn(usize) -> bool) -> bool {
        self.column.is_none_or(is_changed)
    }

    /// Checks a row.
    ///
    /// # Errors
    ///
    /// [`Rule::Violated`]; [`Rule::Validation`] for an expression that is not understood, or for values of which it is
    /// not sure that Access compares them so.
    pub fn check(&self, table: &TableDef, values: &[Value<'_>], moment: &WriteContext) -> Result<()> {
        let row = Row { table, values, moment };
        let rule = match self.test.as_ref().ok_or(Undecided).and_then(|test| row.truth(test)) {
            Ok(Some(false)) => Rule::Violated(self.expression.clone()),
            Ok(_) => return Ok(()),
            Err(Undecided) => Rule::Validation(self.expression.clone()),
        };
        let column = self.column.and_then(|place| table.columns.get(place));
        Err(broken(table, column.map_or("*", |column| &column.name), rule))
    }
}

/// A row that is asked.
struct Row<'r> {
    table: &'r TableDef,
    values: &'r [Value<'r>],
    moment: &'r WriteContext,
}

impl Row<'_> {
    fn truth(&self, test: &Test) -> Result<Truth, Undecided> {
        match test {
            Test::Compare(left, comparison, right) => {
                Ok(self.compare(left, right)?.map(|ordering| comparison.holds(ordering)))
            }
            Test::Between(operand, low, high) => Ok(and(
                self.compare(operand, low)?.map(Ordering::is_ge),
                self.compare(operand, high)?.map(Ordering::is_le),
            )),
            Test::In(operand, list) => {
                let equals = list.iter().map(|one| Ok(self.compare(operand, one)?.map(Ordering::is_eq)));
                equals.into_iter().try_fold(Some(false), |any, equal| Ok(or(any, equal?)))
            }
            Test::Like(operand, pattern) => is_like(&self.value(operand), pattern),
            Test::IsNull(operand) => Ok(Some(self.value(operand) == Value::Null)),
            Test::Not(test) => Ok(self.truth(test)?.map(|truth| !truth)),
            Test::And(left, right) => Ok(and(self.truth(left)?, self.truth(right)?)),
            Test::Or(left, right) => Ok(or(self.truth(left)?, self.truth(right)?)),
        }
    }

    /// How two operands compare; texts in the order of the first that is a column. `None` where one is null.
    fn compare(&self, left: &Operand, right: &Operand) -> Result<Option<Ordering>, Undecided> {
        let column = self.column(left).or_else(|| self.column(right));
        compare(&self.value(left), &self.value(right), column)
    }

    fn column(&self, operand: &Operand) -> Option<&Column> {
        match operand {
            Operand::Column(place) => self.table.columns.get(*place),
            _ => None,
        }
    }

    fn value<'a>(&'a self, operand: &'a Operand) -> Value<'a> {
        let now = self.moment.now.days();
        match operand {
            Operand::Column(place) => self.values.get(*place).map_or(Value::Null, borrowed),
            Operand::Constant(value) => borrowed(value),
            Operand::Now => Value::DateTime(now.into()),
            Operand::Date => Value::DateTime(now.trunc().into()),
            Operand::Time => Value::DateTime(now.fract().abs().into()),
        }
    }
}

impl Comparison {
    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Comparison::Equal => ordering.is_eq(),
            Comparison::NotEqual => ordering.is_ne(),
            Comparison::Less => ordering.is_lt(),
            Comparison::LessOrEqual => ordering.is_le(),
            Comparison::Greater => ordering.is_gt(),
            Comparison::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

fn and(left: Truth, right: Truth) -> Truth {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn or(left: Truth, right: Truth) -> Truth {
    and(left.map(|truth| !truth), right.map(|truth| !truth)).map(|truth| !truth)
}

#[cfg(test)]
mod tests;

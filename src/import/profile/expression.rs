//! Decimal arithmetic that a profile writes: `price * (100 - discount) / 100`.
//!
//! Parsed once, evaluated for each row. Exact: values are ratios of whole numbers until the result is rounded.

mod parse;
mod ratio;

pub use parse::{ParseError, Wrong};

use ratio::Ratio;

/// Decimal places of [`Operand`] values and of results.
const PLACES: u32 = 6;

/// A value that stands in an expression by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operand {
    Column(super::ColumnId),
    /// By its place in [`Profile::computes`](super::Profile::computes).
    Compute(usize),
}

/// An expression whose names are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// In the order of evaluation: operands before their operation.
    steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// In millionths.
    Number(i128),
    Operand(Operand),
    Negate,
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// Why an expression has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EvaluateError {
    #[error("a division by nought")]
    DivisionByZero,
    #[error("an intermediate value has too many digits")]
    Overflow,
}

impl Expression {
    /// Reads `+ - * / ( )`, decimal numbers with a point, and names that `known` knows.
    pub fn parse(text: &str, known: impl Fn(&str) -> Option<Operand>) -> Result<Expression, ParseError> {
        Ok(Expression { steps: parse::steps(text, known)? })
    }

    /// The names it uses, in their order, repetitions included.
    pub fn operands(&self) -> impl Iterator<Item = Operand> {
        self.steps.iter().filter_map(|step| match step {
            Step::Operand(operand) => Some(*operand),
            _ => None,
        })
    }

    /// Its value in millionths, rounded half away from nought to `decimals` (0 to 6) places.
    ///
    /// `value` gives operands in millionths; where one is empty (`None`) the result is, too.
    pub fn evaluate(
        &self,
        decimals: u8,
        value: impl Fn(Operand) -> Option<i128>,
    ) -> Result<Option<i128>, EvaluateError> {
        let mut stack: Vec<Ratio> = Vec::new();
        for step in &self.steps {
            let next = match step {
                Step::Number(millionths) => Ratio::of_millionths(*millionths),
                Step::Operand(operand) => match value(*operand) {
                    Some(millionths) => Ratio::of_millionths(millionths),
                    None => return Ok(None),
                },
                Step::Negate => stack.pop().and_then(Ratio::negate),
                _ => {
                    let (right, left) = (stack.pop(), stack.pop());
                    match left.zip(right) {
                        Some((_, right)) if *step == Step::Divide && right.is_zero() => {
                            return Err(EvaluateError::DivisionByZero);
                        }
                        Some((left, right)) => binary(*step, left, right),
                        None => None,
                    }
                }
            };
            stack.push(next.ok_or(EvaluateError::Overflow)?);
        }
        let result = stack.pop().and_then(|ratio| ratio.round(u32::from(decimals).min(PLACES)));
        result.map(Some).ok_or(EvaluateError::Overflow)
    }
}

fn binary(step: Step, left: Ratio, right: Ratio) -> Option<Ratio> {
    match step {
        Step::Add => left.add(right),
        Step::Subtract => left.add(right.negate()?),
        Step::Multiply => left.multiply(right),
        Step::Divide => left.multiply(right.invert()?),
        Step::Number(_) | Step::Operand(_) | Step::Negate => None,
    }
}

#[cfg(test)]
mod tests;

//! One field: from a cell to a value, by the keys of its column or of a `[[rule]]`.

use super::amount::{self, Amount, Notation};
use super::clean::{clean, is_error_word};
use super::code::{Code, Mended};
use super::date;
use super::decimal::{self, DECIMALS_MAX};
use super::known::{KnownTexts, KnownValue};
use super::limits::ValueLimits;
use super::text::{FieldProblem, TextRules, is_digits};
use super::value::Value;
use crate::import::period::Period;
use crate::import::profile::{DateForm, FieldRules, Mark, Type, millionths};
use crate::table::Cell;
use std::borrow::Cow;

/// The keys of one column, or of one column in a `[[rule]]`, made ready.
#[derive(Debug)]
pub struct FieldReader {
    kind: Type,
    pub required: bool,
    collapse: bool,
    text: TextRules,
    notation: Notation,
    dates: Vec<DateForm>,
    pub limits: ValueLimits,
    /// Of texts and days; an amount is read as quickly as it is looked up, and of digits few come again.
    known: Option<KnownTexts>,
    /// Whether a text passes as it is.
    is_idle: bool,
    /// The length up to which digits do.
    digits_max: Option<usize>,
    /// Whether every number cell is a number.
    is_number: bool,
}

/// A value whose text may still be the cell's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parsed<'a> {
    Text(Cow<'a, str>),
    Other(Value<'static>),
}

impl Parsed<'_> {
    pub const EMPTY: Parsed<'static> = Parsed::Other(Value::Empty);

    pub fn is_empty(&self) -> bool {
        matches!(self, Parsed::Other(Value::Empty))
    }

    pub fn into_owned(self) -> Parsed<'static> {
        match self {
            Parsed::Text(text) => Parsed::Text(Cow::Owned(text.into_owned())),
            Parsed::Other(value) => Parsed::Other(value),
        }
    }
}

impl FieldReader {
    /// The keys of a column.
    pub fn of_column(rules: &FieldRules, period: Period) -> FieldReader {
        FieldReader::new(rules, rules.kind.unwrap_or(Type::Text), period, true)
    }

    /// The keys of a column of type `kind` in a `[[rule]]`.
    pub fn of_rule(rules: &FieldRules, kind: Type, period: Period) -> FieldReader {
        FieldReader::new(rules, rules.kind.unwrap_or(kind), period, false)
    }

    fn new(rules: &FieldRules, kind: Type, period: Period, in_column: bool) -> FieldReader {
        let text = TextRules::new(rules, period, in_column);
        let is_idle = matches!(kind, Type::Text | Type::Digits) && text.is_idle();
        let digits_max = text.digits_max();
        let decimals = if kind == Type::Integer { 0 } else { rules.decimals.unwrap_or(2).min(DECIMALS_MAX) };
        FieldReader {
            kind,
            required: rules.required,
            collapse: rules.collapse || !matches!(kind, Type::Text | Type::Digits),
            text,
            notation: Notation {
                mark: rules.mark.unwrap_or(Mark::Either),
                groups: !rules.no_groups,
                decimals,
            },
            dates: rules.dates.clone(),
            limits: ValueLimits::new(rules, period),
            known: (matches!(kind, Type::Text | Type::Date) && (in_column || !is_idle)).then(KnownTexts::new),
            is_idle,
            digits_max,
            is_number: matches!(kind, Type::Decimal | Type::Integer) && rules.empty.is_empty(),
        }
    }

    /// What [`read`](Self::read) gives for a cell with content that needs no more than a look, as nearly all do: a text
    /// that is known, digits, a plain number, a day. `None`: it must be read.
    pub fn at_sight(&self, cell: Cell<'_>) -> Option<KnownValue> {
        let value = match (cell, &self.known) {
            (Cell::Text(text), Some(known)) => return known.get(text),
            (Cell::Text(text), None) if self.digits_max.is_some_and(|max| text.len() <= max) => {
                return is_digits(text).then_some(KnownValue::Same);
            }
            (Cell::Text(text), None) if self.is_number => {
                self.whole_units(amount::plain_units(text.as_bytes(), self.notation)?)
            }
            (Cell::Number(number), _) if self.is_number => {
                self.whole_units(amount::exact_units(number, self.notation.decimals)?)
            }
            (Cell::Date(day), _) if self.kind == Type::Date && !self.text.has_placeholders() => {
                Value::Date(day)
            }
            _ => return None,
        };
        self.limits.judge(&value).is_ok().then_some(KnownValue::Other(value))
    }

    /// A number that was not rounded.
    fn whole_units(&self, units: i64) -> Value<'static> {
        match self.kind {
            Type::Integer => Value::Integer(units),
            _ => Value::Amount { units, decimals: self.notation.decimals },
        }
    }

    /// Reads a cell: cleans it, makes a value of it, judges the value by itself. An empty one passes.
    pub fn read<'a>(&self, cell: Cell<'a>, mended: &mut Vec<Mended>) -> Result<Parsed<'a>, FieldProblem> {
        match cell {
            Cell::Empty | Cell::Text("") => Ok(Parsed::EMPTY),
            Cell::NoValue => Err(FieldProblem::of(Code::FormulaWithoutValue)),
            Cell::Error(_) => Err(FieldProblem::of(Code::CellError)),
            Cell::Text(text) => self.keeping(text, mended, |mended| self.read_raw(text, mended)),
            Cell::Number(number) if !number.is_finite() => Err(FieldProblem::of(Code::CellError)),
            Cell::Number(number) if self.is_text() && number.abs() >= EXACT_BELOW => {
                Err(FieldProblem::expecting(Code::OutOfRange, format!("< {EXACT_BELOW}")))
            }
            typed if self.is_text() => self.read_text(Cow::Owned(raw_text(typed).into_owned()), mended),
            typed if self.text.has_placeholders() && self.text.is_empty(&raw_text(typed)) => {
                Ok(Parsed::EMPTY)
            }
            typed => {
                let value = self.convert(typed, mended)?;
                self.limits.judge(&value)?;
                Ok(Parsed::Other(value))
            }
        }
    }

    /// Asks the keys of a `[[rule]]` of a value that passed its column; `None` leaves it is.
    pub fn refine<'a>(
        &self,
        value: Value<'a>,
        mended: &mut Vec<Mended>,
    ) -> Result<Option<Parsed<'a>>, FieldProblem> {
        let parsed = match value {
            Value::Empty => Parsed::EMPTY,
            Value::Text(_) if self.is_idle => return Ok(None),
            Value::Text(text) => match self.known.as_ref().and_then(|known| known.get(text)) {
                Some(KnownValue::Same) => return Ok(None),
                _ => self.keeping(text, mended, |mended| self.read_text(text.into(), mended))?,
            },
            other => return self.limits.judge(&other).map(|()| None),
        };
        if self.required && parsed.is_empty() {
            return Err(FieldProblem::of(Code::Required));
        }
        let same = matches!((&parsed, value), (Parsed::Text(new), Value::Text(old)) if new == old);
        Ok(if same || value.is_empty() { None } else { Some(parsed) })
    }

    /// Reads a text, and keeps what became of it unless something was mended.
    fn keeping<'a>(
        &self,
        text: &str,
        mended: &mut Vec<Mended>,
        read: impl FnOnce(&mut Vec<Mended>) -> Result<Parsed<'a>, FieldProblem>,
    ) -> Result<Parsed<'a>, FieldProblem> {
        let before = mended.len();
        let parsed = read(mended)?;
        if let Some(known) = self.known.as_ref().filter(|_| mended.len() == before) {
            known.keep(text, &parsed);
        }
        Ok(parsed)
    }

    /// A text as the file has it.
    fn read_raw<'a>(&self, text: &'a str, mended: &mut Vec<Mended>) -> Result<Parsed<'a>, FieldProblem> {
        let text = clean(text, self.collapse).map_err(|_| FieldProblem::of(Code::ControlCharacter))?;
        if is_error_word(&text) {
            return Err(FieldProblem::of(Code::CellError));
        }
        self.read_text(text, mended)
    }

    /// A cleaned text.
    fn read_text<'a>(
        &self,
        text: Cow<'a, str>,
        mended: &mut Vec<Mended>,
    ) -> Result<Parsed<'a>, FieldProblem> {
        if self.text.is_empty(&text) {
            return Ok(Parsed::EMPTY);
        }
        let value = match self.kind {
            Type::Text | Type::Digits => {
                let text = self.text.apply(text, mended)?;
                return Ok(if text.is_empty() { Parsed::EMPTY } else { Parsed::Text(text) });
            }
            Type::Decimal | Type::Integer => self.number(amount::parse(&text, self.notation), mended)?,
            Type::Date => date::parse(&text, &self.dates).map(Value::Date).ok_or_else(|| self.no_value())?,
            Type::Bool => truth(&text).map(Value::Bool).ok_or_else(|| self.no_value())?,
        };
        self.limits.judge(&value)?;
        Ok(Parsed::Other(value))
    }

    /// A cell that is more than a text, in a column of numbers, days, or yes and no.
    fn convert(&self, cell: Cell<'_>, mended: &mut Vec<Mended>) -> Result<Value<'static>, FieldProblem> {
        let decimals = self.notation.decimals;
        match (self.kind, cell) {
            (Type::Decimal | Type::Integer, Cell::Number(number)) => {
                self.number(amount::from_number(number, decimals), mended)
            }
            (Type::Decimal | Type::Integer, Cell::Decimal { units, decimals: from }) => {
                self.number(amount::from_decimal(units, from, decimals), mended)
            }
            (Type::Date, Cell::Date(day)) => Ok(Value::Date(day)),
            (Type::Date, Cell::Number(number)) => {
                date::from_number(number, &self.dates).map(Value::Date).ok_or_else(|| self.no_value())
            }
            (Type::Bool, Cell::Bool(value)) => Ok(Value::Bool(value)),
            (Type::Bool, other) => truth(&raw_text(other)).map(Value::Bool).ok_or_else(|| self.no_value()),
            _ => Err(self.no_value()),
        }
    }

    fn number(
        &self,
        read: Result<Amount, Code>,
        mended: &mut Vec<Mended>,
    ) -> Result<Value<'static>, FieldProblem> {
        let Amount { units, rounded } = read.map_err(FieldProblem::of)?;
        match self.kind {
            Type::Integer if rounded => return Err(self.no_value()),
            _ if rounded => mended.push(Mended::Rounded),
            _ => {}
        }
        Ok(self.whole_units(units))
    }

    /// What is wrong with a cell that gives no value of the type.
    fn no_value(&self) -> FieldProblem {
        FieldProblem::of(match self.kind {
            Type::Date => Code::Date,
            Type::Bool => Code::List,
            _ => Code::Number,
        })
    }

    /// A value that the profile itself writes: numbers with a point, whatever mark the file has, and days as `d/m/yyyy`
    /// or `yyyy-mm-dd`, whatever form.
    pub fn literal<'t>(&self, text: &'t str) -> Cell<'t> {
        let typed = match self.kind {
            Type::Decimal | Type::Integer => {
                millionths(text).map(|units| Cell::Decimal { units, decimals: DECIMALS_MAX })
            }
            Type::Date => date::parse(text, &[]).map(Cell::Date),
            Type::Text | Type::Digits | Type::Bool => None,
        };
        typed.unwrap_or(Cell::Text(text))
    }

    /// Whether its values are texts.
    pub fn is_text(&self) -> bool {
        matches!(self.kind, Type::Text | Type::Digits)
    }
}

/// What a column makes of a text that its own profile writes; the error is the rule that refuses it, and what that
/// expects. What depends on the period is not asked.
pub fn would_read(rules: &FieldRules, text: &str) -> Result<String, (Code, Option<String>)> {
    let rules = FieldRules { is: None, within_period: false, ..rules.clone() };
    let field = FieldReader::of_column(&rules, Period::None);
    match field.read(field.literal(text), &mut Vec::new()) {
        Ok(parsed) if parsed.is_empty() && rules.required => Err((Code::Required, None)),
        Ok(Parsed::Text(text)) => Ok(text.into_owned()),
        Ok(Parsed::Other(value)) => Ok(value.to_string()),
        Err(problem) => Err(problem.into_parts()),
    }
}

/// Yes and no in English and Spanish, as people and programs write them.
fn truth(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "1" | "true" | "yes" | "sí" | "si" | "s" | "verdadero" => Some(true),
        "0" | "false" | "no" | "n" | "falso" => Some(false),
        _ => None,
    }
}

/// From here on a workbook has lost digits of a number, and nobody can tell which code it was.
const EXACT_BELOW: f64 = 1e15;

/// A cell as a text, nothing cleaned: of a number its shortest decimal, of a day `dd/mm/yyyy`.
pub fn raw_text(cell: Cell<'_>) -> Cow<'_, str> {
    let mut out = String::new();
    match cell {
        Cell::Empty | Cell::NoValue => {}
        Cell::Text(text) | Cell::Error(text) => return Cow::Borrowed(text),
        Cell::Number(number) => decimal::push_number(number, &mut out),
        Cell::Decimal { units, decimals } => decimal::push_wide(units, decimals, '.', &mut out),
        Cell::Date(day) => out = Value::Date(day).to_string(),
        Cell::Bool(value) => out.push_str(if value { "TRUE" } else { "FALSE" }),
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests;

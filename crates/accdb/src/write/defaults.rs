//! Default values: the expressions that can be evaluated without Access.
//!
//! Literals, `Date()`, `Now()` and `Time()`, each with or without the leading `=` that Access sometimes keeps. Every
//! other expression is [`Rule::Default`] when it would be needed, so that nothing is written that Access would not
//! have written.

use super::coerce::{borrowed, coerce};
use super::number::Number;
use super::write_context::WriteContext;
use crate::error::Rule;
use crate::format::column::{Column, ColumnType};
use crate::format::date::{CivilDateTime, OleDate};
use crate::format::value::Value;

/// What a column gets when a row gives it nothing.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Default {
    Value(Value<'static>),
    /// The moment of the transaction, its day, or its time of day.
    Now,
    Date,
    Time,
    /// A random number, which only autonumbers have, and a random identifier.
    RandomLong,
    RandomGuid,
    /// An expression that is not understood, or whose value does not fit the column.
    Unknown(String),
}

impl Default {
    /// Reads the default of a column; one without an expression defaults to null.
    pub fn of(column: &Column) -> Default {
        let Some(expression) = column.default.as_deref() else { return Default::Value(Value::Null) };
        let text = expression.trim();
        let text = text.strip_prefix('=').unwrap_or(text).trim();
        let found = match text.to_ascii_lowercase().as_str() {
            "" | "null" => Some(Default::Value(Value::Null)),
            "now()" => Some(Default::Now),
            "date()" => Some(Default::Date),
            "time()" => Some(Default::Time),
            "genuniqueid()" if column.column_type == ColumnType::Long => Some(Default::RandomLong),
            "genguid()" if column.column_type == ColumnType::Guid => Some(Default::RandomGuid),
            _ => literal(text).and_then(|value| adapt(column, value)).map(Default::Value),
        };
        found.unwrap_or_else(|| Default::Unknown(expression.to_owned()))
    }

    /// The value for a column at a moment. What is random needs a seed: without one it is [`Rule::Default`].
    pub fn value(&self, column: &Column, moment: &mut WriteContext) -> Result<Value<'_>, Rule> {
        match self {
            Default::Value(Value::Null) if column.column_type == ColumnType::Boolean => {
                Ok(Value::Boolean(false))
            }
            Default::Value(value) => Ok(borrowed(value)),
            other => other.value_of(column, moment),
        }
    }

    /// The value of a default that is none of the text's own.
    pub fn value_of(&self, column: &Column, moment: &mut WriteContext) -> Result<Value<'static>, Rule> {
        let no_seed = |expression: &str| Rule::Default(expression.to_owned());
        let now = moment.now.days();
        let time = match self {
            Default::Value(value) => return Ok(value.clone()),
            Default::Unknown(expression) => return Err(Rule::Default(expression.clone())),
            Default::RandomLong => {
                let random = moment.random.as_mut().ok_or_else(|| no_seed("GenUniqueID()"))?;
                return Ok(Value::Long(random.long()));
            }
            Default::RandomGuid => {
                let random = moment.random.as_mut().ok_or_else(|| no_seed("GenGUID()"))?;
                return Ok(Value::Guid(random.guid()));
            }
            Default::Now => whole_seconds(now),
            Default::Date => now.trunc(),
            Default::Time => whole_seconds(now).fract().abs(),
        };
        coerce(column, &Value::DateTime(time.into())).map(Value::into_owned)
    }
}

/// Access's clock functions know no part of a second.
fn whole_seconds(moment: f64) -> f64 {
    (moment * 86_400.0).round() / 86_400.0
}

/// A literal as the expression has it: a text, a number kept as its text, a boolean or a date.
pub(super) enum Literal {
    Text(String),
    Number(Number),
    Boolean(bool),
    Date(f64),
}

pub(super) fn literal(text: &str) -> Option<Literal> {
    if let Some(quote @ ('"' | '\'')) = text.chars().next() {
        return quoted(text, quote).map(Literal::Text);
    }
    if let Some(date) = text.strip_prefix('#').and_then(|date| date.strip_suffix('#')) {
        return date_literal(date).map(Literal::Date);
    }
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Some(Literal::Boolean(true)),
        "false" | "no" | "off" => Some(Literal::Boolean(false)),
        _ => Number::parse(text).map(Literal::Number),
    }
}

/// The inside of a quoted text, in which a quote is written twice.
fn quoted(text: &str, quote: char) -> Option<String> {
    let inside = text.strip_prefix(quote)?.strip_suffix(quote)?;
    let doubled = [quote, quote].iter().collect::<String>();
    let alone = inside.replace(&doubled, "");
    (!alone.contains(quote)).then(|| inside.replace(&doubled, &quote.to_string()))
}

/// `m/d/y` or `y-m-d`, a time of day `h:m[:s] [AM|PM]`, or both.
fn date_literal(text: &str) -> Option<f64> {
    let (date, time) = match text.trim().split_once(' ') {
        Some((date, time)) if !date.contains(':') => (date, time.trim()),
        _ if text.contains(':') => ("", text.trim()),
        _ => (text.trim(), ""),
    };
    let day = if date.is_empty() { 0.0 } else { day(date)? };
    let fraction = if time.is_empty() { 0.0 } else { time_of_day(time)? };
    Some(if day < 0.0 { day - fraction } else { day + fraction })
}

fn day(date: &str) -> Option<f64> {
    let number = |part: &str| part.parse::<u16>().ok();
    let parts = |separator| date.split(separator).map(number).collect::<Option<Vec<u16>>>();
    let (year, month, day) = match (parts('/').as_deref(), parts('-').as_deref()) {
        (Some(&[month, day, year]), _) | (_, Some(&[year, month, day])) => (year, month, day),
        _ => return None,
    };
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    CivilDateTime { year: i32::from(year), month, day, millisecond: 0 }.to_ole().map(OleDate::days)
}

fn time_of_day(time: &str) -> Option<f64> {
    let upper = time.to_ascii_uppercase();
    let half =
        [("AM", 0), ("PM", 12)].into_iter().find_map(|(mark, add)| Some((upper.strip_suffix(mark)?, add)));
    let (clock, half) = half.map_or((upper.as_str(), None), |(clock, add)| (clock.trim(), Some(add)));
    let parts = clock.split(':').map(|part| part.parse().ok()).collect::<Option<Vec<u32>>>()?;
    let (hour, minute, second) = match *parts {
        [hour, minute] => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    let hour = match half {
        Some(add) if (1..=12).contains(&hour) => hour % 12 + add,
        Some(_) => return None,
        None => hour,
    };
    let sound = hour < 24 && minute < 60 && second < 60;
    sound.then(|| f64::from(hour * 3600 + minute * 60 + second) / 86_400.0)
}

/// The literal in the type of the column, converted as Access converts a default.
fn adapt(column: &Column, literal: Literal) -> Option<Value<'static>> {
    let value = match (column.column_type, literal) {
        (ColumnType::Text | ColumnType::Memo, Literal::Text(text)) => Value::Text(text.into()),
        (ColumnType::Text | ColumnType::Memo, Literal::Number(number)) => {
            Value::Text(number.to_string().into())
        }
        (ColumnType::Text | ColumnType::Memo, _) => return None,
        (ColumnType::Boolean, Literal::Boolean(value)) => Value::Boolean(value),
        (ColumnType::Boolean, Literal::Number(number)) => Value::Boolean(number != Number::new(false, 0, 0)),
        (ColumnType::DateTime, Literal::Date(date)) => Value::DateTime(date.into()),
        (ColumnType::DateTime, Literal::Number(number)) => Value::DateTime(number.as_double()?.into()),
        (_, Literal::Number(number)) => number.to_value()?,
        (_, Literal::Text(text)) => Number::parse(text.trim())?.to_value()?,
        (_, Literal::Boolean(value)) => Value::Integer(if value { -1 } else { 0 }),
        (_, Literal::Date(_)) => return None,
    };
    coerce(column, &value).ok().map(Value::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::testing::column;

    /// 2026-03-09 18:00:00.4.
    const NOW: f64 = 46_090.750_005;

    fn default(column_type: ColumnType, expression: &str) -> Result<Value<'static>, Rule> {
        let mut column = column(column_type, 20);
        column.default = Some(expression.to_owned());
        Default::of(&column).value(&column, &mut WriteContext::of(NOW)).map(|value| match value {
            Value::Text(text) => Value::Text(text.into_owned().into()),
            Value::Null => Value::Null,
            Value::Boolean(value) => Value::Boolean(value),
            Value::DateTime(value) => Value::DateTime(value),
            Value::Long(value) => Value::Long(value),
            Value::Double(value) => Value::Double(value),
            Value::Currency(value) => Value::Currency(value),
            other => panic!("unexpected {other:?}"),
        })
    }

    #[test]
    fn literals_take_the_type_of_their_column() {
        let text = |text: &'static str| Ok(Value::Text(text.into()));
        assert_eq!(default(ColumnType::Long, "0"), Ok(Value::Long(0)));
        assert_eq!(default(ColumnType::Long, "=-12"), Ok(Value::Long(-12)));
        assert_eq!(default(ColumnType::Long, "\"7\""), Ok(Value::Long(7)));
        assert_eq!(default(ColumnType::Long, "True"), Ok(Value::Long(-1)));
        assert_eq!(default(ColumnType::Double, "1.25"), Ok(Value::Double(1.25)));
        assert_eq!(default(ColumnType::Currency, "21"), Ok(Value::Currency(210_000)));
        assert_eq!(default(ColumnType::Text, "\"a \"\"b\"\"\""), text("a \"b\""));
        assert_eq!(default(ColumnType::Text, "'x'"), text("x"));
        assert_eq!(default(ColumnType::Text, "0"), text("0"));
        assert_eq!(default(ColumnType::Memo, "\"\""), text(""));
        assert_eq!(default(ColumnType::Boolean, "Yes"), Ok(Value::Boolean(true)));
        assert_eq!(default(ColumnType::Boolean, "0"), Ok(Value::Boolean(false)));
        assert_eq!(default(ColumnType::Text, " = Null "), Ok(Value::Null));
    }

    #[test]
    fn dates_come_from_the_literal_or_the_clock() {
        let date = |expression| default(ColumnType::DateTime, expression);
        assert_eq!(date("#1/31/2026#"), Ok(Value::DateTime(OleDate::from(46_053.0))));
        assert_eq!(date("#2026-01-31 6:00 PM#"), Ok(Value::DateTime(OleDate::from(46_053.75))));
        assert_eq!(date("#12:00:00#"), Ok(Value::DateTime(OleDate::from(0.5))));
        assert_eq!(date("#12/29/1899 06:00#"), Ok(Value::DateTime(OleDate::from(-1.25))));
        assert_eq!(date("Date()"), Ok(Value::DateTime(OleDate::from(46_090.0))));
        assert_eq!(date("=Now()"), Ok(Value::DateTime(OleDate::from(46_090.75))));
        assert_eq!(date("TIME()"), Ok(Value::DateTime(OleDate::from(0.75))));
        assert_eq!(date("0"), Ok(Value::DateTime(OleDate::from(0.0))));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (column_type, expression) in [
            (ColumnType::Long, "DLookup(\"a\",\"b\")"),
            (ColumnType::Long, "1+1"),
            (ColumnType::Long, "99999999999"),
            (ColumnType::Text, "\"this is far too long\""),
            (ColumnType::Text, "\"open"),
            (ColumnType::Text, "\"a\" & \"b\""),
            (ColumnType::DateTime, "#2/30/2026#"),
            (ColumnType::DateTime, "#13:00 PM#"),
            (ColumnType::Guid, "GenGUID()"),
        ] {
            assert_eq!(default(column_type, expression), Err(Rule::Default(expression.to_owned())));
        }
    }

    #[test]
    fn no_expression_is_null() {
        assert_eq!(Default::of(&column(ColumnType::Long, 4)), Default::Value(Value::Null));
    }
}

//! Whether a value fits a column, and its form in the column's own type.

use super::number::Number;
use crate::accdb::error::Rule;
use crate::accdb::table::{Column, ColumnType};
use crate::accdb::value::Value;

/// 0100-01-01 and the day after 9999-12-31, as OLE dates.
const DATES: std::ops::Range<f64> = -657_434.0..2_958_466.0;

/// The value in the type of the column; null stays null, except that a boolean is never null.
///
/// Numbers convert between numeric types where nothing is lost. Fails with [`Rule::Type`], [`Rule::Size`] or
/// [`Rule::ReadOnly`]; whether null or an empty text is allowed is not asked here.
pub(super) fn fit<'v>(column: &Column, value: Value<'v>) -> Result<Value<'v>, Rule> {
    if value == Value::Null {
        return Ok(if column.column_type == ColumnType::Boolean { Value::Boolean(false) } else { value });
    }
    match column.column_type {
        ColumnType::Boolean => boolean(value),
        ColumnType::Byte => whole(value, "byte", Value::Byte),
        ColumnType::Integer => whole(value, "integer", Value::Integer),
        ColumnType::Long => whole(value, "long", Value::Long),
        ColumnType::BigInt => whole(value, "bigint", Value::BigInt),
        ColumnType::Currency => currency(value),
        ColumnType::Single => single(value),
        ColumnType::Double => double(value),
        ColumnType::DateTime => date(value),
        ColumnType::DateTimeExtended => extended_date(value),
        ColumnType::Text => text(value, Some(column.size())),
        ColumnType::Memo => text(value, None),
        ColumnType::Binary => binary(value, Some(column.size())),
        ColumnType::Ole => binary(value, None),
        ColumnType::Guid if matches!(value, Value::Guid(_)) => Ok(value),
        ColumnType::Guid => Err(mismatch("guid", &value)),
        ColumnType::Decimal { precision, scale } => decimal(value, precision, scale),
        ColumnType::Complex | ColumnType::Unknown(_) => Err(Rule::ReadOnly),
    }
}

/// The value, its text or bytes lent.
pub(super) fn borrowed<'a>(value: &'a Value<'_>) -> Value<'a> {
    match *value {
        Value::Text(ref text) => Value::Text(text.as_ref().into()),
        Value::Binary(ref bytes) => Value::Binary(bytes.as_ref().into()),
        Value::Null => Value::Null,
        Value::Boolean(value) => Value::Boolean(value),
        Value::Byte(number) => Value::Byte(number),
        Value::Integer(number) => Value::Integer(number),
        Value::Long(number) => Value::Long(number),
        Value::BigInt(number) => Value::BigInt(number),
        Value::Currency(number) => Value::Currency(number),
        Value::Single(number) => Value::Single(number),
        Value::Double(number) => Value::Double(number),
        Value::DateTime(days) => Value::DateTime(days),
        Value::DateTimeExtended { days, ticks } => Value::DateTimeExtended { days, ticks },
        Value::Guid(bytes) => Value::Guid(bytes),
        Value::Decimal { negative, magnitude, scale } => Value::Decimal { negative, magnitude, scale },
        Value::Complex(id) => Value::Complex(id),
    }
}

fn boolean(value: Value<'_>) -> Result<Value<'_>, Rule> {
    match value {
        Value::Boolean(_) => Ok(value),
        _ => match Number::of(&value).and_then(|number| number.at_scale(0)) {
            Some(0) => Ok(Value::Boolean(false)),
            Some(1 | -1) => Ok(Value::Boolean(true)),
            _ => Err(mismatch("boolean", &value)),
        },
    }
}

/// A whole number, in range of the type that `wrap` takes.
fn whole<'v, N: TryFrom<i128>>(
    value: Value<'v>,
    expected: &'static str,
    wrap: fn(N) -> Value<'static>,
) -> Result<Value<'v>, Rule> {
    let number = Number::of(&value).and_then(|number| number.at_scale(0));
    number.and_then(|number| N::try_from(number).ok()).map(wrap).ok_or_else(|| mismatch(expected, &value))
}

fn currency(value: Value<'_>) -> Result<Value<'_>, Rule> {
    if let Value::Currency(_) = value {
        return Ok(value);
    }
    let units = Number::of(&value).and_then(|number| number.at_scale(4));
    let units = units.and_then(|units| i64::try_from(units).ok());
    units.map(Value::Currency).ok_or_else(|| mismatch("currency", &value))
}

fn single(value: Value<'_>) -> Result<Value<'_>, Rule> {
    match value {
        Value::Single(number) if number.is_finite() => Ok(value),
        _ => {
            let single = Number::of(&value).and_then(Number::as_single);
            single.map(Value::Single).ok_or_else(|| mismatch("single", &value))
        }
    }
}

fn double(value: Value<'_>) -> Result<Value<'_>, Rule> {
    match value {
        Value::Double(number) if number.is_finite() => Ok(value),
        Value::Single(number) if number.is_finite() => Ok(Value::Double(f64::from(number))),
        Value::Long(number) => Ok(Value::Double(f64::from(number))),
        _ => {
            let double = Number::of(&value).and_then(Number::as_double);
            double.map(Value::Double).ok_or_else(|| mismatch("double", &value))
        }
    }
}

fn date(value: Value<'_>) -> Result<Value<'_>, Rule> {
    match value {
        Value::DateTime(days) if DATES.contains(&days) => Ok(value),
        _ => Err(mismatch("date/time", &value)),
    }
}

/// Days of the years 1 to 9999, and 100-nanosecond steps of one day.
fn extended_date(value: Value<'_>) -> Result<Value<'_>, Rule> {
    match value {
        Value::DateTimeExtended { days: 0..=3_652_058, ticks: 0..864_000_000_000 } => Ok(value),
        _ => Err(mismatch("extended date/time", &value)),
    }
}

/// A text of at most `limit` UTF-16 units.
fn text(value: Value<'_>, limit: Option<usize>) -> Result<Value<'_>, Rule> {
    let Value::Text(text) = &value else { return Err(mismatch("text", &value)) };
    // Stored plain, its first bytes would be those that mark a compressed text.
    if text.starts_with('\u{FEFF}') {
        return Err(mismatch("text without a leading byte order mark", &value));
    }
    match limit {
        Some(limit) if text.len() > limit => within(text.encode_utf16().count(), limit).map(|()| value),
        _ => Ok(value),
    }
}

fn binary(value: Value<'_>, limit: Option<usize>) -> Result<Value<'_>, Rule> {
    let Value::Binary(bytes) = &value else { return Err(mismatch("binary", &value)) };
    within(bytes.len(), limit.unwrap_or(usize::MAX)).map(|()| value)
}

fn within(found: usize, limit: usize) -> Result<(), Rule> {
    if found <= limit { Ok(()) } else { Err(Rule::Size { found, limit }) }
}

fn decimal(value: Value<'_>, precision: u8, scale: u8) -> Result<Value<'_>, Rule> {
    let number = Number::of(&value).ok_or_else(|| mismatch("decimal", &value))?;
    let units = number.at_scale(scale).ok_or_else(|| mismatch("decimal", &value))?;
    let magnitude = units.unsigned_abs();
    let digits = magnitude.checked_ilog10().map_or(1, |log| usize::try_from(log).unwrap_or(usize::MAX) + 1);
    within(digits, usize::from(precision))?;
    Ok(Value::Decimal { negative: number.is_negative(), magnitude, scale })
}

fn mismatch(expected: &'static str, value: &Value<'_>) -> Rule {
    Rule::Type { expected, found: describe(value) }
}

/// A value in words, cut to what a message can carry.
fn describe(value: &Value<'_>) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Text(text) => format!("the text {:?}", text.chars().take(40).collect::<String>()),
        Value::Binary(bytes) => format!("{} bytes", bytes.len()),
        Value::Boolean(value) => format!("the boolean {value}"),
        Value::DateTime(days) => format!("the date {days}"),
        Value::DateTimeExtended { days, ticks } => format!("the date of day {days}, step {ticks}"),
        Value::Guid(_) => "a GUID".to_owned(),
        Value::Complex(id) => format!("the complex value {id}"),
        Value::Single(number) => format!("the number {number}"),
        Value::Double(number) => format!("the number {number}"),
        number => {
            Number::of(number).map_or_else(|| "a number".to_owned(), |number| format!("the number {number}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::column;
    use super::*;

    fn fitted(column_type: ColumnType, value: Value<'static>) -> Option<Value<'static>> {
        fit(&column(column_type, 10), value).ok()
    }

    #[test]
    fn a_number_converts_where_nothing_is_lost() {
        let money = Value::Currency(125_000);
        assert_eq!(fitted(ColumnType::Double, money.clone()), Some(Value::Double(12.5)));
        assert_eq!(fitted(ColumnType::Single, money.clone()), Some(Value::Single(12.5)));
        assert_eq!(fitted(ColumnType::Long, money), None);
        assert_eq!(fitted(ColumnType::Integer, Value::Long(-32_768)), Some(Value::Integer(-32_768)));
        assert_eq!(fitted(ColumnType::Integer, Value::Long(32_768)), None);
        assert_eq!(fitted(ColumnType::Byte, Value::Integer(-1)), None);
        assert_eq!(fitted(ColumnType::Currency, Value::Double(0.1)), Some(Value::Currency(1_000)));
        assert_eq!(fitted(ColumnType::Currency, Value::Double(0.00001)), None);
        assert_eq!(fitted(ColumnType::Single, Value::Double(0.1)), Some(Value::Single(0.1)));
        assert_eq!(fitted(ColumnType::Single, Value::Double(1.0 / 3.0)), None);
        assert_eq!(fitted(ColumnType::BigInt, Value::Double(3.0)), Some(Value::BigInt(3)));
    }

    #[test]
    fn infinity_and_no_number_fit_nowhere() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(fitted(ColumnType::Double, Value::Double(number)), None);
            assert_eq!(fitted(ColumnType::DateTime, Value::DateTime(number)), None);
        }
        assert_eq!(fitted(ColumnType::Single, Value::Single(f32::NAN)), None);
    }

    #[test]
    fn a_decimal_keeps_its_scale_and_precision() {
        let column_type = ColumnType::Decimal { precision: 5, scale: 2 };
        let fits =
            |negative, magnitude, scale| fitted(column_type, Value::Decimal { negative, magnitude, scale });
        let stored = |negative, magnitude| Some(Value::Decimal { negative, magnitude, scale: 2 });
        assert_eq!(fits(true, 15, 1), stored(true, 150));
        assert_eq!(fits(false, 1_230, 3), stored(false, 123));
        assert_eq!(fits(false, 1_234, 3), None);
        assert_eq!(fits(false, 99_999, 2), stored(false, 99_999));
        assert_eq!(fits(false, 100_000, 2), None);
        assert_eq!(fits(true, 0, 0), stored(false, 0));
    }

    #[test]
    fn a_text_is_measured_in_utf16_units() {
        let five = column(ColumnType::Text, 10);
        assert!(fit(&five, Value::Text("ñandú".into())).is_ok());
        assert_eq!(fit(&five, Value::Text("😀😀😀".into())), Err(Rule::Size { found: 6, limit: 5 }));
        assert!(fit(&column(ColumnType::Memo, 0), Value::Text("long".repeat(999).into())).is_ok());
    }

    #[test]
    fn a_value_of_another_kind_is_named_in_the_refusal() {
        let refusal = fit(&column(ColumnType::Long, 4), Value::Text("abc".into()));
        assert_eq!(refusal, Err(Rule::Type { expected: "long", found: "the text \"abc\"".to_owned() }));
        assert_eq!(fitted(ColumnType::Complex, Value::Complex(1)), None);
        assert_eq!(fitted(ColumnType::Text, Value::Long(1)), None);
    }

    #[test]
    fn a_boolean_is_never_null() {
        assert_eq!(fitted(ColumnType::Boolean, Value::Null), Some(Value::Boolean(false)));
        assert_eq!(fitted(ColumnType::Boolean, Value::Long(-1)), Some(Value::Boolean(true)));
        assert_eq!(fitted(ColumnType::Boolean, Value::Long(2)), None);
        assert_eq!(fitted(ColumnType::Long, Value::Null), Some(Value::Null));
    }
}

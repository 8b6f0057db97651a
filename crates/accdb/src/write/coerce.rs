//! Whether a value fits a column, and its form in the column's own type.

use super::number::Number;
use crate::error::Rule;
use crate::format::column::{Column, ColumnType};
use crate::format::value::Value;

/// 0100-01-01 and the day after 9999-12-31, as OLE dates.
const DATES: std::ops::Range<f64> = -657_434.0..2_958_466.0;
/// Days of the years 1 to 9999, and the 100-nanosecond steps of one day.
const EXTENDED_DAYS: std::ops::RangeInclusive<i64> = 0..=3_652_058;
const DAY_TICKS: u64 = 864_000_000_000;

/// The value in the type of the column, its text or bytes lent; null stays null, except that a boolean is never null.
///
/// Numbers convert between numeric types where nothing is lost. Fails with [`Rule::Type`], [`Rule::Size`] or
/// [`Rule::ReadOnly`]; whether null or an empty text is allowed is not asked here.
pub(crate) fn coerce<'v>(column: &Column, value: &'v Value<'_>) -> Result<Value<'v>, Rule> {
    // First what needs no conversion: it is nearly everything.
    match (column.column_type, value) {
        (ColumnType::Text, Value::Text(text)) => text_of(text, column.size()),
        (ColumnType::Memo, Value::Text(text)) => text_of(text, usize::MAX),
        (ColumnType::Text, Value::Units(units)) => {
            within(units.len(), column.size())?;
            Ok(borrowed(value))
        }
        (ColumnType::Memo, Value::Units(_)) => Ok(borrowed(value)),
        (ColumnType::Long, Value::Long(number)) => Ok(Value::Long(*number)),
        (ColumnType::Integer, Value::Integer(number)) => Ok(Value::Integer(*number)),
        (ColumnType::Byte, Value::Byte(number)) => Ok(Value::Byte(*number)),
        (ColumnType::BigInt, Value::BigInt(number)) => Ok(Value::BigInt(*number)),
        (ColumnType::Currency, Value::Currency(units)) => Ok(Value::Currency(*units)),
        (ColumnType::Double, Value::Double(number)) if number.is_finite() => Ok(Value::Double(*number)),
        (ColumnType::Single, Value::Single(number)) if number.is_finite() => Ok(Value::Single(*number)),
        (ColumnType::DateTime, Value::DateTime(date)) if DATES.contains(&date.days()) => {
            Ok(Value::DateTime(*date))
        }
        (ColumnType::Boolean, Value::Boolean(value)) => Ok(Value::Boolean(*value)),
        (ColumnType::Boolean, Value::Null) => Ok(Value::Boolean(false)),
        (_, Value::Null) => Ok(Value::Null),
        (ColumnType::Guid, Value::Guid(bytes)) => Ok(Value::Guid(*bytes)),
        (ColumnType::Binary, Value::Binary(bytes)) => {
            within(bytes.len(), column.size())?;
            if column.fixed && bytes.len() < column.size() {
                return Err(part_of_fixed_binary(bytes.len()));
            }
            Ok(borrowed(value))
        }
        (ColumnType::Ole, Value::Binary(_)) => Ok(borrowed(value)),
        (ColumnType::DateTimeExtended, Value::DateTimeExtended { days, ticks })
            if EXTENDED_DAYS.contains(days) && *ticks < DAY_TICKS =>
        {
            Ok(borrowed(value))
        }
        (ColumnType::Complex | ColumnType::Unknown(_), _) => Err(Rule::ReadOnly),
        _ => convert(column, value),
    }
}

/// The number in the column's type.
fn convert(column: &Column, value: &Value<'_>) -> Result<Value<'static>, Rule> {
    let mismatch = || Rule::Type { expected: column.column_type.name(), found: describe(value) };
    let number = Number::of(value).ok_or_else(mismatch)?;
    let whole = number.at_scale(0);
    let converted = match column.column_type {
        ColumnType::Boolean => whole.and_then(boolean),
        ColumnType::Byte => whole.and_then(|whole| u8::try_from(whole).ok()).map(Value::Byte),
        ColumnType::Integer => whole.and_then(|whole| i16::try_from(whole).ok()).map(Value::Integer),
        ColumnType::Long => whole.and_then(|whole| i32::try_from(whole).ok()).map(Value::Long),
        ColumnType::BigInt => whole.and_then(|whole| i64::try_from(whole).ok()).map(Value::BigInt),
        ColumnType::Currency => {
            number.at_scale(4).and_then(|units| i64::try_from(units).ok()).map(Value::Currency)
        }
        ColumnType::Single => number.as_single().map(Value::Single),
        ColumnType::Double => match value {
            Value::Single(single) => Some(Value::Double(f64::from(*single))),
            _ => number.as_double().map(Value::Double),
        },
        ColumnType::Decimal { precision, scale } => return decimal(number, precision, scale, mismatch),
        _ => None,
    };
    converted.ok_or_else(mismatch)
}

/// The value, its text or bytes lent.
pub(crate) fn borrowed<'a>(value: &'a Value<'_>) -> Value<'a> {
    match *value {
        Value::Text(ref text) => Value::Text(text.as_ref().into()),
        Value::Units(ref units) => Value::Units(units.as_ref().into()),
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

fn boolean(whole: i128) -> Option<Value<'static>> {
    match whole {
        0 => Some(Value::Boolean(false)),
        1 | -1 => Some(Value::Boolean(true)),
        _ => None,
    }
}

/// A text of at most `limit` UTF-16 units.
fn text_of(text: &str, limit: usize) -> Result<Value<'_>, Rule> {
    // Stored plain, its first bytes would be those that mark a compressed text.
    if text.starts_with('\u{FEFF}') {
        let found = "a text with one".to_owned();
        return Err(Rule::Type { expected: "text without a leading byte order mark", found });
    }
    if text.len() > limit {
        within(text.encode_utf16().count(), limit)?;
    }
    Ok(Value::Text(text.into()))
}

/// What fills up a binary value of fixed length nobody has seen.
fn part_of_fixed_binary(found: usize) -> Rule {
    Rule::Type { expected: "binary of its column's whole, fixed length", found: format!("{found} bytes") }
}

fn within(found: usize, limit: usize) -> Result<(), Rule> {
    if found <= limit { Ok(()) } else { Err(Rule::Size { found, limit }) }
}

fn decimal(
    number: Number,
    precision: u8,
    scale: u8,
    mismatch: impl Fn() -> Rule,
) -> Result<Value<'static>, Rule> {
    let magnitude = number.at_scale(scale).ok_or_else(mismatch)?.unsigned_abs();
    let digits = magnitude.checked_ilog10().map_or(1, |log| usize::try_from(log).unwrap_or(usize::MAX) + 1);
    within(digits, usize::from(precision))?;
    Ok(Value::Decimal { negative: number.is_negative(), magnitude, scale })
}

/// A value in words, cut to what a message can carry.
fn describe(value: &Value<'_>) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Text(text) => format!("the text {:?}", text.chars().take(40).collect::<String>()),
        Value::Units(units) => format!("the text {:?}", String::from_utf16_lossy(units)),
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
    use super::*;
    use crate::format::testing::column;

    fn fitted(column_type: ColumnType, value: Value<'static>) -> Option<Value<'static>> {
        coerce(&column(column_type, 10), &value).ok().map(Value::into_owned)
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
            assert_eq!(fitted(ColumnType::DateTime, Value::DateTime(number.into())), None);
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
        assert!(coerce(&five, &Value::Text("ñandú".into())).is_ok());
        assert_eq!(coerce(&five, &Value::Text("😀😀😀".into())), Err(Rule::Size { found: 6, limit: 5 }));
        assert!(coerce(&column(ColumnType::Memo, 0), &Value::Text("long".repeat(999).into())).is_ok());
    }

    #[test]
    fn a_value_of_another_kind_is_named_in_the_refusal() {
        let text = Value::Text("abc".into());
        let refusal = coerce(&column(ColumnType::Long, 4), &text);
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

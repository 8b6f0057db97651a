//! Comparing two values as Access does, where that is known.

use super::Truth;
use crate::format::column::{Column, ColumnType};
use crate::format::value::Value;
use crate::index::append_key_part;
use crate::write::number::Number;
use std::cmp::Ordering;

/// Access might compare the values in a way that is not known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Undecided;

/// UTF-16 units of a text that its key depends on.
const KEY_UNITS: usize = 255;

/// How two values compare; texts as the column sorts them. `None` where one is null.
pub(super) fn compare(
    left: &Value<'_>,
    right: &Value<'_>,
    column: Option<&Column>,
) -> Result<Option<Ordering>, Undecided> {
    match (left, right) {
        (Value::Null, _) | (_, Value::Null) => Ok(None),
        (Value::Text(left), Value::Text(right)) => {
            compare_texts(left, right, column.ok_or(Undecided)?).map(Some)
        }
        (Value::Guid(_) | Value::Binary(_) | Value::Units(_) | Value::DateTimeExtended { .. }, _) => {
            Err(Undecided)
        }
        _ if is_approximate(left) || is_approximate(right) => {
            double(left)?.partial_cmp(&double(right)?).ok_or(Undecided).map(Some)
        }
        _ => Ok(Some(exact(left)?.compare(exact(right)?))),
    }
}

/// Whether the value is kept as a binary fraction, which the other one is compared with as one.
fn is_approximate(value: &Value<'_>) -> bool {
    matches!(value, Value::Single(_) | Value::Double(_) | Value::DateTime(_))
}

fn double(value: &Value<'_>) -> Result<f64, Undecided> {
    match value {
        Value::Single(number) => Ok(f64::from(*number)),
        Value::Double(number) => Ok(*number),
        Value::DateTime(date) => Ok(date.days()),
        _ => exact(value)?.to_string().parse().map_err(|_| Undecided),
    }
}

fn exact(value: &Value<'_>) -> Result<Number, Undecided> {
    match value {
        // True is -1.
        Value::Boolean(value) => Ok(Number::new(*value, u128::from(*value), 0)),
        _ => Number::of(value).ok_or(Undecided),
    }
}

/// By their keys, which tell no cases apart. Whether blanks at the end count is not known.
fn compare_texts(left: &str, right: &str, column: &Column) -> Result<Ordering, Undecided> {
    let is_text = matches!(column.column_type, ColumnType::Text | ColumnType::Memo);
    let is_long = |text: &str| text.encode_utf16().count() > KEY_UNITS;
    if !is_text || !column.sort_order.is_known() || is_long(left) || is_long(right) {
        return Err(Undecided);
    }
    let ordering = key(left, column)?.cmp(&key(right, column)?);
    let blanks = |text: &str| text.len() - text.trim_end_matches(' ').len();
    if ordering.is_eq() && blanks(left) != blanks(right) { Err(Undecided) } else { Ok(ordering) }
}

fn key(text: &str, column: &Column) -> Result<Vec<u8>, Undecided> {
    let mut key = Vec::new();
    append_key_part(&mut key, &Value::Text(text.into()), column, false).map_err(|_| Undecided)?;
    Ok(key)
}

/// Whether a text is of a pattern, without regard to case: `*` is any characters, `?` one, `#` a digit.
pub(super) fn is_like(value: &Value<'_>, pattern: &str) -> Result<Truth, Undecided> {
    match value {
        Value::Null => Ok(None),
        Value::Text(text) => Ok(Some(matches(&letters(text), &letters(pattern)))),
        _ => Err(Undecided),
    }
}

fn letters(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Goes back to the last `*` where the pattern does not go on: it takes one character more then.
fn matches(text: &[char], pattern: &[char]) -> bool {
    let (mut text_rest, mut pattern_rest) = (text, pattern);
    let mut star: Option<(&[char], &[char])> = None;
    loop {
        match (pattern_rest.split_first(), text_rest.split_first()) {
            (Some(('*', behind)), _) => {
                star = Some((text_rest, behind));
                pattern_rest = behind;
            }
            (Some((wanted, behind)), Some((found, rest))) if is_one(*wanted, *found) => {
                (text_rest, pattern_rest) = (rest, behind);
            }
            (None, None) => return true,
            _ => {
                let Some((from, behind)) = star else { return false };
                let Some((_, rest)) = from.split_first() else { return false };
                star = Some((rest, behind));
                (text_rest, pattern_rest) = (rest, behind);
            }
        }
    }
}

fn is_one(wanted: char, found: char) -> bool {
    match wanted {
        '?' => true,
        '#' => found.is_ascii_digit(),
        _ => wanted == found,
    }
}

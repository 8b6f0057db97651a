//! The order of an index by the values themselves: nothing here knows how a key is encoded.

use accdb::{IndexColumn, Value};
use std::cmp::Ordering;

/// A value as an index compares it; null comes before everything.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Null,
    /// True comes first.
    False(bool),
    Number(i128),
    Moment(i64, u64),
    Bytes(Vec<u8>),
}

pub fn part(value: &Value<'_>) -> Part {
    match value {
        Value::Null => Part::Null,
        Value::Boolean(value) => Part::False(!value),
        Value::Byte(number) => Part::Number((*number).into()),
        Value::Integer(number) => Part::Number((*number).into()),
        Value::Long(number) | Value::Complex(number) => Part::Number((*number).into()),
        Value::BigInt(number) | Value::Currency(number) => Part::Number((*number).into()),
        Value::Single(number) => Part::Number(in_order((*number).into())),
        Value::Double(number) => Part::Number(in_order(*number)),
        Value::DateTime(date) => Part::Number(in_order(date.days())),
        Value::DateTimeExtended { days, ticks } => Part::Moment(*days, *ticks),
        Value::Text(text) => Part::Bytes(text_in_order(text)),
        Value::Units(units) => Part::Bytes(text_in_order(&String::from_utf16_lossy(units))),
        Value::Binary(bytes) => Part::Bytes(bytes.to_vec()),
        Value::Guid(guid) => Part::Bytes(guid_in_order(guid)),
        Value::Decimal { negative, magnitude, .. } => {
            let magnitude = i128::try_from(*magnitude).expect("28 digits");
            Part::Number(if *negative { -magnitude } else { magnitude })
        }
    }
}

/// A whole number that compares as the floating-point number does.
fn in_order(number: f64) -> i128 {
    let magnitude = i128::from(number.abs().to_bits());
    if number < 0.0 { -magnitude } else { magnitude }
}

/// Letters without their case after digits after spaces; spaces at the end do not count. Only of the first 255
/// characters, and only for texts of [`ALPHABET`].
fn text_in_order(text: &str) -> Vec<u8> {
    text.chars()
        .take(255)
        .collect::<String>()
        .trim_end_matches(' ')
        .bytes()
        .map(|byte| byte.to_ascii_uppercase())
        .collect()
}

/// The characters whose order is the same in every sort order, and needs no table.
pub const ALPHABET: &str = "abcxyzABCXYZ 0189";

/// The first three groups are stored little-endian.
fn guid_in_order(guid: &[u8; 16]) -> Vec<u8> {
    [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map(|at| guid[at]).to_vec()
}

/// Compares two keys of one index.
pub fn compare(columns: &[IndexColumn], one: &[Part], other: &[Part]) -> Ordering {
    let parts = columns.iter().zip(one.iter().zip(other));
    let ordering = parts.map(|(column, (one, other))| match column.descending {
        true => other.cmp(one),
        false => one.cmp(other),
    });
    ordering.fold(Ordering::Equal, Ordering::then)
}

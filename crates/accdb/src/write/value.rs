//! The stored bytes of a value that fits its column.

use crate::format::text;
use crate::format::value::Value;

/// Appends what a row keeps of a value. Null and booleans have no bytes; a memo gives its content.
pub(super) fn append(row: &mut Vec<u8>, value: &Value<'_>, compress: bool) {
    match value {
        Value::Null | Value::Boolean(_) => {}
        Value::Byte(number) => row.push(*number),
        Value::Integer(number) => row.extend_from_slice(&number.to_le_bytes()),
        Value::Long(number) | Value::Complex(number) => row.extend_from_slice(&number.to_le_bytes()),
        Value::BigInt(number) | Value::Currency(number) => row.extend_from_slice(&number.to_le_bytes()),
        Value::Single(number) => row.extend_from_slice(&number.to_le_bytes()),
        Value::Double(number) => row.extend_from_slice(&number.to_le_bytes()),
        Value::DateTime(date) => row.extend_from_slice(&date.days().to_le_bytes()),
        Value::DateTimeExtended { days, ticks } => row.extend(format!("{days:019}:{ticks:019}:7\0").bytes()),
        Value::Text(value) => text::append(row, value, compress),
        Value::Units(units) => row.extend(units.iter().flat_map(|unit| unit.to_le_bytes())),
        Value::Binary(bytes) => row.extend_from_slice(bytes),
        Value::Guid(bytes) => row.extend(bytes),
        Value::Decimal { negative, magnitude, .. } => append_decimal(row, *negative, *magnitude),
    }
}

/// The sign, then the magnitude in words: the highest word first, each with its lowest byte first.
fn append_decimal(row: &mut Vec<u8>, negative: bool, magnitude: u128) {
    row.push(if negative { 0x80 } else { 0 });
    let bytes = magnitude.to_be_bytes();
    let (words, _) = bytes.as_chunks();
    row.extend(words.iter().flat_map(|[a, b, c, d]| [*d, *c, *b, *a]));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(value: Value<'_>) -> Vec<u8> {
        let mut row = Vec::new();
        append(&mut row, &value, true);
        row
    }

    #[test]
    fn the_worked_examples_of_the_format() {
        let decimal = stored(Value::Decimal { negative: false, magnitude: 12_345, scale: 2 });
        assert_eq!(decimal, [vec![0; 13], vec![0x39, 0x30, 0, 0]].concat());
        assert_eq!(stored(Value::Text("foo0".into())), b"\xFF\xFEfoo0");
        assert_eq!(stored(Value::Text("€".into())), [0xAC, 0x20]);
    }

    #[test]
    fn an_extended_date_is_written_out_in_digits() {
        // 2021-06-14 01:45:00, as a file made by Access 2019 has it.
        let date = Value::DateTimeExtended { days: 737_954, ticks: 63_000_000_000 };
        assert_eq!(stored(date), b"0000000000000737954:0000000063000000000:7\0");
        assert_eq!(stored(Value::DateTimeExtended { days: 1, ticks: 2 }).len(), 42);
    }

    #[test]
    fn every_word_of_a_decimal_has_its_lowest_byte_first() {
        let magnitude = u128::from_be_bytes(std::array::from_fn(|i| i as u8));
        let bytes = stored(Value::Decimal { negative: true, magnitude, scale: 0 });
        assert_eq!(bytes, [0x80, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12]);
    }

    #[test]
    fn null_and_booleans_have_no_bytes() {
        assert!(stored(Value::Null).is_empty() && stored(Value::Boolean(true)).is_empty());
    }
}

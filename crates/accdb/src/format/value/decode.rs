//! From the bytes of a column to a value.

use super::Value;
use crate::error::Malformed;
use crate::format::column::{Column, ColumnType};
use crate::format::date::OleDate;
use crate::format::page::View;
use crate::format::text;
use std::borrow::Cow;

/// Bytes before the length of a calculated value.
const CALCULATED_HEADER: usize = 16;

/// Decodes the bytes of a column that is not null. For memo and OLE they are the value's own, already fetched.
/// `fail` says where the bytes that are no such value were met.
///
/// A boolean that is not calculated has no bytes: it is a bit of the row's null mask, and the row answers it.
#[inline]
pub(crate) fn decode<'a, E>(
    column: &Column,
    bytes: &'a [u8],
    fail: impl Fn(Malformed) -> E,
) -> Result<Value<'a>, E> {
    if column.calculated {
        return calculated(column.column_type, bytes).map_err(fail);
    }
    plain(column.column_type, bytes, fail)
}

/// As [`decode`], for bytes that may have been put together from several pages.
pub(crate) fn decode_cow<'a, E>(
    column: &Column,
    bytes: Cow<'a, [u8]>,
    fail: impl Fn(Malformed) -> E,
) -> Result<Value<'a>, E> {
    match bytes {
        Cow::Borrowed(lent) => decode(column, lent, fail),
        Cow::Owned(held) if !column.calculated && column.column_type != ColumnType::Memo => {
            Ok(Value::Binary(Cow::Owned(held)))
        }
        Cow::Owned(held) => Ok(decode(column, &held, fail)?.into_owned()),
    }
}

fn plain<'a, E>(
    column_type: ColumnType,
    bytes: &'a [u8],
    fail: impl Fn(Malformed) -> E,
) -> Result<Value<'a>, E> {
    // Each arm makes the whole result: one made of the arms' values would be put together piece by piece.
    match column_type {
        ColumnType::Boolean => Ok(Value::Boolean(exactly::<1>(bytes).map_err(fail)? != [0])),
        ColumnType::Byte => Ok(Value::Byte(u8::from_le_bytes(exactly(bytes).map_err(fail)?))),
        ColumnType::Integer => Ok(Value::Integer(i16::from_le_bytes(exactly(bytes).map_err(fail)?))),
        ColumnType::Long => Ok(Value::Long(i32::from_le_bytes(exactly(bytes).map_err(fail)?))),
        ColumnType::Complex => Ok(Value::Complex(i32::from_le_bytes(exactly(bytes).map_err(fail)?))),
        ColumnType::BigInt => Ok(Value::BigInt(i64::from_le_bytes(exactly(bytes).map_err(fail)?))),
        ColumnType::Currency => Ok(Value::Currency(i64::from_le_bytes(exactly(bytes).map_err(fail)?))),
        ColumnType::Single => Ok(Value::Single(f32::from_le_bytes(exactly(bytes).map_err(fail)?))),
        ColumnType::Double => Ok(Value::Double(f64::from_le_bytes(exactly(bytes).map_err(fail)?))),
        ColumnType::DateTime => Ok(Value::DateTime(OleDate::from_le_bytes(exactly(bytes).map_err(fail)?))),
        ColumnType::DateTimeExtended => extended_date(bytes).map_err(fail),
        ColumnType::Guid => Ok(Value::Guid(exactly(bytes).map_err(fail)?)),
        ColumnType::Decimal { scale, .. } => decimal(bytes, scale).map_err(fail),
        ColumnType::Text | ColumnType::Memo => Ok(Value::Text(text::decode(bytes).map_err(fail)?)),
        ColumnType::Binary | ColumnType::Ole | ColumnType::Unknown(_) => {
            Ok(Value::Binary(Cow::Borrowed(bytes)))
        }
    }
}

fn exactly<const N: usize>(bytes: &[u8]) -> Result<[u8; N], Malformed> {
    bytes.try_into().map_err(|_| Malformed { field: "length of a value", at: bytes.len().min(N) })
}

/// Sign, then four words, the most significant first, each little-endian.
fn decimal(bytes: &[u8], scale: u8) -> Result<Value<'_>, Malformed> {
    let [sign, words @ ..] = exactly::<17>(bytes)?;
    let magnitude = join_words(words.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word)));
    Ok(Value::Decimal { negative: sign & 0x80 != 0, magnitude, scale })
}

/// A number from its 32-bit words, the most significant first.
fn join_words(words: impl Iterator<Item = u32>) -> u128 {
    words.fold(0_u128, |sum, word| sum << 32 | u128::from(word))
}

/// Nineteen digits of days, a colon, nineteen digits of 100 ns, a colon and a mark.
fn extended_date(bytes: &[u8]) -> Result<Value<'_>, Malformed> {
    let stored = exactly::<42>(bytes)?;
    let malformed = Malformed { field: "extended date", at: 0 };
    let text = std::str::from_utf8(&stored).map_err(|_| malformed.clone())?;
    let mut parts = text.split(':');
    let (days, ticks) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    match (days.parse(), ticks.parse()) {
        (Ok(days), Ok(ticks)) => Ok(Value::DateTimeExtended { days, ticks }),
        _ => Err(malformed),
    }
}

/// A calculated value: a header, its length, and the value in the form of its type.
fn calculated(column_type: ColumnType, bytes: &[u8]) -> Result<Value<'_>, Malformed> {
    let view = View(bytes);
    let Ok(length) = view.u32(CALCULATED_HEADER, "length of a calculated value") else {
        return Ok(Value::Null);
    };
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let value = view.bytes(CALCULATED_HEADER + 4, length, "calculated value")?;
    match column_type {
        ColumnType::Text | ColumnType::Memo | ColumnType::Binary | ColumnType::Ole => {
            plain(column_type, value, |malformed| malformed)
        }
        _ if value.is_empty() => Ok(Value::Null),
        ColumnType::Decimal { .. } => calculated_decimal(View(value)),
        _ => plain(column_type, value, |malformed| malformed),
    }
}

/// A decimal that carries its own scale and sign: size, scale, sign, then its 32-bit words. They come highest first
/// as far as they do not pair up; each pair after that is one little-endian number of 64 bits. A size of 0 stands for
/// all of the bytes.
fn calculated_decimal(view: View<'_>) -> Result<Value<'_>, Malformed> {
    let size = match usize::from(view.u16(0, "size of a calculated decimal")?) {
        0 => view.0.len().saturating_sub(2),
        size => size,
    };
    let scale = view.u8(2, "scale of a calculated decimal")?;
    let negative = view.u8(3, "sign of a calculated decimal")? & 0x80 != 0;
    let length = size.saturating_sub(2) / 4 * 4;
    if length > 16 {
        return Err(Malformed { field: "size of a calculated decimal", at: 0 });
    }
    let digits = view.bytes(4, length, "digits of a calculated decimal")?;
    let (single, pairs) = digits.split_at_checked(length % 8).unwrap_or_default();
    let low_first = |pair: &[u8; 8]| u128::from(u64::from_le_bytes(*pair));
    let start = join_words(single.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word)));
    let magnitude = pairs.as_chunks::<8>().0.iter().fold(start, |sum, pair| sum << 64 | low_first(pair));
    Ok(Value::Decimal { negative, magnitude, scale })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hex(digits: &str) -> Vec<u8> {
        let digits: Vec<u8> = digits.bytes().filter(u8::is_ascii_hexdigit).collect();
        let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
        digits.chunks(2).map(pair).collect()
    }

    fn stored(column_type: ColumnType, bytes: &[u8]) -> Result<Value<'_>, Malformed> {
        plain(column_type, bytes, |malformed| malformed)
    }

    const DECIMAL: ColumnType = ColumnType::Decimal { precision: 18, scale: 2 };

    #[test]
    fn the_decimal_of_the_format() {
        let bytes = hex("00 00000000 00000000 00000000 39300000");
        let expected = Value::Decimal { negative: false, magnitude: 12345, scale: 2 };
        assert_eq!(stored(DECIMAL, &bytes).unwrap(), expected);
        let bytes = hex("80 00000000 00000000 01000000 00000000");
        let expected = Value::Decimal { negative: true, magnitude: 1 << 32, scale: 2 };
        assert_eq!(stored(DECIMAL, &bytes).unwrap(), expected);
    }

    #[test]
    fn an_extended_date_is_two_numbers() {
        let bytes = format!("{:019}:{:019}:7\0\0", 738_000, 12_345_678);
        let value = stored(ColumnType::DateTimeExtended, &bytes.as_bytes()[..42]).unwrap();
        assert_eq!(value, Value::DateTimeExtended { days: 738_000, ticks: 12_345_678 });
        assert!(stored(ColumnType::DateTimeExtended, &[b'9'; 42]).is_err());
    }

    #[test]
    fn numbers_are_little_endian_and_have_one_size() {
        assert_eq!(stored(ColumnType::Integer, &[0xFE, 0xFF]).unwrap(), Value::Integer(-2));
        assert_eq!(stored(ColumnType::Long, &[1, 1, 0, 0]).unwrap(), Value::Long(257));
        assert_eq!(
            stored(ColumnType::Currency, &[0x10, 0x27, 0, 0, 0, 0, 0, 0]).unwrap(),
            Value::Currency(10_000)
        );
        assert_eq!(
            stored(ColumnType::DateTime, &(-1.25_f64).to_le_bytes()).unwrap(),
            Value::DateTime((-1.25).into())
        );
        assert!(stored(ColumnType::Long, &[1, 1, 0]).is_err() && stored(ColumnType::Guid, &[0; 17]).is_err());
    }

    #[test]
    fn a_calculated_value_is_wrapped() {
        let wrap = |value: &[u8]| {
            let length = u32::try_from(value.len()).unwrap().to_le_bytes();
            [&[0; 16][..], &length, value, &[0; 3]].concat()
        };
        assert_eq!(calculated(ColumnType::Boolean, &wrap(&[0xFF])).unwrap(), Value::Boolean(true));
        assert_eq!(calculated(ColumnType::Long, &wrap(&[])).unwrap(), Value::Null);
        assert_eq!(calculated(ColumnType::Text, &wrap(&[])).unwrap(), Value::Text("".into()));
        let decimal = wrap(&hex("0E00 02 80 01000000 0200000003000000"));
        let expected = Value::Decimal { negative: true, magnitude: 1 << 64 | 3 << 32 | 2, scale: 2 };
        assert_eq!(calculated(DECIMAL, &decimal).unwrap(), expected);
        // A size of 0: as many bytes as there are.
        let decimal = wrap(&hex("0000 02 80 01000000 0200000003000000"));
        assert_eq!(calculated(DECIMAL, &decimal).unwrap(), expected);
        let decimal = wrap(&hex("0000 00 00"));
        assert_eq!(
            calculated(DECIMAL, &decimal).unwrap(),
            Value::Decimal { negative: false, magnitude: 0, scale: 0 }
        );
    }

    proptest! {
        #[test]
        fn no_bytes_panic(code: u8, bytes: Vec<u8>) {
            let column_type = ColumnType::from_code(code, 18, 4);
            let _ = (stored(column_type, &bytes), calculated(column_type, &bytes));
        }
    }
}

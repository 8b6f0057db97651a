//! A value of a column, in the terms of the host.

mod decode;

pub(crate) use decode::{decode, decode_cow};

use std::borrow::Cow;

/// A value. Texts and bytes borrow from the page where they can.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    Null,
    Boolean(bool),
    Byte(u8),
    Integer(i16),
    Long(i32),
    BigInt(i64),
    /// Ten-thousandths.
    Currency(i64),
    Single(f32),
    Double(f64),
    /// An OLE date: days since 1899-12-30, the fraction counting forward also for negative days.
    DateTime(f64),
    /// Days since 0001-01-01 and 100-nanosecond steps of the day.
    DateTimeExtended {
        days: i64,
        ticks: u64,
    },
    Text(Cow<'a, str>),
    /// A text that has half a surrogate pair in it, as its UTF-16 units. Reading a column gives it as [`Value::Text`] with
    /// U+FFFD in the place of the half; its key and what is stored have the half itself.
    Units(Cow<'a, [u16]>),
    Binary(Cow<'a, [u8]>),
    Guid([u8; 16]),
    /// `magnitude / 10^scale`, negated if `negative`.
    Decimal {
        negative: bool,
        magnitude: u128,
        scale: u8,
    },
    /// The identifier that a complex column keeps in the row.
    Complex(i32),
}

impl Value<'_> {
    /// The same value, borrowing nothing.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Binary(bytes) => Value::Binary(Cow::Owned(bytes.into_owned())),
            Value::Units(units) => Value::Units(Cow::Owned(units.into_owned())),
            Value::Null => Value::Null,
            Value::Boolean(value) => Value::Boolean(value),
            Value::Byte(value) => Value::Byte(value),
            Value::Integer(value) => Value::Integer(value),
            Value::Long(value) => Value::Long(value),
            Value::BigInt(value) => Value::BigInt(value),
            Value::Currency(value) => Value::Currency(value),
            Value::Single(value) => Value::Single(value),
            Value::Double(value) => Value::Double(value),
            Value::DateTime(value) => Value::DateTime(value),
            Value::DateTimeExtended { days, ticks } => Value::DateTimeExtended { days, ticks },
            Value::Guid(value) => Value::Guid(value),
            Value::Decimal { negative, magnitude, scale } => Value::Decimal { negative, magnitude, scale },
            Value::Complex(value) => Value::Complex(value),
        }
    }
}

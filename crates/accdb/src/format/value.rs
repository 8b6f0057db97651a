//! A value of a column, in the terms of the host.

mod decode;

pub(crate) use decode::{decode, decode_cow};

use crate::format::date::OleDate;
use std::borrow::Cow;

/// A value. Texts and bytes borrow from the page where they can.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Nothing; every column type but boolean has it.
    Null,
    /// True or false.
    Boolean(bool),
    /// Of a byte column.
    Byte(u8),
    /// Of an integer column.
    Integer(i16),
    /// Of a long column.
    Long(i32),
    /// Of a big integer column.
    BigInt(i64),
    /// Of a currency column, in ten-thousandths.
    Currency(i64),
    /// Of a single column.
    Single(f32),
    /// Of a double column.
    Double(f64),
    /// A date and time, without a zone.
    DateTime(OleDate),
    /// A date and time to 100 nanoseconds.
    DateTimeExtended {
        /// Days since 0001-01-01.
        days: i64,
        /// Steps of 100 nanoseconds since midnight.
        ticks: u64,
    },
    /// Of a text or memo column.
    Text(Cow<'a, str>),
    /// A text that has half a surrogate pair in it, as its UTF-16 units. Reading a column gives it as [`Value::Text`]
    /// with U+FFFD in the place of the half; its key and what is stored have the half itself.
    Units(Cow<'a, [u16]>),
    /// Of a binary or OLE column, or of one of an unknown type.
    Binary(Cow<'a, [u8]>),
    /// In the order in which the file keeps the bytes.
    Guid([u8; 16]),
    /// `magnitude / 10^scale`, negated if `negative`.
    Decimal {
        /// Below zero.
        negative: bool,
        /// All digits, as a whole number.
        magnitude: u128,
        /// How many of them stand after the point.
        scale: u8,
    },
    /// The identifier that a complex column keeps in the row.
    Complex(i32),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Value<'a> {
        Value::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(Cow::Owned(text))
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Value::Boolean(value)
    }
}

impl From<i32> for Value<'_> {
    fn from(number: i32) -> Self {
        Value::Long(number)
    }
}

impl From<f64> for Value<'_> {
    fn from(number: f64) -> Self {
        Value::Double(number)
    }
}

impl From<OleDate> for Value<'_> {
    fn from(date: OleDate) -> Self {
        Value::DateTime(date)
    }
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

//! Exact conversion between the numeric types of columns: a number either arrives whole or not at all.

use crate::format::value::Value;
use std::cmp::Ordering;
use std::fmt;

/// `magnitude / 10^scale`, negated if `negative`. Never has trailing zeros after the point, nor a negative zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    negative: bool,
    magnitude: u128,
    scale: u8,
}

impl Number {
    pub fn new(negative: bool, magnitude: u128, scale: u8) -> Number {
        let (mut magnitude, mut scale) = (magnitude, scale);
        while scale > 0 && magnitude.is_multiple_of(10) {
            (magnitude, scale) = (magnitude / 10, scale - 1);
        }
        Number { negative: negative && magnitude != 0, magnitude, scale }
    }

    /// The number that a value stands for; `None` for values that are no numbers, infinite ones, and those whose
    /// digits pass 128 bits. A floating-point number stands for the shortest decimal that rounds to it.
    pub fn of(value: &Value<'_>) -> Option<Number> {
        match *value {
            Value::Byte(number) => Some(Number::new(false, u128::from(number), 0)),
            Value::Integer(number) => Some(Number::scaled(i64::from(number), 0)),
            Value::Long(number) => Some(Number::scaled(i64::from(number), 0)),
            Value::BigInt(number) => Some(Number::scaled(number, 0)),
            Value::Currency(number) => Some(Number::scaled(number, 4)),
            Value::Single(number) => Number::parse(&number.to_string()),
            Value::Double(number) => Number::parse(&number.to_string()),
            Value::Decimal { negative, magnitude, scale } => Some(Number::new(negative, magnitude, scale)),
            _ => None,
        }
    }

    /// Reads `-12.5`: digits with an optional sign and point, and nothing else.
    pub fn parse(text: &str) -> Option<Number> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all = [whole, fraction].concat();
        if all.is_empty() || !all.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        Some(Number::new(negative, all.parse().ok()?, u8::try_from(fraction.len()).ok()?))
    }

    /// The number in units of `10^-scale`, if it is a whole count of them.
    pub fn at_scale(self, scale: u8) -> Option<i128> {
        let factor = 10_u128.checked_pow(u32::from(scale.checked_sub(self.scale)?))?;
        let magnitude = i128::try_from(self.magnitude.checked_mul(factor)?).ok()?;
        Some(if self.negative { -magnitude } else { magnitude })
    }

    /// The floating-point number that stands for exactly this one.
    pub fn as_double(self) -> Option<f64> {
        let double: f64 = self.to_string().parse().ok()?;
        (Number::of(&Value::Double(double)) == Some(self)).then_some(double)
    }

    /// As [`Number::as_double`], in single precision.
    pub fn as_single(self) -> Option<f32> {
        let single: f32 = self.to_string().parse().ok()?;
        (Number::of(&Value::Single(single)) == Some(self)).then_some(single)
    }

    /// How the number compares with another one.
    pub fn compare(self, other: Number) -> Ordering {
        let size = || {
            let scaled = |number: Number, to: u8| {
                let factor = 10_u128.checked_pow(u32::from(to.saturating_sub(number.scale)))?;
                number.magnitude.checked_mul(factor)
            };
            match (scaled(self, other.scale), scaled(other, self.scale)) {
                (Some(own), Some(others)) => own.cmp(&others),
                // What passes 128 bits at the scale of the other is larger than it.
                (None, _) => Ordering::Greater,
                (_, None) => Ordering::Less,
            }
        };
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => size(),
            (true, true) => size().reverse(),
        }
    }

    /// The number as a value of the widest exact type; `None` for one with too many digits for it.
    pub fn to_value(self) -> Option<Value<'static>> {
        let (negative, magnitude, scale) = (self.negative, self.magnitude, self.scale);
        i128::try_from(magnitude).is_ok().then_some(Value::Decimal { negative, magnitude, scale })
    }

    pub fn is_negative(self) -> bool {
        self.negative
    }

    fn scaled(number: i64, scale: u8) -> Number {
        Number::new(number < 0, u128::from(number.unsigned_abs()), scale)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = usize::from(self.scale);
        let digits = format!("{:0>width$}", self.magnitude, width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{}{whole}{point}{fraction}", if self.negative { "-" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_and_written_exactly() {
        for (text, shown) in
            [("12.50", "12.5"), ("-0.0", "0"), ("+3", "3"), ("-0.004", "-0.004"), (".5", "0.5")]
        {
            assert_eq!(Number::parse(text).expect("a number").to_string(), shown);
        }
        for text in ["", "-", "1e5", "1,5", "NaN", "1.2.3", "--1"] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_scale_that_would_lose_digits_is_refused() {
        let number = Number::parse("12.345").expect("a number");
        assert_eq!((number.at_scale(2), number.at_scale(4)), (None, Some(123_450)));
    }

    #[test]
    fn a_float_that_stands_for_another_decimal_is_refused() {
        assert_eq!(Number::parse("0.1").and_then(Number::as_double), Some(0.1));
        assert_eq!(Number::parse("0.1").and_then(Number::as_single), Some(0.1));
        assert_eq!(Number::parse("9007199254740993").and_then(Number::as_double), None);
        assert_eq!(Number::parse("16777217").and_then(Number::as_single), None);
        assert_eq!(Number::of(&Value::Double(f64::INFINITY)), None);
    }

    proptest! {
        #[test]
        fn every_currency_passes_through_a_decimal_unchanged(amount in any::<i64>()) {
            let number = Number::of(&Value::Currency(amount)).expect("a number");
            prop_assert_eq!(number.at_scale(4), Some(i128::from(amount)));
            prop_assert_eq!(Number::parse(&number.to_string()), Some(number));
        }

        #[test]
        fn a_double_comes_back_from_its_decimal(double in -1e15..1e15_f64) {
            let number = Number::of(&Value::Double(double)).expect("a number");
            prop_assert_eq!(number.as_double(), Some(if double == 0.0 { 0.0 } else { double }));
        }
    }
}

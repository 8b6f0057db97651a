//! Exact amounts: money, quantities and percentages, each a whole number of ten-thousandths.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// An amount that has no exact place among ten-thousandths of the 64-bit range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not an amount with at most four decimals")]
pub struct NotAnAmount(pub String);

/// Ten-thousandths in one.
const SCALE: u64 = 10_000;

macro_rules! amount {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(i64);

        impl $name {
            pub const ZERO: $name = $name(0);

            /// From ten-thousandths, as a Currency column stores them.
            pub const fn from_ten_thousandths(value: i64) -> Self {
                $name(value)
            }

            /// Ten-thousandths, as a Currency column stores them.
            pub const fn ten_thousandths(self) -> i64 {
                self.0
            }

            pub const fn is_zero(self) -> bool {
                self.0 == 0
            }

            pub const fn is_negative(self) -> bool {
                self.0 < 0
            }

            pub fn checked_add(self, other: Self) -> Option<Self> {
                self.0.checked_add(other.0).map($name)
            }

            pub fn checked_sub(self, other: Self) -> Option<Self> {
                self.0.checked_sub(other.0).map($name)
            }

            /// The sum, where it fits.
            pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
                amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
            }

            pub fn to_decimal(self) -> Decimal {
                Decimal::new(self.0, 4).normalize()
            }
        }

        impl TryFrom<Decimal> for $name {
            type Error = NotAnAmount;
            /// Exact: more than four decimals are an error, not rounded away.
            fn try_from(value: Decimal) -> Result<Self, NotAnAmount> {
                let scaled = value.checked_mul(Decimal::from(SCALE)).filter(|scaled| scaled.fract().is_zero());
                let whole = scaled.and_then(|scaled| i64::try_from(scaled.trunc()).ok());
                whole.map($name).ok_or_else(|| NotAnAmount(value.to_string()))
            }
        }

        impl FromStr for $name {
            type Err = NotAnAmount;
            /// Digits with an optional sign and an optional point; exact, so a fifth decimal must be zero.
            fn from_str(text: &str) -> Result<Self, NotAnAmount> {
                parse(text.trim()).map($name).ok_or_else(|| NotAnAmount(text.to_owned()))
            }
        }

        impl fmt::Display for $name {
            /// The shortest exact decimal: `18.45`, `10`, `-0.0001`.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(Shown::new(self.0).as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(Shown::new(self.0).as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(AmountText).map($name)
            }
        }
    };
}

amount!(
    /// Money in euros, or a unit price.
    Money
);
amount!(
    /// A quantity of goods, in the article's unit; negative for returns.
    Quantity
);
amount!(
    /// A percentage: 21 is twenty-one per cent.
    Percent
);

impl Percent {
    /// A percentage of a Single column, rounded to the four decimals it was meant to have: 12.35 is stored as
    /// 12.3500003… there. `None` for what is no number or does not fit.
    pub fn from_single(value: f32) -> Option<Percent> {
        const LIMIT: f64 = 1e15;
        let scaled = (f64::from(value) * 10_000.0).round();
        // A whole number of this size is exact in both types.
        (scaled.abs() < LIMIT).then_some(Percent(scaled as i64))
    }

    /// The nearest value of a Single column; `from_single` gives the same percentage back below 800 %.
    pub fn to_single(self) -> f32 {
        (self.0 as f64 / 10_000.0) as f32
    }
}

/// The ten-thousandths that a decimal number names, if exactly.
fn parse(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let point = digits.iter().position(|byte| *byte == b'.');
    let (whole, decimals) = point.map_or((digits, &[][..]), |at| (&digits[..at], &digits[at + 1..]));
    let (kept, beyond) = decimals.split_at(decimals.len().min(4));
    if whole.len() + decimals.len() == 0 || beyond.iter().any(|byte| *byte != b'0') {
        return None;
    }
    let padding = std::iter::repeat_n(&b'0', 4 - kept.len());
    // Counted below zero, where one more value has its place.
    let below = whole.iter().chain(kept).chain(padding).try_fold(0i64, |sum, byte| {
        let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
        sum.checked_mul(10)?.checked_sub(digit)
    })?;
    if negative { Some(below) } else { below.checked_neg() }
}

/// An amount's shortest decimal text, without an allocation.
struct Shown {
    text: [u8; Shown::LONGEST],
    from: usize,
    to: usize,
}

impl Shown {
    /// Sign, fifteen digits, point, four decimals: `-922337203685477.5808`.
    const LONGEST: usize = 21;
    const POINT: usize = Shown::LONGEST - 5;

    fn new(ten_thousandths: i64) -> Shown {
        let magnitude = ten_thousandths.unsigned_abs();
        let mut shown = Shown { text: [b'0'; Shown::LONGEST], from: Shown::POINT, to: Shown::POINT };
        shown.put_decimals(magnitude % SCALE);
        shown.put_whole(magnitude / SCALE);
        if ten_thousandths < 0 {
            shown.put_front(b'-');
        }
        shown
    }

    fn put_decimals(&mut self, mut decimals: u64) {
        for at in (Shown::POINT + 1..Shown::LONGEST).rev() {
            self.text[at] = digit(decimals);
            decimals /= 10;
        }
        let last = self.text[Shown::POINT + 1..].iter().rposition(|byte| *byte != b'0');
        if let Some(last) = last {
            self.text[Shown::POINT] = b'.';
            self.to = Shown::POINT + 2 + last;
        }
    }

    fn put_whole(&mut self, mut whole: u64) {
        loop {
            self.put_front(digit(whole));
            whole /= 10;
            if whole == 0 {
                return;
            }
        }
    }

    fn put_front(&mut self, byte: u8) {
        self.from -= 1;
        self.text[self.from] = byte;
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text[self.from..self.to]).expect("digits, a sign and a point")
    }
}

fn digit(number: u64) -> u8 {
    b"0123456789"[(number % 10) as usize]
}

struct AmountText;

impl de::Visitor<'_> for AmountText {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal number with at most four decimals, as text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<i64, E> {
        parse(text.trim()).ok_or_else(|| E::custom(NotAnAmount(text.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(ten_thousandths: i64) -> String {
        Money::from_ten_thousandths(ten_thousandths).to_string()
    }

    #[test]
    fn the_shown_form_is_the_shortest_exact_one() {
        assert_eq!(shown(184_500), "18.45");
        assert_eq!(shown(100_000), "10");
        assert_eq!(shown(0), "0");
        assert_eq!(shown(-1), "-0.0001");
        assert_eq!(shown(1_000), "0.1");
        assert_eq!(shown(i64::MAX), "922337203685477.5807");
        assert_eq!(shown(i64::MIN), "-922337203685477.5808");
        assert_eq!(format!("{:>8}|", Money::from_ten_thousandths(12_300)), "    1.23|");
    }

    #[test]
    fn what_is_not_an_exact_amount_is_refused() {
        for text in [
            "",
            "-",
            ".",
            "1,5",
            "1.23456",
            "1e3",
            "1E3",
            "1_000",
            "--1",
            "1.2.3",
            "0x1",
            "922337203685477.5808",
            "ñ",
        ] {
            assert!(text.parse::<Money>().is_err(), "{text:?}");
        }
        for (text, value) in
            [(" 1.5 ", 15_000), ("+2", 20_000), (".5", 5_000), ("1.", 10_000), ("1.230000", 12_300)]
        {
            assert_eq!(text.parse(), Ok(Money::from_ten_thousandths(value)), "{text:?}");
        }
    }

    #[test]
    fn in_json_an_amount_is_text() {
        let price = Money::from_ten_thousandths(273_333);
        assert_eq!(serde_json::to_string(&price).expect("serialises"), r#""27.3333""#);
        assert_eq!(serde_json::from_str::<Money>(r#""27.3333""#).expect("reads back"), price);
        assert!(serde_json::from_str::<Money>("27.3333").is_err(), "a binary float is not exact");
        assert!(serde_json::from_str::<Money>(r#""27.33331""#).is_err());
    }

    #[test]
    fn a_single_percentage_is_taken_as_it_was_meant() {
        assert_eq!(Percent::from_single(12.35), Some(Percent::from_ten_thousandths(123_500)));
        assert_eq!(Percent::from_single(33.33), Some(Percent::from_ten_thousandths(333_300)));
        assert_eq!(Percent::from_single(f32::NAN), None);
        assert_eq!(Percent::from_single(f32::INFINITY), None);
        assert_eq!(Percent::from_single(1e30), None);
    }

    proptest! {
        #[test]
        fn text_and_decimal_read_back(value: i64) {
            let money = Money::from_ten_thousandths(value);
            prop_assert_eq!(money.to_string(), Decimal::new(value, 4).normalize().to_string());
            prop_assert_eq!(money.to_string().parse(), Ok(money));
            prop_assert_eq!(Money::try_from(money.to_decimal()), Ok(money));
        }

        #[test]
        fn a_percentage_survives_a_single_column(value in -8_000_000i64..8_000_000) {
            let percent = Percent::from_ten_thousandths(value);
            prop_assert_eq!(Percent::from_single(percent.to_single()), Some(percent));
        }

        #[test]
        fn any_text_is_an_amount_or_an_error(text: String) {
            let _ = text.parse::<Quantity>();
        }
    }
}

//! Exact amounts: money, quantities and percentages, each a whole number of ten-thousandths.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// An amount that has no exact place among ten-thousandths of the 64-bit range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not an amount with at most four decimals")]
pub struct NotAnAmount(pub String);

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

            pub fn to_decimal(self) -> Decimal {
                Decimal::new(self.0, 4).normalize()
            }
        }

        impl TryFrom<Decimal> for $name {
            type Error = NotAnAmount;
            /// Exact: more than four decimals are an error, not rounded away.
            fn try_from(value: Decimal) -> Result<Self, NotAnAmount> {
                let scaled = value.checked_mul(Decimal::from(10_000)).filter(|scaled| scaled.fract().is_zero());
                let whole = scaled.and_then(|scaled| i64::try_from(scaled.trunc()).ok());
                whole.map($name).ok_or_else(|| NotAnAmount(value.to_string()))
            }
        }

        impl FromStr for $name {
            type Err = NotAnAmount;
            fn from_str(text: &str) -> Result<Self, NotAnAmount> {
                let value = Decimal::from_str(text.trim()).map_err(|_| NotAnAmount(text.to_owned()))?;
                $name::try_from(value)
            }
        }

        impl fmt::Display for $name {
            /// The shortest exact decimal: `18.45`, `10`, `-0.0001`.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.to_decimal(), f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
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

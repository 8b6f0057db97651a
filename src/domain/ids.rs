//! What names a company, an order, a document: validated when made, so that nothing below checks again.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A name, number or key that does not have the form it must have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is not {expected}")]
pub struct BadId {
    pub found: String,
    pub expected: &'static str,
}

fn bad(found: impl Into<String>, expected: &'static str) -> BadId {
    BadId { found: found.into(), expected }
}

/// A number written in digits alone; the standard parser takes a sign as well.
fn digits<N: FromStr>(text: &str) -> Option<N> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// A company's name in the configuration: lower-case letters, digits and hyphens, 1 to 20 characters, which keeps
/// every trace mark within the 50 characters of `REFPPR`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CompanyName(String);

impl CompanyName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CompanyName {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let fits = (1..=20).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        let expected = "a company name (1 to 20 lower-case letters, digits and hyphens)";
        if fits { Ok(Self(text.to_owned())) } else { Err(bad(text, expected)) }
    }
}

/// One exercise: the year of a company file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Year(u16);

impl Year {
    pub fn new(year: u16) -> Option<Self> {
        (1900..=9999).contains(&year).then_some(Self(year))
    }

    pub const fn get(self) -> u16 {
        self.0
    }
}

impl FromStr for Year {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        digits(text).and_then(Year::new).ok_or_else(|| bad(text, "a year (1900 to 9999)"))
    }
}

/// A series (`TIPPCL`, `TIPPPR`): one character, normally `1` to `9`, letters occur. A letter is its capital, since the
/// indexes of a company file do not tell letter case apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Series(char);

impl Series {
    pub const fn get(self) -> char {
        self.0
    }
}

fn capital(char: char) -> char {
    let mut capitals = char.to_uppercase();
    match (capitals.next(), capitals.next()) {
        (Some(only), None) => only,
        _ => char,
    }
}

impl FromStr for Series {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(only), None) if only.is_alphanumeric() => Ok(Self(capital(only))),
            _ => Err(bad(text, "a series (one letter or digit)")),
        }
    }
}

/// A document's number within its series (`CODPCL`, `CODPPR`): 1 to 2,147,483,647, as a Long column holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i32", into = "i32")]
pub struct OrderNumber(i32);

impl OrderNumber {
    pub const FIRST: OrderNumber = OrderNumber(1);
    pub const LAST: OrderNumber = OrderNumber(i32::MAX);

    pub fn new(number: i32) -> Option<Self> {
        (number > 0).then_some(Self(number))
    }

    pub const fn get(self) -> i32 {
        self.0
    }

    pub fn next(self) -> Option<Self> {
        self.0.checked_add(1).map(Self)
    }

    pub fn previous(self) -> Option<Self> {
        OrderNumber::new(self.0 - 1)
    }

    /// The number `below` further down, at least 1.
    pub fn saturating_sub(self, below: u32) -> Self {
        let lower = i64::from(self.0) - i64::from(below);
        Self(i32::try_from(lower.max(1)).expect("between 1 and an i32"))
    }
}

impl FromStr for OrderNumber {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        digits(text).and_then(OrderNumber::new).ok_or_else(|| bad(text, "an order number"))
    }
}

/// An order within its company file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrderId {
    pub series: Series,
    pub number: OrderNumber,
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:06}", self.series, self.number.get())
    }
}

impl FromStr for OrderId {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let expected = "an order (series-number, as in 1-000123)";
        let (series, number) = text.split_once('-').ok_or_else(|| bad(text, expected))?;
        let parsed = series.parse().ok().zip(number.parse().ok());
        parsed.map(|(series, number)| OrderId { series, number }).ok_or_else(|| bad(text, expected))
    }
}

/// A document written into the parent: same form as an order, `7-000042`.
pub type DocumentId = OrderId;

/// An order anywhere in the group: `duofic/2026/1-000123`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrderKey {
    pub company: CompanyName,
    pub year: Year,
    pub id: OrderId,
}

impl fmt::Display for OrderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.company, self.year, self.id)
    }
}

impl FromStr for OrderKey {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let expected = "an order key (company/year/series-number, as in duofic/2026/1-000123)";
        let mut parts = text.split('/');
        let (Some(company), Some(year), Some(id), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(bad(text, expected));
        };
        Ok(OrderKey { company: company.parse()?, year: year.parse()?, id: id.parse()? })
    }
}

impl OrderKey {
    /// The mark that the supplier order made from this order carries in `REFPPR`.
    pub fn trace_mark(&self) -> TraceMark {
        TraceMark(format!("{}{}/{} {}", TraceMark::PREFIX, self.company, self.year, self.id))
    }
}

/// The idempotency key in the parent: `FL duofic/2026 1-000123`, at most 50 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TraceMark(String);

impl TraceMark {
    /// What every mark starts with.
    pub const PREFIX: &str = "FL ";

    /// The mark in a reference, if it is one; blanks around it do not count.
    pub fn parse(reference: &str) -> Option<(TraceMark, OrderKey)> {
        let mark = reference.trim();
        let (company_year, id) = mark.strip_prefix(Self::PREFIX)?.split_once(' ')?;
        let key: OrderKey = format!("{company_year}/{id}").parse().ok()?;
        (key.trace_mark().0 == mark).then(|| (TraceMark(mark.to_owned()), key))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! text_form {
    ($($name:ident),*) => {$(
        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
    )*};
}
text_form!(CompanyName, Series, OrderId, OrderKey);

macro_rules! shown {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}
shown!(CompanyName, Year, Series, OrderNumber, TraceMark);

impl TryFrom<u16> for Year {
    type Error = BadId;
    fn try_from(year: u16) -> Result<Self, BadId> {
        Year::new(year).ok_or_else(|| bad(year.to_string(), "a year (1900 to 9999)"))
    }
}

impl From<Year> for u16 {
    fn from(year: Year) -> u16 {
        year.0
    }
}

impl TryFrom<i32> for OrderNumber {
    type Error = BadId;
    fn try_from(number: i32) -> Result<Self, BadId> {
        OrderNumber::new(number).ok_or_else(|| bad(number.to_string(), "an order number"))
    }
}

impl From<OrderNumber> for i32 {
    fn from(number: OrderNumber) -> i32 {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_key_reads_back_with_and_without_padding() {
        let key: OrderKey = "duofic/2026/1-123".parse().expect("a key");
        assert_eq!(key.to_string(), "duofic/2026/1-000123");
        assert_eq!("duofic/2026/1-000123".parse(), Ok(key));
    }

    #[test]
    fn what_is_no_order_key_is_refused() {
        for text in [
            "",
            "duofic/2026",
            "duofic/2026/1-",
            "duofic/2026/1-0",
            "duofic/2026/1-+5",
            "duofic/2026/1-2147483648",
            "duofic/2026/12-5",
            "duofic/+2026/1-5",
            "duofic/2026/1-5/6",
            "DUOFIC/2026/1-5",
        ] {
            assert!(text.parse::<OrderKey>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_series_that_is_a_letter_is_its_capital() {
        for (text, series) in [("w", "W"), ("W", "W"), ("ñ", "Ñ"), ("7", "7"), ("ß", "ß")] {
            assert_eq!(text.parse::<Series>().expect("a series").to_string(), series);
        }
    }

    #[test]
    fn a_trace_mark_names_its_order_and_nothing_else_parses_as_one() {
        let key: OrderKey = "duofic/2026/1-000123".parse().expect("a key");
        let mark = key.trace_mark();
        assert_eq!(mark.as_str(), "FL duofic/2026 1-000123");
        assert_eq!(TraceMark::parse(" FL duofic/2026 1-000123 "), Some((mark, key)));
        for foreign in
            ["", "FL", "FL duofic/2026", "FL duofic/2026 1-123", "fl duofic/2026 1-000123", "Su ped. FL 1"]
        {
            assert_eq!(TraceMark::parse(foreign), None, "{foreign:?}");
        }
    }

    #[test]
    fn the_longest_mark_fits_its_column() {
        let key: OrderKey = format!("{}/9999/9-{}", "a".repeat(20), i32::MAX).parse().expect("a key");
        assert!(key.trace_mark().as_str().len() <= 50);
    }
}

//! Exact decimal amounts, read from texts and number cells and rounded.
//!
//! Never binary arithmetic: a number cell counts as the shortest decimal that reads back to what it holds.

use super::code::Code;
use super::decimal::{DECIMALS_MAX, push_wide, scale};
use crate::import::profile::Mark;
use rust_decimal::prelude::ToPrimitive;

/// Digits before the mark: |x| ≥ 10^12 is out of range.
const WHOLE_MAX: usize = 12;

/// How the amounts of a column are written, and how many decimals they keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notation {
    pub mark: Mark,
    /// Whether thousands may be grouped.
    pub groups: bool,
    /// At most [`DECIMALS_MAX`].
    pub decimals: u8,
}

/// An amount in units of 10^-decimals of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    pub units: i64,
    /// Decimals that were not nought went.
    pub rounded: bool,
}

/// Reads a cleaned text: `[+-] digits`, groups of three, one mark. The errors are `number`, `ambiguous_number` and
/// `out_of_range`.
pub fn parse(text: &str, notation: Notation) -> Result<Amount, Code> {
    let bytes = text.as_bytes();
    if let Some(units) = plain_units(bytes, notation) {
        return Ok(Amount { units, rounded: false });
    }
    let (negative, body) = match bytes.split_first() {
        Some((b'-', body)) => (true, body),
        Some((b'+', body)) => (false, body),
        _ => (false, bytes),
    };
    let (whole, fraction) = split(body, notation)?;
    let amount = round(whole, fraction, notation.decimals)?;
    Ok(if negative { Amount { units: -amount.units, ..amount } } else { amount })
}

/// What nearly all amounts are: up to twelve digits, at most two behind a mark. Nothing is ambiguous then, or rounded.
pub fn plain_units(bytes: &[u8], notation: Notation) -> Option<i64> {
    let (negative, body) = match bytes {
        [b'-', body @ ..] => (true, body),
        body => (false, body),
    };
    let (mut units, mut digits, mut behind) = (0_i64, 0, None);
    for byte in body {
        match (byte, notation.mark) {
            (b'0'..=b'9', _) => {
                units = units * 10 + i64::from(byte - b'0');
                digits += 1;
                behind = behind.map(|behind: u8| behind + 1);
            }
            (b'.', Mark::Either | Mark::Point) | (b',', Mark::Either | Mark::Comma)
                if behind.is_none() && digits > 0 =>
            {
                behind = Some(0);
            }
            _ => return None,
        }
        if digits > WHOLE_MAX {
            return None;
        }
    }
    let behind_digits = behind.unwrap_or(0);
    let clear = digits > 0 && behind != Some(0) && behind_digits <= notation.decimals.min(2);
    let units = units * scale(usize::from(notation.decimals.min(DECIMALS_MAX).saturating_sub(behind_digits)));
    clear.then_some(if negative { -units } else { units })
}

/// The amount of a number cell; what is no number at all (NaN, infinite) is `number`.
pub fn from_number(number: f64, decimals: u8) -> Result<Amount, Code> {
    if !number.is_finite() {
        return Err(Code::Number);
    }
    if let Some(units) = exact_units(number, decimals) {
        return Ok(Amount { units, rounded: false });
    }
    parse(&number.to_string(), Notation { mark: Mark::Point, groups: false, decimals })
}

/// The amount of an exact decimal of `from` decimals.
pub fn from_decimal(units: i128, from: u8, decimals: u8) -> Result<Amount, Code> {
    let mut text = String::new();
    push_wide(units, from, '.', &mut text);
    parse(&text, Notation { mark: Mark::Point, groups: false, decimals })
}

/// Units of a number that has no more than `decimals`.
///
/// Two decimals of up to 15 digits never share a double. So if a whole number of units below 10^15, divided (and this
/// division is rounded correctly), gives the very number, it is the shortest decimal.
pub fn exact_units(number: f64, decimals: u8) -> Option<i64> {
    let scale = 10_u32.checked_pow(u32::from(decimals))?;
    let units = (number * f64::from(scale)).round();
    let exact = units.abs() < 1e15 && units / f64::from(scale) == number;
    let units = if exact { units.to_i64()? } else { return None };
    (units.unsigned_abs() / u64::from(scale) < 10_u64.pow(12)).then_some(units)
}

/// The digits before the decimal mark, groups and all, and those behind it.
fn split(body: &[u8], notation: Notation) -> Result<(&[u8], &[u8]), Code> {
    let parts = match body.iter().rposition(|byte| !byte.is_ascii_digit()) {
        None => (body, None),
        Some(at) => last_mark(body, at, notation)?,
    };
    let (whole, fraction) = parts;
    let behind = fraction.map_or(&[][..], |(_, digits)| digits);
    let sound = !whole.is_empty() && (fraction.is_none() || !behind.is_empty());
    if !sound || !are_groups(whole, fraction.map(|(mark, _)| mark), notation) {
        return Err(Code::Number);
    }
    Ok((whole, behind))
}

type Parts<'a> = (&'a [u8], Option<(u8, &'a [u8])>);

/// Tells whether the last character that is no digit, at `at`, is the decimal mark, and splits there if it is.
fn last_mark(body: &[u8], at: usize, notation: Notation) -> Result<Parts<'_>, Code> {
    let Some((whole, [mark, behind @ ..])) = body.split_at_checked(at) else {
        return Err(Code::Number);
    };
    let decimal = match (notation.mark, mark) {
        (Mark::Comma, b',') | (Mark::Point, b'.') => true,
        (Mark::Either, b',' | b'.') => {
            let alone = whole.iter().all(u8::is_ascii_digit);
            let ambiguous = behind.len() == 3 && (1..=3).contains(&whole.len()) && whole != b"0";
            if alone && ambiguous && notation.groups {
                return Err(Code::AmbiguousNumber);
            }
            alone || !whole.contains(mark)
        }
        (_, b',' | b'.' | b' ') => false,
        _ => return Err(Code::Number),
    };
    Ok(if decimal { (whole, Some((*mark, behind))) } else { (body, None) })
}

/// Whether digits are grouped well: not at all, or by threes with one kind of mark that is not the decimal one.
fn are_groups(whole: &[u8], decimal: Option<u8>, notation: Notation) -> bool {
    let Some(group) = whole.iter().copied().find(|byte| !byte.is_ascii_digit()) else {
        return true;
    };
    let allowed = notation.groups && matches!(group, b'.' | b',' | b' ') && decimal != Some(group);
    let mut groups = whole.split(|byte| *byte == group);
    let first = groups.next().unwrap_or_default();
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    allowed
        && (1..=3).contains(&first.len())
        && digits(first)
        && groups.all(|part| part.len() == 3 && digits(part))
}

/// Rounds half away from nought. `whole` may hold marks of groups.
fn round(whole: &[u8], fraction: &[u8], decimals: u8) -> Result<Amount, Code> {
    let decimals = usize::from(decimals.min(DECIMALS_MAX));
    let digit = |byte: &u8| i64::from(byte.wrapping_sub(b'0'));
    let mut units = 0;
    let mut count = 0;
    for value in whole.iter().filter(|byte| byte.is_ascii_digit()).map(digit) {
        count += usize::from(count > 0 || value > 0);
        if count > WHOLE_MAX {
            return Err(Code::OutOfRange);
        }
        units = units * 10 + value;
    }
    let kept = fraction.iter().map(digit).chain(std::iter::repeat(0)).take(decimals);
    units = kept.fold(units, |units, value| units * 10 + value);
    let rest = fraction.get(decimals..).unwrap_or_default();
    units += i64::from(rest.first().is_some_and(|byte| *byte >= b'5'));
    if units >= 10_i64.pow(12) * scale(decimals) {
        return Err(Code::OutOfRange);
    }
    Ok(Amount { units, rounded: rest.iter().any(|byte| *byte != b'0') })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EITHER: Notation = Notation { mark: Mark::Either, groups: true, decimals: 2 };

    fn read(text: &str, mark: Mark) -> Result<i64, Code> {
        parse(text, Notation { mark, ..EITHER }).map(|amount| amount.units)
    }

    fn either(text: &str) -> Result<i64, Code> {
        read(text, Mark::Either)
    }

    #[test]
    fn amounts_are_read_with_either_mark_and_with_groups() {
        let good = [
            ("0", 0),
            ("118", 11800),
            ("118.5", 11850),
            ("118,5", 11850),
            ("+1234.5", 123_450),
            ("-1234,56", -123_456),
            ("1,234.56", 123_456),
            ("1.234,56", 123_456),
            ("1 234,56", 123_456),
            ("1 234", 123_400),
            ("1.234.567", 123_456_700),
            ("1,234,567", 123_456_700),
            ("0.123", 12),
            ("0,125", 13),
            ("1234.567", 123_457),
            ("1 234,567", 123_457),
            ("1.234,5678", 123_457),
            ("000000000000001.1", 110),
            ("-0.001", 0),
        ];
        for (text, units) in good {
            assert_eq!(either(text), Ok(units), "{text}");
        }
    }

    #[test]
    fn one_mark_before_three_digits_is_ambiguous_if_either_may_be_the_decimal_one() {
        for text in ["1,234", "1.234", "-12.345", "123,456", "00.123"] {
            assert_eq!(either(text), Err(Code::AmbiguousNumber), "{text}");
        }
        assert_eq!(read("1.234", Mark::Comma), Ok(123_400));
        assert_eq!(read("1,234", Mark::Comma), Ok(123));
        assert_eq!(read("1,234", Mark::Point), Ok(123_400));
        assert_eq!(read("12.50", Mark::Comma), Err(Code::Number));
        assert_eq!(read("1,234,567", Mark::Comma), Err(Code::Number));
        let rate = Notation { groups: false, decimals: 3, ..EITHER };
        assert_eq!(parse("3,789", rate).map(|amount| amount.units), Ok(3789));
        assert_eq!(parse("1.234.567", rate), Err(Code::Number));
        assert_eq!(parse("1 234", rate), Err(Code::Number));
    }

    #[test]
    fn what_is_no_plain_amount_is_refused() {
        let bad = [
            "",
            "-",
            "+",
            ".",
            ".5",
            "5.",
            "(18.00)",
            "118.00-",
            "S/ 1",
            "1E+02",
            "1E3",
            "1_000",
            "1_000.5",
            "1e2",
            "NaN",
            "inf",
            "1__0",
            "\u{2212}5",
            "- 5",
            "1.23.456",
            "1,2345.6",
            "12.345.67",
            "1.234 567",
            "1..5",
            "1 2345",
            "1,234.567,8",
            "１２",
            "1 ,5",
            "$1",
            "1%",
        ];
        for text in bad {
            assert_eq!(either(text), Err(Code::Number), "{text:?}");
        }
    }

    #[test]
    fn rounding_goes_half_away_from_nought_and_is_told() {
        let parsed = |text: &str| parse(text, EITHER).expect("an amount");
        assert_eq!(parsed("1001.005"), Amount { units: 100_101, rounded: true });
        assert_eq!(parsed("10.1250"), Amount { units: 1013, rounded: true });
        assert_eq!(parsed("10.1200"), Amount { units: 1012, rounded: false });
        assert_eq!(from_number(1.005, 2), Ok(Amount { units: 101, rounded: true }));
        assert_eq!(from_number(-1.005, 2), Ok(Amount { units: -101, rounded: true }));
        assert_eq!(from_number(-0.001, 2), Ok(Amount { units: 0, rounded: true }));
        assert_eq!(from_number(84.745_762_711_864_42, 2), Ok(Amount { units: 8475, rounded: true }));
        assert_eq!(from_number(0.1 + 0.2, 2), Ok(Amount { units: 30, rounded: true }));
        assert_eq!(from_number(768.8, 2), Ok(Amount { units: 76880, rounded: false }));
    }

    #[test]
    fn a_million_millions_is_out_of_range() {
        assert_eq!(either("999999999999.99"), Ok(99_999_999_999_999));
        for text in ["1000000000000", "999999999999.995", "-1000000000000.00", "99999999999999999999999999"] {
            assert_eq!(either(text), Err(Code::OutOfRange), "{text}");
        }
        assert_eq!(from_number(1e12, 2), Err(Code::OutOfRange));
        assert_eq!(from_number(-1e300, 2), Err(Code::OutOfRange));
        assert_eq!(from_number(5e-324, 2), Ok(Amount { units: 0, rounded: true }));
        assert_eq!(from_number(f64::NAN, 2), Err(Code::Number));
        assert_eq!(from_decimal(1_234_500, 4, 2), Ok(Amount { units: 12345, rounded: false }));
    }

    proptest! {
        #[test]
        fn the_fast_way_of_a_number_cell_is_that_of_its_shortest_decimal(
            number: f64,
            cents in -1_000_000_000_i64..1_000_000_000,
            decimals in 0_u8..=6,
        ) {
            let plain = Notation { mark: Mark::Point, groups: false, decimals };
            for number in [number, cents as f64 / 100.0, cents as f64 / 1000.0, cents as f64 * 0.01] {
                if number.is_finite() {
                    prop_assert_eq!(from_number(number, decimals), parse(&number.to_string(), plain));
                }
            }
        }

        #[test]
        fn the_fast_way_of_a_text_says_what_the_slow_one_says(
            text in "-?[0-9]{0,14}[.,]?[0-9]{0,4}",
            groups: bool,
            decimals in 0_u8..=6,
        ) {
            for mark in [Mark::Either, Mark::Comma, Mark::Point] {
                let notation = Notation { mark, groups, decimals };
                // A plus sign means nothing, but the fast way does not know it.
                let (sign, digits) = text.strip_prefix('-').map_or((1, text.as_str()), |digits| (-1, digits));
                let slow = parse(&format!("+{digits}"), notation).map(|amount| sign * amount.units);
                prop_assert_eq!(parse(&text, notation).map(|amount| amount.units), slow);
            }
        }

        #[test]
        fn no_text_panics(text in "[-+0-9., ]{0,40}|\\PC*", groups: bool, decimals in 0_u8..=6) {
            for mark in [Mark::Either, Mark::Comma, Mark::Point] {
                let _ = parse(&text, Notation { mark, groups, decimals });
            }
        }
    }
}

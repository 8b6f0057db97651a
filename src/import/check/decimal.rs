//! Decimals as whole numbers of a small unit: scaled, and written with all their places.

use std::fmt::Write;

/// The decimals that a column may have at most; limits and tolerances of a profile are kept with so many.
pub const DECIMALS_MAX: u8 = 6;

/// 10^decimals, for at most [`DECIMALS_MAX`].
pub fn scale(decimals: usize) -> i64 {
    const POWERS: [i64; 7] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];
    POWERS.get(decimals).copied().unwrap_or(1)
}

/// Units of `decimals` as millionths, in which profiles keep limits and tolerances.
pub fn millionths(units: i64, decimals: u8) -> i128 {
    i128::from(units) * i128::from(scale(usize::from(DECIMALS_MAX.saturating_sub(decimals))))
}

/// Writes an amount with all its decimals, no groups, and no sign of nought.
pub fn push_amount(units: i64, decimals: u8, mark: char, out: &mut String) {
    let mut digits = [b'0'; 20];
    let mut rest = units.unsigned_abs();
    let mut used = 0;
    for place in digits.iter_mut().rev() {
        if rest == 0 && used > usize::from(decimals) {
            break;
        }
        *place = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        used += 1;
    }
    let text = digits.get(digits.len() - used..).and_then(|digits| std::str::from_utf8(digits).ok());
    let (whole, fraction) = text.unwrap_or("0").split_at(used.saturating_sub(usize::from(decimals)));
    if units < 0 {
        out.push('-');
    }
    out.push_str(whole);
    if !fraction.is_empty() {
        out.push(mark);
        out.push_str(fraction);
    }
}

/// The same of a wide number: sums.
pub fn push_wide(units: i128, decimals: u8, mark: char, out: &mut String) {
    let sign = if units < 0 { "-" } else { "" };
    let width = usize::from(decimals) + 1;
    let digits = format!("{:0width$}", units.unsigned_abs());
    let (whole, fraction) = digits.split_at(digits.len().saturating_sub(usize::from(decimals)));
    out.push_str(sign);
    out.push_str(whole);
    if !fraction.is_empty() {
        out.push(mark);
        out.push_str(fraction);
    }
}

/// Writes the shortest decimal of a number: no exponent, whole numbers without a point.
pub fn push_number(number: f64, out: &mut String) {
    // Writing into a string never fails. Minus nought is nought.
    let _ = write!(out, "{}", if number == 0.0 { 0.0 } else { number });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::check::amount::{Amount, Notation, parse};
    use crate::import::profile::Mark;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_written_without_exponent() {
        let written = |number| {
            let mut out = String::new();
            push_number(number, &mut out);
            out
        };
        assert_eq!(written(20_900_000_000.0), "20900000000");
        assert_eq!(written(800.5), "800.5");
        assert_eq!(written(-0.0), "0");
        assert_eq!(written(1e21), "1000000000000000000000");
    }

    fn written(units: i64, decimals: u8) -> String {
        let mut out = String::new();
        push_amount(units, decimals, '.', &mut out);
        out
    }

    #[test]
    fn nought_and_extremes_are_written_whole() {
        assert_eq!(written(0, 2), "0.00");
        assert_eq!(written(-5, 2), "-0.05");
        assert_eq!(written(7, 0), "7");
        assert_eq!(written(i64::MIN, 6), "-9223372036854.775808");
        assert_eq!(written(i64::MIN, 0), "-9223372036854775808");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_the_same(
            units in -999_999_999_999_999_999_i64..1_000_000_000_000_000_000,
            decimals in 0_u8..=6,
        ) {
            let units = units / 10_i64.pow(6 - u32::from(decimals));
            let notation = Notation { mark: Mark::Point, groups: true, decimals };
            let text = written(units, decimals);
            prop_assert_eq!(parse(&text, notation), Ok(Amount { units, rounded: false }));
            let mut wide = String::new();
            push_wide(i128::from(units), decimals, '.', &mut wide);
            prop_assert_eq!(wide, text);
        }
    }
}

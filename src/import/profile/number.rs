//! Decimals and durations as profiles write them.

use std::time::Duration;

/// Whole digits of the largest number that can be written: amounts stay below 10^12, and computed ones have room.
const WHOLE_DIGITS_MAX: usize = 15;
const DECIMALS_MAX: usize = 6;

/// Reads `12`, `-0.05`, `+1.5`: digits, then perhaps a point with one to six digits behind it. The result is in
/// millionths.
pub(in crate::import) fn millionths(text: &str) -> Option<i128> {
    scaled(text, DECIMALS_MAX)
}

/// Like [`millionths`], and `30%` is 0.30.
pub(super) fn share(text: &str) -> Option<i128> {
    match text.strip_suffix('%') {
        Some(percent) => scaled(percent.trim_end(), DECIMALS_MAX - 2),
        None => millionths(text),
    }
}

/// The number times 10^`decimals`.
fn scaled(text: &str, decimals: usize) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, behind) = match digits.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (digits, ""),
    };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = (1..=WHOLE_DIGITS_MAX).contains(&whole.len()) && behind.len() <= decimals;
    if !fits || !is_digits(whole) || !is_digits(behind) {
        return None;
    }
    let number: i128 = format!("{whole}{behind:0<decimals$}").parse().ok()?;
    Some(if negative { -number } else { number })
}

/// Reads `500ms`, `2s`, `30m`, `1h`, `40d`: at most ten years.
pub(super) fn duration(text: &str) -> Option<Duration> {
    const UNITS: [(&str, u64); 5] =
        [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
    let (count, unit) = UNITS.iter().find_map(|(name, unit)| Some((text.strip_suffix(name)?, unit)))?;
    let is_count = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
    let milliseconds = is_count.then_some(count)?.parse::<u64>().ok()?.checked_mul(*unit)?;
    (milliseconds <= 3_650 * 86_400_000).then_some(Duration::from_millis(milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact_and_nothing_else_is_one() {
        for (text, value) in
            [("0", 0), ("0.05", 50_000), ("-1.5", -1_500_000), ("+007", 7_000_000), ("0.000001", 1)]
        {
            assert_eq!(millionths(text), Some(value), "{text}");
        }
        for text in ["", "-", ".5", "5.", "1e3", "1,5", "0.0000001", "1 000", "٣", "--1", "1234567890123456"]
        {
            assert_eq!(millionths(text), None, "{text}");
        }
    }

    #[test]
    fn a_share_is_a_number_or_a_percentage() {
        assert_eq!(share("30%"), share("0.30"));
        assert_eq!(share("0.0001%"), Some(1));
        assert_eq!(share("10 %"), Some(100_000));
        assert_eq!((share("%"), share("0.00001%"), share("30%%")), (None, None, None));
    }

    #[test]
    fn a_duration_is_a_number_and_its_unit() {
        assert_eq!(duration("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(duration("2s"), Some(Duration::from_secs(2)));
        assert_eq!(duration("30m"), Some(Duration::from_secs(1_800)));
        assert_eq!(duration("40d"), Some(Duration::from_secs(40 * 86_400)));
        for text in ["", "s", "2", "2 s", "-2s", "2w", "2.5h", "99999999999999999999s", "3651d", "2ß", "ms"]
        {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}

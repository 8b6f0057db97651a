//! Numbers as people read them: `2,010,623.23` in English, `2.010.623,23` in Spanish. Programs get them plain.

use super::words::visible;
use crate::domain::Lang;

/// Between groups of three, and before the decimals.
fn marks(lang: Lang) -> (char, char) {
    match lang {
        Lang::En => (',', '.'),
        Lang::Es => ('.', ','),
    }
}

/// A number of things.
pub fn count(count: u64, lang: Lang) -> String {
    grouped(&count.to_string(), marks(lang).0)
}

/// A plain decimal such as `-2010623.23`; what is none is a value from outside like any other.
pub fn amount(plain: &str, lang: Lang) -> String {
    let (group, mark) = marks(lang);
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |digits| ("-", digits));
    let (whole, decimals) = digits.split_once('.').map_or((digits, None), |(a, b)| (a, Some(b)));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !decimals.is_none_or(is_number) {
        return visible(plain);
    }
    let decimals = decimals.map(|decimals| format!("{mark}{decimals}")).unwrap_or_default();
    format!("{sign}{}{decimals}", grouped(whole, group))
}

/// Tenths of a second, as `4.1`, and whole minutes above them.
pub fn seconds(duration_ms: u64, lang: Lang) -> (u64, String) {
    let (minutes, rest) = (duration_ms / 60_000, duration_ms % 60_000);
    let seconds = if minutes > 0 {
        (rest / 1_000).to_string()
    } else {
        format!("{}{}{}", rest / 1_000, marks(lang).1, rest % 1_000 / 100)
    };
    (minutes, seconds)
}

fn grouped(digits: &str, mark: char) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_in_groups_of_three() {
        assert_eq!(
            [0, 999, 2_004, 1_048_575].map(|n| count(n, Lang::En)),
            ["0", "999", "2,004", "1,048,575"]
        );
        assert_eq!(count(2_004, Lang::Es), "2.004");
        assert_eq!(amount("2010623.23", Lang::En), "2,010,623.23");
        assert_eq!(amount("-2010623.23", Lang::Es), "-2.010.623,23");
        assert_eq!(amount("96.6", Lang::Es), "96,6");
        for text in ["", "-", "1.", ".5", "1,5", "x", "1.2.3"] {
            assert_eq!(amount(text, Lang::Es), text);
        }
    }

    #[test]
    fn a_duration_has_tenths_until_it_has_minutes() {
        assert_eq!(seconds(4_100, Lang::En), (0, "4.1".to_owned()));
        assert_eq!(seconds(49, Lang::Es), (0, "0,0".to_owned()));
        assert_eq!(seconds(125_900, Lang::En), (2, "5".to_owned()));
    }
}

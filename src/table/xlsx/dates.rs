//! Days as workbooks count them, and number formats that show a day.

use chrono::{Days, NaiveDate};

/// From which day a workbook counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum DateSystem {
    /// Day 1 is 1 January 1900, and day 60 a 29 February that never was.
    #[default]
    From1900,
    /// Day 0 is 1 January 1904.
    From1904,
}

/// The last day that workbooks know, 31 December 9999, counted from 1900.
const LAST: u32 = 2_958_465;

/// The day of a number, its time dropped; `None` where the number is no day.
pub(super) fn day(number: f64, system: DateSystem) -> Option<NaiveDate> {
    let serial = whole(number)?;
    let (base, days) = match system {
        DateSystem::From1900 if serial < 60 => (NaiveDate::from_ymd_opt(1899, 12, 31)?, serial),
        DateSystem::From1900 => (NaiveDate::from_ymd_opt(1899, 12, 30)?, serial),
        DateSystem::From1904 => (NaiveDate::from_ymd_opt(1904, 1, 1)?, serial),
    };
    let is_day = system == DateSystem::From1904 || (serial != 0 && serial != 60);
    let date = base.checked_add_days(Days::new(days))?;
    (is_day && date <= NaiveDate::from_ymd_opt(9999, 12, 31)?).then_some(date)
}

/// The whole part of a number that may be a day: the largest day that is not greater. A cast would do it, but this
/// folder does without.
fn whole(number: f64) -> Option<u64> {
    if !(0.0..f64::from(LAST + 1)).contains(&number) {
        return None;
    }
    let (mut low, mut high) = (0, LAST + 1);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if f64::from(middle) <= number { low = middle } else { high = middle }
    }
    Some(u64::from(low))
}

/// Whether one of the formats that workbooks know by number shows a day, a month with its year, or a year.
pub(super) fn is_known_date(format: u32) -> bool {
    matches!(format, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58)
}

/// Whether a format's code shows a day or a year: a `d` or `y` that is not quoted, escaped, or in brackets.
pub(super) fn is_date_code(code: &str) -> bool {
    let mut chars = code.chars();
    while let Some(char) = chars.next() {
        match char {
            '"' => drop(chars.by_ref().find(|char| *char == '"')),
            '[' => drop(chars.by_ref().find(|char| *char == ']')),
            '\\' | '_' | '*' => drop(chars.next()),
            'd' | 'D' | 'y' | 'Y' => return true,
            _ => {}
        }
    }
    false
}

/// The day of an ISO text, whose time, if any, is dropped.
pub(super) fn iso_day(text: &str) -> Option<NaiveDate> {
    let (day, time) = text.trim().split_at_checked(10)?;
    let is_time = time.is_empty() || time.starts_with(['T', ' ']);
    let is_plain = day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    (is_time && is_plain).then(|| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, day)
    }

    #[test]
    fn days_from_1900_have_a_false_29_february() {
        let day = |number| day(number, DateSystem::From1900);
        assert_eq!(day(1.0), date(1900, 1, 1));
        assert_eq!(day(59.0), date(1900, 2, 28));
        assert_eq!(day(60.0), None);
        assert_eq!(day(61.0), date(1900, 3, 1));
        assert_eq!(day(46_296.999_99), date(2026, 10, 1));
        assert_eq!(day(2_958_465.5), date(9999, 12, 31));
        for none in [0.0, 0.75, -1.0, 2_958_466.0, f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(day(none), None, "{none}");
        }
    }

    #[test]
    fn days_from_1904_begin_at_0() {
        let day = |number| day(number, DateSystem::From1904);
        assert_eq!(day(0.0), date(1904, 1, 1));
        assert_eq!(day(44_834.0), date(2026, 10, 1));
        assert_eq!(day(2_958_465.0), None);
    }

    #[test]
    fn formats_with_a_day_or_a_year_are_dates() {
        for code in ["dd/mm/yyyy", "[$-40A]d \"de\" mmmm;@", "mmm-yy", "[Red]yyyy", "0\\d y", "D"] {
            assert!(is_date_code(code), "{code}");
        }
        for code in [
            "General",
            "0.00",
            "h:mm:ss",
            "[h]:mm",
            "[Red]0",
            "0 \"days\"",
            "0\\d",
            "0_d",
            "*d0",
            "mmm",
            "\"d",
            "[d",
        ] {
            assert!(!is_date_code(code), "{code}");
        }
        assert!(is_known_date(14) && is_known_date(22));
        assert!(!is_known_date(0) && !is_known_date(20) && !is_known_date(46) && !is_known_date(164));
    }

    #[test]
    fn iso_texts_are_days() {
        assert_eq!(iso_day("2026-10-31"), date(2026, 10, 31));
        assert_eq!(iso_day("2026-10-31T12:30:00Z"), date(2026, 10, 31));
        for none in ["", "12:30:00", "2026-02-30", "2026-10-31x", "+026-10-31", "31/10/2026", "2026-10-3"] {
            assert_eq!(iso_day(none), None, "{none}");
        }
    }
}

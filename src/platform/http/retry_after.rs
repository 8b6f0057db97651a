//! How long a platform asks to be left alone.

use chrono::DateTime;
use std::time::Duration;

/// A platform that asks for more is not obeyed to the letter; the run ends long before.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);

/// The pause that `Retry-After` asks for, in seconds or until a date. `now`: milliseconds since 1970 UTC.
pub(super) fn pause(header: &str, now: i64) -> Option<Duration> {
    let header = header.trim();
    let wait = if header.bytes().all(|byte| byte.is_ascii_digit()) && !header.is_empty() {
        header.parse().map_or(LONGEST, Duration::from_secs)
    } else {
        Duration::from_millis(u64::try_from(date(header)?.saturating_sub(now)).unwrap_or(0))
    };
    Some(wait.min(LONGEST))
}

/// A date of HTTP in milliseconds since 1970 UTC.
pub(super) fn date(header: &str) -> Option<i64> {
    DateTime::parse_from_rfc2822(header.trim()).ok().map(|date| date.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 784_111_777_000;

    fn seconds(header: &str) -> Option<u64> {
        pause(header, NOW).map(|wait| wait.as_secs())
    }

    #[test]
    fn seconds_and_dates_are_pauses() {
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds(" 0 "), Some(0));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:39 GMT"), Some(2));
    }

    #[test]
    fn a_date_that_is_over_is_no_pause_and_a_century_is_a_week() {
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:30 GMT"), Some(0));
        assert_eq!(seconds("99999999999999999999999999"), Some(7 * 24 * 3600));
        assert_eq!(seconds("Sat, 06 Nov 2094 08:49:37 GMT"), Some(7 * 24 * 3600));
    }

    #[test]
    fn anything_else_says_nothing() {
        for header in ["", "soon", "-1", "1.5", "Sun, 99 Nov 1994 08:49:39 GMT"] {
            assert_eq!(seconds(header), None, "{header}");
        }
    }
}

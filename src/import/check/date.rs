//! Days: of texts, of the serial numbers of workbooks, and written again.

use crate::import::profile::DateForm;
use chrono::{Days, NaiveDate};
use rust_decimal::prelude::ToPrimitive;

/// Bare numbers that are days in a date column: 1990 to 2099.
const SERIALS: std::ops::RangeInclusive<i64> = 32_874..=73_050;

/// Reads a day in one of some forms; none named: `d/m/yyyy` and `yyyy-mm-dd`. A time that follows is dropped.
pub fn parse(text: &str, forms: &[DateForm]) -> Option<NaiveDate> {
    if forms.is_empty() {
        return parse_form(text, DateForm::DayFirst).or_else(|| parse_form(text, DateForm::Iso));
    }
    forms.iter().find_map(|form| parse_form(text, *form))
}

fn parse_form(text: &str, form: DateForm) -> Option<NaiveDate> {
    if form == DateForm::DayFirst
        && let [d, e, b'/', m, n, b'/', year @ ..] = text.as_bytes()
        && let Ok(year) = <[u8; 4]>::try_from(year)
    {
        return ymd(digits(&year)?, digits(&[*m, *n])?, digits(&[*d, *e])?);
    }
    let (day, time) = match text.find([' ', 'T']) {
        None => (text, None),
        Some(at) => text.split_at_checked(at).map(|(day, time)| (day, time.get(1..)))?,
    };
    if !time.is_none_or(is_time) {
        return None;
    }
    match form {
        DateForm::DayFirst => day_first(day),
        DateForm::Iso => iso(day),
        DateForm::Compact => compact(day),
    }
}

/// The day of a bare number in a date column: its serial number, or `yyyymmdd` where that is a form of texts.
pub fn from_number(number: f64, forms: &[DateForm]) -> Option<NaiveDate> {
    let compact = || forms.contains(&DateForm::Compact).then(|| compact(&number.to_string())).flatten();
    from_serial(number).or_else(compact)
}

/// The day of a serial number, without its time of the day; 1 is 1 January 1900.
fn from_serial(serial: f64) -> Option<NaiveDate> {
    let whole = serial.floor().to_i64().filter(|whole| SERIALS.contains(whole))?;
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    epoch.checked_add_days(Days::new(u64::try_from(whole).ok()?))
}

fn digits(bytes: &[u8]) -> Option<u32> {
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
    bytes.iter().try_fold(0, |number, byte| Some(number * 10 + digit(byte)?))
}

fn day_first(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    ymd(number(year, 4)?, number(month, 2)?, number(day, 2)?)
}

fn iso(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || month.len() != 2 || day.len() != 2 {
        return None;
    }
    ymd(number(year, 4)?, number(month, 2)?, number(day, 2)?)
}

fn compact(text: &str) -> Option<NaiveDate> {
    let (year, rest) = text.split_at_checked(4).filter(|_| text.len() == 8)?;
    let (month, day) = rest.split_at_checked(2)?;
    ymd(number(year, 4)?, number(month, 2)?, number(day, 2)?)
}

/// `h:mm`, with optional seconds, fraction and `Z`.
fn is_time(text: &str) -> bool {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let (clock, fraction) = text.split_once('.').map_or((text, None), |(clock, rest)| (clock, Some(rest)));
    let mut parts = clock.split(':');
    let hour = parts.next().and_then(|part| number(part, 2)).is_some_and(|hour| hour < 24);
    let below_60 = |part: &str| part.len() == 2 && number(part, 2).is_some_and(|value| value < 60);
    let minute = parts.next().is_some_and(below_60);
    let second = parts.next();
    let fraction = fraction.is_none_or(|digits| second.is_some() && number(digits, 9).is_some());
    hour && minute && second.is_none_or(below_60) && parts.next().is_none() && fraction
}

/// A number of one to `width` ASCII digits.
fn number(text: &str, width: usize) -> Option<u32> {
    if (1..=width).contains(&text.len()) { digits(text.as_bytes()) } else { None }
}

fn ymd(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok().filter(|year| *year > 0)?, month, day)
}

/// Writes a day in one of the forms of an output.
pub fn push_date(date: NaiveDate, form: DateForm, out: &mut String) {
    use chrono::Datelike;
    let year = date.year().unsigned_abs();
    let (century, year) = (two_digits(year / 100), two_digits(year));
    let (month, day) = (two_digits(date.month()), two_digits(date.day()));
    let parts: [&[char]; 6] = match form {
        DateForm::DayFirst => [&day, &['/'], &month, &['/'], &century, &year],
        DateForm::Iso => [&century, &year, &['-'], &month, &['-'], &day],
        DateForm::Compact => [&century, &year, &month, &day, &[], &[]],
    };
    out.extend(parts.into_iter().flatten());
}

/// The last two digits of a number.
fn two_digits(number: u32) -> [char; 2] {
    let digit = |value: u32| char::from_digit(value % 10, 10).unwrap_or('0');
    [digit(number / 10), digit(number)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day")
    }

    #[test]
    fn days_are_read_with_and_without_a_time() {
        let texts = [
            "05/10/2026",
            "5/10/2026",
            "2026-10-05",
            "2026-10-05T13:45:00",
            "2026-10-05 00:00:00.000",
            "5/10/2026 0:00",
            "05/10/2026 23:59:59",
            "2026-10-05T00:00:00Z",
        ];
        for text in texts {
            assert_eq!(parse(text, &[]), Some(day(2026, 10, 5)), "{text}");
        }
    }

    #[test]
    fn nothing_else_is_a_day() {
        let texts = [
            "",
            "31/11/2026",
            "10/31/2026",
            "05/10/26",
            "46304",
            "5-10-2026",
            "2026/10/05",
            "2026-1-5",
            "05.10.2026",
            "hoy",
            "05/10/2026 24:00",
            "05/10/2026 1",
            "05/10/2026 ",
            "05/10/2026 10:5",
            "/10/2026",
            "005/10/2026",
            "0/1/2026",
            "29/02/2026",
            "٠٥/10/2026",
            "+5/10/2026",
            "05/10/0000",
            "5/10/2026/",
            "2026-10-05T10:00.5",
        ];
        for text in texts {
            assert_eq!(parse(text, &[]), None, "{text:?}");
        }
    }

    #[test]
    fn only_the_forms_that_a_column_names_are_read() {
        assert_eq!(parse("20261005", &[DateForm::Compact]), Some(day(2026, 10, 5)));
        assert_eq!(parse("20261005", &[]), None);
        assert_eq!(parse("05/10/2026", &[DateForm::Iso, DateForm::Compact]), None);
        assert_eq!(parse("2026-10-05", &[DateForm::Compact, DateForm::Iso]), Some(day(2026, 10, 5)));
        assert_eq!(from_number(20_261_005.0, &[DateForm::Compact]), Some(day(2026, 10, 5)));
        assert_eq!(from_number(20_261_005.0, &[]), None);
    }

    #[test]
    fn serials_are_days_of_the_years_1990_to_2099() {
        assert_eq!(from_serial(46_304.0), Some(day(2026, 10, 9)));
        assert_eq!(from_serial(46_304.75), Some(day(2026, 10, 9)));
        assert_eq!(from_serial(32_874.0), Some(day(1990, 1, 1)));
        assert_eq!(from_serial(73_050.0), Some(day(2099, 12, 31)));
        for number in [32_873.9, 73_051.0, -1.0, 0.0, f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(from_serial(number), None, "{number}");
        }
    }

    proptest! {
        #[test]
        fn a_written_day_reads_back_the_same(days in 1_i32..3_000_000) {
            let date = NaiveDate::from_num_days_from_ce_opt(days).expect("a day");
            for form in [DateForm::DayFirst, DateForm::Iso, DateForm::Compact] {
                let mut text = String::new();
                push_date(date, form, &mut text);
                prop_assert_eq!(parse(&text, &[form]), Some(date));
            }
        }

        #[test]
        fn no_text_panics(text in "[0-9/T: -]{0,30}|\\PC*") {
            for form in [DateForm::DayFirst, DateForm::Iso, DateForm::Compact] {
                let _ = parse(&text, &[form]);
            }
        }
    }
}

//! The stretch of time that a job is about.

use crate::state::import_name::JobName;
use chrono::NaiveDate;
use std::fmt;
use std::str::FromStr;

/// The months as file names and folders have them, in Spanish capitals; the first spelling is what is written.
const MONTHS: [&[&str]; 12] = [
    &["ENERO"],
    &["FEBRERO"],
    &["MARZO"],
    &["ABRIL"],
    &["MAYO"],
    &["JUNIO"],
    &["JULIO"],
    &["AGOSTO"],
    &["SETIEMBRE", "SEPTIEMBRE"],
    &["OCTUBRE"],
    &["NOVIEMBRE"],
    &["DICIEMBRE"],
];

/// A month, a year, or none. Written `2026-10`, `2026` or as nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    Month { year: u16, month: u8 },
    Year(u16),
    None,
}

/// A text that is no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a period: YYYY-MM or YYYY is needed")]
pub struct NotAPeriod(pub String);

impl Period {
    /// A month of a year between 1900 and 2199.
    pub fn month(year: u16, month: u8) -> Option<Period> {
        ((1900..2200).contains(&year) && (1..=12).contains(&month)).then_some(Period::Month { year, month })
    }

    pub fn year(year: u16) -> Option<Period> {
        (1900..2200).contains(&year).then_some(Period::Year(year))
    }

    /// That of a job.
    pub fn of_job(name: &JobName) -> Period {
        name.period().parse().unwrap_or(Period::None)
    }

    /// Its first and its last day; a job without a period has neither.
    pub fn days(self) -> Option<(NaiveDate, NaiveDate)> {
        let (first, next) = match self {
            Period::Month { year, month } => {
                let (year, month) = (i32::from(year), u32::from(month));
                let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
                ((year, month), next)
            }
            Period::Year(year) => ((i32::from(year), 1), (i32::from(year) + 1, 1)),
            Period::None => return None,
        };
        let first = NaiveDate::from_ymd_opt(first.0, first.1, 1)?;
        Some((first, NaiveDate::from_ymd_opt(next.0, next.1, 1)?.pred_opt()?))
    }

    /// What a placeholder stands for: `yyyy yy mm month period`.
    pub fn value(self, placeholder: &str) -> Option<String> {
        let (year, month) = match self {
            Period::Month { year, month } => (Some(year), Some(month)),
            Period::Year(year) => (Some(year), None),
            Period::None => (None, None),
        };
        match placeholder {
            "yyyy" => year.map(|year| format!("{year:04}")),
            "yy" => year.map(|year| format!("{:02}", year % 100)),
            "mm" => month.map(|month| format!("{month:02}")),
            "month" => month.and_then(month_name).map(str::to_owned),
            "period" => Some(self.to_string()),
            _ => None,
        }
    }

    /// The spellings of a month's name, by its number.
    pub fn month_names(month: u8) -> &'static [&'static str] {
        usize::from(month).checked_sub(1).and_then(|at| MONTHS.get(at)).copied().unwrap_or_default()
    }
}

fn month_name(month: u8) -> Option<&'static str> {
    Period::month_names(month).first().copied()
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Period::Year(year) => write!(f, "{year:04}"),
            Period::None => Ok(()),
        }
    }
}

/// Reads what [`Display`](fmt::Display) writes, but for nothing.
impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Period, NotAPeriod> {
        let digits = |part: &str, len| part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit());
        let period = match text.split_once('-') {
            Some((year, month)) if digits(year, 4) && digits(month, 2) => {
                year.parse().ok().zip(month.parse().ok()).and_then(|(year, month)| Period::month(year, month))
            }
            None if digits(text, 4) => text.parse().ok().and_then(Period::year),
            _ => None,
        };
        period.ok_or_else(|| NotAPeriod(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_read_as_it_is_written() {
        for text in ["2026-10", "2026", "1999-01"] {
            assert_eq!(text.parse::<Period>().expect("a period").to_string(), text);
        }
        for text in ["", "2026-13", "2026-00", "26-10", "2026-1", "10-2026", "2026-10-01", "２０２６"] {
            assert_eq!(text.parse::<Period>(), Err(NotAPeriod(text.to_owned())));
        }
    }

    #[test]
    fn its_days_are_the_first_and_the_last_of_the_calendar() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a day");
        let february = Period::month(2024, 2).expect("a month");
        assert_eq!(february.days(), Some((day(2024, 2, 1), day(2024, 2, 29))));
        let december = Period::month(2026, 12).expect("a month");
        assert_eq!(december.days(), Some((day(2026, 12, 1), day(2026, 12, 31))));
        assert_eq!(Period::Year(2026).days(), Some((day(2026, 1, 1), day(2026, 12, 31))));
        assert_eq!(Period::None.days(), None);
    }

    #[test]
    fn placeholders_have_the_months_of_the_ledgers() {
        let september = Period::month(2026, 9).expect("a month");
        assert_eq!(september.value("month").as_deref(), Some("SETIEMBRE"));
        assert_eq!(september.value("yy").as_deref(), Some("26"));
        assert_eq!(september.value("mm").as_deref(), Some("09"));
        assert_eq!(Period::Year(2026).value("mm"), None);
    }
}

//! Dates as the file counts them, and as people do.

/// Milliseconds of a day.
const DAY_MS: u32 = 86_400_000;
/// Days from 1970-01-01 back to 1899-12-30, day 0 of an OLE date.
const EPOCH_DAYS: i64 = 25_569;
/// The years an OLE date can hold.
const YEARS: std::ops::RangeInclusive<i32> = 100..=9999;

/// A date and time as a file keeps it: days since 1899-12-30, without a zone. The fraction counts forward also for
/// negative days (-1.25 is 1899-12-29 06:00). Not every number is a date; [`CivilDateTime::from_ole`] tells.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct OleDate(f64);

impl OleDate {
    /// The number itself, in days.
    pub const fn days(self) -> f64 {
        self.0
    }

    pub(crate) fn from_le_bytes(bytes: [u8; 8]) -> OleDate {
        OleDate(f64::from_le_bytes(bytes))
    }
}

impl From<f64> for OleDate {
    /// Takes a number of days for a date.
    fn from(days: f64) -> OleDate {
        OleDate(days)
    }
}

impl TryFrom<CivilDateTime> for OleDate {
    type Error = NoDate;

    fn try_from(civil: CivilDateTime) -> Result<OleDate, NoDate> {
        civil.to_ole().ok_or(NoDate)
    }
}

/// A day or a time of day that no calendar has, or a year before 100 or after 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no date of the years 100 to 9999")]
pub struct NoDate;

impl std::fmt::Display for OleDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A day of the (proleptic) Gregorian calendar and a time of that day, without a zone: what a date/time column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDateTime {
    /// 100 to 9999.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// Milliseconds since midnight.
    pub millisecond: u32,
}

impl CivilDateTime {
    /// The day and time of an OLE date. Rounds to the millisecond; `None` outside the years 100 to 9999 and for what is
    /// no number.
    pub fn from_ole(date: impl Into<OleDate>) -> Option<CivilDateTime> {
        let date = date.into().days();
        let limit = 3_000_000.0;
        if !(-limit..limit).contains(&date) {
            return None;
        }
        let (days, part) = (date.trunc(), date.fract().abs());
        let (days, millisecond) = (whole(days), whole((part * f64::from(DAY_MS)).round()));
        // A fraction that rounds to a whole day is midnight of the next.
        let (days, millisecond) =
            if millisecond >= i64::from(DAY_MS) { (days + 1, 0) } else { (days, millisecond) };
        let (year, month, day) = civil_from_days(days - EPOCH_DAYS)?;
        let millisecond = u32::try_from(millisecond).ok()?;
        YEARS.contains(&year).then_some(CivilDateTime { year, month, day, millisecond })
    }

    /// The OLE date that [`CivilDateTime::from_ole`] reads as this; `None` for a day that no calendar has.
    pub fn to_ole(self) -> Option<OleDate> {
        let days = days_from_civil(self.year, self.month, self.day)? + EPOCH_DAYS;
        let there_and_back = civil_from_days(days - EPOCH_DAYS)?;
        let is_real = there_and_back == (self.year, self.month, self.day);
        if !is_real || !YEARS.contains(&self.year) || self.millisecond >= DAY_MS {
            return None;
        }
        let part = f64::from(self.millisecond) / f64::from(DAY_MS);
        let days = f64::from(i32::try_from(days).ok()?);
        Some(OleDate(if days < 0.0 { days - part } else { days + part }))
    }
}

#[expect(clippy::as_conversions, reason = "the callers have checked that the number is whole and small")]
fn whole(number: f64) -> i64 {
    number as i64
}

/// The calendar day that is `days` after 1970-01-01. Counts in eras of 400 years that start on 1 March, so that the
/// leap day comes last.
fn civil_from_days(days: i64) -> Option<(i32, u8, u8)> {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let months_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * months_from_march + 2) / 5 + 1;
    let month = if months_from_march < 10 { months_from_march + 3 } else { months_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Some((i32::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?))
}

/// Days from 1970-01-01 to a calendar day; the inverse of [`civil_from_days`] for days that exist.
fn days_from_civil(year: i32, month: u8, day: u8) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let (month, day) = (i64::from(month), i64::from(day));
    let year = i64::from(year) - i64::from(month <= 2);
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let months_from_march = (month + 9) % 12;
    let day_of_year = (153 * months_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(year: i32, month: u8, day: u8, millisecond: u32) -> CivilDateTime {
        CivilDateTime { year, month, day, millisecond }
    }

    #[test]
    fn the_examples_of_the_format() {
        let hour = 3_600_000;
        assert_eq!(CivilDateTime::from_ole(0.0), Some(at(1899, 12, 30, 0)));
        assert_eq!(CivilDateTime::from_ole(-1.25), Some(at(1899, 12, 29, 6 * hour)));
        assert_eq!(CivilDateTime::from_ole(-115_859.0), Some(at(1582, 10, 14, 0)));
        let created = at(2011, 4, 4, 17 * hour + 54 * 60_000 + 44_934);
        assert_eq!(CivilDateTime::from_ole(40_637.746_353_402_78), Some(created));
        assert_eq!(at(1899, 12, 29, 6 * hour).to_ole(), Some(OleDate(-1.25)));
    }

    #[test]
    fn what_rounds_to_midnight_is_the_next_day() {
        assert_eq!(CivilDateTime::from_ole(44_000.999_999_999_9), CivilDateTime::from_ole(44_001.0));
        assert_eq!(CivilDateTime::from_ole(-2.999_999_999_9), CivilDateTime::from_ole(-1.0));
    }

    #[test]
    fn days_that_are_none_are_refused() {
        for date in [f64::NAN, f64::INFINITY, -657_435.0, 2_958_466.0, 1e300] {
            assert_eq!(CivilDateTime::from_ole(date), None);
        }
        for day in [at(2023, 2, 29, 0), at(2024, 13, 1, 0), at(2024, 4, 31, 0), at(10_000, 1, 1, 0)] {
            assert_eq!(day.to_ole(), None);
        }
        assert_eq!(at(2024, 1, 1, DAY_MS).to_ole(), None);
        assert_eq!(at(100, 1, 1, 0).to_ole(), Some(OleDate(-657_434.0)));
    }

    proptest! {
        #[test]
        fn every_day_and_millisecond_comes_back(days in -657_434..=2_958_465_i32, millisecond in 0..DAY_MS) {
            let part = f64::from(millisecond) / f64::from(DAY_MS);
            let date = if days < 0 { f64::from(days) - part } else { f64::from(days) + part };
            let civil = CivilDateTime::from_ole(date).unwrap();
            prop_assert_eq!(civil.millisecond, millisecond);
            prop_assert_eq!(civil.to_ole(), Some(OleDate(date)));
        }
    }
}

//! OLE dates, as Access counts days, and civil ones, as drivers take them.

use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};

const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1899, 12, 30).expect("a date");

/// A day as a count from 1899-12-30.
#[cfg(feature = "odbc")]
pub(super) fn days(date: NaiveDate) -> f64 {
    date.signed_duration_since(EPOCH).num_days() as f64
}

/// The moment of an OLE date to the second, if a DateTime column can hold it.
pub(super) fn moment(ole: f64) -> Option<NaiveDateTime> {
    let (day, part) = (ole.trunc(), ole.fract().abs());
    if !(-657_434.0..=2_958_465.0).contains(&day) {
        return None;
    }
    let distance = Days::new(day.abs() as u64);
    let date = if day < 0.0 { EPOCH - distance } else { EPOCH + distance };
    let seconds = TimeDelta::seconds((part * 86_400.0).round() as i64);
    date.and_hms_opt(0, 0, 0)?.checked_add_signed(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_keeps_its_second_on_either_side_of_the_epoch() {
        let told = |ole: f64| moment(ole).map(|moment| moment.to_string());
        assert_eq!(told(2.0).as_deref(), Some("1900-01-01 00:00:00"));
        assert_eq!(told(46_093.75).as_deref(), Some("2026-03-12 18:00:00"));
        assert_eq!(told(-1.25).as_deref(), Some("1899-12-29 06:00:00"));
        assert_eq!((told(f64::NAN), told(2_958_466.0)), (None, None));
    }
}

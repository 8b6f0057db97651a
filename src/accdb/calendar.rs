//! Days of the calendar as OLE dates.

/// The OLE date of a day of the proleptic Gregorian calendar: days since 1899-12-30. `None` for a day that the
/// calendar does not have, or outside the years 100 to 9999.
pub(super) fn ole_days(year: u32, month: u32, day: u32) -> Option<i32> {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let lengths = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let place = usize::try_from(month.checked_sub(1)?).ok()?;
    if !(100..=9999).contains(&year) || !(1..=*lengths.get(place)?).contains(&day) {
        return None;
    }
    let before = year - 1;
    let in_years = before * 365 + before / 4 - before / 100 + before / 400;
    let days = in_years + lengths.iter().take(place).sum::<u32>() + day;
    // 1899-12-30 is day 693,594 of the count that starts with 0001-01-01 as day 1.
    Some(i32::try_from(days).ok()? - 693_594)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days() {
        assert_eq!(ole_days(1899, 12, 30), Some(0));
        assert_eq!(ole_days(1900, 1, 1), Some(2));
        assert_eq!(ole_days(2026, 1, 31), Some(46_053));
        assert_eq!(ole_days(1582, 10, 15), Some(-115_858));
        assert_eq!(ole_days(100, 1, 1), Some(-657_434));
        assert_eq!(ole_days(9999, 12, 31), Some(2_958_465));
        assert_eq!(ole_days(2024, 2, 29), Some(45_351));
    }

    #[test]
    fn days_the_calendar_does_not_have() {
        for (year, month, day) in
            [(2026, 2, 29), (1900, 2, 29), (2026, 0, 1), (2026, 13, 1), (2026, 4, 31), (99, 1, 1)]
        {
            assert_eq!(ole_days(year, month, day), None);
        }
    }
}

//! Which exercises of a company are looked at, and into which one of the parent an order goes.
//!
//! The rule stands in `docs/domain.md`, "Numbers and exercises".

use super::app::App;
use super::error::{Error, Result};
use super::settings::CompanySettings;
use crate::domain::Year;
use crate::store::CompanyFile;
use chrono::{Datelike, NaiveDate};

/// How far back the newest exercise is looked for.
const YEARS_BACK: u16 = 30;

/// The calendar year of a date.
pub(super) fn year_of(date: NaiveDate) -> Option<Year> {
    u16::try_from(date.year()).ok().and_then(Year::new)
}

fn neighbour(year: Year, by: i16) -> Option<Year> {
    year.get().checked_add_signed(by).and_then(Year::new)
}

/// The exercises from so many years before a day to the year after it.
pub(super) fn around(today: NaiveDate, back: i16) -> Vec<Year> {
    let Some(this) = year_of(today) else { return Vec::new() };
    (-back..=1).filter_map(|by| neighbour(this, by)).collect()
}

/// The exercises watched on a day: its year's, in December also the next, up to March also the last.
fn watched(today: NaiveDate) -> Vec<Year> {
    let Some(this) = year_of(today) else { return Vec::new() };
    let (before, after) = match today.month() {
        1..=3 => (neighbour(this, -1), None),
        12 => (None, neighbour(this, 1)),
        _ => (None, None),
    };
    [before, Some(this), after].into_iter().flatten().collect()
}

/// The files of a company that are looked at: of `--year`, or those watched today that are there, or the newest
/// before. Oldest first.
pub(super) fn of_company(app: &App<'_>, company: &CompanySettings) -> Result<Vec<CompanyFile>> {
    if let Some(year) = app.year {
        return Ok(vec![company.file(year)]);
    }
    let today = app.clock.today();
    let mut files = Vec::new();
    for year in watched(today) {
        files.extend(existing(app, company, year)?);
    }
    // A path without `{year}` is one file, whichever year is asked for: it is this year's.
    if files.windows(2).any(|pair| pair[0].path == pair[1].path) {
        files.retain(|file| Some(file.year) == year_of(today));
    }
    if files.is_empty() {
        files.push(newest(app, company)?);
    }
    Ok(files)
}

/// The parent's exercise for an order of that date: the date's own, where it has a file, else the newest.
pub(super) fn target(app: &App<'_>, date: NaiveDate) -> Result<Year> {
    let parent = &app.settings.parent;
    let own = year_of(date).map(|year| existing(app, parent, year)).transpose()?.flatten();
    match own {
        Some(file) => Ok(file.year),
        None => newest(app, parent).map(|file| file.year),
    }
}

/// The newest file of a company that is not of the future.
fn newest(app: &App<'_>, company: &CompanySettings) -> Result<CompanyFile> {
    let this = year_of(app.clock.today());
    let back = this.map_or(0..0, |this| this.get().saturating_sub(YEARS_BACK)..this.get() + 1);
    let years = back.clone().rev().filter_map(Year::new);
    for year in years {
        if let Some(file) = existing(app, company, year)? {
            return Ok(file);
        }
    }
    Err(Error::NoExercise {
        company: company.name.clone(),
        years: format!("{} to {}", back.start, back.end.saturating_sub(1)),
        path: company.path.clone(),
    })
}

fn existing(app: &App<'_>, company: &CompanySettings, year: Year) -> Result<Option<CompanyFile>> {
    let file = company.file(year);
    let exists = app.stores.exists(&file).map_err(Error::store(&company.name))?;
    Ok(exists.then_some(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(date: &str) -> Vec<u16> {
        watched(date.parse().expect("a date")).into_iter().map(Year::get).collect()
    }

    #[test]
    fn around_new_year_two_exercises_are_watched() {
        assert_eq!(years("2026-11-30"), [2026]);
        assert_eq!(years("2026-12-01"), [2026, 2027]);
        assert_eq!(years("2027-01-01"), [2026, 2027]);
        assert_eq!(years("2027-03-31"), [2026, 2027]);
        assert_eq!(years("2027-04-01"), [2027]);
    }
}

//! The period in a file's name.

use super::Error;
use crate::import::period::Period;
use crate::import::profile::PeriodKind;
use crate::template::Template;
use regex::Regex;
use std::cell::Cell;
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization;

/// A file whose name tells no period, or two (`name`).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {why:?}", file.display())]
pub struct WrongName {
    pub file: PathBuf,
    /// The profile's pattern, as written; empty where it has none.
    pub expected: String,
    pub why: NameProblem,
}

/// What is wrong with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameProblem {
    /// It is not like the pattern.
    Unlike,
    /// A month or a year that there is not.
    NoSuch { found: String },
    /// Two parts of it say different things, like number and name of the month.
    Disagree { first: String, second: String },
    /// It says another year than its folder.
    Folder { folder: String, said: u16 },
    /// It lies in a folder of another period.
    Path { period: Period },
    /// Neither name nor folders tell year and month: the option for the period does.
    Unsaid,
}

/// What a name says of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct SaidPeriod {
    pub year: Option<u16>,
    pub month: Option<u8>,
}

impl SaidPeriod {
    /// The period, if all of it was said.
    pub fn period(self, kind: PeriodKind) -> Option<Period> {
        match kind {
            PeriodKind::Month => Period::month(self.year?, self.month?),
            PeriodKind::Year => Period::year(self.year?),
            PeriodKind::None => Some(Period::None),
        }
    }
}

/// A pattern of names as a regular expression: without letter case, any run of blanks as one.
#[derive(Debug)]
pub(super) struct NamePattern(Regex);

impl NamePattern {
    pub fn new(template: &Template, profile: &str) -> Result<NamePattern, Error> {
        let count = Cell::new(0);
        let group = |word: &str| {
            // A word may stand twice, a group's name may not.
            count.set(count.get() + 1);
            match word {
                "profile" => regex::escape(profile),
                // Whoever the file is of: the shortest run of characters with which the whole name fits.
                "name" => ".+?".to_owned(),
                word => format!("(?P<{word}_{}>{})", count.get(), form(word)),
            }
        };
        let text = format!("^(?i:{})$", template.map(literal, group));
        let name = |source| Error::Name { text: template.to_string(), source: Box::new(source) };
        Regex::new(&text).map(NamePattern).map_err(name)
    }

    /// What the name of a file says, its extension apart.
    pub fn read(&self, file: &Path) -> Result<SaidPeriod, NameProblem> {
        let stem = file.file_stem().map(|stem| one_blank(&stem.to_string_lossy())).unwrap_or_default();
        let captures = self.0.captures(stem.trim()).ok_or(NameProblem::Unlike)?;
        let (mut year, mut month) = (None, None);
        for group in self.0.capture_names().flatten() {
            let (Some(found), Some((word, _))) = (captures.name(group), group.split_once('_')) else {
                continue;
            };
            let found = found.as_str();
            let part = part(word, found).ok_or_else(|| NameProblem::NoSuch { found: found.to_owned() })?;
            agree(&mut year, part.year, found)?;
            agree(&mut month, part.month, found)?;
        }
        Ok(SaidPeriod { year: year.map(|(year, _)| year), month: month.map(|(month, _)| month) })
    }
}

/// Keeps what was said first; what is said again has to be the same.
fn agree<T: PartialEq + Copy>(
    said: &mut Option<(T, String)>,
    again: Option<T>,
    found: &str,
) -> Result<(), NameProblem> {
    let Some(again) = again else { return Ok(()) };
    match said {
        Some((first, text)) if *first != again => {
            Err(NameProblem::Disagree { first: text.clone(), second: found.to_owned() })
        }
        Some(_) => Ok(()),
        None => {
            *said = Some((again, found.to_owned()));
            Ok(())
        }
    }
}

/// What a placeholder's text says; `None`: there is no such month or year.
fn part(word: &str, found: &str) -> Option<SaidPeriod> {
    let year = |year: u16| Period::year(year).map(|_| SaidPeriod { year: Some(year), month: None });
    let month =
        |month: u8| (1..=12).contains(&month).then_some(SaidPeriod { year: None, month: Some(month) });
    match word {
        "yyyy" => year(found.parse().ok()?),
        "yy" => year(found.parse::<u16>().ok()?.checked_add(2000)?),
        "mm" => month(found.parse().ok()?),
        "month" => (1..=12).find(|month| is_month(*month, found)).and_then(month),
        _ => match found.parse().ok()? {
            Period::Month { year, month } => Some(SaidPeriod { year: Some(year), month: Some(month) }),
            Period::Year(year) => Some(SaidPeriod { year: Some(year), month: None }),
            Period::None => None,
        },
    }
}

fn is_month(month: u8, name: &str) -> bool {
    Period::month_names(month).iter().any(|spelling| spelling.eq_ignore_ascii_case(name))
}

/// What a placeholder looks like.
fn form(word: &str) -> String {
    match word {
        "yyyy" => "[0-9]{4}".to_owned(),
        "yy" | "mm" => "[0-9]{2}".to_owned(),
        "month" => (1..=12).flat_map(Period::month_names).copied().collect::<Vec<_>>().join("|"),
        _ => "[0-9]{4}(?:-[0-9]{2})?".to_owned(),
    }
}

/// The text of a pattern, in which only `*` has a meaning.
fn literal(text: &str) -> String {
    one_blank(text).split('*').map(regex::escape).collect::<Vec<_>>().join(".*")
}

/// Composed letters, and every run of blanks as one.
fn one_blank(text: &str) -> String {
    let mut one = String::new();
    for c in text.nfc() {
        match c.is_whitespace() {
            true if one.ends_with(' ') => {}
            true => one.push(' '),
            false => one.push(c),
        }
    }
    one
}

//! Which files are a profile's, and which period each is about.
//!
//! Promises: files come in the order of their paths, and none twice; a name that tells no period, or two, is that
//! file's mistake and stops no other. Marks of programs that have a file open (`~$…`) and hidden files are never taken,
//! links that lead out of the searched folder are not followed. Nothing of a file but its name is looked at.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::as_conversions,
        clippy::string_slice,
        clippy::unreachable
    )
)]

mod choose;
mod globs;
mod name;
mod walk;

pub use choose::{NoProfile, profile_of};
pub use name::{NameProblem, WrongName};

use crate::import::period::Period;
use crate::import::profile::{PeriodKind, Profile};
use globs::{as_text, is_match, of_any_period, of_period};
use name::{NamePattern, SaidPeriod};
use std::io;
use std::path::{Path, PathBuf};

/// A file of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    pub file: PathBuf,
    /// What its name and its folder say.
    pub period: Result<Period, WrongName>,
}

/// Why the files of a profile cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{}: the folder cannot be read", folder.display())]
    Folder { folder: PathBuf, source: io::Error },
    #[error("\"{text}\" is no pattern of paths")]
    Glob { text: String, source: globset::Error },
    #[error("\"{text}\" is no pattern of names")]
    Name { text: String, source: Box<regex::Error> },
    /// A month where the profile has years, or none, and so on.
    #[error("the period {given} is not of the profile's kind")]
    PeriodKind { given: Period, kind: PeriodKind },
}

/// The files that a profile's globs find, from the configuration's folder on; with a period only those of that period.
pub fn find(profile: &Profile, folder: &Path, given: Option<Period>) -> Result<Vec<SourceFile>, Error> {
    check_kind(profile, given)?;
    let pattern = pattern(profile)?;
    let mut files = Vec::new();
    for template in &profile.source.files {
        let texts = match given {
            Some(period) => of_period(template, period, &profile.name),
            None => vec![of_any_period(template, &profile.name)],
        };
        for text in texts {
            walk::files(folder, &text, &mut files)?;
        }
    }
    files.sort();
    files.dedup();
    let told = files.into_iter().map(|file| {
        let period = told(profile, pattern.as_ref(), folder, &file)?;
        Ok(SourceFile { file, period })
    });
    let told: Vec<SourceFile> = told.collect::<Result<_, Error>>()?;
    Ok(told.into_iter().filter_map(|source| of_given(source, given)).collect())
}

/// A file that the globs of the given period found, unless its name says another one.
fn of_given(source: SourceFile, given: Option<Period>) -> Option<SourceFile> {
    let Some(given) = given else { return Some(source) };
    match &source.period {
        Ok(period) if *period != given => None,
        Err(WrongName { why: NameProblem::Unsaid, .. }) => Some(SourceFile { period: Ok(given), ..source }),
        _ => Some(source),
    }
}

/// The period of one file: the given one, or what its name and its folder say.
pub fn period_of(
    profile: &Profile,
    folder: &Path,
    file: &Path,
    given: Option<Period>,
) -> Result<Result<Period, WrongName>, Error> {
    check_kind(profile, given)?;
    match given {
        Some(given) => Ok(Ok(given)),
        None => told(profile, pattern(profile)?.as_ref(), folder, file),
    }
}

/// The files that a pattern finds, from a folder on; of one that is no pattern, or cannot be searched, none.
pub fn matching(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    match walk::files(folder, pattern, &mut files) {
        Ok(()) => files,
        Err(error) => {
            log::warn!("{pattern}: {error}");
            Vec::new()
        }
    }
}

/// Whether a file is one that is never read.
pub fn is_ignored(file: &Path) -> bool {
    why_ignored(file).is_some()
}

/// Why a file is never read: it is the mark of a program that has another file open, or hidden.
pub fn why_ignored(file: &Path) -> Option<&'static str> {
    let name = file.file_name()?.to_string_lossy();
    if name.starts_with("~$") { Some("lock_mark") } else { name.starts_with('.').then_some("hidden") }
}

fn check_kind(profile: &Profile, given: Option<Period>) -> Result<(), Error> {
    let kind = profile.period;
    match (given, kind) {
        (None, _)
        | (Some(Period::Month { .. }), PeriodKind::Month)
        | (Some(Period::Year(_)), PeriodKind::Year)
        | (Some(Period::None), PeriodKind::None) => Ok(()),
        (Some(given), _) => Err(Error::PeriodKind { given, kind }),
    }
}

fn pattern(profile: &Profile) -> Result<Option<NamePattern>, Error> {
    profile.source.name.as_ref().map(|name| NamePattern::new(name, &profile.name)).transpose()
}

fn told(
    profile: &Profile,
    pattern: Option<&NamePattern>,
    folder: &Path,
    file: &Path,
) -> Result<Result<Period, WrongName>, Error> {
    if profile.period == PeriodKind::None {
        return Ok(Ok(Period::None));
    }
    let wrong = |why| {
        let expected = profile.source.name.as_ref().map(ToString::to_string).unwrap_or_default();
        Ok(Err(WrongName { file: file.to_owned(), expected, why }))
    };
    let said = match pattern.map_or(Ok(SaidPeriod::default()), |pattern| pattern.read(file)) {
        Ok(said) => said,
        Err(why) => return wrong(why),
    };
    let by_folder = year_of_folder(file);
    if let Some((said, folder)) = said.year.zip(by_folder).filter(|(said, folder)| said != folder) {
        return wrong(NameProblem::Folder { folder: folder.to_string(), said });
    }
    let said = SaidPeriod { year: said.year.or(by_folder), ..said };
    let path = as_text(folder, file);
    match said.period(profile.period) {
        Some(period) if globs_contradict(profile, &path, period)? => wrong(NameProblem::Path { period }),
        Some(period) => Ok(Ok(period)),
        None => match globs::completed(profile, &path, said)? {
            Some(period) => Ok(Ok(period)),
            None => wrong(NameProblem::Unsaid),
        },
    }
}

/// The year that the file's folder is named for.
fn year_of_folder(file: &Path) -> Option<u16> {
    let name = file.parent()?.file_name()?.to_str()?;
    let year = (name.len() == 4).then(|| name.parse().ok()).flatten()?;
    Period::year(year).map(|_| year)
}

/// Whether the globs find this path, but not for this period.
fn globs_contradict(profile: &Profile, path: &str, period: Period) -> Result<bool, Error> {
    let mut found = false;
    for template in &profile.source.files {
        for text in of_period(template, period, &profile.name) {
            if is_match(&text, path)? {
                return Ok(false);
            }
        }
        found |= is_match(&of_any_period(template, &profile.name), path)?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests;

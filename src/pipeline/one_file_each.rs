//! A company is its file, whatever the file is called: two that are one would have each order written twice, or a
//! subsidiary written to.

use super::app::App;
use super::error::{Error, Result};
use super::exercises;
use super::settings::CompanySettings;
use crate::domain::{CompanyName, Year};
use crate::files::FileIdentity;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How far back exercises are looked at; the next one is, too. Each look at a share that is away takes its time.
const YEARS_BACK: i16 = 1;

/// A file that two companies lead to, or two exercises of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SharedFile {
    pub first: (CompanyName, PathBuf),
    pub second: (CompanyName, PathBuf),
    /// Of the second.
    pub year: Year,
}

/// Fails where two companies are one file.
pub(super) fn check(app: &App<'_>) -> Result<()> {
    match shared_files(app).into_iter().next() {
        None => Ok(()),
        Some(SharedFile { first: (first, first_file), second: (second, file), .. }) => {
            Err(Error::OneFile { first, first_file, second, file })
        }
    }
}

/// Every file that is more than one exercise of one company. What cannot be looked at is told by who opens it.
pub(super) fn shared_files(app: &App<'_>) -> Vec<SharedFile> {
    let subsidiaries = app.settings.subsidiaries.iter().map(|subsidiary| &subsidiary.company);
    let mut known = BTreeMap::<FileIdentity, (CompanyName, PathBuf)>::new();
    let mut shared = Vec::new();
    for company in std::iter::once(&app.settings.parent).chain(subsidiaries) {
        for (year, path) in files(app, company) {
            let Ok(identity) = FileIdentity::of(&path) else { continue };
            let second = (company.name.clone(), path);
            match known.get(&identity) {
                None => drop(known.insert(identity, second)),
                Some(first) => shared.push(SharedFile { first: first.clone(), second, year }),
            }
        }
    }
    shared
}

/// Where the exercises of a company may lie, each place once.
fn files(app: &App<'_>, company: &CompanySettings) -> Vec<(Year, PathBuf)> {
    let around = exercises::around(app.clock.today(), YEARS_BACK);
    let mut files: Vec<(Year, PathBuf)> = Vec::new();
    for year in around.into_iter().chain(app.year) {
        let Some(path) = company.file(year).local_path() else { continue };
        if !files.iter().any(|(_, known)| Path::new(known) == path) {
            files.push((year, path));
        }
    }
    files
}

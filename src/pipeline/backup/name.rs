//! The names of backups: `oficit-2026-20260309-180000.accdb` says whose file it is, of which exercise, and when it was
//! made by the clock on the wall. A file that does not bear such a name is none of ours.

use crate::domain::{CompanyName, Year};
use crate::upkeep::STAMP;
use chrono::NaiveDateTime;
use serde::Serialize;
use std::path::{Path, PathBuf};

const EXTENSION: &str = ".accdb";
const PARTIAL: &str = ".partial";
const REPLACED: &str = "-replaced";

/// Why a copy was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupKind {
    /// Before the first write of a day, and found sound.
    Daily,
    /// What a restore replaced, sound or not.
    Replaced,
}

/// A backup, as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BackupName {
    /// `None`: the company has one file for all exercises.
    pub year: Option<Year>,
    /// To the second.
    pub made: NaiveDateTime,
    pub kind: BackupKind,
}

impl BackupName {
    pub fn file_name(&self, company: &CompanyName) -> String {
        let year = self.year.map(|year| format!("-{year}")).unwrap_or_default();
        let kind = if self.kind == BackupKind::Replaced { REPLACED } else { "" };
        format!("{company}{year}-{}{kind}{EXTENSION}", self.made.format(STAMP))
    }

    pub fn path(&self, company: &CompanyName, directory: &Path) -> PathBuf {
        directory.join(self.file_name(company))
    }

    /// Reads the name of a company's backup.
    pub fn parse(company: &CompanyName, file_name: &str) -> Option<BackupName> {
        let rest = file_name.strip_prefix(company.as_str())?.strip_prefix('-')?.strip_suffix(EXTENSION)?;
        let (rest, kind) = match rest.strip_suffix(REPLACED) {
            Some(rest) => (rest, BackupKind::Replaced),
            None => (rest, BackupKind::Daily),
        };
        let (year, stamp) = match rest.split('-').count() {
            3 => rest.split_once('-').map(|(year, stamp)| (Some(year), stamp))?,
            _ => (None, rest),
        };
        let year = year.map(str::parse).transpose().ok()?;
        let made = NaiveDateTime::parse_from_str(stamp, STAMP).ok()?;
        let name = BackupName { year, made, kind };
        (name.file_name(company) == file_name).then_some(name)
    }

    /// Whether a file is what an interrupted copying has left of a company's backup.
    pub fn is_partial(company: &CompanyName, file_name: &str) -> bool {
        let whole = file_name.strip_suffix(PARTIAL).map(|stem| format!("{stem}{EXTENSION}"));
        whole.is_some_and(|whole| BackupName::parse(company, &whole).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn company(name: &str) -> CompanyName {
        name.parse().expect("a name")
    }

    fn made(text: &str) -> NaiveDateTime {
        text.parse().expect("a time")
    }

    #[test]
    fn a_name_reads_back() {
        let oficit = company("oficit");
        for year in [None, Year::new(2026)] {
            for kind in [BackupKind::Daily, BackupKind::Replaced] {
                let name = BackupName { year, made: made("2026-03-09T18:00:00"), kind };
                assert_eq!(BackupName::parse(&oficit, &name.file_name(&oficit)), Some(name));
            }
        }
        let name =
            BackupName { year: Year::new(2026), made: made("2026-03-09T18:00:00"), kind: BackupKind::Daily };
        assert_eq!(name.file_name(&oficit), "oficit-2026-20260309-180000.accdb");
    }

    #[test]
    fn what_has_another_name_is_none_of_ours() {
        let oficit = company("oficit");
        for foreign in [
            "",
            "oficit.accdb",
            "oficit-2026.accdb",
            "oficit-2026-20260309.accdb",
            "oficit-2026-20260309-180000.mdb",
            "oficit-2026-20260309-180000.partial",
            "oficit-2026-20260309-180000-2.accdb",
            "oficit-2026-20261309-180000.accdb",
            "oficit-26-20260309-180000.accdb",
            "oficit-2026-2026039-180000.accdb",
            "oficit2-2026-20260309-180000.accdb",
            "Copia de oficit-2026-20260309-180000.accdb",
        ] {
            assert_eq!(BackupName::parse(&oficit, foreign), None, "{foreign}");
        }
        // A company whose own name looks like ours with a year.
        let other = "oficit-2026-20260309-180000.accdb";
        assert_eq!(BackupName::parse(&company("oficit-2026"), other).map(|name| name.year), Some(None));
    }

    #[test]
    fn what_a_copying_left_is_known_by_its_ending() {
        let oficit = company("oficit");
        assert!(BackupName::is_partial(&oficit, "oficit-2026-20260309-180000.partial"));
        assert!(!BackupName::is_partial(&oficit, "oficit-2026-20260309-180000.accdb"));
        assert!(!BackupName::is_partial(&oficit, "download.partial"));
    }
}

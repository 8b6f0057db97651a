//! Backups of the parent: one before the first write of a day, the newest few kept.

use super::name::{BackupKind, BackupName};
use crate::domain::{CompanyName, Year};
use crate::pipeline::app::{App, Phase};
use crate::store::{self, CompanyStore, WholeFile};
use crate::upkeep::{bytes_needed, is_to_come};
use chrono::{DateTime, NaiveDateTime, SubsecRound, TimeDelta, Utc};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What the journal of a file is called after it.
const JOURNAL: &str = "-journal";

/// A backup that is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackupStatus {
    pub name: String,
    /// The exercise of the file; `None` where one file has them all.
    pub year: Option<Year>,
    pub kind: BackupKind,
    pub made_at: DateTime<Utc>,
    pub age_seconds: i64,
    pub bytes: u64,
    #[serde(skip)]
    pub(super) made: NaiveDateTime,
}

/// The backups of the parent, and how they are made.
#[derive(Clone, Copy)]
pub(in crate::pipeline) struct BackupFolder<'a> {
    app: &'a App<'a>,
    company: &'a CompanyName,
    directory: &'a Path,
}

impl<'a> BackupFolder<'a> {
    pub fn new(app: &'a App<'a>) -> BackupFolder<'a> {
        BackupFolder { app, company: &app.settings.parent.name, directory: &app.settings.backup.directory }
    }

    /// How the backups of an exercise name it.
    pub fn label(&self, year: Year) -> Option<Year> {
        Some(year).filter(|_| self.app.settings.parent.is_yearly())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    /// Every backup of the company, the newest first; those of days to come last.
    pub fn all(&self) -> store::Result<Vec<BackupStatus>> {
        let now = self.app.clock.now();
        let files = self.app.stores.backups().list(self.directory)?;
        let known = files.into_iter().filter_map(|file| {
            let name = BackupName::parse(self.company, &file.name)?;
            let made_at = self.app.clock.moment(name.made);
            Some(BackupStatus {
                name: file.name,
                year: name.year,
                kind: name.kind,
                made_at,
                age_seconds: (now - made_at).num_seconds().max(0),
                bytes: file.bytes,
                made: name.made,
            })
        });
        let mut known: Vec<_> = known.collect();
        let now = self.local_now();
        known.sort_by_key(|backup| (is_to_come(backup.made, now), std::cmp::Reverse(backup.made)));
        Ok(known)
    }

    /// The daily backups of an exercise, the newest first.
    pub fn daily(&self, year: Year) -> store::Result<Vec<BackupStatus>> {
        let label = self.label(year);
        let wanted = |backup: &BackupStatus| backup.year == label && backup.kind == BackupKind::Daily;
        Ok(self.all()?.into_iter().filter(wanted).collect())
    }

    /// Makes the backup of the day, unless there is one: the caller is about to write into that file, and has it
    /// open for writing. Returns its path. After an error nothing must be written.
    pub fn make_daily(&self, store: &mut dyn CompanyStore, year: Year) -> store::Result<Option<PathBuf>> {
        let today = self.local_now().date();
        let keep = self.app.settings.backup.keep;
        if keep == 0 || self.daily(year)?.iter().any(|backup| backup.made.date() == today) {
            return Ok(None);
        }
        let Some(file) = store.whole_file() else {
            log::warn!("{}: no backup can be made of what is no file", self.company);
            return Ok(None);
        };
        self.app.progress.begin(Phase::Backup, self.company, None);
        let made = self.make(file, year);
        self.app.progress.end();
        let path = made?;
        if let Err(error) = self.remove_old(year, keep, &path) {
            // One too many does no harm, and the next backup tries again.
            log::warn!("an old backup could not be removed: {error}");
        }
        Ok(Some(path))
    }

    /// Removes all but the newest `keep` of each kind, and never the one that has just been made and is sound.
    fn remove_old(&self, year: Year, keep: usize, made: &Path) -> store::Result<()> {
        let label = self.label(year);
        for kind in [BackupKind::Daily, BackupKind::Replaced] {
            let same = self.all()?.into_iter().filter(|backup| backup.year == label && backup.kind == kind);
            let old = same.skip(keep).filter(|backup| self.path(&backup.name) != made);
            old.into_iter().try_for_each(|backup| self.remove(&backup.name))?;
        }
        Ok(())
    }

    /// Removes a backup, and the journal that a damaged one may have beside it.
    fn remove(&self, name: &str) -> store::Result<()> {
        let backups = self.app.stores.backups();
        let files = backups.list(self.directory)?.into_iter();
        let belongs = |file: &str| file.strip_prefix(name).is_some_and(|rest| ["", JOURNAL].contains(&rest));
        files.filter(|file| belongs(&file.name)).try_for_each(|file| backups.remove(&self.path(&file.name)))
    }

    fn make(&self, file: &mut dyn WholeFile, year: Year) -> store::Result<PathBuf> {
        self.remove_partial()?;
        let path = self.new_path(self.label(year), BackupKind::Daily)?;
        self.make_room(&path, file.byte_count()?)?;
        file.back_up(&path)?;
        log::info!("backup {}", path.display());
        Ok(path)
    }

    /// A path that no file has.
    pub fn new_path(&self, year: Option<Year>, kind: BackupKind) -> store::Result<PathBuf> {
        let there = self.app.stores.backups().list(self.directory)?;
        let mut name = BackupName { year, made: self.local_now(), kind };
        while there.iter().any(|file| file.name == name.file_name(self.company)) {
            name.made += TimeDelta::seconds(1);
        }
        Ok(name.path(self.company, self.directory))
    }

    /// Makes sure that a file of so many bytes fits onto the disk where it is to be, and leaves some room there.
    pub fn make_room(&self, path: &Path, bytes: u64) -> store::Result<()> {
        let folder = path.parent().unwrap_or(path);
        let free = self.app.stores.backups().free_bytes(folder)?;
        let needed = bytes_needed(bytes);
        if free < needed {
            return Err(store::Error::NoRoom { file: path.display().to_string(), needed, free });
        }
        Ok(())
    }

    fn local_now(&self) -> NaiveDateTime {
        self.app.clock.local(self.app.clock.now()).trunc_subsecs(0)
    }

    /// What a process that died while it copied has left. The caller has the company's file for itself, so nobody is
    /// at it.
    fn remove_partial(&self) -> store::Result<()> {
        let backups = self.app.stores.backups();
        let files = backups.list(self.directory)?.into_iter();
        let left = files.filter(|file| BackupName::is_partial(self.company, &file.name));
        left.map(|file| self.path(&file.name)).try_for_each(|path| backups.remove(&path))
    }
}

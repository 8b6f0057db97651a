//! Backups of any file: one before the first write of a day, the newest few kept.

use super::backup::{PARTIAL, back_up, remove_if_there};
use super::error::{Error, Result, at, io_at};
use super::folder::{bytes_needed, free_bytes, list};
use accdb::Database;
use chrono::{NaiveDateTime, SubsecRound, TimeDelta};
use std::fs;
use std::path::{Path, PathBuf};

/// The moment in the name of a backup, by the clock on the wall.
pub const STAMP: &str = "%Y%m%d-%H%M%S";

/// Whether a moment in the name of a backup was told by a clock that ran ahead: such a backup is older than those made
/// since, whatever it says. Zones are at most 26 hours apart, and by as much a clock may be put back.
pub fn is_to_come(named: NaiveDateTime, now: NaiveDateTime) -> bool {
    named - now > TimeDelta::hours(26)
}

/// Where backups go, how many of a file stay, and what time it is.
#[derive(Debug, Clone, Copy)]
pub struct Daily<'a> {
    pub folder: &'a Path,
    /// 0: none are made.
    pub keep: usize,
    /// By the clock on the wall.
    pub now: NaiveDateTime,
}

impl Daily<'_> {
    /// Makes the backup of the day, unless there is one, and removes all but the newest; returns its path. The caller
    /// is about to write into that file, and has it open for writing. After an error nothing must be written.
    pub fn make(&self, file: &Path, db: &Database) -> Result<Option<PathBuf>> {
        let label = label(file);
        let mut made = self.made(&label)?;
        let today = self.now.date();
        if self.keep == 0 || made.iter().any(|moment| moment.date() == today) {
            return Ok(None);
        }
        self.remove_partial(&label)?;
        let path = self.path(&label, self.new_moment(&made));
        self.make_room(&path, db.byte_count().map_err(at(file))?)?;
        back_up(file, db, &path)?;
        made.truncate(self.keep.saturating_sub(1));
        if let Err(error) = self.remove_old(&label, &made, &path) {
            // One too many does no harm, and the next backup tries again.
            log::warn!("an old backup could not be removed: {error}");
        }
        Ok(Some(path))
    }

    /// When the backups of a file were made, the newest first.
    fn made(&self, label: &str) -> Result<Vec<NaiveDateTime>> {
        let files = list(self.folder)?.into_iter();
        let mut made: Vec<_> = files.filter_map(|file| moment(label, &file.name, "accdb")).collect();
        made.sort_by_key(|moment| (is_to_come(*moment, self.now), std::cmp::Reverse(*moment)));
        Ok(made)
    }

    /// A moment that no backup has.
    fn new_moment(&self, made: &[NaiveDateTime]) -> NaiveDateTime {
        let mut moment = self.now.trunc_subsecs(0);
        while made.contains(&moment) {
            moment += TimeDelta::seconds(1);
        }
        moment
    }

    fn path(&self, label: &str, moment: NaiveDateTime) -> PathBuf {
        self.folder.join(format!("{label}-{}.accdb", moment.format(STAMP)))
    }

    /// Makes sure that a file of so many bytes fits onto the disk, and leaves some room there.
    fn make_room(&self, path: &Path, bytes: u64) -> Result<()> {
        let (needed, free) = (bytes_needed(bytes), free_bytes(self.folder)?);
        match free < needed {
            true => Err(Error::NoRoom { file: path.to_owned(), needed, free }),
            false => Ok(()),
        }
    }

    /// Removes all backups but the one just made and those of `kept`.
    fn remove_old(&self, label: &str, kept: &[NaiveDateTime], new: &Path) -> Result<()> {
        let old = self.made(label)?.into_iter().filter(|moment| !kept.contains(moment));
        let old = old.map(|moment| self.path(label, moment)).filter(|path| path != new);
        old.into_iter().try_for_each(|path| fs::remove_file(&path).map_err(io_at(&path, "removing")))
    }

    /// What a process that died while it copied has left. The caller has the file for itself, so nobody is at it.
    fn remove_partial(&self, label: &str) -> Result<()> {
        let files = list(self.folder)?.into_iter();
        let left = files.filter(|file| moment(label, &file.name, PARTIAL).is_some());
        left.map(|file| self.folder.join(file.name)).try_for_each(|path| remove_if_there(&path))
    }
}

/// What the names of a file's backups begin with: its own name, and a number that tells files of one name in different
/// folders apart.
fn label(file: &Path) -> String {
    let real = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    format!("{stem}-{:08x}", crc32fast::hash(real.to_string_lossy().as_bytes()))
}

/// The moment in the name of a backup with that label and extension; `None` for any other file.
fn moment(label: &str, name: &str, extension: &str) -> Option<NaiveDateTime> {
    let stamp = name.strip_prefix(label)?.strip_prefix('-')?.strip_suffix(extension)?.strip_suffix('.')?;
    let moment = NaiveDateTime::parse_from_str(stamp, STAMP).ok()?;
    (moment.format(STAMP).to_string() == stamp).then_some(moment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use accdb::CreateOptions;

    const START: &str = "2026-11-01T09:00:00";

    fn day(day: u32) -> NaiveDateTime {
        START.parse::<NaiveDateTime>().expect("a time") + TimeDelta::days(i64::from(day) - 1)
    }

    fn names(folder: &Path) -> Vec<String> {
        list(folder).expect("listed").into_iter().map(|file| file.name).collect()
    }

    #[test]
    fn there_is_one_a_day_and_the_newest_stay() {
        let place = tempfile::tempdir().expect("a folder");
        let (file, folder) = (place.path().join("precios.accdb"), place.path().join("backups"));
        let db = Database::create_file(&file, &CreateOptions::new(46_000.0)).expect("made");
        for number in [1, 1, 2, 3, 3, 4] {
            let daily = Daily { folder: &folder, keep: 2, now: day(number) };
            let first =
                !names(&folder).iter().any(|name| name.contains(&day(number).format("%m%d").to_string()));
            let made = daily.make(&file, &db).expect("made");
            assert_eq!(made.is_some(), first, "day {number}");
        }
        let label = label(&file);
        let kept = ["20261103", "20261104"].map(|day| format!("{label}-{day}-090000.accdb"));
        assert_eq!(names(&folder), kept);
        assert!(Database::open_read(&folder.join(&kept[1])).is_ok());
    }

    #[test]
    fn files_of_one_name_do_not_share_their_backups_and_what_was_cut_short_goes() {
        let place = tempfile::tempdir().expect("a folder");
        let folder = place.path().join("backups");
        let files = ["a", "b"].map(|name| place.path().join(name).join("x.accdb"));
        for file in &files {
            fs::create_dir(file.parent().expect("a folder")).expect("made");
            let db = Database::create_file(file, &CreateOptions::new(46_000.0)).expect("made");
            fs::create_dir_all(&folder).expect("made");
            let left = folder.join(format!("{}-20261031-180000.partial", label(file)));
            fs::write(&left, b"half").expect("written");
            let made = Daily { folder: &folder, keep: 1, now: day(1) }.make(file, &db).expect("made");
            assert!(made.is_some() && !left.exists());
        }
        assert_eq!(names(&folder).len(), 2);
        let none = Daily { folder: &folder, keep: 0, now: day(2) };
        let db = Database::open_read(&files[0]).expect("opens");
        assert_eq!(none.make(&files[0], &db).expect("none"), None);
    }

    #[test]
    fn a_name_is_ours_only_to_the_letter() {
        let made = |name| moment("x-0000abcd", name, "accdb");
        assert_eq!(made("x-0000abcd-20261101-090000.accdb"), Some(day(1)));
        for foreign in [
            "x-20261101-090000.accdb",
            "x-0000abcd-20261101-090000.partial",
            "x-0000abcd-2026111-090000.accdb",
        ] {
            assert_eq!(made(foreign), None, "{foreign}");
        }
    }
}

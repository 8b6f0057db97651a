//! Putting another file into the place of a database, so that whoever looks finds the old one or the new one.

use crate::commit::{
    SessionsKeptOut, copy_to_new, copy_with, journal_path, keep_sessions_out, real_path, rename,
    sync_directory,
};
use crate::database::Database;
use crate::error::{Error, Result};
use crate::storage::{FileStorage, Storage};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A database about to be replaced, held as a writer holds it. Dropped before [`Replacement::place`], the
/// old file is as it was.
///
/// The old file need be no sound database, nor be there at all: replacing it may be the remedy.
pub struct Replacement {
    /// Where the file itself lies: a link to it stays one.
    path: PathBuf,
    old: Option<FileStorage>,
    /// The copy beside it that is to take its place.
    new: Option<PathBuf>,
    _sessions: SessionsKeptOut,
}

impl Replacement {
    /// Takes hold of a file. A commit that was interrupted in it is undone first, as far as that can be done.
    ///
    /// # Errors
    ///
    /// [`Error::InUse`] where a writer would not get it either, [`Error::Io`].
    pub fn begin(path: &Path) -> Result<Replacement> {
        let path = &real_path(path);
        let mut taken = Replacement::hold(path)?;
        if taken.old.is_some() && has_journal(path)? {
            drop(taken);
            recover(path)?;
            taken = Replacement::hold(path)?;
        }
        Ok(taken)
    }

    fn hold(path: &Path) -> Result<Replacement> {
        let old = match FileStorage::open_exclusive(path) {
            Ok(file) => Some(file),
            Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let sessions = keep_sessions_out(path)?;
        Ok(Replacement { path: path.to_owned(), old, new: None, _sessions: sessions })
    }

    /// The length of the file to be replaced in bytes; `None` where there is none.
    ///
    /// # Errors
    ///
    /// [`Error::Io`].
    pub fn byte_count(&self) -> Result<Option<u64>> {
        self.old.as_ref().map(Storage::len).transpose().map_err(Error::io("asking for the length"))
    }

    /// Copies the old file, byte by byte, to a new one, which is there when it is whole, by way of `partial`; and
    /// beside it a journal that could not be rolled back.
    ///
    /// # Errors
    ///
    /// [`Error::Io`]; of the kind `AlreadyExists` where the copy's journal is there already.
    pub fn keep(&self, copy: &Path, partial: &Path) -> Result<()> {
        if has_journal(&self.path)? {
            let journal = FileStorage::open_shared(&journal_path(&self.path))?;
            copy_to_new(&journal, &journal_path(copy))?;
        }
        let Some(old) = &self.old else { return Ok(()) };
        remove_if_there(partial)?;
        copy_to_new(old, partial)?;
        rename(partial, copy)
    }

    /// Copies the file that is to take the place to beside the old one, where it can be looked at before
    /// [`Replacement::place`]: returns its path. It has the rights of the old one. One that an earlier attempt left
    /// there goes away.
    ///
    /// # Errors
    ///
    /// [`Error::Io`], [`Error::InUse`] where somebody has the new file for himself.
    pub fn prepare(&mut self, from: &Path) -> Result<&Path> {
        let beside = beside(&self.path);
        remove_if_there(&beside)?;
        let from = FileStorage::open_shared(from)?;
        let like = self.old.as_ref().unwrap_or(&from);
        copy_with(&from, &beside, like.file())?;
        Ok(self.new.insert(beside))
    }

    /// Puts what was prepared into the place of the old file, and returns when the directory on the disk says so.
    ///
    /// A journal of the old file goes first: it must never be rolled back into the new one. Whoever wants it has it
    /// from [`Replacement::keep`].
    ///
    /// # Errors
    ///
    /// [`Error::InUse`] where somebody has opened the old file meanwhile (Windows), [`Error::Io`]. The old file stays.
    pub fn place(mut self) -> Result<()> {
        let Some(new) = self.new.take() else { return Ok(()) };
        let placed = self.put(&new);
        if placed.is_err() {
            // The old file stays; the copy is of no use any more.
            let _ = fs::remove_file(&new);
        }
        placed
    }

    fn put(&mut self, new: &Path) -> Result<()> {
        remove_if_there(&journal_path(&self.path))?;
        sync_directory(&self.path).map_err(Error::io("removing the journal"))?;
        if cfg!(windows) {
            // A file that is open cannot be replaced there; one that somebody opens now refuses to be.
            drop(self.old.take());
        }
        take_place(new, &self.path, self.old.as_ref())
    }
}

/// Renames a file into the place of another. If somebody opened the old file after it was released, Windows refuses the
/// rename with "access denied".
fn take_place(new: &Path, path: &Path, held: Option<&FileStorage>) -> Result<()> {
    rename(new, path).map_err(|error| match held {
        None if matches!(FileStorage::open_exclusive(path), Err(Error::InUse)) => Error::InUse,
        _ => error,
    })
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if let Some(new) = &self.new {
            // Left there, it would be replaced by the next attempt.
            let _ = fs::remove_file(new);
        }
    }
}

/// Rolls back what can be; a file that is no database any more, or whose journal does not go with it, is taken as it
/// is.
fn recover(path: &Path) -> Result<()> {
    match Database::open_write(path) {
        Err(error @ (Error::InUse | Error::Io { .. })) => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn has_journal(path: &Path) -> Result<bool> {
    journal_path(path).try_exists().map_err(Error::io("looking for the journal"))
}

/// Where the file lies that is to take the place of another.
pub(super) fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".restoring");
    PathBuf::from(name)
}

fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(Error::Io { action: "removing a file that is not needed any more", source })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commit::JournalFile;
    use crate::create::{ColumnSpec, CreateOptions, TableSpec};
    use crate::format::PAGE_SIZE;
    use crate::storage::{Fault, FaultyStorage, MemoryStorage};

    struct Place {
        _folder: tempfile::TempDir,
        path: PathBuf,
        backup: PathBuf,
        kept: PathBuf,
        partial: PathBuf,
    }

    fn place(old: Option<&[u8]>) -> Place {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let partial = path("partial");
        let (path, backup, kept) = (path("x.accdb"), path("backup"), path("kept"));
        if let Some(old) = old {
            fs::write(&path, old).unwrap();
        }
        fs::write(&backup, b"new").unwrap();
        Place { _folder: folder, path, backup, kept, partial }
    }

    fn read(path: &Path) -> Vec<u8> {
        fs::read(path).unwrap()
    }

    #[test]
    fn until_it_is_placed_the_old_file_stays() {
        let place = place(Some(b"old"));
        let mut taken = Replacement::begin(&place.path).unwrap();
        taken.keep(&place.kept, &place.partial).unwrap();
        let beside = taken.prepare(&place.backup).unwrap().to_owned();
        assert_eq!(read(&beside), b"new");
        // Windows lets nobody read what somebody has for himself.
        #[cfg(unix)]
        assert_eq!(read(&place.path), b"old");
        drop(taken);
        assert_eq!((read(&place.path), beside.exists()), (b"old".to_vec(), false));
        let mut taken = Replacement::begin(&place.path).unwrap();
        taken.prepare(&place.backup).unwrap();
        taken.place().unwrap();
        assert_eq!((read(&place.path), read(&place.kept)), (b"new".to_vec(), b"old".to_vec()));
        assert!(!beside.exists());
    }

    /// The journal of another database, left by a commit that was cut at its first page.
    fn leave_live_journal(path: PathBuf) {
        let file = MemoryStorage::default();
        Database::create(Box::new(file.clone()), &CreateOptions::new(46_090.75)).unwrap();
        let (faulty, control) = FaultyStorage::new(Box::new(file));
        let journal = JournalFile::open(path, None).unwrap();
        let mut database = Database::open_with_journal(Box::new(faulty), Box::new(journal)).unwrap();
        let mut transaction = database.begin(46_090.75).unwrap();
        transaction.create_table(&TableSpec::new("T").column(ColumnSpec::text("A", 1))).unwrap();
        control.arm(Some(Fault::Cut { write: control.writes() + 1, torn_at: 0 }));
        transaction.commit().unwrap_err();
    }

    #[test]
    fn a_journal_that_does_not_go_with_the_file_is_kept_with_the_old_and_never_stands_by_the_new() {
        let place = place(Some(&[9; PAGE_SIZE]));
        let journal = journal_path(&place.path);
        leave_live_journal(journal.clone());
        let left = read(&journal);
        let mut taken = Replacement::begin(&place.path).unwrap();
        taken.keep(&place.kept, &place.partial).unwrap();
        taken.prepare(&place.backup).unwrap();
        assert!(read(&journal) == left);
        taken.place().unwrap();
        assert_eq!((read(&place.path), journal.exists()), (b"new".to_vec(), false));
        assert!(read(&journal_path(&place.kept)) == left);
    }

    #[test]
    fn a_file_that_is_gone_can_be_put_back() {
        let place = place(None);
        let mut taken = Replacement::begin(&place.path).unwrap();
        assert_eq!(taken.byte_count().unwrap(), None);
        taken.keep(&place.kept, &place.partial).unwrap();
        taken.prepare(&place.backup).unwrap();
        taken.place().unwrap();
        assert_eq!((read(&place.path), place.kept.exists()), (b"new".to_vec(), false));
    }

    #[test]
    fn a_file_that_somebody_writes_to_is_not_replaced() {
        let place = place(Some(b"old"));
        let writer = FileStorage::open_exclusive(&place.path).unwrap();
        assert!(matches!(Replacement::begin(&place.path), Err(Error::InUse)));
        drop(writer);
        assert!(Replacement::begin(&place.path).is_ok());
    }

    #[test]
    #[cfg(windows)]
    fn a_file_that_somebody_opens_before_the_new_one_is_there_stays() {
        use std::os::windows::fs::OpenOptionsExt;
        let place = place(Some(b"old"));
        let access =
            fs::OpenOptions::new().read(true).write(true).share_mode(1 | 2).open(&place.path).unwrap();
        assert!(matches!(take_place(&place.backup, &place.path, None), Err(Error::InUse)));
        drop(access);
        assert_eq!(read(&place.path), b"old");
        take_place(&place.backup, &place.path, None).unwrap();
        assert_eq!(read(&place.path), b"new");
    }

    #[test]
    fn what_an_attempt_left_behind_is_in_nobodys_way() {
        let place = place(Some(b"old"));
        fs::write(beside(&place.path), b"half").unwrap();
        let mut taken = Replacement::begin(&place.path).unwrap();
        taken.prepare(&place.backup).unwrap();
        taken.place().unwrap();
        assert_eq!(read(&place.path), b"new");
    }
}

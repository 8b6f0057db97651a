//! The journal's file, beside the database: made by the first commit, gone when the database is closed.

use crate::error::{Error, Result};
use crate::storage::regular::{self, Rights};
use crate::storage::{FileStorage, Storage};
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// The journal of `path`: its name with `-journal` after it, beside the file itself where `path` is a link to it.
pub(crate) fn journal_path(path: &Path) -> PathBuf {
    let mut name = OsString::from(real_path(path));
    name.push("-journal");
    PathBuf::from(name)
}

/// Where the file of `path` lies, whatever links lead there: every way to a database must lead to one journal. The file
/// itself need not be there.
pub(crate) fn real_path(path: &Path) -> PathBuf {
    let mut place = path.to_owned();
    for _ in 0..LINKS_MAX {
        match (place.canonicalize(), std::fs::read_link(&place)) {
            (Ok(real), _) => return real,
            (Err(_), Ok(target)) => place = place.parent().unwrap_or(Path::new("")).join(target),
            (Err(_), Err(_)) => break,
        }
    }
    place
}

/// As many links in a row as Linux follows.
const LINKS_MAX: usize = 40;

/// A file that is there once something has been written to it, and that its directory remembers from the next sync.
/// Dropping it removes it, unless what is on the disk may still be needed.
pub(crate) struct JournalFile {
    path: PathBuf,
    /// Those of the database: nobody sees more of a page in the journal than there.
    rights: Rights,
    file: Option<FileStorage>,
    is_new: bool,
    /// Whether the last header written was a zeroed one: the file starts with a zero, or with nothing yet.
    is_ended: bool,
    /// Whether the disk may hold a header that is not zeroed. One that was left by an earlier process does.
    may_be_live: bool,
}

/// Opens a journal that is there, by its own name: what a link leads to is nobody's journal.
pub(super) fn open(options: &mut OpenOptions, path: &Path) -> Result<Option<FileStorage>> {
    match regular::open_own(options, path) {
        Ok(file) => Ok(Some(FileStorage::unlocked(file))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if regular::is_no_file(&error) => Err(Error::Journal("it is a link or no file at all")),
        Err(source) => Err(Error::Io { action: "opening the journal", source }),
    }
}

impl JournalFile {
    /// Opens the journal of a database for reading and writing; it need not be there.
    ///
    /// # Errors
    ///
    /// [`Error::Journal`] for what is no file, [`Error::Io`].
    pub fn open(path: PathBuf, database: Option<&File>) -> Result<JournalFile> {
        let rights = database.map(Rights::of).transpose().map_err(Error::io("looking at the file"))?;
        let file = open(OpenOptions::new().read(true).write(true), &path)?;
        let is_there = file.is_some();
        Ok(JournalFile {
            path,
            rights: rights.unwrap_or_else(Rights::ours),
            file,
            is_new: false,
            is_ended: !is_there,
            may_be_live: is_there,
        })
    }

    fn create(&mut self) -> io::Result<&mut FileStorage> {
        let file = match self.file.take() {
            Some(file) => file,
            None => {
                let file = regular::create_own(&mut OpenOptions::new(), &self.path, self.rights)?;
                self.is_new = true;
                FileStorage::unlocked(file)
            }
        };
        Ok(self.file.insert(file))
    }
}

impl Storage for JournalFile {
    fn len(&self) -> io::Result<u64> {
        self.file.as_ref().map_or(Ok(0), Storage::len)
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        self.file.as_ref().ok_or(io::ErrorKind::UnexpectedEof)?.read_at(at, into)
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        if at == 0 {
            self.is_ended = bytes.starts_with(&[0]);
            self.may_be_live |= !self.is_ended;
        }
        self.create()?.write_at(at, bytes)
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.create()?.set_len(len)
    }

    fn sync(&mut self) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        file.sync()?;
        if self.is_new {
            sync_directory(&self.path)?;
            self.is_new = false;
        }
        self.may_be_live &= !self.is_ended;
        Ok(())
    }
}

impl Drop for JournalFile {
    fn drop(&mut self) {
        if self.file.take().is_some() && !self.may_be_live {
            // One that stays, or comes back after a power cut, is read as ended by the next to open the database.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Makes the directory of a file remember its entries, where directories can be synced.
#[cfg(unix)]
pub(crate) fn sync_directory(path: &Path) -> io::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(directory)?.sync_all()
}

#[cfg(not(unix))]
pub(crate) fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_stands_beside_its_database() {
        assert_eq!(journal_path(Path::new("/a/b.accdb")), Path::new("/a/b.accdb-journal"));
    }

    #[test]
    #[cfg(unix)]
    fn a_link_leads_to_the_journal_of_the_file_itself() {
        let directory = tempfile::tempdir().expect("a directory");
        let real = directory.path().canonicalize().expect("a path").join("b.accdb");
        std::fs::write(&real, b"x").expect("writes");
        let link = directory.path().join("c.accdb");
        std::os::unix::fs::symlink(&real, &link).expect("links");
        assert_eq!(journal_path(&link), journal_path(&real));
    }

    fn journal() -> (tempfile::TempDir, PathBuf, JournalFile) {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("x.accdb-journal");
        let journal = JournalFile::open(path.clone(), None).expect("opens");
        (directory, path, journal)
    }

    #[test]
    fn the_file_is_there_while_it_means_something() {
        let (_directory, path, mut journal) = journal();
        assert_eq!((journal.len().expect("a length"), path.exists()), (0, false));
        assert!(journal.read_at(0, &mut [0]).is_err() && journal.sync().is_ok());
        journal.write_at(0, b"live").expect("writes");
        journal.sync().expect("syncs");
        drop(journal);
        assert!(path.exists(), "a journal that is still needed stays");
        let mut journal = JournalFile::open(path.clone(), None).expect("opens");
        journal.write_at(0, &[0; 4]).expect("writes");
        journal.set_len(4).expect("sets the length");
        journal.sync().expect("syncs");
        drop(journal);
        assert!(!path.exists());
    }

    #[test]
    fn an_end_that_may_not_have_reached_the_disk_keeps_the_file() {
        let (_directory, path, mut journal) = journal();
        journal.write_at(0, b"live").expect("writes");
        journal.write_at(0, &[0; 4]).expect("writes");
        drop(journal);
        assert!(path.exists(), "a power cut could bring the live one back after the name is gone");
        drop(JournalFile::open(path.clone(), None).expect("opens"));
        assert!(path.exists(), "whoever only looks leaves it");
    }

    #[test]
    fn a_file_that_never_had_a_header_goes() {
        let (_directory, path, mut journal) = journal();
        journal.write_at(37, b"a record").expect("writes");
        assert!(path.exists());
        drop(journal);
        assert!(!path.exists());
    }

    #[test]
    fn a_journal_that_cannot_be_opened_or_made_is_an_error() {
        let (directory, ..) = journal();
        assert!(JournalFile::open(directory.path().to_owned(), None).is_err(), "a folder");
        let mut nowhere =
            JournalFile::open(directory.path().join("no/folder"), None).expect("need not be there");
        assert!(nowhere.write_at(0, b"live").is_err() && nowhere.set_len(1).is_err());
    }
}

//! The journal's file, beside the database: made by the first commit, gone when the database is closed.

use crate::accdb::storage::{FileStorage, Storage};
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// The journal of `path`: its name with `-journal` after it.
pub(in crate::accdb) fn journal_path(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push("-journal");
    PathBuf::from(name)
}

/// A file that is there once something has been written to it, and that its directory remembers from the next sync.
/// Dropping it removes it if it has ended: a journal that is still needed starts with a byte other than zero.
pub(in crate::accdb) struct JournalFile {
    path: PathBuf,
    file: Option<FileStorage>,
    is_new: bool,
}

impl JournalFile {
    /// Opens the journal of a database for reading and writing; it need not be there.
    pub fn open(path: PathBuf) -> io::Result<JournalFile> {
        JournalFile::open_with(path, OpenOptions::new().read(true).write(true))
    }

    /// Opens it for reading alone.
    pub fn open_read(path: PathBuf) -> io::Result<JournalFile> {
        JournalFile::open_with(path, OpenOptions::new().read(true))
    }

    fn open_with(path: PathBuf, options: &OpenOptions) -> io::Result<JournalFile> {
        let file = match options.open(&path) {
            Ok(file) => Some(FileStorage::unlocked(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok(JournalFile { path, file, is_new: false })
    }

    fn create(&mut self) -> io::Result<&mut FileStorage> {
        let file = match self.file.take() {
            Some(file) => file,
            None => {
                self.is_new = true;
                let mut options = OpenOptions::new();
                FileStorage::unlocked(options.read(true).write(true).create_new(true).open(&self.path)?)
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
        self.create()?.write_at(at, bytes)
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.create()?.set_len(len)
    }

    fn sync(&mut self) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        file.sync()?;
        if std::mem::take(&mut self.is_new) {
            sync_directory(&self.path)?;
        }
        Ok(())
    }
}

impl Drop for JournalFile {
    fn drop(&mut self) {
        let mut first = [0];
        let ended = self.file.is_some() && (self.read_at(0, &mut first).is_err() || first == [0]);
        if ended {
            drop(self.file.take());
            // One that stays is empty of meaning: the next to open the database reads it as ended.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Makes the directory of a file remember its entries, where directories can be synced.
#[cfg(unix)]
pub(in crate::accdb) fn sync_directory(path: &Path) -> io::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(directory)?.sync_all()
}

#[cfg(not(unix))]
pub(in crate::accdb) fn sync_directory(_: &Path) -> io::Result<()> {
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
    fn the_file_is_there_while_it_means_something() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("x.accdb-journal");
        let mut journal = JournalFile::open(path.clone()).expect("opens");
        assert_eq!((journal.len().expect("a length"), path.exists()), (0, false));
        journal.write_at(0, b"live").expect("writes");
        journal.sync().expect("syncs");
        drop(journal);
        assert!(path.exists(), "a journal that is still needed stays");
        let mut journal = JournalFile::open(path.clone()).expect("opens");
        journal.write_at(0, &[0; 4]).expect("writes");
        drop(journal);
        assert!(!path.exists());
    }
}

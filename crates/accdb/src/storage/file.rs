//! A database in a file: a reader disturbs nobody, a writer keeps other writers out.

#[cfg(unix)]
mod posix_lock;
pub(crate) mod regular;

#[cfg(not(any(unix, windows)))]
#[path = "file/no_files.rs"]
mod system;
#[cfg(unix)]
#[path = "file/unix.rs"]
mod system;
#[cfg(windows)]
#[path = "file/windows.rs"]
mod system;

use super::Storage;
use crate::error::{Error, Result};
use regular::Rights;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// A file on disk. Dropping it gives the file free for others.
///
/// On Windows the way it is opened keeps a writer alone: whoever has the file open meanwhile, Access and our own
/// readers included, keeps it from opening, and it keeps them. Elsewhere a writer takes advisory locks, which only
/// programs that ask for them respect, and readers take none.
#[derive(Debug)]
pub struct FileStorage {
    file: File,
    /// The name that was opened, of one that is held for writing.
    place: Option<PathBuf>,
}

impl FileStorage {
    /// Opens for reading, without a lock: others may read, write, rename and remove it meanwhile.
    ///
    /// # Errors
    ///
    /// [`Error::InUse`] where somebody has opened it so that nobody else can (Windows), [`Error::Io`].
    pub fn open_shared(path: &Path) -> Result<FileStorage> {
        let mut options = OpenOptions::new();
        options.read(true);
        system::share_with_all(&mut options);
        let file = regular::open(&mut options, path).map_err(not_opened)?;
        Ok(FileStorage::unlocked(file))
    }

    /// Opens for writing.
    ///
    /// # Errors
    ///
    /// [`Error::InUse`] while somebody else has it open for writing, or on Windows open at all; [`Error::Io`].
    pub fn open_exclusive(path: &Path) -> Result<FileStorage> {
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        system::share_with_none(&mut options);
        FileStorage::exclusively(path, || regular::open(&mut options, path))
    }

    /// Makes an empty file for writing, which is for this account alone.
    ///
    /// # Errors
    ///
    /// [`Error::Io`], of the kind `AlreadyExists` where there is a file of that name.
    pub fn create_new(path: &Path) -> Result<FileStorage> {
        FileStorage::create_with(path, Rights::ours())
    }

    /// The same with rights of another file.
    pub(crate) fn create_with(path: &Path, rights: Rights) -> Result<FileStorage> {
        let mut options = OpenOptions::new();
        system::share_with_none(&mut options);
        FileStorage::exclusively(path, || regular::create_own(&mut options, path, rights))
    }

    /// Takes a file as it is, for one that another file's lock covers.
    pub(crate) fn unlocked(file: File) -> FileStorage {
        FileStorage { file, place: None }
    }

    /// Whether somebody has the file at `path` open for writing. Where the answer is no, the asking keeps a writer out
    /// for an instant.
    pub(crate) fn has_writer(path: &Path) -> Result<bool> {
        match FileStorage::open_shared(path).and_then(|storage| system::lock_shared(&storage.file)) {
            Err(Error::InUse) => Ok(true),
            other => other.map(|()| false),
        }
    }

    /// Whether somebody holds a lock on the file at `path`; the same holds of the asking.
    #[cfg(not(windows))]
    pub(crate) fn is_held(path: &Path) -> Result<bool> {
        match FileStorage::open_shared(path).and_then(|storage| system::lock_against_all(&storage.file)) {
            Err(Error::InUse) => Ok(true),
            other => other.map(|()| false),
        }
    }

    /// Between opening and locking somebody may put another file in the place of this one; what is written to the old
    /// one would be lost.
    fn exclusively(path: &Path, mut open: impl FnMut() -> io::Result<File>) -> Result<FileStorage> {
        for _ in 0..REPLACED_MAX {
            let storage = FileStorage { file: open().map_err(not_opened)?, place: Some(path.to_owned()) };
            system::lock_exclusive(&storage.file)?;
            if storage.is_in_place().map_err(not_opened)? {
                return Ok(storage);
            }
        }
        Err(Error::InUse)
    }
}

impl Drop for FileStorage {
    /// Gives the lock back by name: closing alone leaves it with a child process that was being started meanwhile and
    /// holds a copy of the handle until its program runs.
    fn drop(&mut self) {
        system::unlock(&self.file);
    }
}

impl Storage for FileStorage {
    fn len(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        system::read_exact_at(&self.file, into, at)
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        system::write_all_at(&self.file, bytes, at)
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.file.set_len(len)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file.sync_all()
    }

    fn is_in_place(&self) -> io::Result<bool> {
        self.place.as_deref().map_or(Ok(true), |place| system::is_at(&self.file, place))
    }

    fn file(&self) -> Option<&File> {
        Some(&self.file)
    }
}

fn not_opened(source: io::Error) -> Error {
    match source {
        source if regular::is_no_file(&source) => Error::NotAccess(source.to_string()),
        source if system::is_held(&source) => Error::InUse,
        source => Error::Io { action: "opening the file", source },
    }
}

/// How often in a row a file may be replaced while it is being opened.
const REPLACED_MAX: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(windows)]
    use std::os::windows::fs::OpenOptionsExt;

    #[test]
    fn what_is_written_is_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.accdb");
        let mut storage = FileStorage::create_new(&path).unwrap();
        storage.write_at(3, b"abc").unwrap();
        storage.set_len(8).unwrap();
        let mut all = [9; 8];
        storage.read_at(0, &mut all).unwrap();
        assert_eq!(&all, b"\0\0\0abc\0\0");
        assert_eq!(storage.read_at(6, &mut all).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_was_replaced_or_removed_is_not_at_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let [path, other] = ["a.accdb", "b.accdb"].map(|name| dir.path().join(name));
        let file = File::create(&path).unwrap();
        assert!(system::is_at(&file, &path).unwrap());
        std::fs::write(&other, b"newer").unwrap();
        std::fs::rename(&other, &path).unwrap();
        assert!(!system::is_at(&file, &path).unwrap());
        std::fs::remove_file(&path).unwrap();
        assert!(!system::is_at(&file, &path).unwrap());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_held_knows_that_another_has_taken_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let [path, link, other] = ["a.accdb", "link.accdb", "b.accdb"].map(|name| dir.path().join(name));
        std::fs::write(&path, b"held").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        for name in [&path, &link] {
            std::fs::write(&other, b"newer").unwrap();
            let held = FileStorage::open_exclusive(name).unwrap();
            assert!(held.is_in_place().unwrap());
            std::fs::rename(&other, name).unwrap();
            assert!(!held.is_in_place().unwrap(), "{}", name.display());
        }
    }

    /// Whoever replaces a file has it for himself meanwhile, as a restore does.
    #[cfg(unix)]
    #[test]
    fn what_is_written_goes_into_the_file_that_has_the_name() {
        let dir = tempfile::tempdir().unwrap();
        let [path, other] = ["a.accdb", "b.accdb"].map(|name| dir.path().join(name));
        std::fs::write(&path, b"0").unwrap();
        let ended = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !ended.load(std::sync::atomic::Ordering::Relaxed) {
                    if let Ok(_held) = FileStorage::open_exclusive(&path) {
                        std::fs::write(&other, b"0").unwrap();
                        std::fs::rename(&other, &path).unwrap();
                    }
                }
            });
            let mut written = 0;
            while written < 300 {
                let Ok(mut storage) = FileStorage::open_exclusive(&path) else { continue };
                storage.write_at(0, b"1").unwrap();
                assert_eq!(std::fs::read(&path).unwrap(), b"1");
                written += 1;
            }
            ended.store(true, std::sync::atomic::Ordering::Relaxed);
        });
    }

    #[test]
    fn a_new_file_never_replaces_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.accdb");
        std::fs::write(&path, b"precious").unwrap();
        let error = FileStorage::create_new(&path).unwrap_err();
        assert!(
            matches!(error, Error::Io { ref source, .. } if source.kind() == io::ErrorKind::AlreadyExists)
        );
        assert_eq!(std::fs::read(&path).unwrap(), b"precious");
    }

    #[test]
    #[cfg(unix)]
    fn readers_disturb_nobody_and_writers_keep_each_other_out() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.accdb");
        std::fs::write(&path, b"x").unwrap();
        let _reader = FileStorage::open_shared(&path).unwrap();
        let writer = FileStorage::open_exclusive(&path).unwrap();
        assert!(matches!(FileStorage::open_exclusive(&path), Err(Error::InUse)));
        FileStorage::open_shared(&path).unwrap();
        assert!(FileStorage::has_writer(&path).unwrap());
        drop(writer);
        assert!(!FileStorage::has_writer(&path).unwrap());
        FileStorage::open_exclusive(&path).unwrap();
    }

    #[test]
    #[cfg(windows)]
    fn readers_and_writers_of_ours_keep_each_other_out() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.accdb");
        std::fs::write(&path, b"x").unwrap();
        let reader = FileStorage::open_shared(&path).unwrap();
        FileStorage::open_shared(&path).unwrap();
        assert!(!FileStorage::has_writer(&path).unwrap());
        assert!(matches!(FileStorage::open_exclusive(&path), Err(Error::InUse)));
        drop(reader);
        let writer = FileStorage::open_exclusive(&path).unwrap();
        assert!(FileStorage::has_writer(&path).unwrap());
        for open in [FileStorage::open_shared, FileStorage::open_exclusive] {
            assert!(matches!(open(&path), Err(Error::InUse)));
        }
        drop(writer);
        FileStorage::open_shared(&path).unwrap();
    }

    #[test]
    #[cfg(windows)]
    fn what_access_has_open_is_read_and_not_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.accdb");
        std::fs::write(&path, b"x").unwrap();
        // FILE_SHARE_READ and FILE_SHARE_WRITE.
        let access = OpenOptions::new().read(true).write(true).share_mode(1 | 2).open(&path).unwrap();
        FileStorage::open_shared(&path).unwrap();
        assert!(matches!(FileStorage::open_exclusive(&path), Err(Error::InUse)));
        drop(access);
        FileStorage::open_exclusive(&path).unwrap();
    }
}

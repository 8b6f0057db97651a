//! A database in a file: a reader disturbs nobody, a writer keeps other writers out.

use super::Storage;
use crate::error::{Error, Result};
use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

#[cfg(not(any(unix, windows)))]
mod no_files;
#[cfg(not(any(unix, windows)))]
use no_files as system;

/// A file on disk. Dropping it gives the file free for others.
///
/// On Windows the way it is opened keeps a writer alone: whoever has the file open meanwhile, Access and our own
/// readers included, keeps it from opening, and it keeps them. Elsewhere a writer takes an advisory lock, which only
/// programs that ask for it respect, and readers take none.
#[derive(Debug)]
pub struct FileStorage {
    file: File,
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
        let file = options.open(path).map_err(system::not_opened)?;
        Ok(FileStorage { file })
    }

    /// Opens for writing.
    ///
    /// # Errors
    ///
    /// [`Error::InUse`] while somebody else has it open for writing, or on Windows open at all; [`Error::Io`].
    pub fn open_exclusive(path: &Path) -> Result<FileStorage> {
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        FileStorage::exclusively(&mut options, path)
    }

    /// Makes an empty file for writing.
    ///
    /// # Errors
    ///
    /// [`Error::Io`], of the kind `AlreadyExists` where there is a file of that name.
    pub fn create_new(path: &Path) -> Result<FileStorage> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        FileStorage::exclusively(&mut options, path)
    }

    /// Takes a file as it is, for one that another file's lock covers.
    pub(crate) fn unlocked(file: File) -> FileStorage {
        FileStorage { file }
    }

    /// Whether somebody has the file at `path` open for writing. Where the answer is no, the asking keeps a writer out
    /// for an instant.
    pub(crate) fn has_writer(path: &Path) -> Result<bool> {
        match FileStorage::open_shared(path).and_then(|storage| system::lock_shared(&storage.file)) {
            Err(Error::InUse) => Ok(true),
            other => other.map(|()| false),
        }
    }

    /// Between opening and locking somebody may put another file in the place of this one; what is written to the old
    /// one would be lost.
    fn exclusively(options: &mut OpenOptions, path: &Path) -> Result<FileStorage> {
        system::share_with_none(options);
        for _ in 0..REPLACED_MAX {
            let file = options.open(path).map_err(system::not_opened)?;
            system::lock_exclusive(&file)?;
            let storage = FileStorage { file };
            if system::is_at(&storage.file, path).map_err(system::not_opened)? {
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
}

/// How often in a row a file may be replaced while it is being opened.
const REPLACED_MAX: usize = 8;

#[cfg(unix)]
mod system {
    use super::{Error, File, OpenOptions, Path, Result, io};
    use std::os::unix::fs::{FileExt, MetadataExt};

    /// Whether the name still leads to this file.
    pub fn is_at(file: &File, path: &Path) -> io::Result<bool> {
        let of = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
        match path.metadata() {
            Ok(named) => Ok(of(named) == of(file.metadata()?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub fn share_with_all(_: &mut OpenOptions) {}

    pub fn share_with_none(_: &mut OpenOptions) {}

    pub fn lock_shared(file: &File) -> Result<()> {
        file.try_lock_shared().map_err(io::Error::from).map_err(not_locked)
    }

    pub fn lock_exclusive(file: &File) -> Result<()> {
        file.try_lock().map_err(io::Error::from).map_err(not_locked)
    }

    /// A failure is no harm: closing the file follows.
    pub fn unlock(file: &File) {
        drop(file.unlock());
    }

    fn not_locked(source: io::Error) -> Error {
        let is_held = source.kind() == io::ErrorKind::WouldBlock;
        if is_held { Error::InUse } else { Error::Io { action: "locking the file", source } }
    }

    pub fn read_exact_at(file: &File, into: &mut [u8], at: u64) -> io::Result<()> {
        file.read_exact_at(into, at)
    }

    pub fn write_all_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
        file.write_all_at(bytes, at)
    }

    pub fn not_opened(source: io::Error) -> Error {
        Error::Io { action: "opening the file", source }
    }
}

#[cfg(windows)]
mod system {
    use super::{Error, File, OpenOptions, Path, Result, io};
    use std::os::windows::fs::{FileExt, OpenOptionsExt};

    /// A file that is open and shared with nobody keeps its name.
    pub fn is_at(_: &File, _: &Path) -> io::Result<bool> {
        Ok(true)
    }

    /// FILE_SHARE_READ, FILE_SHARE_WRITE and FILE_SHARE_DELETE.
    pub fn share_with_all(options: &mut OpenOptions) {
        options.share_mode(1 | 2 | 4);
    }

    pub fn share_with_none(options: &mut OpenOptions) {
        options.share_mode(0);
    }

    /// Having opened it has told as much.
    pub fn lock_shared(_: &File) -> Result<()> {
        Ok(())
    }

    /// The share mode has done it.
    pub fn lock_exclusive(_: &File) -> Result<()> {
        Ok(())
    }

    /// The share mode ends with the handle.
    pub fn unlock(_: &File) {}

    pub fn read_exact_at(file: &File, mut into: &mut [u8], mut at: u64) -> io::Result<()> {
        while !into.is_empty() {
            let read = match file.seek_read(into, at) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            into = into.get_mut(read..).unwrap_or_default();
            at = at.saturating_add(advance(read));
        }
        Ok(())
    }

    pub fn write_all_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
        while !bytes.is_empty() {
            let written = match file.seek_write(bytes, at) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if written == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            bytes = bytes.get(written..).unwrap_or_default();
            at = at.saturating_add(advance(written));
        }
        Ok(())
    }

    fn advance(bytes: usize) -> u64 {
        u64::try_from(bytes).unwrap_or(u64::MAX)
    }

    pub fn not_opened(source: io::Error) -> Error {
        // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION.
        let is_held = matches!(source.raw_os_error(), Some(32 | 33));
        if is_held { Error::InUse } else { Error::Io { action: "opening the file", source } }
    }
}

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

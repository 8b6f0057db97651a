//! Whole copies of a database: out of one that is open, and back into the place of one.

use crate::commit::sync_directory;
use crate::error::{Error, Result};
use crate::storage::regular::Rights;
use crate::storage::{FileStorage, Storage};
use std::fs::File;
use std::io;
use std::path::Path;

/// Bytes in memory at a time: 256 KiB.
const CHUNK: usize = 64 * crate::format::PAGE_SIZE;

/// Copies a storage into a new file with the same rights, and returns when it is on the disk and its directory knows
/// it. What could not be copied whole is removed.
pub(crate) fn copy_to_new(from: &dyn Storage, path: &Path) -> Result<()> {
    copy_with(from, path, from.file())
}

/// The same with the rights of another file; those of nobody's are for this account alone.
pub(crate) fn copy_with(from: &dyn Storage, path: &Path, like: Option<&File>) -> Result<()> {
    let rights = like.map(Rights::of).transpose().map_err(Error::io("looking at the file"))?;
    let mut to = FileStorage::create_with(path, rights.unwrap_or_else(Rights::ours))?;
    let copied =
        copy(from, &mut to).and_then(|()| sync_directory(path)).map_err(Error::io("copying the file"));
    drop(to);
    if copied.is_err() {
        // Half a copy is of no use to anybody; the error that matters is the first.
        let _ = std::fs::remove_file(path);
    }
    copied
}

/// Gives a file another name in its directory, in the place of whatever has that name, and returns when the directory
/// on the disk says so.
///
/// # Errors
///
/// [`Error::Io`].
pub fn rename(from: &Path, to: &Path) -> Result<()> {
    let renaming = Error::io("renaming a file");
    std::fs::rename(from, to).map_err(&renaming)?;
    sync_directory(to).map_err(&renaming)
}

fn copy(from: &dyn Storage, to: &mut dyn Storage) -> io::Result<()> {
    let len = from.len()?;
    let mut buffer = vec![0; CHUNK];
    let mut at = 0;
    while at < len {
        let chunk = usize::try_from(len - at).map_or(CHUNK, |left| left.min(CHUNK));
        let bytes = buffer.get_mut(..chunk).unwrap_or_default();
        from.read_at(at, bytes)?;
        to.write_at(at, bytes)?;
        at = at.saturating_add(u64::try_from(chunk).unwrap_or(u64::MAX));
    }
    to.sync()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::{Fault, FaultyStorage, MemoryStorage};

    fn bytes(len: usize) -> Vec<u8> {
        (0..len).map(|at| u8::try_from(at % 251).unwrap()).collect()
    }

    #[test]
    fn a_copy_is_the_same_to_the_last_byte() {
        let folder = tempfile::tempdir().unwrap();
        for len in [0, 1, CHUNK - 1, CHUNK, 2 * CHUNK + 5] {
            let path = folder.path().join(len.to_string());
            copy_to_new(&MemoryStorage::new(bytes(len)), &path).unwrap();
            assert!(std::fs::read(&path).unwrap() == bytes(len), "{len} bytes");
        }
    }

    #[test]
    fn a_copy_never_replaces_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        std::fs::write(&path, b"precious").unwrap();
        assert!(copy_to_new(&MemoryStorage::new(bytes(9)), &path).is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"precious");
    }

    #[test]
    fn what_cannot_be_copied_whole_is_not_left_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let (storage, control) = FaultyStorage::new(Box::new(MemoryStorage::new(bytes(3 * CHUNK))));
        control.arm(Some(Fault::Once { call: control.reads() + 3, kind: io::ErrorKind::TimedOut }));
        let failed = copy_to_new(&storage, &path);
        assert!(matches!(failed, Err(Error::Io { action: "copying the file", .. })), "{failed:?}");
        assert!(!path.exists());
    }
}

//! The lock file of a shared Access session, `NAME.laccdb` beside the database.
//!
//! The database itself is locked by its storage. The lock file stays behind after a crash, so that being there means
//! nothing; being held does.

use super::journal_file::real_path;
use crate::accdb::error::{Error, Result};
use std::fs::OpenOptions;
use std::io;
use std::path::Path;

/// Fails with [`Error::InUse`] while somebody holds the lock file of the database at `path`. A stale one is left
/// where it is: Access removes its own.
pub(in crate::accdb) fn refuse_shared_session(path: &Path) -> Result<()> {
    let lock = real_path(path).with_extension("laccdb");
    match is_held(&lock) {
        Ok(true) => Err(Error::InUse),
        Ok(false) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(Error::Io { action: "looking at the lock file", source }),
    }
}

#[cfg(unix)]
fn is_held(lock: &Path) -> io::Result<bool> {
    let file = OpenOptions::new().read(true).open(lock)?;
    match file.try_lock().map_err(io::Error::from) {
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(true),
        asked => asked.map(|()| false),
    }
}

/// Whoever has it open keeps from opening it who would share it with nobody.
#[cfg(windows)]
fn is_held(lock: &Path) -> io::Result<bool> {
    use std::os::windows::fs::OpenOptionsExt;
    match OpenOptions::new().read(true).share_mode(0).open(lock) {
        Ok(_) => Ok(false),
        // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION.
        Err(error) if matches!(error.raw_os_error(), Some(32 | 33)) => Ok(true),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_file_counts_only_while_it_is_held() {
        let directory = tempfile::tempdir().expect("a directory");
        let database = directory.path().join("x.accdb");
        assert!(refuse_shared_session(&database).is_ok(), "no lock file");
        let path = directory.path().join("x.laccdb");
        std::fs::write(&path, [0; 64]).expect("writes");
        assert!(refuse_shared_session(&database).is_ok(), "a stale lock file");
        let held = std::fs::File::options().read(true).write(true).open(&path).expect("opens");
        held.try_lock().expect("locks");
        assert!(matches!(refuse_shared_session(&database), Err(Error::InUse)));
        drop(held);
        assert!(refuse_shared_session(&database).is_ok());
        assert!(path.exists(), "it is Access that removes it");
    }

    #[test]
    #[cfg(unix)]
    fn a_lock_file_that_cannot_be_looked_at_is_an_error() {
        let directory = tempfile::tempdir().expect("a directory");
        let no_folder = directory.path().join("a file");
        std::fs::write(&no_folder, b"x").expect("writes");
        assert!(matches!(refuse_shared_session(&no_folder.join("x.accdb")), Err(Error::Io { .. })));
    }
}

//! One factulink per state file: a lock on `<state>.lock`, which the system frees when the process dies.

use super::error::{Error, Result};
use crate::files;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The lock, held until it is dropped. The file itself stays: removing it would let two processes lock two files.
#[derive(Debug)]
pub struct Lock(File);

impl Drop for Lock {
    /// Closing alone would leave the lock with a child process that was being started meanwhile. A failure is no harm:
    /// closing follows.
    fn drop(&mut self) {
        drop(self.0.unlock());
    }
}

fn lock_path(state: &Path) -> PathBuf {
    let mut name = state.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

fn held(file: File) -> Result<Lock> {
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(Error::Busy),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Opens the lock file, if there is one.
fn opened(options: &mut OpenOptions, path: &Path) -> Result<Option<File>> {
    match files::open_own(options, path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == ErrorKind::InvalidInput => {
            Err(Error::damaged(format_args!("{}: {error}", path.display())))
        }
        Err(error) => Err(error.into()),
    }
}

impl Lock {
    /// Takes the lock of a state file, making its lock file where it is the first to do so.
    pub fn take(state: &Path) -> Result<Lock> {
        let path = lock_path(state);
        let open = || opened(OpenOptions::new().write(true), &path);
        if let Some(file) = open()? {
            return held(file);
        }
        match files::create_own(OpenOptions::new().write(true), &path) {
            // Another was the first.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => open()?.map_or(Err(Error::Busy), held),
            made => held(made?),
        }
    }

    /// Takes the lock without making a file: where there is none, nobody has ever worked on this state.
    pub fn take_if_made(state: &Path) -> Result<Option<Lock>> {
        opened(OpenOptions::new().read(true), &lock_path(state))?.map(held).transpose()
    }
}

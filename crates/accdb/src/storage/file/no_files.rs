//! Where there are no files: a database lives in memory, or in a storage of the caller's own.

use crate::error::{Error, Result};
use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

pub fn share_with_all(_: &mut OpenOptions) {}

pub fn share_with_none(_: &mut OpenOptions) {}

pub fn is_at(_: &File, _: &Path) -> io::Result<bool> {
    Err(no_files())
}

pub fn lock_shared(_: &File) -> Result<()> {
    Err(Error::Io { action: "locking the file", source: no_files() })
}

pub fn lock_exclusive(_: &File) -> Result<()> {
    Err(Error::Io { action: "locking the file", source: no_files() })
}

pub fn lock_against_all(file: &File) -> Result<()> {
    lock_exclusive(file)
}

pub fn unlock(_: &File) {}

pub fn read_exact_at(_: &File, _: &mut [u8], _: u64) -> io::Result<()> {
    Err(no_files())
}

pub fn write_all_at(_: &File, _: &[u8], _: u64) -> io::Result<()> {
    Err(no_files())
}

pub fn is_held(_: &io::Error) -> bool {
    false
}

pub fn never_wait(_: &mut OpenOptions) {}

pub fn never_follow(_: &mut OpenOptions) {}

pub fn for_us_alone(_: &mut OpenOptions) {}

/// There is nobody to have any.
#[derive(Debug, Clone, Copy)]
pub struct Rights;

impl Rights {
    pub fn ours() -> Rights {
        Rights
    }

    pub fn of(_: &File) -> io::Result<Rights> {
        Ok(Rights)
    }

    pub fn give(self, _: &File) {}
}

fn no_files() -> io::Error {
    io::ErrorKind::Unsupported.into()
}

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
    Err(not_opened(no_files()))
}

pub fn lock_exclusive(_: &File) -> Result<()> {
    Err(not_opened(no_files()))
}

pub fn unlock(_: &File) {}

pub fn read_exact_at(_: &File, _: &mut [u8], _: u64) -> io::Result<()> {
    Err(no_files())
}

pub fn write_all_at(_: &File, _: &[u8], _: u64) -> io::Result<()> {
    Err(no_files())
}

pub fn not_opened(source: io::Error) -> Error {
    Error::Io { action: "opening the file", source }
}

fn no_files() -> io::Error {
    io::ErrorKind::Unsupported.into()
}

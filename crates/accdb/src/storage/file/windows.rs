//! Windows: how a file is opened says who else may have it.

use crate::error::Result;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::windows::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

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

/// Files are opened without waiting here.
pub fn never_wait(_: &mut OpenOptions) {}

/// A link was looked for before: what keeps it from being followed would open other files half.
pub fn never_follow(_: &mut OpenOptions) {}

pub fn for_us_alone(_: &mut OpenOptions) {}

/// A file has the rights of its folder here.
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

/// ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION.
pub fn is_held(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(32 | 33))
}

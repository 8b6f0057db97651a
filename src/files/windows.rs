//! Windows: a file has the rights of its folder.

use super::FileIdentity;
use std::fs::{DirBuilder, Metadata, OpenOptions};
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::path::Path;

/// Files are opened without waiting here.
pub fn never_wait(_: &mut OpenOptions) {}

/// A link was looked for before: what keeps it from being followed would open other files half.
pub fn never_follow(_: &mut OpenOptions) {}

pub fn for_us_alone(_: &mut OpenOptions) {}

pub fn folder_for_us_alone(_: &mut DirBuilder) {}

/// It is not told here.
pub fn names(_: &Metadata) -> u64 {
    1
}

/// Asks without the right to read, which somebody who has the file for himself does not refuse.
pub fn identity(path: &Path) -> io::Result<FileIdentity> {
    /// FILE_FLAG_BACKUP_SEMANTICS: folders, too.
    const ANY: u32 = 0x0200_0000;
    let file = OpenOptions::new().access_mode(0).share_mode(1 | 2 | 4).custom_flags(ANY).open(path)?;
    let told = winapi_util::file::information(&file)?;
    Ok(FileIdentity { device: told.volume_serial_number(), number: told.file_index() })
}

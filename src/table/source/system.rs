//! How a file is opened so that nobody writes to it meanwhile, where the system can do that.

use crate::files;
use crate::table::error::TableFault;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

const IN_USE: &str = "another program has it open";

pub(super) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    keep_writers_out(&mut options);
    files::open_as(&mut options, path)
}

pub(super) fn not_opened(source: io::Error) -> TableFault {
    if is_held_elsewhere(&source) {
        return TableFault::Later(IN_USE);
    }
    TableFault::Io { action: "opening the file", source }
}

#[cfg(windows)]
fn keep_writers_out(options: &mut OpenOptions) {
    use std::os::windows::fs::OpenOptionsExt;
    /// FILE_SHARE_READ: neither writing nor deleting, as long as we read.
    const SHARE_READ: u32 = 1;
    options.share_mode(SHARE_READ);
}

/// There is no such way here; length and time are compared at the end.
#[cfg(not(windows))]
fn keep_writers_out(_: &mut OpenOptions) {}

#[cfg(windows)]
fn is_held_elsewhere(error: &io::Error) -> bool {
    /// ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION.
    const HELD: [i32; 2] = [32, 33];
    error.raw_os_error().is_some_and(|code| HELD.contains(&code))
}

#[cfg(not(windows))]
fn is_held_elsewhere(_: &io::Error) -> bool {
    false
}

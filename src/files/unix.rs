//! Linux and its kin.

use super::FileIdentity;
use nix::fcntl::OFlag;
use std::fs::{DirBuilder, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

/// Opening a pipe that nobody writes to waits for one who does.
pub fn never_wait(options: &mut OpenOptions) {
    options.custom_flags(OFlag::O_NONBLOCK.bits());
}

pub fn never_follow(options: &mut OpenOptions) {
    options.custom_flags((OFlag::O_NONBLOCK | OFlag::O_NOFOLLOW).bits());
}

pub fn for_us_alone(options: &mut OpenOptions) {
    options.mode(0o600);
}

pub fn folder_for_us_alone(builder: &mut DirBuilder) {
    builder.mode(0o700);
}

/// How many names a file has.
pub fn names(metadata: &Metadata) -> u64 {
    metadata.nlink()
}

pub fn identity(path: &Path) -> io::Result<FileIdentity> {
    let metadata = path.metadata()?;
    Ok(FileIdentity { device: metadata.dev(), number: metadata.ino() })
}

//! Linux and its kin: a writer takes locks that only those respect who ask for them.

use super::posix_lock;
use crate::error::{Error, Result};
use nix::fcntl::OFlag;
use std::fs::{File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::Path;

/// Whether the name still leads to this file.
pub fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    let of = |metadata: Metadata| (metadata.dev(), metadata.ino());
    match path.metadata() {
        Ok(named) => Ok(of(named) == of(file.metadata()?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

pub fn share_with_all(_: &mut OpenOptions) {}

pub fn share_with_none(_: &mut OpenOptions) {}

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

/// Owner, group and mode of a file.
#[derive(Debug, Clone, Copy)]
pub struct Rights {
    owner: Option<(u32, u32)>,
    mode: u32,
}

impl Rights {
    /// For us alone.
    pub fn ours() -> Rights {
        Rights { owner: None, mode: 0o600 }
    }

    pub fn of(file: &File) -> io::Result<Rights> {
        let metadata = file.metadata()?;
        Ok(Rights { owner: Some((metadata.uid(), metadata.gid())), mode: metadata.mode() & 0o777 })
    }

    /// Gives them to a file that is ours alone, as far as this account can: where it cannot, rights stay narrower.
    pub fn give(self, file: &File) {
        let has_group = self.owner.is_none_or(|(user, group)| {
            fchown(file, Some(user), Some(group)).or_else(|_| fchown(file, None, Some(group))).is_ok()
        });
        // What one group may do is not for another.
        let mode = if has_group { self.mode } else { self.mode & !0o070 };
        drop(file.set_permissions(Permissions::from_mode(mode)));
    }
}

pub fn lock_shared(file: &File) -> Result<()> {
    locked(file.try_lock_shared().map_err(io::Error::from))?;
    locked(posix_lock::look(file))
}

/// Whether nobody holds a lock of either kind, as far as a handle for reading can ask.
pub fn lock_against_all(file: &File) -> Result<()> {
    locked(file.try_lock().map_err(io::Error::from))?;
    locked(posix_lock::look(file))
}

/// Both kinds: programs take one or the other, and neither kind is seen by who asks for the other.
pub fn lock_exclusive(file: &File) -> Result<()> {
    locked(file.try_lock().map_err(io::Error::from))?;
    locked(posix_lock::take(file))
}

/// A failure is no harm: closing the file follows.
pub fn unlock(file: &File) {
    drop(file.unlock());
    posix_lock::give_back(file);
}

fn locked(asked: io::Result<()>) -> Result<()> {
    asked.map_err(|source| {
        let is_held = source.kind() == io::ErrorKind::WouldBlock;
        if is_held { Error::InUse } else { Error::Io { action: "locking the file", source } }
    })
}

pub fn read_exact_at(file: &File, into: &mut [u8], at: u64) -> io::Result<()> {
    file.read_exact_at(into, at)
}

pub fn write_all_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    file.write_all_at(bytes, at)
}

/// Nobody can keep others from opening.
pub fn is_held(_: &io::Error) -> bool {
    false
}

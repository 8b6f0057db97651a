//! Files of ours in the folder: dropped whole, found again wherever the platform has put them.

use super::Folder;
use crate::platform::contract::{PlaceholderValues, PlatformTrouble, Stop};
use crate::platform::incoming::part_of;
use crate::platform::outgoing::{digest, unreadable};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// What is seen of a file without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub len: u64,
    /// Milliseconds since 1970 by the clock of the share; 0 where it does not tell.
    pub modified: i64,
}

/// Where a file of ours is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whereabouts {
    /// Dropped or taken: still to be read.
    Here {
        path: PathBuf,
        look: Look,
    },
    /// Only its acknowledgement tells of it.
    Answered,
    Nowhere,
}

/// What keeps a file from being dropped.
pub(super) enum DropError {
    /// The share: another time.
    Later(PlatformTrouble),
    Stop(Stop),
}

impl Folder<'_> {
    /// Looks for a file along the way that it goes, so that one that is moved meanwhile is not missed.
    pub(super) fn whereabouts(&self, name: &str, values: &PlaceholderValues<'_>) -> io::Result<Whereabouts> {
        if let Some((path, look)) = self.sent(&self.folder.drop.join(name))? {
            return Ok(Whereabouts::Here { path, look });
        }
        let answered = match self.acknowledgement_of(values) {
            Some(file) => look(&file)?.is_some(),
            None => false,
        };
        Ok(if answered { Whereabouts::Answered } else { Whereabouts::Nowhere })
    }

    /// A file that was dropped at `place`, there or where the platform puts what it took.
    pub(super) fn sent(&self, place: &Path) -> io::Result<Option<(PathBuf, Look)>> {
        let name = place.file_name().unwrap_or_default();
        for path in [place.to_owned(), self.taken.join(name)] {
            if let Some(look) = look(&path)? {
                return Ok(Some((path, look)));
            }
        }
        Ok(None)
    }

    /// Puts a copy of a file there under its final name, and tells when, by the share's clock.
    pub(super) fn drop_file(&self, source: &mut File, from: &Path, place: &Path) -> Result<Look, DropError> {
        let part = part_of(place);
        let mut copy = File::create(&part).map_err(|error| on_share(&part, &error))?;
        copy_all(source, from, &mut copy, &part)?;
        self.put(copy, &part, place).map_err(|error| on_share(place, &error))
    }

    /// Puts an empty file there.
    pub(super) fn drop_empty(&self, place: &Path) -> Result<Look, DropError> {
        let part = part_of(place);
        let put = File::create(&part).and_then(|file| self.put(file, &part, place));
        put.map_err(|error| on_share(place, &error))
    }

    /// The time is read before the rename: afterwards the platform may have taken the file away.
    fn put(&self, file: File, part: &Path, place: &Path) -> io::Result<Look> {
        file.sync_all()?;
        drop(file);
        let look = look(part)?.ok_or(io::ErrorKind::NotFound)?;
        fs::rename(part, place)?;
        sync_folder(place);
        Ok(look)
    }
}

/// Copies to the end; a failure on either side says whose it is.
fn copy_all(source: &mut File, from: &Path, copy: &mut File, part: &Path) -> Result<(), DropError> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = match io::Read::read(source, &mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read.map_err(|error| DropError::Stop(unreadable(from, &error)))?,
        };
        let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { return Ok(()) };
        io::Write::write_all(copy, piece).map_err(|error| on_share(part, &error))?;
    }
}

/// A full disk stays full; anything else of a share may be better the next time.
fn on_share(path: &Path, error: &io::Error) -> DropError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => DropError::Stop(unreadable(path, error)),
        _ => DropError::Later(trouble(path, error)),
    }
}

/// What a share that fails is told as.
pub(super) fn trouble(path: &Path, error: &io::Error) -> PlatformTrouble {
    PlatformTrouble::told(&format!("{}: {error}", path.display()))
}

/// A file, if there is one of this name that is neither a folder nor a link.
pub(super) fn look(path: &Path) -> io::Result<Option<Look>> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => {
            let since = found.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            let modified = since.and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or(0);
            Ok(Some(Look { len: found.len(), modified }))
        }
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether a file holds what another does, by length and SHA-256.
pub(super) fn is_equal(path: &Path, len: u64, sha256: &str) -> io::Result<bool> {
    Ok(digest(&mut File::open(path)?)? == (len, sha256.to_ascii_lowercase()))
}

/// A rename is on the disk when its folder is; Windows and many shares have no such thing.
fn sync_folder(place: &Path) {
    if cfg!(unix) {
        let synced = place.parent().map(|folder| File::open(folder).and_then(|folder| folder.sync_all()));
        if let Some(Err(error)) = synced {
            log::debug!("{}: {error}", place.display());
        }
    }
}

//! The file that rows come from: opened so that it stays as it is, or seen to have changed.
//!
//! Promises: what is read between [`Source::open`] and a [`Source::unchanged`] that succeeds is one state of the file.
//! Knows nothing of what the bytes mean.

mod digest;
mod span;
mod system;

pub(super) use digest::{Digest, each_block};
pub(super) use span::{ReadAt, Span};

use super::error::TableFault;
use std::fs::{File, Metadata};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// A file younger than this may still be being written.
const YOUNG: Duration = Duration::from_secs(5);
/// How long to wait before the size of a young file is looked at again.
const SECOND_LOOK: Duration = Duration::from_secs(1);

pub const GROWING: &str = "it is still growing";
pub const CHANGED: &str = "it changed while it was read";

/// An opened file, or bytes in memory.
#[derive(Clone)]
pub(super) struct TableSource {
    bytes: Arc<dyn ReadAt>,
    len: u64,
    /// The file to be looked at again, where there is one.
    watched: Option<Arc<(File, Seen)>>,
}

/// What tells one state of a file from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    len: u64,
    modified: Option<SystemTime>,
}

impl TableSource {
    /// Opens a file, by the clock of the caller, who waits when asked to.
    ///
    /// With `copy_to`, a folder, the file is copied there first, under no name, and read from the copy. Fails with
    /// [`Fault::Later`] while another program has it open for writing (Windows), it grows, or changes as it is copied.
    pub(super) fn open(
        path: &Path,
        now: SystemTime,
        pause: &dyn Fn(Duration),
        copy_to: Option<&Path>,
    ) -> Result<TableSource, TableFault> {
        let file = system::open(path).map_err(system::not_opened)?;
        let seen = settled(&file, now, pause)?;
        match copy_to {
            None => TableSource::watching(file, seen),
            Some(folder) => TableSource::copied(file, seen, folder),
        }
    }

    /// Bytes in memory, which do not change.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(super) fn memory(bytes: Vec<u8>) -> TableSource {
        let len = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        TableSource { bytes: Arc::new(bytes), len, watched: None }
    }

    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// All of it, from the beginning.
    pub(super) fn span(&self) -> Span {
        self.part(0, self.len)
    }

    /// The bytes from `start` on, `len` of them or as many as there are.
    pub(super) fn part(&self, start: u64, len: u64) -> Span {
        Span::new(self.bytes.clone(), start, start.saturating_add(len).min(self.len))
    }

    /// The first bytes, at most `len`.
    pub(super) fn head(&self, len: usize) -> Result<Vec<u8>, TableFault> {
        let mut head = vec![0; len];
        let got = self.span().fill(&mut head).map_err(TableFault::reading)?;
        head.truncate(got);
        Ok(head)
    }

    /// Fails with [`Fault::Later`] where the file is not what it was when it was opened.
    pub(super) fn unchanged(&self) -> Result<(), TableFault> {
        match self.watched.as_deref() {
            Some((file, seen)) if Seen::at(file)? != *seen => Err(TableFault::Later(CHANGED)),
            _ => Ok(()),
        }
    }

    fn watching(file: File, seen: Seen) -> Result<TableSource, TableFault> {
        let bytes = Arc::new(file.try_clone().map_err(TableFault::reading)?);
        Ok(TableSource { bytes, len: seen.len, watched: Some(Arc::new((file, seen))) })
    }

    fn copied(mut file: File, seen: Seen, folder: &Path) -> Result<TableSource, TableFault> {
        let copying = |source| TableFault::Io { action: "copying the file", source };
        let mut copy = tempfile::tempfile_in(folder).map_err(copying)?;
        let len = io::copy(&mut file, &mut copy).map_err(copying)?;
        if len != seen.len || Seen::at(&file)? != seen {
            return Err(TableFault::Later(CHANGED));
        }
        Ok(TableSource { bytes: Arc::new(copy), len, watched: None })
    }
}

/// What a file is like, unless it is young and grows between two looks.
fn settled(file: &File, now: SystemTime, pause: &dyn Fn(Duration)) -> Result<Seen, TableFault> {
    let seen = Seen::at(file)?;
    // A time in the future is that of a share whose clock is ahead: as young as can be.
    let age = |modified| now.duration_since(modified).unwrap_or_default();
    if seen.modified.map(age).is_none_or(|age| age < YOUNG) {
        pause(SECOND_LOOK);
        if Seen::at(file)? != seen {
            return Err(TableFault::Later(GROWING));
        }
    }
    Ok(seen)
}

impl Seen {
    fn at(file: &File) -> Result<Seen, TableFault> {
        let of = |metadata: Metadata| Seen { len: metadata.len(), modified: metadata.modified().ok() };
        file.metadata().map(of).map_err(TableFault::reading)
    }
}

#[cfg(test)]
mod tests;

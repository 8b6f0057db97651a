//! A stretch of a file, read by its own place: several can be read in turn from one handle.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

/// Bytes that can be read from any place.
pub(in crate::table) trait ReadAt: Send + Sync {
    /// Reads some bytes from `at` on; none at the end.
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<usize>;
}

impl ReadAt for File {
    #[cfg(unix)]
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(self, into, at)
    }

    #[cfg(windows)]
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<usize> {
        std::os::windows::fs::FileExt::seek_read(self, into, at)
    }
}

#[cfg(any(test, feature = "fuzzing"))]
impl ReadAt for Vec<u8> {
    fn read_at(&self, at: u64, mut into: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(at).ok().and_then(|at| self.get(at..)).unwrap_or_default();
        io::Write::write(&mut into, rest)
    }
}

/// Reads from one place of the bytes to another.
pub(in crate::table) struct Span {
    bytes: Arc<dyn ReadAt>,
    start: u64,
    at: u64,
    end: u64,
}

impl Span {
    pub(super) fn new(bytes: Arc<dyn ReadAt>, start: u64, end: u64) -> Span {
        Span { bytes, start, at: start, end: end.max(start) }
    }

    /// Reads until `into` is full or the span ends.
    pub(in crate::table) fn fill(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while let Some(room) = into.get_mut(filled..).filter(|room| !room.is_empty()) {
            match self.read(room) {
                Ok(0) => break,
                Ok(got) => filled += got,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }
}

impl Read for Span {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let room = left.min(into.len());
        let got = self.bytes.read_at(self.at, into.get_mut(..room).unwrap_or_default())?;
        self.at += u64::try_from(got).unwrap_or_default();
        Ok(got)
    }
}

impl Seek for Span {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(from_start) => self.start.checked_add(from_start),
            SeekFrom::End(from_end) => self.end.checked_add_signed(from_end),
            SeekFrom::Current(further) => self.at.checked_add_signed(further),
        };
        let place = place.filter(|place| *place >= self.start).ok_or(io::ErrorKind::InvalidInput)?;
        self.at = place;
        Ok(place - self.start)
    }
}

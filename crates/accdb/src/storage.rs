//! Where the bytes of a database live: a file, memory, or, for tests, storage that fails on demand.

#[cfg(any(test, feature = "testing"))]
mod faulty;
mod file;
mod memory;

#[cfg(any(test, feature = "testing"))]
pub use faulty::{Fault, FaultControl, FaultyStorage};
pub use file::FileStorage;
pub(crate) use file::regular;
pub use memory::MemoryStorage;

use std::fs::File;
use std::io;

/// Positioned access to the bytes of one database. Reads and writes are whole or an error.
pub trait Storage: Send {
    /// Length in bytes.
    ///
    /// # Errors
    ///
    /// Whatever kept it from being told.
    fn len(&self) -> io::Result<u64>;

    /// Fills `into` from byte `at`.
    ///
    /// # Errors
    ///
    /// `UnexpectedEof` where that goes past the end, and whatever kept it from being read.
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()>;

    /// Writes `bytes` at byte `at`, lengthening the storage if needed.
    ///
    /// # Errors
    ///
    /// Whatever kept it from being written; part of it may be.
    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()>;

    /// Cuts or lengthens (with zeros) to `len` bytes.
    ///
    /// # Errors
    ///
    /// Whatever kept it from being done.
    fn set_len(&mut self, len: u64) -> io::Result<()>;

    /// Returns when everything written is on the disk.
    ///
    /// # Errors
    ///
    /// What of the writes since the last sync did not arrive, or may not have.
    fn sync(&mut self) -> io::Result<()>;

    /// Whether what was opened by a name is what has that name now; what has none, is. Asked before a commit and after
    /// it: what is written to a file that was replaced is lost.
    ///
    /// # Errors
    ///
    /// Whatever kept it from being told.
    fn is_in_place(&self) -> io::Result<bool> {
        Ok(true)
    }

    /// The file that it is, where it is one: a copy of it gets the same rights.
    fn file(&self) -> Option<&File> {
        None
    }

    /// Whether there is nothing in it.
    ///
    /// # Errors
    ///
    /// As [`Storage::len`].
    fn is_empty(&self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }
}

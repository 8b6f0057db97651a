//! Where the bytes of a database live: a file, memory, or, for tests, storage that fails on demand.

#[cfg(any(test, feature = "testing"))]
mod faulty;
mod file;
mod memory;

#[cfg(any(test, feature = "testing"))]
pub use faulty::{Fault, FaultControl, FaultyStorage};
pub use file::FileStorage;
pub use memory::MemoryStorage;

use std::io;

/// Positioned access to the bytes of one database. Reads and writes are whole or an error.
pub trait Storage: Send {
    /// Length in bytes.
    fn len(&self) -> io::Result<u64>;
    /// Fills `into` from byte `at`; reading past the end is `UnexpectedEof`.
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()>;
    /// Writes `bytes` at byte `at`, lengthening the storage if needed.
    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()>;
    /// Cuts or lengthens (with zeros) to `len` bytes.
    fn set_len(&mut self, len: u64) -> io::Result<()>;
    /// Returns when everything written is on the disk.
    fn sync(&mut self) -> io::Result<()>;
    /// Whether there is nothing in it.
    fn is_empty(&self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }
}

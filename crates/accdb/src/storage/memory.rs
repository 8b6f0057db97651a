//! A database in memory.

use super::Storage;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes in memory. A clone is another handle on the same bytes, so a test keeps one and gives the other away;
/// [`MemoryStorage::snapshot`] copies them.
#[derive(Debug, Clone, Default)]
pub struct MemoryStorage {
    bytes: Arc<Mutex<Vec<u8>>>,
}

impl MemoryStorage {
    /// Takes the bytes of a whole database.
    pub fn new(bytes: Vec<u8>) -> MemoryStorage {
        MemoryStorage { bytes: Arc::new(Mutex::new(bytes)) }
    }

    /// A copy of the bytes as they are now, which later writes leave alone.
    pub fn snapshot(&self) -> MemoryStorage {
        MemoryStorage::new(self.to_vec())
    }

    /// The bytes as they are now.
    pub fn to_vec(&self) -> Vec<u8> {
        self.with(|bytes| bytes.clone())
    }

    fn with<T>(&self, work: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        work(&mut self.bytes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Storage for MemoryStorage {
    fn len(&self) -> io::Result<u64> {
        self.with(|bytes| u64::try_from(bytes.len()).map_err(io::Error::other))
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        let start = position(at)?;
        let end = start.checked_add(into.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        self.with(|bytes| {
            into.copy_from_slice(bytes.get(start..end).ok_or(io::ErrorKind::UnexpectedEof)?);
            Ok(())
        })
    }

    fn write_at(&mut self, at: u64, new: &[u8]) -> io::Result<()> {
        let start = position(at)?;
        let end = start.checked_add(new.len()).ok_or(io::ErrorKind::StorageFull)?;
        self.with(|bytes| {
            if bytes.len() < end {
                bytes.resize(end, 0);
            }
            bytes.get_mut(start..end).ok_or(io::ErrorKind::StorageFull)?.copy_from_slice(new);
            Ok(())
        })
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        let len = position(len)?;
        self.with(|bytes| bytes.resize(len, 0));
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn position(at: u64) -> io::Result<usize> {
    usize::try_from(at).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_sees_writes_and_a_snapshot_does_not() {
        let mut storage = MemoryStorage::new(b"abc".to_vec());
        let (handle, before) = (storage.clone(), storage.snapshot());
        storage.write_at(2, b"xyz").unwrap();
        assert_eq!(handle.to_vec(), b"abxyz");
        assert_eq!(before.to_vec(), b"abc");
    }

    #[test]
    fn a_storage_without_bytes_is_empty() {
        assert!(
            MemoryStorage::default().is_empty().unwrap() && !MemoryStorage::new(vec![0]).is_empty().unwrap()
        );
    }

    #[test]
    fn reading_past_the_end_is_an_error() {
        let storage = MemoryStorage::new(vec![0; 10]);
        let error = storage.read_at(5, &mut [0; 6]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        assert!(storage.read_at(u64::MAX, &mut [0]).is_err());
    }
}

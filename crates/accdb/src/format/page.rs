//! A page, and checked access to the bytes on it.

use crate::error::{Error, Malformed, Result};
use crate::format::PAGE_SIZE;
use crate::format::ids::{PageNo, RowId, RowSlot};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

/// One page of bytes.
pub type Page = [u8; PAGE_SIZE];

/// Something for each of some pages.
pub(crate) type PageMap<T> = HashMap<PageNo, T, BuildHasherDefault<PageHasher>>;

/// Spreads page numbers over the table. A file cannot choose them so that they meet: it has too few pages for that.
#[derive(Default)]
pub(crate) struct PageHasher(u64);

impl Hasher for PageHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u32(u32::from(*byte)));
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

/// Reads pages: the file as committed, or a transaction's view of it.
pub(crate) trait Pages {
    /// The bytes of a page. A page past the end is [`Error::Truncated`].
    fn page(&self, no: PageNo) -> Result<Arc<Page>>;
    /// Pages in the file, as this view sees it.
    fn page_count(&self) -> u32;
    /// Bytes of up to `into.len() / 4096` pages in sequence from `first`, for scans; they do not pass through the
    /// cache where there is a quicker way. Returns how many whole pages were read (at least one, or an error).
    fn read_run(&self, first: PageNo, into: &mut [u8]) -> Result<usize> {
        let page = self.page(first)?;
        into.first_chunk_mut().into_iter().for_each(|to| *to = *page);
        Ok(1)
    }
}

/// Changes pages: a transaction's view.
pub(crate) trait PagesMut: Pages {
    /// The page for changing, copied on first touch; the file sees it at commit.
    fn edit(&mut self, no: PageNo) -> Result<&mut Page>;
    /// Takes a free page out of the global map, or lengthens the file; its bytes are zero.
    fn allocate(&mut self) -> Result<PageNo>;
    /// Gives a page that nothing refers to any more back to the global map.
    fn release(&mut self, no: PageNo) -> Result<()>;
}

/// Checked reading of little-endian fields: no index can leave the bytes, and the error knows the field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a>(pub &'a [u8]);

impl<'a> View<'a> {
    pub fn array<const N: usize>(self, at: usize, field: &'static str) -> Result<[u8; N], Malformed> {
        let tail = self.0.get(at..).unwrap_or_default();
        tail.first_chunk().copied().ok_or(Malformed { field, at })
    }

    pub fn u8(self, at: usize, field: &'static str) -> Result<u8, Malformed> {
        self.0.get(at).copied().ok_or(Malformed { field, at })
    }

    pub fn u16(self, at: usize, field: &'static str) -> Result<u16, Malformed> {
        self.array(at, field).map(u16::from_le_bytes)
    }

    pub fn u32(self, at: usize, field: &'static str) -> Result<u32, Malformed> {
        self.array(at, field).map(u32::from_le_bytes)
    }

    pub fn bytes(self, at: usize, len: usize, field: &'static str) -> Result<&'a [u8], Malformed> {
        at.checked_add(len).and_then(|end| self.0.get(at..end)).ok_or(Malformed { field, at })
    }

    /// A row pointer as definitions and long values write it: slot, then the page in three bytes.
    pub fn row_id(self, at: usize, field: &'static str) -> Result<RowId, Malformed> {
        let [slot, p0, p1, p2] = self.array(at, field)?;
        Ok(RowId { page: PageNo(u32::from_le_bytes([p0, p1, p2, 0])), slot: RowSlot(slot) })
    }
}

/// Checked writing of little-endian fields into a page or a structure being built.
pub(crate) fn put(bytes: &mut [u8], at: usize, value: &[u8]) -> Result<(), Malformed> {
    let malformed = Malformed { field: "write past the end", at };
    let end = at.checked_add(value.len()).ok_or_else(|| malformed.clone())?;
    bytes.get_mut(at..end).ok_or(malformed)?.copy_from_slice(value);
    Ok(())
}

/// The error for a page that the file does not have.
pub(crate) fn beyond(page: PageNo, pages: u32) -> Error {
    Error::Truncated { page, pages }
}

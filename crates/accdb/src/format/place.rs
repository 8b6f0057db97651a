//! Places in a file: pages, and rows on them.

use std::fmt;

/// The number of a page: page N starts at byte N x 4096.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PageNo(pub u32);

impl PageNo {
    /// Where the page starts in the file, in bytes.
    pub(crate) fn offset(self) -> u64 {
        u64::from(self.0).saturating_mul(4096)
    }
}

impl fmt::Display for PageNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The place of a row in its page's directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RowSlot(pub u8);

/// What names a row for good: the page and slot of its directory entry (the pointer's, if the row has moved).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RowId {
    pub page: PageNo,
    pub slot: RowSlot,
}

impl From<RowId> for [u8; 4] {
    fn from(id: RowId) -> [u8; 4] {
        let [p0, p1, p2, _] = id.page.0.to_le_bytes();
        [id.slot.0, p0, p1, p2]
    }
}

//! What names the parts of a file: pages, rows on them, columns and indexes of a table.

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
    /// The page that the row was first written to.
    pub page: PageNo,
    /// Its place on that page.
    pub slot: RowSlot,
}

impl RowId {
    /// As usage maps and pointers have it: the slot, then the page in three bytes.
    pub(crate) fn to_bytes(self) -> [u8; 4] {
        let [p0, p1, p2, _] = self.page.0.to_le_bytes();
        [self.slot.0, p0, p1, p2]
    }
}

/// A column of a table: its position in [`TableDef::columns`](crate::TableDef::columns). It is good for that definition
/// alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnId(usize);

/// An index of a table: its position in [`TableDef::indexes`](crate::TableDef::indexes). It is good for that definition
/// alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndexId(usize);

impl ColumnId {
    /// The column at a position, whether there is one or not.
    pub const fn at(position: usize) -> ColumnId {
        ColumnId(position)
    }

    /// Its position, counted from 0.
    #[inline(always)]
    pub const fn position(self) -> usize {
        self.0
    }
}

impl IndexId {
    /// The index at a position, whether there is one or not.
    pub const fn at(position: usize) -> IndexId {
        IndexId(position)
    }

    /// Its position, counted from 0.
    pub const fn position(self) -> usize {
        self.0
    }
}

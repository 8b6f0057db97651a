//! What lies in a file: its sizes and offsets, as data (source of each: docs/format.md), its types and values, and
//! what each kind of page holds.

pub mod cell;
pub mod column;
pub mod column_ref;
pub mod data_page;
pub mod date;
pub mod file_capacity;
pub mod header;
pub mod ids;
#[cfg(any(test, feature = "testing"))]
mod layout;
pub mod page;
pub mod properties;
pub mod shape;
pub mod table;
pub mod tdef;
pub mod text;
pub mod usage_map;
pub mod value;

#[cfg(test)]
pub mod testing;

/// Bytes of a page, in every version this engine reads.
pub const PAGE_SIZE: usize = 4096;
/// The largest file, in pages: 2 GiB.
pub const PAGES_MAX: u32 = 524_288;
/// The largest file that is written, in pages: before 2 GiB, so that the length still fits 31 bits.
pub const PAGES_WRITABLE: u32 = PAGES_MAX - 1;
/// Pages of 1.6 GiB, from which on a file is called nearly full.
pub const PAGES_SCARCE: u32 = 419_431;

/// First byte of a page.
pub const PAGE_DATA: u8 = 1;
pub const PAGE_TDEF: u8 = 2;
pub const PAGE_NODE: u8 = 3;
pub const PAGE_LEAF: u8 = 4;
pub const PAGE_BITMAP: u8 = 5;

/// First byte of a usage map: the bits follow, or the numbers of bitmap pages do.
pub const MAP_INLINE: u8 = 0;
pub const MAP_BY_REFERENCE: u8 = 1;
/// Where the bits start on a bitmap page, and how many there are.
pub const BITMAP_HEADER: usize = 4;
pub const BITMAP_BITS: u32 = 32_736;

/// On a page of rows: the owner (a definition page, or "LVAL"), and the row directory.
pub const DATA_OWNER: usize = 4;
pub const DATA_SLOTS: usize = 14;

/// Where the map of free pages is: row 0 of page 1.
pub const GLOBAL_MAP_PAGE: u32 = 1;
/// The definition page of the catalog, MSysObjects.
pub const CATALOG_PAGE: u32 = 2;

/// Constants that open each record of a definition.
pub const COLUMN_MARK: u32 = 1625;
pub const INDEX_MARK: u32 = 1923;

/// Bytes of the head of a long value, which stands in the row: length and place, a row pointer, a stamp.
pub const LONG_VALUE_HEAD: usize = 12;
/// The bits of its first word that are the length; the two above say where the value is, and neither set means a chain
/// of rows.
pub const LONG_VALUE_LENGTH: u32 = 0x3FFF_FFFF;
pub const LONG_VALUE_IN_ROW: u32 = 0x8000_0000;
pub const LONG_VALUE_SINGLE: u32 = 0x4000_0000;

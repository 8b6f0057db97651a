//! Sizes and offsets of the file, as data. Source of each: docs/accdb-format.md.

/// Bytes of a page, in every version this engine reads.
pub const PAGE_SIZE: usize = 4096;
/// The largest file, in pages: 2 GiB.
pub const PAGES_MAX: u32 = 524_288;

/// First byte of a page.
pub const PAGE_DATA: u8 = 1;
pub const PAGE_TDEF: u8 = 2;
pub const PAGE_NODE: u8 = 3;
pub const PAGE_LEAF: u8 = 4;
pub const PAGE_BITMAP: u8 = 5;

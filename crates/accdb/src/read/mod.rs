//! What reads: rows by a scan, by an index, by their place; the catalog; long values; a file that others are writing.

pub mod catalog;
pub mod catalog_cache;
pub mod consistent_read;
pub mod cursor;
pub mod long_value;
pub mod named_pages;
pub mod retry;
pub mod row;
pub mod scan;
pub mod tables;

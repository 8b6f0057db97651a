//! Files of rows that are written: CSV and workbooks, whole or not at all.
//!
//! Promises: a file grows under `NAME.part` and gets its name when it is complete and on the disk. Any call that fails
//! is an [`Error::Io`](super::Error::Io), after which nothing stands under either name but what stood there before. The
//! same rows give the same bytes.

#[cfg(feature = "xlsx")]
mod archive;
mod csv;
mod files;
mod growing;
#[cfg(not(feature = "xlsx"))]
mod no_workbook;
#[cfg(feature = "xlsx")]
mod workbook;

pub use csv::{CsvFile, CsvStyle, PEOPLE};
pub use files::{Disk, DiskFile, Files};
pub use growing::Written;
#[cfg(not(feature = "xlsx"))]
pub use no_workbook::WorkbookFile;
#[cfg(feature = "xlsx")]
pub use workbook::WorkbookFile;

#[cfg(test)]
mod tests;

//! Rows of files: CSV and text files, workbooks, tables of Access files; and files of rows that are written.
//!
//! A leaf: it knows files and cells, no profile, no rule, no job. No byte of a file makes it panic or loop, and what it
//! keeps in memory does not grow with the file.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::as_conversions,
        clippy::string_slice,
        clippy::unreachable
    )
)]
#![deny(unsafe_code)]

pub mod access;
mod buffer;
mod cell;
mod csv;
mod error;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod kind;
mod open;
mod source;
mod write;
#[cfg(feature = "xlsx")]
mod xlsx;

pub use buffer::RowBuffer;
pub use cell::{Cell, Row, Rows};
pub use error::{Error, ErrorPlace, Reason, Result, TableProblem};
pub use kind::FileKind;
pub use open::digest;
pub use open::{Facts, Limits, OpenOptions, Opened, SheetChoice, open};
pub use source::{CHANGED, GROWING};
pub use write::{CsvFile, CsvStyle, Disk, DiskFile, Files, PEOPLE, WorkbookFile, Written};

#![doc = include_str!("../README.md")]
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
#![deny(missing_docs, unsafe_code, clippy::missing_errors_doc)]

mod check;
mod commit;
mod create;
mod database;
mod error;
mod format;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod index;
mod pager;
mod read;
mod storage;
mod transaction;
mod write;

pub use check::{CheckReport, Finding, Leftover, Severity, Strictness};
pub use commit::{SharedSession, SharedUser, check_recovery, is_recovery_pending, rename, shared_session};
pub use create::{ColumnSpec, CreateOptions, IndexSpec, TableSpec};
pub use database::{Database, Replacement};
pub use error::{Error, Result, Rule};
pub use format::column::{Column, ColumnType, SortOrder};
pub use format::column_ref::ColumnRef;
pub use format::date::{CivilDateTime, NoDate, OleDate};
pub use format::file_capacity::FileCapacity;
pub use format::header::Version;
pub use format::ids::{ColumnId, IndexId, PageNo, RowId, RowSlot};
#[cfg(any(test, feature = "testing"))]
pub use format::table::{ForeignKey, ReferencedBy};
pub use format::table::{Index, IndexColumn, TableDef};
pub use format::value::Value;
pub use read::catalog::{TableEntry, TableKind};
pub use read::cursor::Cursor;
pub use read::retry::{ReadConflict, RetryAtOnce, RetryPolicy};
pub use read::row::Row;
pub use read::scan::Scan;
pub use read::tables::Tables;
#[cfg(any(test, feature = "testing"))]
pub use storage::{Fault, FaultControl, FaultyStorage};
pub use storage::{FileStorage, MemoryStorage, Storage};
pub use transaction::Transaction;

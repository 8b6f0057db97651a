//! An engine for the Access file format (ACE 12 to ACE 17, `.accdb`): opens, reads, seeks, inserts,
//! updates, deletes, creates.
//!
//! Promises: no byte of a file makes it panic or loop, nothing reaches the file before [`Transaction::commit`],
//! and what is written keeps every index, usage map and count in step with the rows. It knows the file format and
//! nothing else: no business, no other database, no clock (the caller passes the time in).
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

mod catalog;
mod catalog_cache;
mod cell;
mod check;
mod column;
mod commit;
mod copy;
mod create;
mod cursor;
mod data_page;
mod database;
mod date;
mod error;
mod format;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod header;
mod index;
mod long_value;
mod overlay;
mod page;
mod pager;
mod patience;
mod place;
mod properties;
mod random;
mod replace;
mod room;
mod row;
mod scan;
mod shape;
mod stable;
mod storage;
mod table;
mod tables;
mod tdef;
mod text;
mod transaction;
mod usage_map;
mod value;
mod write;

pub use catalog::{TableEntry, TableKind};
pub use check::{CheckReport, Finding, Severity, Strictness};
pub use column::{Column, ColumnType, SortOrder};
pub use commit::{SharedSession, SharedUser, check_recovery, is_recovery_pending, shared_session};
pub use copy::rename;
pub use create::{ColumnSpec, CreateOptions, IndexSpec, TableSpec};
pub use cursor::Cursor;
pub use database::Database;
pub use date::CivilDateTime;
pub use error::{Error, Malformed, Result, Rule};
pub use header::Version;
pub use patience::{Disturbance, Impatience, Patience};
pub use place::{PageNo, RowId, RowSlot};
pub use replace::Replacement;
pub use room::Room;
pub use row::Row;
pub use scan::Scan;
pub use storage::{Fault, FaultControl, FaultyStorage, FileStorage, MemoryStorage, Storage};
pub use table::{ForeignKey, Index, IndexColumn, ReferencedBy, TableDef};
pub use tables::Tables;
pub use transaction::Transaction;
pub use value::Value;

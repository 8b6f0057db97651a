//! How a transaction's pages reach the file: all of them or none, wherever the power fails.
//!
//! The journal keeps what the pages were before the first of them is written; whoever opens the file for writing next
//! puts them back if the commit did not end. None of this knows what is on a page, but for its kind.

mod crc;
mod journal;
mod journal_file;
mod lock;
mod order;
mod watch;
mod write;

pub(super) use journal::Journal;
pub(super) use journal_file::{JournalFile, journal_path, sync_directory};
pub(super) use lock::refuse_shared_session;
pub use lock::{SharedSession, SharedUser, shared_session};
pub(super) use order::watched;
pub(super) use watch::{Commit, Watch};
pub use watch::{check_recovery, is_recovery_pending};
pub(super) use write::write;

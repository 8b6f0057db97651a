//! How a transaction's pages reach the file: all of them or none, wherever the power fails.
//!
//! The journal keeps what the pages were before the first of them is written; whoever opens the file for writing next
//! puts them back if the commit did not end. None of this knows what is on a page, but for its kind.

mod copy;
mod crc;
mod journal;
mod journal_file;
mod journal_observer;
mod lock;
mod write;
mod write_order_guard;

pub use copy::rename;
pub(crate) use copy::{copy_to_new, copy_with};
pub(crate) use journal::Journal;
pub(crate) use journal_file::{JournalFile, journal_path, real_path, sync_directory};
pub(crate) use journal_observer::{Commit, JournalObserver};
pub use journal_observer::{check_recovery, is_recovery_pending};
pub(crate) use lock::{SessionsKeptOut, keep_sessions_out};
pub use lock::{SharedSession, SharedUser, shared_session};
pub(crate) use write::write;
pub(crate) use write_order_guard::watched;

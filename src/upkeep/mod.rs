//! Upkeep of Access files that others use, too: how long they are waited for, what an I/O error says of where they lie,
//! what is written where nothing is said, and their backups.
//!
//! Knows the engine and files in folders; no company, no order, no profile, and no clock but to pause.
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

mod backup;
mod blank;
mod daily;
mod error;
mod folder;
mod reach;
mod waiting;

pub use accdb::Leftover;
pub use backup::{Leftovers, back_up, check};
pub use blank::{blank, neutral};
pub use daily::{Daily, STAMP, is_to_come};
pub use error::{Error, Result};
pub use folder::{BackupFile, bytes_needed, free_bytes, list};
pub use reach::Reach;
pub use waiting::Waiting;

//! Tables of Access files: their rows read one by one, values looked up in them, rows written into them.
//!
//! What is read stood together in the file at one moment, however many others write it meanwhile. What is written is
//! written as everything of ours is: alone with the file, after a backup, a batch a transaction, read back before it
//! is committed. NULL is read as nothing and never written.
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

mod batch;
mod binding;
mod finder;
mod fit;
mod limit;
mod literal;
mod lookup;
mod number;
mod opening;
mod outcome;
mod rows;
mod spool;
mod touched;
mod value;
mod writer;
mod writing;

pub use batch::RowBatch;
pub use binding::{ChangeLimit, Mode, TableTarget};
pub use fit::{RowFit, Unfit};
pub use literal::Literal;
pub use lookup::{FoundRows, LookupSpec, LookupTable};
pub use opening::Manners;
pub use outcome::{Difference, WriteOutcome};
pub use rows::{AccessRows, Query};
pub use writer::{BackupSettings, TableWriter};

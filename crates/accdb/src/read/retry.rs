//! What can come in the way of reading a file that others are writing, and for how long a reader bears it.

use crate::format::ids::PageNo;

/// What came in the way of a stable read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadConflict {
    /// The page changed after it was read.
    Changed(PageNo),
    /// A commit was begun while it was read.
    Overtaken,
    /// A commit is being written; nothing is read before it ends.
    Commit,
    /// The reading failed, in pages that did not change: perhaps somebody is half way through writing them.
    Failure,
}

/// How long a reader goes on trying; the engine itself knows no clock.
pub trait RetryPolicy {
    /// Waits for as long as is fit before trying again, or says false to give up. `times` is how often this kind of
    /// conflict was met in this read, this time included.
    fn try_again(&self, conflict: ReadConflict, times: u32) -> bool;
}

/// Tries again at once, a few times.
#[derive(Debug, Clone, Copy, Default)]
pub struct RetryAtOnce;

impl RetryPolicy for RetryAtOnce {
    fn try_again(&self, _: ReadConflict, times: u32) -> bool {
        times < 5
    }
}

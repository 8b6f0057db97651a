//! Why a row could not be checked at all, which is never its own fault.

use super::titles::TitlesProblem;

/// What a source of numbers or values outside gives when it fails.
pub type Outside = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A value stands right of the last title: the file is refused.
    #[error(transparent)]
    Titles(#[from] TitlesProblem),
    #[error("the temporary file of numbers that are taken")]
    Spill(#[from] rusqlite::Error),
    #[error("the numbers that were loaded before")]
    Loaded(#[source] Outside),
    #[error("a value that is looked up")]
    Lookup(#[source] Outside),
}

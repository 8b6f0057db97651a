//! What is asked of each command.

use super::{JobName, Period};
use std::path::PathBuf;

/// Which files, and as what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    pub profile: Option<String>,
    pub period: Option<Period>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportRunOptions {
    /// Empty: all that the profiles find.
    pub files: Vec<PathBuf>,
    pub selection: Selection,
    /// Accepted rows of a chunk; `None`: as the profile has it.
    pub chunk_rows: Option<u32>,
    pub append: Option<JobName>,
    pub replace: bool,
    /// A content that is known is prepared once more.
    pub again: bool,
    pub dry_run: bool,
}

/// One stage of some jobs, or of all that it is due for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageOptions {
    pub stage: StageAsked,
    pub jobs: Vec<JobName>,
    pub chunk_rows: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StageAsked {
    Prepare,
    /// With the answer.
    Load,
    Reconcile,
    /// With the verification.
    Register,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckOptions {
    pub files: Vec<PathBuf>,
    pub selection: Selection,
    /// Where rejected rows go.
    pub rejects: Option<PathBuf>,
}

/// What a person decides about a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmation {
    Centre { branch: String, centre: String },
    Leave { branch: String },
    Forget { branch: String },
    List,
}

/// What a person says became of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaidFate {
    Taken,
    Lost,
}

//! What commands on bulk files answer: plain facts, worded by `cli`, serialised as they stand.
//!
//! Sums, amounts and scores are texts; times are RFC 3339; what is not known is null.

mod checked;
pub mod commands;
mod confirmed;
mod explanation;
mod foretold;
mod held_row;
mod job;
mod outcome;
mod page;
mod profiles;

pub use checked::{CheckReport, CheckedFile};
pub use confirmed::{Confirmed, Decision};
pub use explanation::{
    AccountStory, AttemptStory, ImportExplanation, MendedStory, PairStory, RowStory, ViolationStory,
};
pub use foretold::{Foretold, Unforeseen};
pub use held_row::HeldRow;
pub use job::{
    Attention, Candidate, ChunkCounts, JobFiles, JobReport, PairCounts, RegistrationCounts, RowCounts,
    SourceReport,
};
pub use outcome::ImportOutcome;
pub use page::{ChunkLine, Example, JobPage, PairLine, RegistrationLine};
pub use profiles::{
    ColumnShown, ProfileChecked, ProfileFact, ProfileLine, ProfileList, ProfileMade, ProfileMistake,
    ProfileShown, ProfilesChecked, RuleShown,
};

use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A number of times by name: rule, kind of mending, outcome.
pub type Tally = BTreeMap<String, u64>;

/// What `import run`, `prepare`, `load`, `reconcile`, `register`, `retry`, `cancel` and `settle` did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    pub version: u32,
    /// `import run`
    pub command: &'static str,
    pub run_id: Option<i64>,
    pub dry_run: bool,
    #[serde(skip)]
    pub outcome: ImportOutcome,
    pub duration_ms: u64,
    pub jobs: Vec<JobReport>,
    /// Files that became no job.
    pub files: Vec<FileReport>,
}

/// A file that was refused, ignored, is not ready, or brought nothing new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileReport {
    pub file: PathBuf,
    pub outcome: FileOutcome,
    /// `titles`, `damaged` …
    pub reason: Option<String>,
    /// What goes with the reason, by the names that its texts use: `sheets`, `missing`, `line`, `cell` …
    pub details: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileOutcome {
    Refused,
    Ignored,
    /// Open elsewhere, growing, or not there.
    Later,
    /// Its content is known: nothing to do.
    Known,
}

/// `import status`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportStatus {
    pub version: u32,
    pub state: PathBuf,
    pub generated_at: DateTime<Utc>,
    pub jobs: Vec<JobReport>,
}

//! What commands on bulk files answer: plain facts, worded by `cli`, serialised as they stand.
//!
//! Sums, amounts and scores are texts; times are RFC 3339; what is not known is null.

pub mod commands;
mod foretold;
mod held_row;
mod page;
mod profiles;

pub use foretold::{Foretold, Unforeseen};
pub use held_row::HeldRow;
pub use page::{ChunkLine, Example, JobPage, PairLine, RegistrationLine};
pub use profiles::{
    ColumnShown, ProfileChecked, ProfileFact, ProfileLine, ProfileList, ProfileMade, ProfileMistake,
    ProfileShown, ProfilesChecked, RuleShown,
};

use super::JobName;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A number of times by name: rule, kind of mending, outcome.
pub type Tally = BTreeMap<String, u64>;

/// How a command ended, the worst last but for [`ImportOutcome::Ok`]. `code` in `cli`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImportOutcome {
    /// 0
    Ok,
    /// 75: platform, report or file is not there now.
    TryLater,
    /// 90: something is held, refused or rejected.
    Held,
    /// 98: asked to stop.
    Interrupted,
    /// 74
    Io,
    /// 77
    NoPermission,
    /// 78
    Config,
    /// 94: an Access file is not what it should be.
    Database,
}

impl ImportOutcome {
    /// The exit code.
    pub const fn code(self) -> u8 {
        match self {
            ImportOutcome::Ok => 0,
            ImportOutcome::Io => 74,
            ImportOutcome::TryLater => 75,
            ImportOutcome::NoPermission => 77,
            ImportOutcome::Config => 78,
            ImportOutcome::Held => 90,
            ImportOutcome::Database => 94,
            ImportOutcome::Interrupted => 98,
        }
    }
}

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

/// One job as all commands show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobReport {
    pub job: JobName,
    pub profile: String,
    /// Null where the profile has no periods.
    pub period: Option<String>,
    pub sources: Vec<SourceReport>,
    /// The stage reached, as the state of a job that is not held: `prepared`, … `done`.
    pub stage: String,
    /// `prepared`, `loading`, … `done`, `held`, `refused`, `superseded`, `cancelled`.
    pub state: String,
    /// Why it is held or refused, or what it waits for.
    pub reason: Option<String>,
    pub details: BTreeMap<String, String>,
    /// Commands that bring the job as a whole on, to be copied.
    pub commands: Vec<String>,
    pub rows: RowCounts,
    /// By column, with its decimals.
    pub sums: BTreeMap<String, String>,
    pub violations: Tally,
    pub mended: Tally,
    pub warnings: Tally,
    /// Numbers that nobody bears, by key: `01/F007`.
    pub gaps: Tally,
    pub chunks: ChunkCounts,
    /// `A` or `B`, once the answer was read.
    pub scenario: Option<&'static str>,
    pub pairs: PairCounts,
    /// `loaded`, `known`, `new`, `held`; of an Access table `new`, `changed`, `known`, `held`; `already_loaded`.
    pub row_outcomes: Tally,
    pub registrations: Vec<RegistrationCounts>,
    pub needs_attention: Vec<Attention>,
    pub files: JobFiles,
    /// Of a dry run: what would be sent and registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foretold: Option<Foretold>,
    pub created_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    /// Not before then is it tried again.
    pub not_before: Option<DateTime<Utc>>,
    pub duration_ms: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceReport {
    pub part: u32,
    pub file: PathBuf,
    pub sha256: String,
    /// Its rejected rows.
    pub rejects: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct RowCounts {
    pub read: u64,
    pub accepted: u64,
    pub rejected: u64,
    pub blank: u64,
    pub skipped: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ChunkCounts {
    pub total: u64,
    pub taken: u64,
    pub unknown: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct PairCounts {
    pub total: u64,
    pub loaded: u64,
    pub known: u64,
    pub new: u64,
    pub held: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegistrationCounts {
    /// `accounts` or `series`.
    pub target: String,
    pub planned: u64,
    pub confirmed: u64,
}

/// Something that a person decides.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Attention {
    pub branch: Option<String>,
    pub series: Option<String>,
    /// Of the job's chunks, from 1 on.
    pub chunk: Option<u32>,
    pub rows: Option<u64>,
    pub reason: String,
    pub details: BTreeMap<String, String>,
    /// The best first.
    pub candidates: Vec<Candidate>,
    /// Commands that decide it, to be copied.
    pub commands: Vec<String>,
    /// The first of the rows that a table did not take.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub held_rows: Vec<HeldRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    pub centre: String,
    pub name: String,
    /// Of 100, with one decimal.
    pub score: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct JobFiles {
    pub chunks: Vec<PathBuf>,
    pub workbook: Option<PathBuf>,
    /// Those of the newest part that has some; of each part beside its source.
    pub rejects: Option<PathBuf>,
    pub report: Option<PathBuf>,
    pub report_csv: Option<PathBuf>,
}

/// `import status`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportStatus {
    pub version: u32,
    pub state: PathBuf,
    pub generated_at: DateTime<Utc>,
    pub jobs: Vec<JobReport>,
}

/// `import check`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    pub version: u32,
    pub command: &'static str,
    #[serde(skip)]
    pub outcome: ImportOutcome,
    pub files: Vec<CheckedFile>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckedFile {
    pub file: PathBuf,
    /// `read`, `refused`, `ignored` or `later`.
    pub outcome: String,
    pub reason: Option<String>,
    pub details: BTreeMap<String, String>,
    pub profile: Option<String>,
    pub period: Option<String>,
    pub rows: RowCounts,
    pub sums: BTreeMap<String, String>,
    pub violations: Tally,
    pub mended: Tally,
    pub warnings: Tally,
    pub gaps: Tally,
    /// The first rejected rows.
    pub examples: Vec<RowStory>,
    pub rejects: Option<PathBuf>,
}

/// A value that was mended: how, and of which column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MendedStory {
    pub kind: String,
    pub column: String,
    pub title: String,
}

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowStory {
    pub part: u32,
    pub row: u64,
    pub line: Option<u64>,
    /// `blank`, `skipped`, `rejected`, `accepted`, then `loaded`, `known`, `new`, `changed`, `held`; `unknown` where
    /// the file is another now and nothing was kept of the row.
    pub outcome: String,
    pub violations: Vec<ViolationStory>,
    pub mended: Vec<MendedStory>,
    pub warnings: Vec<ViolationStory>,
    /// The values that were written, by output column.
    pub values: Vec<(String, String)>,
    /// Where it went: chunk, running number, pair.
    pub chunk: Option<u32>,
    pub number: Option<u64>,
    pub series: Option<String>,
    pub branch: Option<String>,
    /// Why a table did not take it, or why its pair waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<HeldRow>,
    /// Not all is as it was when the row was read: `file_changed`, `file_missing`, `file_unread`, `profile_changed`:
    /// what is told is what was kept of the row; `judged_anew`: by the profile as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViolationStory {
    pub rule: String,
    /// The column's name in the profile.
    pub column: String,
    /// Its title in the file.
    pub title: String,
    pub found: String,
    pub expected: Option<String>,
    /// Filled in by `cli` in the user's language.
    pub remedy: String,
}

/// `import explain`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportExplanation {
    pub version: u32,
    pub job: JobName,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<RowStory>,
    /// The one pair that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pair: Option<PairStory>,
    /// Where the series or branch that was asked for has several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<PairStory>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountStory>,
    /// The whole job, where nothing else was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<Box<JobReport>>,
    /// Every act on the outside and what came of it.
    pub attempts: Vec<AttemptStory>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PairStory {
    pub series: String,
    pub branch: String,
    /// The class that the profile gives the series, for people.
    pub class: Option<String>,
    pub rows: u64,
    /// Running number of its first row, and where that stands; null where the file or the profile is another now.
    pub first_number: u64,
    pub first_part: Option<u32>,
    pub first_row: Option<u64>,
    /// `loaded`, `known`, `new` or `held`; `undecided` until the answer was held against the reports.
    pub decision: String,
    pub reason: Option<String>,
    /// The branch as it is compared with names of centres.
    pub normalised: String,
    /// The centres whose names are nearest, the best first.
    pub compared: Vec<Candidate>,
    pub centre: Option<String>,
    pub centre_name: Option<String>,
    pub account: Option<String>,
    /// `inherited`, `allocated`, `account_found` or `confirmed`.
    pub how: Option<String>,
    pub attempts: Vec<AttemptStory>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountStory {
    pub account: String,
    pub name: String,
    pub centre: Option<String>,
    /// `planned`, `written` or `confirmed`.
    pub state: String,
    /// Series and branch.
    pub pairs: Vec<(String, String)>,
    pub attempts: Vec<AttemptStory>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttemptStory {
    pub at: DateTime<Utc>,
    /// `submit`, `look_up`, `process`, `fetch`, `register` …
    pub act: String,
    /// The chunk, file or code it was about.
    pub subject: String,
    pub outcome: String,
    pub error: Option<String>,
}

/// `import confirm`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confirmed {
    pub version: u32,
    pub profile: String,
    /// `decided`, `left`, `forgotten`, `not_known` or `listed`.
    pub done: &'static str,
    /// What was decided, or forgotten; of a branch about which nothing was, its name alone.
    pub decisions: Vec<Decision>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    pub branch: String,
    /// Null: it is let be.
    pub centre: Option<String>,
    pub since: DateTime<Utc>,
}

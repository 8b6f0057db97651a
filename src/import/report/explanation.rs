//! `import explain`: the stories of a row, a pair, an account, and of every act on the outside.

use super::{Candidate, HeldRow, JobReport};
use crate::import::JobName;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

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

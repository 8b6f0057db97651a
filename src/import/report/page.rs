//! All that a job's page for people tells: what `report.html` and `report.csv` are made of.

use super::{JobReport, ViolationStory};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A job with everything beneath it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobPage {
    pub job: JobReport,
    pub made_at: DateTime<Utc>,
    /// By rule the first rows that break it, ten at most.
    pub examples: BTreeMap<String, Vec<Example>>,
    pub chunks: Vec<ChunkLine>,
    /// Those that are not simply loaded come first.
    pub pairs: Vec<PairLine>,
    pub registrations: Vec<RegistrationLine>,
}

/// A row that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    pub part: u32,
    pub row: u64,
    pub line: Option<u64>,
    #[serde(flatten)]
    pub violation: ViolationStory,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChunkLine {
    /// From 1 on.
    pub chunk: u32,
    /// The file's name, without its folder.
    pub file: String,
    pub rows: u64,
    /// First and last running number.
    pub first: u64,
    pub last: u64,
    pub sha256: String,
    /// `written`, `submitting`, `taken`, `refused` or `unknown`.
    pub state: String,
    pub ticket: Option<String>,
    /// As the platform counts them.
    pub rows_taken: Option<u64>,
    pub attempts: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PairLine {
    pub series: String,
    pub branch: String,
    /// The class that the profile gives the series.
    pub class: Option<String>,
    pub rows: u64,
    /// `loaded`, `known`, `new` or `held`; `undecided` until the answer was held against the reports.
    pub outcome: String,
    pub reason: Option<String>,
    pub details: BTreeMap<String, String>,
    pub centre: Option<String>,
    pub account: Option<String>,
    /// `inherited`, `allocated`, `account_found` or `confirmed`.
    pub how: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegistrationLine {
    /// `accounts` or `series`.
    pub target: String,
    /// The account's number, or the series.
    pub key: String,
    /// By name of the target's column.
    pub values: Vec<(String, String)>,
    /// `planned`, `written` or `confirmed`.
    pub state: String,
}

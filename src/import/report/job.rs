//! One job: its rows, chunks, pairs and registrations in figures, and what a person decides.

use super::{Foretold, HeldRow, Tally};
use crate::import::JobName;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

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

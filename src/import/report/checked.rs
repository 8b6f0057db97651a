//! `import check`: what would become of files.

use super::{ImportOutcome, RowCounts, RowStory, Tally};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

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

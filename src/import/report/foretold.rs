//! What a dry run tells of a job beside its counts.

use super::{ChunkLine, RegistrationLine};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a dry run can say of what would be done, and what it cannot.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Foretold {
    /// Files that would be sent.
    pub chunks: Vec<ChunkLine>,
    /// What would be registered if the platform knew nothing that its registry does not show.
    pub registrations: Vec<RegistrationLine>,
    /// Whether these were worked out without the platform's answer.
    pub without_answer: bool,
    /// What nobody can tell yet.
    pub unknown: Vec<Unforeseen>,
}

/// Something that a dry run cannot tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unforeseen {
    /// `not_sent_yet`, `answer_to_come`, `report_remote`, `reference_stale` …
    pub what: &'static str,
    pub details: BTreeMap<String, String>,
}

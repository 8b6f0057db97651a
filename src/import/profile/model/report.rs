//! The answer and the reports: where they are and what they must look like.

use super::source::Sheet;
use crate::template::Template;
use regex::Regex;
use std::time::Duration;

/// The answer, or a report of the accounting program or the platform: where it is and what it must look like.
#[derive(Debug, Clone)]
pub struct ReportSettings {
    pub from: ReportPlace,
    pub format: Option<ReportFormat>,
    pub sheet: Option<Sheet>,
    /// JSON pointer of the list of rows.
    pub rows: Option<String>,
    /// Name and title (of JSON: key); the n-th of one title, from 1 on.
    pub columns: Vec<(String, String, u32)>,
    /// Name and what the value must match, anchored.
    pub rules: Vec<(String, Regex)>,
    pub max_age: Option<Duration>,
    /// Of an Access file.
    pub table: Option<String>,
}

#[derive(Debug, Clone)]
pub enum ReportPlace {
    /// A path or glob; of several files the newest. Of a folder platform: a name in its folder of answers.
    File(Template),
    /// Below the platform's address.
    Path(Template),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    Csv,
    Xlsx,
    Json,
    Access,
}

//! How what is unknown finds its place, and where it is registered.

use super::ColumnId;
use super::output::Output;
use crate::template::Template;
use regex::Regex;

/// What the platform keeps its registry by.
#[derive(Debug, Clone)]
pub struct Pairs {
    pub series: ColumnId,
    pub branch: ColumnId,
    /// The first pattern that a series begins with names its class; only for reports.
    pub classes: Vec<(Regex, String)>,
    pub known_branch: KnownBranch,
    /// `series_elsewhere = "new"`: a known series at an unknown branch is new, too.
    pub series_elsewhere_is_new: bool,
    /// Code and name.
    pub operation: (String, String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownBranch {
    /// Takes centre and account of the branch.
    Inherit,
    /// A person confirms it.
    Confirm,
    Hold,
}

/// How a branch finds its cost centre.
#[derive(Debug, Clone)]
pub struct MatchingSettings {
    /// A score from here on is a proposal, of 100.
    pub propose: u32,
    /// Groups of words that are treated alike: from, to.
    pub words: Vec<(String, String)>,
    /// Branch and centre.
    pub aliases: Vec<(String, String)>,
}

#[derive(Debug, Clone)]
pub struct Accounts {
    pub prefix: String,
    pub words: String,
    pub width: usize,
    /// With `{centre_name}`, `{centre}`, `{branch}`, `{series}`.
    pub description: Template,
    pub per: Per,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    Centre,
    Series,
}

#[derive(Debug, Clone)]
pub struct Register {
    pub what: RegisteredKind,
    pub to: RegisterTarget,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegisteredKind {
    Accounts,
    Series,
}

#[derive(Debug, Clone)]
pub enum RegisterTarget {
    Access {
        file: Template,
        table: String,
        key: Vec<String>,
        columns: Vec<(String, Output)>,
    },
    /// One request for each row (`body = "json"`: keys and values), or the whole registry at once.
    Http {
        method: String,
        path: Template,
        body: RegisterBody,
        columns: Vec<(String, Output)>,
    },
    /// A file that is dropped; its extension tells its format.
    Folder {
        drop: Template,
        sheet: Option<String>,
        columns: Vec<(String, Output)>,
        confirm: Confirm,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegisterBody {
    /// One request a row.
    Json,
    /// The whole registry, old rows and new, as a workbook with this sheet.
    Workbook { sheet: String },
    /// The same as CSV.
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirm {
    /// The platform's acknowledgement.
    Acknowledged,
    /// Seen in the next report.
    Report,
}

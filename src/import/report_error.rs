//! Why a report, or the answer, cannot be used.

use crate::table;
use std::io;
use std::path::{Path, PathBuf};

pub type Result<T, E = ReportError> = std::result::Result<T, E>;

/// Every way in which a report fails.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// It is not what the profile says: a person mends it, or exports it anew.
    #[error("{}{}: {problem}", file.display(), row.map(|row| format!(", row {row}")).unwrap_or_default())]
    Unfit { file: PathBuf, row: Option<u64>, problem: ReportProblem },
    /// It is open elsewhere, or the system does not let it be read.
    #[error(transparent)]
    File(table::Error),
}

/// What is wrong with a report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportProblem {
    #[error("it is not there")]
    Missing,
    /// In milliseconds since 1970 UTC.
    #[error("it is of {modified}, and must not be older than {oldest}")]
    Stale { modified: i64, oldest: i64 },
    /// A column that the profile names is not there, the n-th of its title.
    #[error("there is no column \"{title}\" ({nth}){}", nearest_told(nearest.as_deref()))]
    Title { title: String, nth: u32, nearest: Option<String> },
    #[error("its sheet is not the one that is asked for: {what}")]
    Sheet { what: String },
    #[error("it has no rows")]
    Empty,
    /// Another kind of file than can be read.
    #[error("it cannot be read: {what}")]
    Format { what: String },
    #[error("{0}")]
    Malformed(Malformed),
}

/// Content that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    #[error("{column} \"{value}\" does not fit the rule")]
    Rule { column: String, value: String },
    #[error("{column} \"{value}\" stands in row {first_row}, too")]
    Twice { column: String, value: String, first_row: u64 },
    /// A cell that has no text: an error, a formula without value, control characters, a number of over 15 digits.
    #[error("{column} has no plain value: {found}")]
    Cell { column: String, found: String },
    #[error("a row without any of the columns says \"{text}\"")]
    Stray { text: String },
    #[error("more than {rows} rows, or {bytes} bytes of text")]
    TooLong { rows: usize, bytes: usize },
    /// JSON that is none, or has no list of rows where the profile says.
    #[error("no list of rows: {what}")]
    NoList { what: String },
    #[error("damaged: {what}")]
    Damaged { what: String },
}

fn nearest_told(nearest: Option<&str>) -> String {
    nearest.map(|nearest| format!("; the nearest is \"{nearest}\"")).unwrap_or_default()
}

impl ReportProblem {
    /// The code of the reason for which a job is held.
    pub const fn as_str(&self) -> &'static str {
        match self {
            ReportProblem::Missing => "reference_missing",
            ReportProblem::Stale { .. } => "reference_stale",
            ReportProblem::Title { .. } | ReportProblem::Sheet { .. } => "reference_titles",
            ReportProblem::Empty => "reference_empty",
            ReportProblem::Format { .. } => "reference_format",
            ReportProblem::Malformed(_) => "reference_malformed",
        }
    }

    pub(super) fn in_file(self, file: &Path) -> ReportError {
        ReportError::Unfit { file: file.to_owned(), row: None, problem: self }
    }

    pub(super) fn in_row(self, file: &Path, row: u64) -> ReportError {
        ReportError::Unfit { file: file.to_owned(), row: Some(row), problem: self }
    }
}

/// What a reader of files refuses is a problem of the report; what passes by itself is not.
impl From<table::Error> for ReportError {
    fn from(error: table::Error) -> ReportError {
        match error {
            table::Error::Refused { ref file, reason, .. } => problem_of(reason, &error).in_file(file),
            table::Error::Io { ref file, ref source, .. } if source.kind() == io::ErrorKind::NotFound => {
                ReportProblem::Missing.in_file(file)
            }
            other => ReportError::File(other),
        }
    }
}

fn problem_of(reason: table::Reason, error: &table::Error) -> ReportProblem {
    use table::Reason::{Encrypted, NotAWorkbook, OldFormat, SheetMissing, SheetNotFirst, UnsupportedKind};
    let what = error.to_string();
    match reason {
        NotAWorkbook | OldFormat | Encrypted | UnsupportedKind => ReportProblem::Format { what },
        SheetMissing | SheetNotFirst => ReportProblem::Sheet { what },
        _ => ReportProblem::Malformed(Malformed::Damaged { what }),
    }
}

//! Why a file cannot be read or written.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Every way in which a file of rows fails.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file as it is cannot be read: a person mends it. `what` is the value found, or what is wrong with it, for
    /// who looks closer; it may be empty.
    #[error("{}: {reason:?}{place}: {what}", file.display())]
    Refused { file: PathBuf, reason: Reason, place: ErrorPlace, what: String },
    /// It is open elsewhere, still growing, or changed while it was read: the next run finds it.
    #[error("{}: {what}", file.display())]
    Later { file: PathBuf, what: &'static str },
    #[error("{}: {action}", file.display())]
    Io { file: PathBuf, action: &'static str, source: io::Error },
    #[error("{}", file.display())]
    Access { file: PathBuf, source: accdb::Error },
    /// The table, or a column of it, cannot be what it is asked for. `table` is empty for a file that is one.
    #[error("{}: {table}: {problem}", file.display())]
    Table { file: PathBuf, table: String, problem: TableProblem },
    /// What was read back before the commit is not what was written; nothing of the batch was.
    #[error("{}: {table}.{column} reads back as {found} instead of {written}", file.display())]
    ReadBack { file: PathBuf, table: String, column: String, written: String, found: String },
    /// The walk over a whole Access file, before it is backed up, has found damage; nothing was written.
    #[error("{} is damaged: {finding} ({findings} findings)", file.display())]
    Unsound { file: PathBuf, finding: String, findings: u64 },
    /// A backup of that many bytes has no room on its disk; nothing was written.
    #[error("there is no room for {}: {needed} bytes are needed, {free} are free", file.display())]
    NoRoom { file: PathBuf, needed: u64, free: u64 },
}

/// Why a table does not do for what it is asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableProblem {
    /// With the tables that there are, for naming the nearest.
    #[error("there is no such table")]
    NoTable { tables: Vec<String> },
    /// With the columns that there are, for naming the nearest.
    #[error("there is no column {column}")]
    NoColumn { column: String, columns: Vec<String> },
    #[error("column {column} is named twice")]
    Twice { column: String },
    /// Calculated, numbered by Access itself, or of a type that takes no text, number, date or truth.
    #[error("column {column} cannot be written ({column_type})")]
    NotWritable { column: String, column_type: &'static str },
    /// A share of its value was asked for.
    #[error("column {column} holds no numbers ({column_type})")]
    NotANumber { column: String, column_type: &'static str },
    #[error("no key is named")]
    NoKey,
}

/// What is wrong with a file as a whole; each has a text and a remedy in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    NotAWorkbook,
    OldFormat,
    Encrypted,
    Damaged,
    ArchiveBomb,
    SheetMissing,
    SheetNotFirst,
    Encoding,
    QuoteOpen,
    RecordTooLong,
    /// `.xlsb`, `.ods`, `.pdf` and the like: save as .xlsx or CSV.
    UnsupportedKind,
}

impl Reason {
    /// Its name in files, JSON and messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Reason::NotAWorkbook => "not_a_workbook",
            Reason::OldFormat => "old_format",
            Reason::Encrypted => "encrypted",
            Reason::Damaged => "damaged",
            Reason::ArchiveBomb => "archive_bomb",
            Reason::SheetMissing => "sheet_missing",
            Reason::SheetNotFirst => "sheet_not_first",
            Reason::Encoding => "encoding",
            Reason::QuoteOpen => "quote_open",
            Reason::RecordTooLong => "record_too_long",
            Reason::UnsupportedKind => "unsupported_kind",
        }
    }
}

/// Where in a file it is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorPlace {
    /// The file as a whole.
    File,
    /// A line of a text file, from 1 on.
    Line(u64),
    /// A cell of the sheet that is read: `AK3`.
    Cell(String),
    /// A row of the sheet, from 1 on.
    Row(u64),
    /// A part of a workbook's archive, by its name.
    Part(String),
    /// The sheets that there are, in the workbook's order.
    Sheets(Vec<String>),
}

impl fmt::Display for ErrorPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ErrorPlace::File => Ok(()),
            ErrorPlace::Line(line) => write!(f, ", line {line}"),
            ErrorPlace::Cell(cell) => write!(f, ", cell {cell}"),
            ErrorPlace::Row(row) => write!(f, ", row {row}"),
            ErrorPlace::Part(part) => write!(f, ", part {part}"),
            ErrorPlace::Sheets(sheets) => write!(f, ", sheets {}", sheets.join(", ")),
        }
    }
}

/// An [`Error`] of a reader that does not know the file's name.
#[derive(Debug)]
pub(super) enum TableFault {
    Refused { reason: Reason, place: ErrorPlace, what: String },
    Later(&'static str),
    Io { action: &'static str, source: io::Error },
}

impl TableFault {
    pub(super) fn refused(reason: Reason, what: impl Into<String>) -> TableFault {
        TableFault::Refused { reason, place: ErrorPlace::File, what: what.into() }
    }

    pub(super) fn reading(source: io::Error) -> TableFault {
        TableFault::Io { action: "reading the file", source }
    }

    /// With a place, where it has none yet: who raised it knows better than who passes it on.
    pub(super) fn at(self, place: ErrorPlace) -> TableFault {
        match self {
            TableFault::Refused { reason, place: ErrorPlace::File, what } => {
                TableFault::Refused { reason, place, what }
            }
            other => other,
        }
    }

    pub(super) fn of(self, file: &Path) -> Error {
        let file = file.to_path_buf();
        match self {
            TableFault::Refused { reason, place, what } => Error::Refused { file, reason, place, what },
            TableFault::Later(what) => Error::Later { file, what },
            TableFault::Io { action, source } => Error::Io { file, action, source },
        }
    }
}

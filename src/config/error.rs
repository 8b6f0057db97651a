//! What is wrong with a configuration, and where.

use std::path::PathBuf;

/// A place in the file: line and column count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// One thing to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub at: Position,
    /// The path of the key, as in `subsidiary[2].ownership.rule`; empty where no key is concerned.
    pub key: String,
    pub problem: Problem,
}

/// What is wrong at a place. Each variant is one sentence of the catalogue, with its fields as placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// No TOML.
    Syntax {
        message: String,
    },
    /// A backslash in a double-quoted text: a Windows path belongs between single quotes.
    Backslash,
    /// Not UTF-8.
    Encoding,
    UnknownKey {
        nearest: String,
    },
    Missing,
    WrongType {
        expected: Kind,
        found: Kind,
    },
    OutOfRange {
        found: String,
        low: i64,
        high: i64,
    },
    NotAnAmount {
        found: String,
    },
    /// A word outside a closed list.
    NotOneOf {
        found: String,
        nearest: String,
        allowed: String,
    },
    WrongCount {
        found: usize,
        expected: usize,
    },
    CompanyName {
        found: String,
    },
    Series {
        found: String,
    },
    /// An article code or pattern that no article can have.
    Article {
        found: String,
    },
    Empty,
    /// A placeholder in a path that is not `{year}`.
    Placeholder {
        found: String,
    },
    /// A value that must be there once stands at `first` (a line) as well.
    Repeated {
        found: String,
        first: usize,
    },
    /// `rule = "list"` without anything to include.
    ListWithoutInclude,
    /// `driver = "odbc"` in a program that was built without it.
    OdbcNotBuiltIn,
    /// A key that only ODBC uses.
    OdbcOnly,
    /// A path beside the connection string that takes its place.
    PathAndConnection,
    /// A path that would end the attribute of a connection string it stands in.
    SemicolonInPath,
}

/// The types a value of the file can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
    Date,
    List,
    Table,
    Tables,
}

impl Kind {
    /// The last part of its key in the catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::Boolean => "boolean",
            Kind::Date => "date",
            Kind::List => "list",
            Kind::Table => "table",
            Kind::Tables => "tables",
        }
    }
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no configuration file at any of the usual places")]
    NotFound { searched: Vec<PathBuf> },
    #[error("{} cannot be read", file.display())]
    Unreadable { file: PathBuf, source: std::io::Error },
    #[error("{} has {} mistakes", file.display(), findings.len())]
    Invalid { file: PathBuf, findings: Vec<Finding> },
}

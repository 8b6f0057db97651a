//! What is wrong with a profile, and where.

use super::expression;
use crate::toml_file::{self, Position};
use std::path::PathBuf;

/// One thing to mend in a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileFinding {
    /// The file it is in: the profile's own, or that of one that it extends.
    pub file: PathBuf,
    pub at: Position,
    /// The path of the key, as in `reports.series.columns.centre` or `rule[3].sum[2]`; empty where no key is concerned.
    pub key: String,
    pub problem: ProfileProblem,
}

/// What is wrong at a place. Each variant is one sentence of the catalogue, with its fields as placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfileProblem {
    /// What can be wrong with any TOML.
    Toml(toml_file::Problem),
    Unreadable {
        why: String,
    },
    /// A file of more than `kib` KiB is no profile.
    TooLarge {
        kib: u64,
    },
    /// No letters, digits and hyphens.
    ProfileName {
        found: String,
    },
    /// A profile's name is that of its file.
    NotItsFile {
        found: String,
        file: String,
    },
    NoSuchProfile {
        found: String,
        nearest: String,
    },
    /// Profiles that extend each other in a circle.
    ExtendsItself {
        chain: String,
    },
    /// No name for a column or a value, or one that a `[[rule]]` means something else by.
    ColumnName {
        found: String,
    },
    UnknownColumn {
        found: String,
        nearest: String,
    },
    /// A column of a type that cannot be used so.
    ColumnType {
        column: String,
        found: &'static str,
        expected: &'static str,
    },
    /// A key that columns of this type do not have.
    NotForType {
        found: &'static str,
    },
    /// A default that is taken from a column which itself takes one from a column.
    DefaultChain {
        column: String,
    },
    /// A name that is none of the values that could stand there; a fixed word is written `{ text = "…" }`.
    UnknownValue {
        found: String,
        nearest: String,
    },
    /// A fixed value that its own column would refuse, by this rule.
    Refused {
        found: String,
        rule: String,
        expected: Option<String>,
    },
    /// A fixed value that no row has: the column makes another one of it.
    NeverMet {
        found: String,
        becomes: String,
    },
    /// This is only of use with another key or table, which is not there.
    Needs {
        key: &'static str,
    },
    /// This contradicts another key.
    NotWith {
        key: String,
    },
    /// The rule asks for nothing.
    EmptyRule,
    Pattern {
        message: String,
    },
    /// Compiled, the pattern takes more than 64 KiB.
    PatternTooLarge,
    UnknownPlaceholder {
        found: String,
        nearest: String,
        allowed: String,
    },
    Brace,
    /// One of these placeholders has to be in the text, so that no two names are the same.
    NeedsPlaceholder {
        one_of: &'static str,
    },
    Glob {
        message: String,
    },
    /// `..` in a path.
    ParentFolder,
    /// A name that cannot be a file's on every system.
    FileName {
        found: String,
    },
    Duration {
        found: String,
    },
    Decimal {
        found: String,
    },
    Date {
        found: String,
    },
    /// A lower limit above the upper one.
    Limits {
        low: String,
        high: String,
    },
    /// Exactly one ASCII character is needed.
    Character {
        found: String,
    },
    /// No encoding, or none that can be written.
    Encoding {
        found: String,
    },
    /// No letter of a column.
    Letter {
        found: String,
    },
    Code {
        found: String,
    },
    /// No JSON pointer.
    Pointer {
        found: String,
    },
    Expression(expression::ParseError),
    /// No name of an environment variable. It is not shown: it might be the secret itself.
    Variable,
}

impl From<toml_file::Problem> for ProfileProblem {
    fn from(problem: toml_file::Problem) -> Self {
        Self::Toml(problem)
    }
}

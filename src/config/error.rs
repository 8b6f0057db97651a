//! What is wrong with a configuration, and where.

use crate::toml_file;
use std::path::PathBuf;

/// One thing to mend in a configuration.
pub type Finding = toml_file::Finding<Problem>;

/// What is wrong at a place. Each variant is one sentence of the catalogue, with its fields as placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// What can be wrong with any TOML.
    Toml(toml_file::Problem),
    NotAnAmount {
        found: String,
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
    /// A placeholder in a path that is not `{year}`.
    Placeholder {
        found: String,
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

impl From<toml_file::Problem> for Problem {
    fn from(problem: toml_file::Problem) -> Self {
        Self::Toml(problem)
    }
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no configuration file at any of the usual places")]
    NotFound { searched: Vec<PathBuf> },
    #[error("{} cannot be read", file.display())]
    Unreadable { file: PathBuf, source: std::io::Error },
    /// It is for bulk files alone.
    #[error("{} names no companies", file.display())]
    NoCompanies { file: PathBuf },
    #[error("{} has {} mistakes", file.display(), findings.len())]
    Invalid { file: PathBuf, findings: Vec<Finding> },
}

//! What an examination is told.

use super::tasks::TasksSeen;
use std::path::PathBuf;

/// What the command line knows and the settings do not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    pub configuration: PathBuf,
    pub log_directory: PathBuf,
    /// Where this account's temporary files go.
    pub temp_directory: PathBuf,
    /// Read every company's file from end to end.
    pub deep: bool,
    pub tasks: TasksSeen,
}

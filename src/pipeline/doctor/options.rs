//! What an examination is told.

use super::tasks::TasksSeen;
use crate::clock::Clock;
use crate::pipeline::app::App;
use crate::store::Stores;
use std::path::{Path, PathBuf};

/// What is asked of the machine, whether there are companies or not.
#[derive(Clone, Copy)]
pub struct Machine<'a> {
    pub stores: &'a dyn Stores,
    /// The state file.
    pub state: &'a Path,
    pub clock: &'a dyn Clock,
}

impl<'a> From<&App<'a>> for Machine<'a> {
    fn from(app: &App<'a>) -> Machine<'a> {
        Machine { stores: app.stores, state: app.state, clock: app.clock }
    }
}

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

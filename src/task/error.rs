//! What can be wrong with a task, or with the scheduler's answer.

use std::io;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The scheduler takes paths of 260 characters at most.
    #[error("the task's {what} has {length} characters, the Task Scheduler takes {max} at most")]
    TooLong { what: &'static str, length: usize, max: usize },
    #[error("the task's {what} holds the character {found:?}, which no XML can hold")]
    Character { what: &'static str, found: char },
    /// The scheduler would put a variable's value into the path.
    #[error("{path} holds a pair of percent signs, which the Task Scheduler would read as a variable")]
    Variable { path: String },
    /// A drive letter that leads nowhere from here.
    #[error("{path}: drive {drive}: is not there for this account; name the share: \\\\server\\share\\…")]
    NoDrive { path: String, drive: char },
    #[error("{program} could not be called")]
    Call { program: &'static str, source: io::Error },
    /// The program has its own words for why, in the language of Windows.
    #[error("the Task Scheduler refused ({call} ended with {code}): {said}")]
    Refused { call: String, code: String, said: String },
    /// The same, and the caller is no administrator at the moment.
    #[error("the Task Scheduler refused ({call} ended with {code}): {said}")]
    NotElevated { call: String, code: String, said: String },
    #[error("there is no task {name}")]
    NotInstalled { name: String },
    #[error("the task's file could not be written")]
    File(#[source] io::Error),
}

pub type Result<T> = std::result::Result<T, Error>;

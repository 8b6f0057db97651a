//! Why a command on bulk files could not be carried out.

use super::JobName;
use super::report::ImportOutcome;
use crate::{platform, state, table};
use std::io;
use std::path::PathBuf;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Every way in which a command fails as a whole. What concerns one file or one job is in its report.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("state file {}", path.display())]
    State { path: PathBuf, source: state::Error },
    /// Profiles with mistakes, each with its findings.
    #[error("{} profiles have mistakes", .0.len())]
    Profiles(Vec<super::profile::ProfileFinding>),
    #[error("there is no profile {name}; the nearest is {nearest}")]
    UnknownProfile { name: String, nearest: String },
    #[error(transparent)]
    NoProfile(super::source_files::NoProfile),
    #[error("the files of a profile cannot be told")]
    Files(#[source] super::source_files::Error),
    #[error("there is no job {0}")]
    UnknownJob(JobName),
    #[error("job {job} is {state}: only held jobs are put back")]
    NotHeld { job: JobName, state: String },
    #[error("job {job} has no chunk {chunk} whose fate is unknown")]
    NotUnknown { job: JobName, chunk: u32 },
    #[error("job {job} has no branch \"{branch}\"")]
    UnknownBranch { job: JobName, branch: String },
    /// A centre that no report has. `nearest`: its code and its name.
    #[error("there is no cost centre {centre}; the nearest is {nearest}")]
    UnknownCentre { centre: String, nearest: String },
    /// Whether there is such a centre cannot be seen now.
    #[error(
        "job {job}: without the report of the cost centres nobody knows whether there is a centre {centre}"
    )]
    NoCentres { job: JobName, centre: String },
    #[error("job {job} has nothing called \"{subject}\"")]
    UnknownSubject { job: JobName, subject: String },
    #[error("job {job} cannot be taken back: {why}")]
    NotCancelled { job: JobName, why: String },
    /// A file of rejected rows is to be of a kind that is not written.
    #[error("{} is neither .xlsx nor .csv", file.display())]
    RejectsKind { file: PathBuf },
    #[error("there is no folder {}", folder.display())]
    NoFolder { folder: PathBuf },
    /// The table that a job holds rows of was filled by a later one.
    #[error("job {job} is not put back: {later} has filled the table since")]
    FilledSince { job: JobName, later: JobName },
    /// A part of a job has no such row of data.
    #[error("part {part} of job {job} has the rows {first} to {last}, and no row {row}")]
    NoSuchRow { job: JobName, part: u32, row: u64, first: u64, last: u64 },
    #[error("job {job} is {state}: nothing is appended to it")]
    NotAppended { job: JobName, state: String },
    /// The platform of a profile cannot be opened.
    #[error("the platform cannot be opened")]
    Platform(#[source] platform::Error),
    #[error(transparent)]
    Table(table::Error),
    #[error("{}", file.display())]
    Check { file: PathBuf, source: Box<super::check::Error> },
    #[error("{}: {action}", file.display())]
    Io { file: PathBuf, action: &'static str, source: io::Error },
}

impl Error {
    /// Whether the command line names something that is not there, or cannot be.
    pub fn is_wrong_call(&self) -> bool {
        matches!(
            self,
            Error::UnknownProfile { .. }
                | Error::NoProfile(_)
                | Error::UnknownJob(_)
                | Error::NotHeld { .. }
                | Error::NotUnknown { .. }
                | Error::UnknownBranch { .. }
                | Error::UnknownCentre { .. }
                | Error::UnknownSubject { .. }
                | Error::FilledSince { .. }
                | Error::RejectsKind { .. }
                | Error::NoFolder { .. }
                | Error::NoSuchRow { .. }
                | Error::NotCancelled { .. }
                | Error::NotAppended { .. }
                | Error::Files(super::source_files::Error::PeriodKind { .. })
        )
    }

    /// What it means for the exit code.
    pub fn outcome(&self) -> ImportOutcome {
        match self {
            Error::Profiles(_) => ImportOutcome::Config,
            Error::Platform(error) => platform_outcome(error),
            Error::Table(error) => table_outcome(error),
            Error::Io { source, .. } => io_outcome(source),
            Error::NoCentres { .. } => ImportOutcome::TryLater,
            // `cli` knows better for a state file.
            Error::State { .. } | Error::Check { .. } | Error::Files(_) => ImportOutcome::Io,
            _ => ImportOutcome::Config,
        }
    }
}

fn platform_outcome(error: &platform::Error) -> ImportOutcome {
    match error {
        error if error.is_permission() => ImportOutcome::NoPermission,
        _ => ImportOutcome::Config,
    }
}

/// What a file of rows that fails means for the exit code.
pub fn table_outcome(error: &table::Error) -> ImportOutcome {
    match error {
        table::Error::Refused { .. } => ImportOutcome::Held,
        table::Error::Later { .. } => ImportOutcome::TryLater,
        table::Error::Io { source, .. } => io_outcome(source),
        _ => ImportOutcome::Database,
    }
}

fn io_outcome(error: &io::Error) -> ImportOutcome {
    match error.kind() {
        io::ErrorKind::PermissionDenied => ImportOutcome::NoPermission,
        io::ErrorKind::NotFound => ImportOutcome::TryLater,
        _ => ImportOutcome::Io,
    }
}

//! What ends a whole command. What ends one company's part of it is a [`Failure`](super::Failure) in the report.

use super::outcome::Outcome;
use crate::domain::{CompanyName, OrderKey};
use crate::state::{self, Stage};
use crate::store;
use std::path::PathBuf;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a command could not be carried out, or one company's part of it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("state file {}", path.display())]
    State { path: PathBuf, source: state::Error },
    /// A company's database; the source names the file.
    #[error("{company}")]
    Store { company: CompanyName, source: Box<store::Error> },
    /// An order that cannot be read, or a row that names none: the company's other orders are not held up by it.
    #[error("{company}")]
    Unreadable { company: CompanyName, source: Box<store::Error> },
    /// Documents that were written are not in the parent any more. `went_back`: its file is older than it was.
    #[error("{company} lacks the documents of {}", list(orders))]
    DocumentsMissing { company: CompanyName, orders: Vec<OrderKey>, went_back: bool },
    /// The state, or the marks in the parent, know the company's orders under a name that is not configured any more.
    #[error("{company} was called {formerly} before")]
    Renamed { company: CompanyName, formerly: String },
    /// A decision that does not fit the order's reason; `fits` does.
    #[error("order {order} ({state}): {verb} does not fit")]
    DoesNotFit { order: OrderKey, state: String, verb: &'static str, fits: Vec<&'static str> },
    /// A file or folder that is no company's; the source names it.
    #[error("a file or folder cannot be used")]
    Site(#[source] Box<store::Error>),
    /// Two companies lead to one file.
    #[error("{first} and {second} are one file: {} and {}", first_file.display(), file.display())]
    OneFile { first: CompanyName, first_file: PathBuf, second: CompanyName, file: PathBuf },
    /// No exercise of this company has a file.
    #[error("{company}: no file of {years} under {path}")]
    NoExercise { company: CompanyName, years: String, path: String },
    /// A company named on the command line is not a configured subsidiary.
    #[error("{0} is not a configured subsidiary")]
    UnknownCompany(CompanyName),
    #[error("order {0} is not known")]
    UnknownOrder(OrderKey),
    /// Only held and parked orders are put back.
    #[error("order {order} is {state}: only held and parked orders are put back")]
    NotWaiting { order: OrderKey, state: Stage },
    /// Only the parent is written, so only the parent has backups.
    #[error("{company} has no backups: only {parent} is written")]
    NotTheParent { company: CompanyName, parent: CompanyName },
    #[error("{}: no backup of {company} {wanted}", directory.display())]
    NoBackup { company: CompanyName, wanted: String, directory: PathBuf },
    /// The masters of two companies do not allow orders to be decided.
    #[error("{company}: {problem}")]
    Masters { company: CompanyName, problem: String },
    /// Something other than the database stopped the reading of a company.
    #[error("{company}")]
    Reading { company: CompanyName, source: anyhow::Error },
}

/// Orders that a message names.
const NAMED: usize = 20;

/// Orders by name, of many the first.
pub fn list(orders: &[OrderKey]) -> String {
    let mut names: Vec<String> = orders.iter().take(NAMED).map(ToString::to_string).collect();
    if orders.len() > NAMED {
        names.push(format!("… ({})", orders.len()));
    }
    names.join(", ")
}

impl Error {
    pub(super) fn store(company: &CompanyName) -> impl Fn(store::Error) -> Error + '_ {
        |source| Error::Store { company: company.clone(), source: Box::new(source) }
    }

    /// What it means for the exit code.
    pub fn outcome(&self) -> Outcome {
        match self {
            Error::State { source, .. } => source.into(),
            Error::Store { source, .. } | Error::Site(source) => source.as_ref().into(),
            Error::Unreadable { .. } | Error::DocumentsMissing { .. } => Outcome::Held,
            Error::NoExercise { .. } => Outcome::TryLater,
            Error::UnknownCompany(_)
            | Error::UnknownOrder(_)
            | Error::NotWaiting { .. }
            | Error::DoesNotFit { .. }
            | Error::NotTheParent { .. }
            | Error::NoBackup { .. } => Outcome::Usage,
            Error::Masters { .. } | Error::OneFile { .. } | Error::Renamed { .. } => Outcome::Config,
            Error::Reading { .. } => Outcome::Internal,
        }
    }

    /// The company it concerns, where it concerns one.
    pub fn company(&self) -> Option<&CompanyName> {
        match self {
            Error::OneFile { second: company, .. }
            | Error::Store { company, .. }
            | Error::Unreadable { company, .. }
            | Error::DocumentsMissing { company, .. }
            | Error::Renamed { company, .. }
            | Error::NoExercise { company, .. }
            | Error::UnknownCompany(company)
            | Error::NotTheParent { company, .. }
            | Error::NoBackup { company, .. }
            | Error::Masters { company, .. }
            | Error::Reading { company, .. } => Some(company),
            Error::State { .. }
            | Error::Site(_)
            | Error::UnknownOrder(_)
            | Error::NotWaiting { .. }
            | Error::DoesNotFit { .. } => None,
        }
    }
}

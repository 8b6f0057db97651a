//! Which error ends the program with which code.

use super::args::Backwards;
use super::commands;
use super::commands::import::profile::ProfileError;
use super::commands::import::variables::VariableError;
use super::commands::init::Exists;
use super::commands::restore::Unconfirmed;
use super::commands::run::StoppedWaiting;
use super::commands::task::{NoScheduler, Unfit};
use super::exit::{CONFIG, INTERNAL, INTERRUPTED, IO, NO_PERMISSION, USAGE};
use crate::pipeline::{self, Outcome};
use crate::{config, import, store, task};
use std::io;

/// The code that an error ends the program with.
pub fn of(error: &anyhow::Error) -> u8 {
    if let Some(error) = error.downcast_ref::<pipeline::Error>() {
        return error.outcome().code();
    }
    if let Some(error) = error.downcast_ref::<store::Error>() {
        return Outcome::from(error).code();
    }
    if let Some(error) = error.downcast_ref::<config::Error>() {
        return config_code(error);
    }
    if let Some(error) = error.downcast_ref::<task::Error>() {
        return task_code(error);
    }
    if let Some(Unfit::Mapped { .. }) = error.downcast_ref() {
        return CONFIG;
    }
    if let Some(code) = import_code(error) {
        return code;
    }
    if error.is::<StoppedWaiting>() {
        return INTERRUPTED;
    }
    let wrongly_called = error.is::<Backwards>() || error.is::<Exists>() || error.is::<Unconfirmed>();
    if wrongly_called || error.is::<NoScheduler>() || error.is::<Unfit>() {
        return USAGE;
    }
    error.downcast_ref::<io::Error>().map_or(INTERNAL, io_code)
}

/// That of an error of a command on bulk files.
fn import_code(error: &anyhow::Error) -> Option<u8> {
    if let Some(error) = error.downcast_ref::<import::Error>() {
        return Some(match error {
            import::Error::State { source, .. } => Outcome::from(source).code(),
            error if error.is_wrong_call() => USAGE,
            error => error.outcome().code(),
        });
    }
    if error.is::<VariableError>() {
        return Some(CONFIG);
    }
    (error.is::<ProfileError>() || error.is::<commands::import::Unconfirmed>()).then_some(USAGE)
}

fn config_code(error: &config::Error) -> u8 {
    match error {
        config::Error::Unreadable { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
            NO_PERMISSION
        }
        _ => CONFIG,
    }
}

fn task_code(error: &task::Error) -> u8 {
    use task::Error as E;
    match error {
        E::NotElevated { .. } => NO_PERMISSION,
        E::Call { source, .. } | E::File(source) => io_code(source),
        E::Refused { .. } => IO,
        E::TooLong { .. }
        | E::Character { .. }
        | E::Variable { .. }
        | E::NoDrive { .. }
        | E::NotInstalled { .. } => USAGE,
    }
}

fn io_code(error: &io::Error) -> u8 {
    if error.kind() == io::ErrorKind::PermissionDenied { NO_PERMISSION } else { IO }
}

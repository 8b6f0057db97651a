//! Which error ends the program with which code.

use super::args::Backwards;
use super::exit::{CONFIG, INTERNAL, INTERRUPTED, IO, NO_PERMISSION, USAGE};
use super::init::Exists;
use super::restore::Unconfirmed;
use super::run::StoppedWaiting;
use super::task::{NoScheduler, Unfit};
use crate::pipeline::{self, Outcome};
use crate::{config, store, task};
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
    if error.is::<StoppedWaiting>() {
        return INTERRUPTED;
    }
    let wrongly_called = error.is::<Backwards>() || error.is::<Exists>() || error.is::<Unconfirmed>();
    if wrongly_called || error.is::<NoScheduler>() || error.is::<Unfit>() {
        return USAGE;
    }
    error.downcast_ref::<io::Error>().map_or(INTERNAL, io_code)
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

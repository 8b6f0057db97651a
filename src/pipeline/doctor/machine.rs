//! Clock, state file, log and disk of the machine that the program runs on.

use super::fact::Fact;
use super::finding::Finding;
use super::options::{Machine, Options};
use crate::pipeline::error::Error;
use crate::state::{self, SCHEMA_VERSION, State, runs};
use crate::store::location::{self, Location};
use chrono::{DateTime, Utc};

/// Bytes that the disk of state and log is to have: some weeks of either.
const SPARE_BYTES: u64 = 64 << 20;

pub(super) fn look(of: &Machine<'_>, options: &Options) -> Vec<Finding> {
    let mut findings = vec![state_location(of)];
    findings.extend(state(of));
    findings.push(log(options));
    findings.push(temporary(options));
    findings.push(disk(of));
    findings
}

fn state_location(of: &Machine<'_>) -> Finding {
    let fact = match Location::of(of.state) {
        Location::Share | Location::Mapped => Fact::StateOnShare,
        Location::Synced => Fact::LocationSynced,
        Location::Local => Fact::LocationSound,
    };
    Finding::new(fact).with("file", of.state.display())
}

/// The state file, and what the time of its last run says of the clock.
fn state(of: &Machine<'_>) -> Vec<Finding> {
    let file = of.state.display();
    let is_there = of.state.exists();
    let last = match last_run(of) {
        Ok(last) => last,
        Err(error) => {
            let broken = Finding::new(Fact::StateBroken).with("file", file);
            return vec![broken.because(Error::State { path: of.state.to_owned(), source: error })];
        }
    };
    let fact = match is_there {
        false => Fact::StateNew,
        true if State::is_busy(of.state).unwrap_or(false) => Fact::StateBusy,
        true => Fact::StateSound,
    };
    let bytes = of.state.metadata().map_or(0, |metadata| metadata.len());
    let state = Finding::new(fact).with("file", file).with("schema", SCHEMA_VERSION).with("bytes", bytes);
    vec![state, clock(of, last)]
}

/// When the last run began, or ended.
fn last_run(of: &Machine<'_>) -> state::Result<Option<DateTime<Utc>>> {
    let state = State::open_read(of.state)?;
    let last = runs::newest(&state, 1)?.into_iter().next();
    Ok(last.map(|run| run.finished_at.unwrap_or(run.started_at)))
}

fn clock(of: &Machine<'_>, last: Option<DateTime<Utc>>) -> Finding {
    let now = of.clock.now();
    let behind = last.filter(|last| now < *last);
    let fact = if behind.is_some() { Fact::ClockBehind } else { Fact::ClockSane };
    let last = last.map_or("-".to_owned(), |last| last.to_rfc3339());
    Finding::new(fact).with("now", now.to_rfc3339()).with("last", last)
}

fn log(options: &Options) -> Finding {
    let folder = &options.log_directory;
    let refused = location::takes_files(folder).err();
    let fact = if refused.is_some() { Fact::LogRefuses } else { Fact::LogWritable };
    let finding = Finding::new(fact).with("folder", folder.display());
    match refused {
        Some(error) => finding.because(Error::Site(Box::new(error))),
        None => finding,
    }
}

/// The Access driver, dry runs and `doctor` itself need room for files of a moment.
fn temporary(options: &Options) -> Finding {
    let folder = &options.temp_directory;
    match location::is_there_and_takes_files(folder) {
        Ok(()) => Finding::new(Fact::FolderTakesFiles).with("folder", folder.display()),
        Err(error) => {
            let refuses = Finding::new(Fact::FolderRefusesTemporary).with("folder", folder.display());
            refuses.because(Error::Site(Box::new(error)))
        }
    }
}

fn disk(of: &Machine<'_>) -> Finding {
    let folder = of.state.parent().unwrap_or(of.state);
    room(of, folder, SPARE_BYTES)
}

/// Whether a folder's disk has so many bytes left.
pub(super) fn room(of: &Machine<'_>, folder: &std::path::Path, needed: u64) -> Finding {
    match of.stores.backups().free_bytes(folder) {
        Ok(free) => {
            let fact = if free < needed { Fact::DiskScarce } else { Fact::DiskRoom };
            Finding::new(fact).with("folder", folder.display()).with("free", free).with("needed", needed)
        }
        Err(error) => {
            let unknown = Finding::new(Fact::DiskScarce).with("folder", folder.display());
            unknown.with("free", 0).with("needed", needed).because(Error::Site(Box::new(error)))
        }
    }
}

//! The parent's backups: whether they are made, whether they can be, and how old the newest is.

use super::company::Seen;
use super::fact::Fact;
use super::finding::Finding;
use super::machine;
use super::options::Machine;
use crate::pipeline::app::App;
use crate::pipeline::backup::{BackupFolder, BackupStatus};
use crate::pipeline::error::Error;
use crate::state::{State, runs};
use crate::store::location;
use crate::upkeep::bytes_needed;
use chrono::{DateTime, Utc};

/// Runs among which the last one that wrote is looked for.
const RUNS: usize = 1000;

pub(super) fn look(app: &App<'_>, parent: &Seen) -> Vec<Finding> {
    let Some(inside) = &parent.newest else { return Vec::new() };
    let settings = &app.settings.backup;
    let folder = &settings.directory;
    let of = |finding: Finding| {
        finding.with("folder", folder.display()).of(&app.settings.parent.name, inside.file.year)
    };
    if settings.keep == 0 {
        return vec![of(Finding::new(Fact::BackupsOff))];
    }
    let backups = BackupFolder::new(app);
    let listed = location::takes_files(folder).and_then(|()| backups.daily(inside.file.year));
    let newest = match listed {
        Ok(backups) => backups.into_iter().next(),
        Err(error) => {
            return vec![of(Finding::new(Fact::BackupsUnusable).because(Error::Site(Box::new(error))))];
        }
    };
    let bytes = inside.file.path.metadata().map_or(0, |metadata| metadata.len());
    vec![of(age(app, newest)), of(machine::room(&Machine::from(app), folder, bytes_needed(bytes)))]
}

/// A backup is made before the first write of a day; the newest is too old where something was written days after.
fn age(app: &App<'_>, newest: Option<BackupStatus>) -> Finding {
    let written = last_write(app);
    let Some(newest) = newest else {
        let fact = if written.is_some() { Fact::BackupOld } else { Fact::BackupNone };
        return Finding::new(fact).with("name", "-").with("days", "-");
    };
    let days = newest.age_seconds / 86_400;
    let stale = written.is_some_and(|at| (at - newest.made_at).num_days() >= 2);
    let fact = if stale { Fact::BackupOld } else { Fact::BackupThere };
    Finding::new(fact).with("name", newest.name).with("days", days)
}

/// When a run last wrote into the parent; a state that cannot be read has been told already.
fn last_write(app: &App<'_>) -> Option<DateTime<Utc>> {
    let state = State::open_read(app.state).ok()?;
    let runs = runs::newest(&state, RUNS).ok()?;
    runs.into_iter().find(|run| run.counts.pushed > 0).map(|run| run.finished_at.unwrap_or(run.started_at))
}

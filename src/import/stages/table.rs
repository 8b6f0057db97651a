//! *load* into a table of an Access file: batch by batch, each a transaction whose plan is in the state before it.
//!
//! What the rows of a batch would become is noted before it is written, so that a run that died in between can tell a
//! batch that was written from one that was not, and every row keeps its one outcome.

mod batches;

use super::held;
use crate::import::ImportPhase;
use crate::import::access;
use crate::import::advance::done;
use crate::import::check::{Intervals, RowOutcome};
use crate::import::period::Period;
use crate::import::profile::{AccessMode, AccessOutput, Profile};
use crate::import::report::ImportOutcome;
use crate::import::session::{Blocked, Flow, Halt, ImportSession, details};
use crate::import::source::{self, OpenSource, SourceError};
use crate::import::taken::{self, Taken};
use crate::state::import_jobs::{Job, JobStage};
use crate::state::import_sources;
use crate::table::access::{BackupSettings, ChangeLimit, Mode, TableTarget};
use batches::TableLoad;

/// Backups of a file that are kept.
const BACKUPS_KEPT: usize = 10;

/// Reads the sources once more and writes their accepted rows.
pub fn load(session: &mut ImportSession<'_>, job: &Job, profile: &Profile) -> Flow {
    let Some(output) = &profile.access else { return Ok(()) };
    if job.stage == Some(JobStage::Prepared) {
        super::advance_to(session, job, JobStage::Loading)?;
    }
    let mut writing = TableLoad::open(session, job, profile, output)?;
    session.app.watch.begin(ImportPhase::Load, &job.name, Some(job.figures.rows.accepted));
    let loaded = each_source(session, job, profile, &mut writing);
    session.app.watch.end();
    loaded?;
    writing.finish(session, job)?;
    done(session, job)
}

/// Finds out what loading would do, and does nothing: the job's counts of a table, and the rows that would be held.
pub fn foretell(session: &mut ImportSession<'_>, job: &Job, profile: &Profile) -> Flow {
    let Some(output) = &profile.access else { return Ok(()) };
    let mut writing = TableLoad::open(session, job, profile, output)?;
    each_source(session, job, profile, &mut writing)?;
    writing.finish(session, job)
}

fn each_source(
    session: &mut ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    writing: &mut TableLoad<'_>,
) -> Flow {
    let sources = session.read(|state| import_sources::of_job(state, job.id))?;
    // A connection of its own, since the state is written meanwhile.
    let state = session.another_look()?;
    let mut taken = Taken::for_first(&state, profile, job);
    for (part, stored) in sources {
        writing.part = part;
        let mut source = match taken::open_again(session, profile, &stored) {
            Ok(source) => source,
            Err(error) => return unreadable(session, job, error),
        };
        rows(session, job, profile, &mut source, &mut taken, writing)?;
    }
    Ok(())
}

/// Checks the rows of a source as they were checked before, and hands the accepted ones on in batches.
fn rows(
    session: &mut ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    source: &mut OpenSource,
    taken: &mut Taken<'_>,
    writing: &mut TableLoad<'_>,
) -> Flow {
    let period = Period::of_job(&job.name);
    let mut lookups = access::lookups(session, profile, period)?;
    let mut spans = Intervals::new();
    let mut checker = source::checker(profile, period, source, taken, &mut *lookups);
    source.check::<Halt>(&mut checker, |row, checked| {
        if checked.outcome == RowOutcome::Accepted {
            writing.add(row.number, checked);
        }
        if writing.is_full() { writing.write(session, job) } else { Ok(()) }
    })?;
    let copied = checker.visit_all(|key, span| Ok(spans.insert(key, span)?));
    copied.and_then(|()| taken.add(&mut spans)).map_err(|error| taken::check_failed(source, error))?;
    writing.write(session, job)
}

fn unreadable<T>(session: &mut ImportSession<'_>, job: &Job, error: SourceError) -> Flow<T> {
    match error {
        SourceError::Refused { reason, details } => held(session, job, reason, details),
        SourceError::Later { reason, details } => {
            Err(Blocked::new(ImportOutcome::TryLater, reason, details).into())
        }
        SourceError::Failed(error) => Err(error.into()),
    }
}

impl From<SourceError> for Halt {
    fn from(error: SourceError) -> Halt {
        match error {
            SourceError::Failed(error) => Halt::Failed(error),
            SourceError::Refused { reason, details } => {
                Blocked::new(ImportOutcome::Held, reason, details).into()
            }
            SourceError::Later { reason, details } => {
                Blocked::new(ImportOutcome::TryLater, reason, details).into()
            }
        }
    }
}

/// The table of an output, its key and its columns.
pub fn with_target<T>(output: &AccessOutput, take: impl FnOnce(&TableTarget<'_>) -> T) -> T {
    let key: Vec<&str> = output.key.iter().map(|(name, _)| name.as_str()).collect();
    let columns: Vec<&str> = output.columns.iter().map(|(name, _)| name.as_str()).collect();
    let change = output.change.as_ref();
    take(&TableTarget {
        table: &output.table,
        key: &key,
        columns: &columns,
        only_new: &[],
        mode: match output.mode {
            AccessMode::Insert => Mode::Insert,
            AccessMode::Upsert => Mode::Upsert,
        },
        change: change.map(|change| ChangeLimit { column: &change.column, at_most: change.at_most }),
    })
}

pub fn table_failed(error: crate::table::Error) -> Halt {
    let outcome = crate::import::error::table_outcome(&error);
    let reason = match outcome {
        ImportOutcome::TryLater => "file_in_use",
        ImportOutcome::Database => "database",
        _ => "failed",
    };
    Blocked::new(outcome, reason, details([("message", crate::import::intake::chain(&error))])).into()
}

/// Where Access files are backed up before the first write of a day.
pub fn backups(session: &ImportSession<'_>) -> BackupSettings {
    BackupSettings { folder: session.app.settings.work.join("backups"), keep: BACKUPS_KEPT }
}

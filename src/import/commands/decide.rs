//! `import settle` and `import retry`: a person says what became of a chunk, or that a cause was mended.

use super::begin::{ImportCommand, job, profiles};
use crate::import::JobName;
use crate::import::app::ImportApp;
use crate::import::error::{Error, Result};
use crate::import::intake::{self, Intake};
use crate::import::jobs;
use crate::import::options::{ImportRunOptions, SaidFate as SaidPeriod};
use crate::import::period::Period;
use crate::import::report::{FileOutcome, ImportOutcome, ImportReport};
use crate::import::session::ImportSession;
use crate::import::stages::register;
use crate::state::import_attempts::{self, About, Act, Attempt, Ended};
use crate::state::import_chunks::{self, ChunkState, Fate};
use crate::state::import_jobs::{self, Job, JobStage, Stop, Why};
use crate::state::import_prepared::SUPERSEDED_BY;
use crate::state::import_sources;

/// Settles a chunk whose fate the platform cannot tell, and lets its job go on.
pub fn settle(app: &ImportApp<'_>, name: &JobName, n: u32, said: SaidPeriod) -> Result<ImportReport> {
    let (valid, _) = profiles(app, None)?;
    let session = &mut ImportSession::open(app, &valid)?;
    let held = job(session, name)?;
    let chunk = session.read(|state| import_chunks::get(state, held.id, n))?;
    let open = chunk.filter(|chunk| matches!(chunk.state, ChunkState::Unknown | ChunkState::Submitting));
    if open.is_none() {
        return Err(Error::NotUnknown { job: name.clone(), chunk: n });
    }
    let mut command = ImportCommand::begin(session, "import settle", false)?;
    let now = command.session.now();
    let (fate, ended) = match said {
        SaidPeriod::Taken => (Fate::Taken { ticket: None }, Ended::Found),
        SaidPeriod::Lost => (Fate::Later { not_before: None }, Ended::NotFound),
    };
    let attempt = Attempt { about: About::Chunk(n), at: now, act: Act::Settle, ended, error: None };
    command.session.write(|tx| {
        import_chunks::settle(tx, held.id, n, fate)?;
        import_attempts::record(tx, held.id, &attempt)?;
        import_jobs::release(tx, held.id, now).map(drop)
    })?;
    command.work_on(held.id, |_| Ok(None))?;
    command.finish(Vec::new(), ImportOutcome::Ok, &[])
}

/// Puts a held job back. One of which nothing was sent is prepared anew; any other goes on where it stopped.
pub fn retry(app: &ImportApp<'_>, name: &JobName) -> Result<ImportReport> {
    let (valid, _) = profiles(app, None)?;
    let session = &mut ImportSession::open(app, &valid)?;
    let held = job(session, name)?;
    let holds_rows = holds_rows(session, &held)?;
    if held.stop != Some(Stop::Held) && !holds_rows {
        return Err(Error::NotHeld { job: name.clone(), state: held.state().to_owned() });
    }
    let is_submitted = session.read(|state| import_jobs::is_submitted(state, held.id))?;
    let command = ImportCommand::begin(session, "import retry", false)?;
    if is_submitted && !holds_rows { go_on(command, &held) } else { prepare_anew(command, &held) }
}

/// Whether a job is done but for rows that its table did not take. One whose table a later job has filled since is not
/// put back: it would undo what that one wrote.
fn holds_rows(session: &ImportSession<'_>, job: &Job) -> Result<bool> {
    let holds = job.stop.is_none() && job.figures.table.is_some_and(|table| table.held > 0);
    let later = if holds { session.read(|state| jobs::later_of_table(state, job))? } else { None };
    match later {
        Some(later) => Err(Error::FilledSince { job: job.name.clone(), later: later.name }),
        None => Ok(holds),
    }
}

fn go_on(mut command: ImportCommand<'_, '_>, held: &Job) -> Result<ImportReport> {
    let now = command.session.now();
    let profile = command.session.profile(held.name.profile());
    let hash = profile.map(|profile| profile.hash.clone());
    if let Some(profile) = profile.filter(|_| register::looks_again(held)) {
        register::give_up(command.session, held, profile)?;
    }
    let reconciles_again = held.stage >= Some(JobStage::Answered) && held.stage < Some(JobStage::Done);
    command.session.write(|tx| {
        import_chunks::put_back(tx, held.id)?;
        import_chunks::count_again(tx, held.id)?;
        if let Some(hash) = &hash {
            import_jobs::set_profile_hash(tx, held.id, hash)?;
        }
        if reconciles_again {
            import_jobs::advance(tx, held.id, JobStage::Answered, now)
        } else {
            import_jobs::release(tx, held.id, now).map(drop)
        }
    })?;
    command.work_on(held.id, |_| Ok(None))?;
    command.finish(Vec::new(), ImportOutcome::Ok, &[])
}

/// Prepares the sources of a job as a new one, which takes its place.
fn prepare_anew(mut command: ImportCommand<'_, '_>, held: &Job) -> Result<ImportReport> {
    let sources = command.session.read(|state| import_sources::of_job(state, held.id))?;
    let period = Period::of_job(&held.name);
    let mut intake = Intake::default();
    let Some(profile) = command.session.profile(held.name.profile()) else {
        let name = held.name.profile().to_owned();
        return Err(Error::UnknownProfile { name, nearest: String::new() });
    };
    let mut options = ImportRunOptions { again: true, ..ImportRunOptions::default() };
    for (_, source) in sources {
        let file = command.session.app.settings.base.join(source.name);
        let started = command.session.now();
        let before = intake.jobs.len();
        intake::take(
            command.session,
            intake::SourceCandidate { file, profile, period },
            &options,
            &mut intake,
        )?;
        if let Some(&job) = intake.jobs.get(before) {
            command.took(job, started);
            // The other parts follow the first.
            let first = command.session.read(|state| import_jobs::get(state, job))?;
            options.append = first.map(|job| job.name);
        }
    }
    intake.fresh.dedup();
    // Without periods the new job takes nobody's place by itself.
    if intake.fresh.iter().any(|job| *job != held.id) {
        let (now, why) = (command.session.now(), Why { reason: SUPERSEDED_BY, detail: None });
        command.session.write(|tx| import_jobs::stop(tx, held.id, Stop::Superseded, why, now))?;
    }
    let blocked = intake.blocked.iter().map(|(_, blocked)| blocked.outcome);
    let outcome = blocked.fold(ImportOutcome::Ok, ImportOutcome::max);
    let mut files = intake.files;
    files.extend(intake.blocked.into_iter().map(|(file, blocked)| {
        intake::report(&file, FileOutcome::Later, Some(blocked.reason), blocked.details)
    }));
    command.finish(files, outcome, &intake.fresh)
}

//! Which files become jobs: what is known is left alone, what is new is prepared, what contradicts is held.

use super::JobName;
use super::error::{Error, Result};
use super::options::{ImportRunOptions, Selection};
use super::period::Period;
use super::profile::{PeriodKind, Profile};
use super::report::{FileOutcome, FileReport, ImportOutcome, commands};
use super::session::{Blocked, Details, Halt, ImportSession, details};
use super::source::{OpenSource, SourceError};
use super::source_files::{self, NameProblem, WrongName};
use super::stages::prepare::{self, Into, NotPrepared, Preparing, opening};
use super::stages::to_text;
use super::waiting;
use crate::state::import_jobs::{self, Job, JobId, Stop, Why as StopWhy};
use crate::state::import_prepared::SUPERSEDED_BY;
use crate::state::{import_figures::Figures, import_prepared, import_sources};
use std::path::{Path, PathBuf};

/// A file, the profile it belongs to, and its period.
pub struct SourceCandidate<'a> {
    pub file: PathBuf,
    pub profile: &'a Profile,
    pub period: Period,
}

/// What the taking in of files came to.
#[derive(Default)]
pub struct Intake {
    /// Jobs that were made, or that the files belong to.
    pub jobs: Vec<JobId>,
    /// Those of them that were made now.
    pub fresh: Vec<JobId>,
    pub files: Vec<FileReport>,
    /// What kept a job from being made.
    pub blocked: Vec<(PathBuf, Blocked)>,
}

/// Finds the files that are asked for. What is no candidate is reported.
pub fn candidates<'a>(
    session: &ImportSession<'a>,
    files: &[PathBuf],
    selection: &Selection,
    reports: &mut Vec<FileReport>,
) -> Result<Vec<SourceCandidate<'a>>> {
    if files.is_empty() {
        of_profiles(session, selection, reports)
    } else {
        named(session, files, selection, reports)
    }
}

fn of_profiles<'a>(
    session: &ImportSession<'a>,
    selection: &Selection,
    reports: &mut Vec<FileReport>,
) -> Result<Vec<SourceCandidate<'a>>> {
    let mut candidates = Vec::new();
    let wanted = |profile: &&Profile| selection.profile.as_ref().is_none_or(|name| *name == profile.name);
    for profile in session.profiles.iter().filter(wanted) {
        let found = source_files::find(profile, &session.app.settings.base, selection.period);
        let found = match found {
            Ok(found) => found,
            // A period of another kind than this profile's.
            Err(source_files::Error::PeriodKind { .. }) if selection.profile.is_none() => continue,
            Err(error) => return Err(Error::Files(error)),
        };
        for source in found {
            match source.period {
                Ok(period) => candidates.push(SourceCandidate { file: source.file, profile, period }),
                Err(wrong) => reports.push(wrong_name(&wrong)),
            }
        }
    }
    Ok(candidates)
}

fn named<'a>(
    session: &ImportSession<'a>,
    files: &[PathBuf],
    selection: &Selection,
    reports: &mut Vec<FileReport>,
) -> Result<Vec<SourceCandidate<'a>>> {
    let base = &session.app.settings.base;
    let mut candidates = Vec::new();
    for file in files {
        if let Some(why) = source_files::why_ignored(file) {
            reports.push(report(file, FileOutcome::Ignored, Some(why), Details::new()));
            continue;
        }
        if file.is_dir() {
            reports.push(report(file, FileOutcome::Refused, Some("folder"), Details::new()));
            continue;
        }
        let named = selection.profile.as_deref();
        let profile =
            source_files::profile_of(file, base, session.profiles, named).map_err(Error::NoProfile)?;
        match source_files::period_of(profile, base, file, selection.period).map_err(Error::Files)? {
            Ok(period) => candidates.push(SourceCandidate { file: file.clone(), profile, period }),
            Err(wrong) => reports.push(wrong_name(&wrong)),
        }
    }
    Ok(candidates)
}

/// Takes a candidate in; one that cannot be had stops no other.
pub fn take<'a>(
    session: &mut ImportSession<'a>,
    candidate: SourceCandidate<'a>,
    options: &ImportRunOptions,
    intake: &mut Intake,
) -> Result<()> {
    if session.stop_requested() {
        return Ok(());
    }
    let file = candidate.file.clone();
    match one(session, candidate, options) {
        Ok(Taken::Job(job)) => {
            intake.jobs.push(job);
            intake.fresh.push(job);
        }
        Ok(Taken::Known(job)) => {
            intake.files.push(report(&file, FileOutcome::Known, None, Details::new()));
            intake.jobs.push(job);
        }
        Ok(Taken::Cancelled(job)) => intake.files.push(cancelled(session, &file, &job)),
        Err(NotPrepared::Source(SourceError::Refused { reason, details })) => {
            intake.files.push(report(&file, FileOutcome::Refused, Some(reason), details));
        }
        Err(NotPrepared::Source(SourceError::Later { reason, details })) => {
            intake.files.push(report(&file, FileOutcome::Later, Some(reason), details));
        }
        Err(NotPrepared::Halt(Halt::Blocked(blocked))) => intake.blocked.push((file, blocked)),
        Err(NotPrepared::Halt(Halt::Held)) => {}
        Err(NotPrepared::Source(SourceError::Failed(error)) | NotPrepared::Halt(Halt::Failed(error))) => {
            // What the call itself names wrongly is no fault of the file.
            if matches!(error, Error::State { .. }) || error.is_wrong_call() {
                return Err(error);
            }
            let about = details([("message", chain(&error))]);
            intake.blocked.push((file, Blocked::new(error.outcome(), "failed", about)));
        }
    }
    Ok(())
}

/// An error with its causes.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    std::iter::once(error.to_string()).chain(causes.map(ToString::to_string)).collect::<Vec<_>>().join(": ")
}

enum Taken {
    Job(JobId),
    /// Its content was taken in before.
    Known(JobId),
    /// A person cancelled the job of its content.
    Cancelled(JobName),
}

/// A file that comes back only when it is named.
fn cancelled(session: &ImportSession<'_>, file: &Path, job: &JobName) -> FileReport {
    let command = commands::loading_again(job, file);
    let command = commands::with_config(vec![command], session.app.config).concat();
    let about = details([("job", job.to_string()), ("command", command)]);
    report(file, FileOutcome::Known, Some("content_cancelled"), about)
}

fn one<'a>(
    session: &mut ImportSession<'a>,
    candidate: SourceCandidate<'a>,
    options: &ImportRunOptions,
) -> Result<Taken, NotPrepared> {
    let SourceCandidate { file, profile, period } = candidate;
    let source = OpenSource::open(&file, profile, opening(session))?;
    let chunk_rows = options.chunk_rows.unwrap_or(profile.chunk_rows);
    let text = period.to_string();
    if let Some(name) = &options.append {
        let job = session.read(|state| import_jobs::find(state, name))?;
        let job = job.ok_or_else(|| Error::UnknownJob(name.clone()))?;
        if matches!(job.stop, Some(Stop::Cancelled | Stop::Superseded | Stop::Refused)) {
            return Err(Error::NotAppended { job: name.clone(), state: job.state().to_owned() }.into());
        }
        let sources = session.read(|state| import_sources::of_job(state, job.id))?;
        if sources.iter().any(|(_, known)| known.sha256 == source.facts.sha256) {
            return Ok(Taken::Known(job.id));
        }
        let over = waiting::over_with(session, &job, &source.facts.sha256)?;
        let into = Into::Part(Box::new(job));
        let taken = prepared(session, Preparing { profile, period, source, chunk_rows, into })?;
        for other in over {
            let (now, why) = (session.now(), StopWhy { reason: SUPERSEDED_BY, detail: None });
            session.write(|tx| import_jobs::stop(tx, other, Stop::Superseded, why, now))?;
        }
        return Ok(taken);
    }
    let sha256 = &source.facts.sha256;
    let known =
        session.read(|state| import_sources::job_with_content(state, &profile.name, &text, sha256))?;
    match &known {
        Some(job) if wants_again(job, options) => {}
        Some(job) if job.stop == Some(Stop::Cancelled) => return Ok(Taken::Cancelled(job.name.clone())),
        Some(job) => return Ok(Taken::Known(job.id)),
        None => {}
    }
    let mut loaded = loaded_of_period(session, profile, &text)?;
    if options.again && profile.access.is_some() {
        // Its own rows are in nobody's way: those that the table has are found, and the others are tried again.
        loaded.retain(|job| known.as_ref().is_none_or(|known| known.id != job.id));
    }
    if loaded.is_empty() {
        let into = known.filter(|_| options.again).map_or(Into::New, |job| Into::Anew(job.id));
        return prepared(session, Preparing { profile, period, source, chunk_rows, into });
    }
    if options.replace {
        return prepared(session, Preparing { profile, period, source, chunk_rows, into: Into::Replacing });
    }
    already_loaded(session, profile, &text, &source, &loaded).map(Taken::Job)
}

/// Whether a content that is known is to be prepared once more. One that was cancelled does not come back by itself.
fn wants_again(job: &Job, options: &ImportRunOptions) -> bool {
    let is_named = job.stop == Some(Stop::Cancelled) && !options.files.is_empty();
    is_named || options.again || (waiting::for_a_way(job) && waiting::is_unprepared(job) && options.replace)
}

fn prepared<'a>(session: &mut ImportSession<'a>, preparing: Preparing<'a>) -> Result<Taken, NotPrepared> {
    prepare::prepare(session, preparing).map(Taken::Job)
}

/// The jobs of a period of which the platform has something; a profile without periods has none that are in the way.
pub fn loaded_of_period(session: &ImportSession<'_>, profile: &Profile, period: &str) -> Result<Vec<Job>> {
    if profile.period == PeriodKind::None {
        return Ok(Vec::new());
    }
    let jobs = session.read(|state| import_jobs::of_period(state, &profile.name, period))?;
    let mut loaded = Vec::new();
    for job in jobs {
        let gone = matches!(job.stop, Some(Stop::Cancelled | Stop::Superseded | Stop::Refused));
        if !gone && session.read(|state| import_jobs::is_submitted(state, job.id))? {
            loaded.push(job);
        }
    }
    Ok(loaded)
}

/// Holds a content whose period has another one at the platform.
fn already_loaded(
    session: &mut ImportSession<'_>,
    profile: &Profile,
    period: &str,
    source: &OpenSource,
    loaded: &[Job],
) -> Result<JobId, NotPrepared> {
    let stored = prepare::stored_source(session, source);
    let about = details([
        ("file", stored.name.clone()),
        ("loaded", loaded.last().map(|job| job.name.to_string()).unwrap_or_default()),
    ]);
    hold_unprepared(session, profile, period, &[stored], prepare::REPLACING, &about)
}

/// A job of which nothing is prepared, for a person.
pub fn hold_unprepared(
    session: &mut ImportSession<'_>,
    profile: &Profile,
    period: &str,
    sources: &[import_sources::Source],
    reason: &str,
    about: &Details,
) -> Result<JobId, NotPrepared> {
    let now = session.now();
    let figures = Figures::default();
    let detail = to_text(about);
    Ok(session.write(|tx| {
        let new = import_jobs::NewJob {
            profile: &profile.name,
            period,
            profile_hash: &profile.hash,
            figures: &figures,
        };
        let (first, others) =
            sources.split_first().map_or((None, &[] as &[_]), |(first, others)| (Some(first), others));
        let id = match first {
            Some(source) => {
                let part = import_prepared::Part { source, chunks: &[], pairs: &[] };
                import_prepared::record(tx, &new, &part, now)?
            }
            None => import_jobs::create(tx, &new, now)?,
        };
        for source in others {
            import_sources::add(tx, id, source)?;
        }
        let why = StopWhy { reason, detail: detail.as_deref() };
        import_jobs::stop(tx, id, Stop::Held, why, now)?;
        Ok(id)
    })?)
}

/// What is wrong with a name; all are the reason `name`.
fn wrong_name(wrong: &WrongName) -> FileReport {
    let (why, found) = match &wrong.why {
        NameProblem::Unlike | NameProblem::Unsaid => ("unsaid", String::new()),
        NameProblem::NoSuch { found } => ("month", found.clone()),
        NameProblem::Disagree { first, second } => ("disagrees", format!("{first}, {second}")),
        NameProblem::Folder { said, .. } => ("folder", said.to_string()),
        NameProblem::Path { period } => ("folder", period.to_string()),
    };
    let expected = match &wrong.why {
        NameProblem::Folder { folder, .. } => folder.clone(),
        _ => wrong.expected.clone(),
    };
    let about = details([("why", why.to_owned()), ("found", found), ("expected", expected)]);
    report(&wrong.file, FileOutcome::Refused, Some("name"), about)
}

pub fn report(file: &Path, outcome: FileOutcome, reason: Option<&str>, details: Details) -> FileReport {
    FileReport { file: file.to_owned(), outcome, reason: reason.map(str::to_owned), details }
}

/// The outcome of a file for the exit code.
pub fn file_outcome(report: &FileReport) -> ImportOutcome {
    match report.outcome {
        FileOutcome::Refused => ImportOutcome::Held,
        FileOutcome::Later => ImportOutcome::TryLater,
        FileOutcome::Ignored | FileOutcome::Known => ImportOutcome::Ok,
    }
}

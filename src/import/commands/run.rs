//! `import run`: every stage, as far as it goes.

use super::begin::{ImportCommand, profiles};
use crate::import::advance::advance;
use crate::import::app::ImportApp;
use crate::import::error::{Error, Result};
use crate::import::intake::{self, Intake, SourceCandidate};
use crate::import::options::{ImportRunOptions, Selection};
use crate::import::report::{FileReport, ImportOutcome, ImportReport, JobFiles, JobReport};
use crate::import::session::{ImportSession, details};
use crate::import::stages::prepare::REPLACING;
use crate::import::{ImportSettings, foretell, period::Period, replace};
use crate::state::import_jobs::{self, Job, JobId};
use std::path::Path;

/// Takes files in and brings every open job as far as it goes. With files named, only their jobs are worked on.
pub fn run(app: &ImportApp<'_>, options: &ImportRunOptions) -> Result<ImportReport> {
    if options.dry_run { rehearse(app, options) } else { run_in(app, options) }
}

/// Prepares into a folder that goes away, with a copy of the state that does, and sends nothing.
fn rehearse(app: &ImportApp<'_>, options: &ImportRunOptions) -> Result<ImportReport> {
    let parent = app.scratch.map_or_else(std::env::temp_dir, Path::to_owned);
    let made = tempfile::Builder::new().prefix("factulink-").tempdir_in(&parent);
    let folder = made.map_err(|source| Error::Io { file: parent, action: "making a folder", source })?;
    let settings = ImportSettings { work: folder.path().to_owned(), ..app.settings.clone() };
    let mut report = run_in(&ImportApp { settings: &settings, ..*app }, options)?;
    report.jobs.iter_mut().for_each(without_files);
    Ok(report)
}

/// Takes away the names of files, and of a job, that are gone with the folder.
fn without_files(job: &mut JobReport) {
    job.files = JobFiles::default();
    for held in &mut job.needs_attention {
        // There is no such job yet that a command could be about.
        held.commands.clear();
        held.held_rows.iter_mut().for_each(|row| row.commands.clear());
        if !held.held_rows.is_empty() {
            held.details.remove("file");
        }
    }
}

fn run_in(app: &ImportApp<'_>, options: &ImportRunOptions) -> Result<ImportReport> {
    let (valid, findings) = profiles(app, options.selection.profile.as_deref())?;
    if valid.is_empty() && !findings.is_empty() {
        return Err(Error::Profiles(findings));
    }
    let also = if findings.is_empty() { ImportOutcome::Ok } else { ImportOutcome::Config };
    for finding in &findings {
        log::error!("{}:{}: {:?}", finding.file.display(), finding.at.line, finding.problem);
    }
    let session = &mut if options.dry_run {
        ImportSession::rehearse(app, &valid)?
    } else {
        ImportSession::open(app, &valid)?
    };
    let mut command = ImportCommand::begin(session, "import run", options.dry_run)?;
    let mut files = Vec::new();
    let selection = selection(options);
    let candidates = intake::candidates(command.session, &options.files, &selection, &mut files)?;
    let candidates = agreed(candidates, options, &mut files)?;
    let appended = appended(&command, options)?;
    let mut intake = Intake::default();
    for candidate in candidates {
        take_one(&mut command, candidate, options, &mut intake)?;
    }
    let made: Vec<JobId> = intake.jobs.clone();
    let others = open_jobs(&command, options, &made)?;
    for job in made.iter().copied().chain(others) {
        command.work_on(job, |session| match options.dry_run {
            true => foretell::work_out(session, job),
            false => bring_on(session, job, options),
        })?;
    }
    let blocked = intake.blocked.iter().map(|(_, blocked)| blocked.outcome);
    let outcome = blocked.fold(also, ImportOutcome::max);
    files.extend(intake.files);
    files.extend(intake.blocked.into_iter().map(|(file, blocked)| {
        intake::report(
            &file,
            crate::import::report::FileOutcome::Later,
            Some(blocked.reason),
            blocked.details,
        )
    }));
    let fresh = with_new_rejects(&command, intake.fresh, appended.as_ref())?;
    command.finish(files, outcome, &fresh)
}

/// The job that rows are appended to, as it is before.
fn appended(command: &ImportCommand<'_, '_>, options: &ImportRunOptions) -> Result<Option<Job>> {
    let Some(name) = &options.append else { return Ok(None) };
    command.session.read(|state| import_jobs::find(state, name))
}

/// Leaves out a job whose rejected and held rows are those of its earlier parts: they were told before.
fn with_new_rejects(
    command: &ImportCommand<'_, '_>,
    fresh: Vec<JobId>,
    before: Option<&Job>,
) -> Result<Vec<JobId>> {
    let Some(before) = before else { return Ok(fresh) };
    let told = |job: &Job| (job.figures.rows.rejected, job.figures.table.map_or(0, |table| table.held));
    let after = command.session.read(|state| import_jobs::get(state, before.id))?;
    let has_more = after.is_some_and(|after| told(&after) != told(before));
    Ok(fresh.into_iter().filter(|id| *id != before.id || has_more).collect())
}

/// More rows for a job are of its profile and its period, whatever their file is called.
fn selection(options: &ImportRunOptions) -> Selection {
    let Selection { profile, period } = options.selection.clone();
    let Some(job) = &options.append else { return Selection { profile, period } };
    let of_job = Some(Period::of_job(job)).filter(|period| *period != Period::None);
    Selection { profile: profile.or_else(|| Some(job.profile().to_owned())), period: period.or(of_job) }
}

fn take_one<'a>(
    command: &mut ImportCommand<'_, 'a>,
    candidate: SourceCandidate<'a>,
    options: &ImportRunOptions,
    intake: &mut Intake,
) -> Result<()> {
    let before = intake.jobs.len();
    let started = command.session.now();
    intake::take(command.session, candidate, options, intake)?;
    if let Some(&job) = intake.jobs.get(before) {
        command.took(job, started);
    }
    Ok(())
}

/// Brings a job on; first what was loaded of its period is taken back, where that was asked for.
fn bring_on(
    session: &mut ImportSession<'_>,
    id: JobId,
    options: &ImportRunOptions,
) -> Result<Option<crate::import::session::Blocked>> {
    let job = session.read(|state| import_jobs::get(state, id))?;
    if let Some(job) = job.filter(|job| options.replace && job.reason.as_deref() == Some(REPLACING))
        && let Some(blocked) = replace::take_back(session, &job)?
    {
        return Ok(blocked);
    }
    advance(session, id, None)
}

/// Jobs that earlier runs left open; where files are named, none.
fn open_jobs(
    command: &ImportCommand<'_, '_>,
    options: &ImportRunOptions,
    made: &[JobId],
) -> Result<Vec<JobId>> {
    if !options.files.is_empty() {
        return Ok(Vec::new());
    }
    let selection = &options.selection;
    let open = command.session.read(|state| import_jobs::unfinished(state, selection.profile.as_deref()))?;
    let of_period =
        |job: &import_jobs::Job| selection.period.is_none_or(|period| Period::of_job(&job.name) == period);
    let others = open.into_iter().filter(of_period).map(|job| job.id).filter(|id| !made.contains(id));
    Ok(others.collect())
}

/// Leaves out files of one period with different contents: a person says which is right.
fn agreed<'a>(
    candidates: Vec<SourceCandidate<'a>>,
    options: &ImportRunOptions,
    files: &mut Vec<FileReport>,
) -> Result<Vec<SourceCandidate<'a>>> {
    if options.append.is_some() {
        return Ok(candidates);
    }
    let mut agreed: Vec<SourceCandidate<'a>> = Vec::new();
    let mut groups: Vec<Vec<SourceCandidate<'a>>> = Vec::new();
    for candidate in candidates {
        let same = |group: &&mut Vec<SourceCandidate<'a>>| {
            group.first().is_some_and(|first| {
                first.profile.name == candidate.profile.name
                    && first.period == candidate.period
                    && first.period != Period::None
            })
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(candidate),
            None => groups.push(vec![candidate]),
        }
    }
    for mut group in groups {
        if group.len() == 1 {
            agreed.append(&mut group);
            continue;
        }
        match one_content(group)? {
            Ok(candidate) => agreed.push(candidate),
            Err(group) => refuse_two_sources(&group, files),
        }
    }
    Ok(agreed)
}

type Disagreeing<'a> = Vec<SourceCandidate<'a>>;

/// Of files with one content one; else all of them.
fn one_content(
    mut group: Vec<SourceCandidate<'_>>,
) -> Result<std::result::Result<SourceCandidate<'_>, Disagreeing<'_>>> {
    let mut contents = Vec::new();
    for candidate in &group {
        let content = crate::table::digest(&candidate.file).map_err(Error::Table)?;
        if !contents.contains(&content) {
            contents.push(content);
        }
    }
    if contents.len() > 1 { Ok(Err(group)) } else { Ok(Ok(group.swap_remove(0))) }
}

fn refuse_two_sources(group: &[SourceCandidate<'_>], files: &mut Vec<FileReport>) {
    let mut names = group.iter().map(|candidate| candidate.file.display().to_string());
    let (first, second) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
    let about = details([("first", first), ("second", second)]);
    for candidate in group {
        let file = &candidate.file;
        let outcome = crate::import::report::FileOutcome::Refused;
        files.push(intake::report(file, outcome, Some("two_sources"), about.clone()));
    }
}

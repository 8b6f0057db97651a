//! Reports and answers: fetched into the job's folder or found on a disk, and read whole.

use super::held;
use super::talk::{self, Talk};
use crate::import::error::Error;
use crate::import::period::Period;
use crate::import::profile::{Profile, ReportFormat, ReportPlace, ReportSettings};
use crate::import::report::ImportOutcome;
use crate::import::report_error::{Malformed, ReportError, ReportProblem};
use crate::import::report_files;
use crate::import::report_rows::{self, ReportTable};
use crate::import::session::{Blocked, Details, Flow, ImportSession, details};
use crate::import::source::SourceError;
use crate::platform::FetchedDocument;
use crate::state::import_attempts::{About, Act, Ended};
use crate::state::import_jobs::Job;
use crate::table::OpenOptions;
use std::path::{Path, PathBuf};

/// Where a document is: its file, and when it was made, in milliseconds since 1970 UTC.
pub struct Document {
    pub file: PathBuf,
    pub modified: i64,
    /// By what the platform tells this content from others, where it does.
    pub version: Option<String>,
}

/// Gets a report, and reads it as its profile says. `code`: the column whose values must differ.
pub fn report(
    session: &mut ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    name: &'static str,
    code: Option<&str>,
) -> Flow<Option<ReportTable>> {
    Ok(versioned(session, job, profile, name, code)?.map(|(report, _)| report))
}

/// The same, with the version of its document.
pub fn versioned(
    session: &mut ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    name: &'static str,
    code: Option<&str>,
) -> Flow<Option<(ReportTable, Option<String>)>> {
    let Some((_, settings)) = profile.reports.iter().find(|(own, _)| own == name) else { return Ok(None) };
    let document = find(session, job, profile, name, settings)?;
    match sound(session, &document, settings, code) {
        Ok(report) => Ok(Some((report, document.version))),
        Err(error) => unfit(session, job, name, error),
    }
}

/// A report that lies on a disk, looked at without a word to the platform; whatever is wrong with it, nothing is held.
/// `None`: the profile has no such report, or the platform has it. The error is the reason and what goes with it.
pub fn at_hand(
    session: &ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    name: &'static str,
    code: Option<&str>,
) -> Result<Option<ReportTable>, (&'static str, Details)> {
    let Some((_, settings)) = profile.reports.iter().find(|(own, _)| own == name) else { return Ok(None) };
    let ReportPlace::File(template) = &settings.from else { return Ok(None) };
    let pattern = template.fill(|of| value(profile, job, of));
    let Some(document) = newest(&session.app.settings.base, &pattern) else {
        let about = details([("report", name.to_owned()), ("file", pattern)]);
        return Err(("reference_missing", about));
    };
    let report = sound(session, &document, settings, code);
    report.map(Some).map_err(|error| match error {
        ReportError::Unfit { file, row, problem } => {
            (problem.as_str(), problem_details(session, name, &file, row, &problem))
        }
        ReportError::File(error) => {
            let about = [("report", name.to_owned()), ("message", crate::import::intake::chain(&error))];
            ("file_in_use", details(about))
        }
    })
}

/// Reads a report that is neither too old nor against its rules.
fn sound(
    session: &ImportSession<'_>,
    document: &Document,
    settings: &ReportSettings,
    code: Option<&str>,
) -> Result<ReportTable, ReportError> {
    let file = &document.file;
    let now = session.now().timestamp_millis();
    report_rows::check_age(file, document.modified, now, settings.max_age, None)?;
    let report = read(session, file, settings)?;
    report_rows::check(&report, file, settings, code).map(|()| report)
}

/// A report as it was last seen, without asking the platform: where the profile has it, or as it was fetched for the
/// job. `None` also for one that cannot be read now.
pub fn last_seen(
    session: &ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    name: &str,
) -> Option<ReportTable> {
    let (_, settings) = profile.reports.iter().find(|(own, _)| own == name)?;
    let file = match &settings.from {
        ReportPlace::File(template) => {
            let pattern = template.fill(|of| value(profile, job, of));
            newest(&session.app.settings.base, &pattern)?.file
        }
        ReportPlace::Path(_) => folder(session, job).join(file_name(name, settings)),
    };
    read(session, &file, settings).inspect_err(|error| log::warn!("{}: {error}", file.display())).ok()
}

/// Reads a document as its profile says.
pub fn read(
    session: &ImportSession<'_>,
    file: &Path,
    settings: &ReportSettings,
) -> Result<ReportTable, ReportError> {
    let watch = session.app.watch;
    let pause = |time| watch.pause(time);
    let scratch = session.app.scratch.map(Path::to_owned);
    let options = OpenOptions { scratch, ..OpenOptions::new(session.now().into(), &pause) };
    report_files::read_report(file, settings, &options)
}

fn find(
    session: &mut ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    name: &'static str,
    settings: &ReportSettings,
) -> Flow<Document> {
    match &settings.from {
        ReportPlace::File(template) => {
            let pattern = template.fill(|of| value(profile, job, of));
            let found = newest(&session.app.settings.base, &pattern);
            match found {
                Some(document) => Ok(document),
                None => missing(session, job, name, &pattern),
            }
        }
        ReportPlace::Path(template) => {
            let app = session.app;
            let Some(talk) = Talk::of(&app, profile, job)? else {
                return missing(session, job, name, &template.to_string());
            };
            let path = template.fill(|of| talk.value(of));
            let to = folder(session, job).join(file_name(name, settings));
            fetched(session, job, name, &path, || talk.fetch(&path, &to))
        }
    }
}

/// What became of a fetch: the document, or why this run goes no further.
pub fn fetched(
    session: &mut ImportSession<'_>,
    job: &Job,
    name: &'static str,
    path: &str,
    fetch: impl FnOnce() -> Result<FetchedDocument, crate::platform::Stop>,
) -> Flow<Document> {
    let act = if name == ANSWER { Act::Answer } else { Act::Report };
    make_folder(session, job)?;
    match session.outside(fetch) {
        Ok(FetchedDocument::Here { file, modified, version }) => {
            let modified = modified.unwrap_or_else(|| session.now().timestamp_millis());
            session.note(job.id, About::Job, act, Ended::Done, None)?;
            Ok(Document { file, modified, version })
        }
        Ok(FetchedDocument::NotThere) if name == ANSWER => {
            session.note(job.id, About::Job, act, Ended::NotFound, None)?;
            let about = details([("file", path.to_owned())]);
            Err(Blocked::new(ImportOutcome::TryLater, "answer_not_there", about).into())
        }
        Ok(FetchedDocument::NotThere) => missing(session, job, name, path),
        Ok(FetchedDocument::Later { wait, why }) => {
            session.note(job.id, About::Job, act, Ended::Later, Some(why.to_string()))?;
            let until = wait.map(|wait| session.now() + wait);
            talk::later(session, "platform_away", &why, until)
        }
        Ok(FetchedDocument::Refused(why)) => {
            session.note(job.id, About::Job, act, Ended::Refused, Some(why.to_string()))?;
            let mut about = talk::told(&why);
            about.insert("report".to_owned(), name.to_owned());
            let reason = if name == ANSWER { "answer_unreadable" } else { "reference_missing" };
            held(session, job, reason, about)
        }
        Err(stop) => talk::stopped(session, job, &stop),
    }
}

/// What the report of the cost centres is called.
pub const CENTRES: &str = "centres";

/// What the answer is called among reports.
pub const ANSWER: &str = "answer";

/// The name under which a fetched document is kept.
pub fn file_name(name: &str, settings: &ReportSettings) -> String {
    let extension = match settings.format {
        Some(ReportFormat::Csv) | None => "csv",
        Some(ReportFormat::Xlsx) => "xlsx",
        Some(ReportFormat::Json) => "json",
        Some(ReportFormat::Access) => "accdb",
    };
    format!("{name}.{extension}")
}

/// The folder of a job.
pub fn folder(session: &ImportSession<'_>, job: &Job) -> PathBuf {
    session.app.settings.work.join(job.name.folder())
}

fn make_folder(session: &ImportSession<'_>, job: &Job) -> Flow {
    let folder = folder(session, job);
    let made = session.app.files.create_folder(&folder);
    Ok(made.map_err(|source| Error::Io { file: folder, action: "making the folder", source })?)
}

/// What a placeholder stands for in the path of a report.
pub fn value(profile: &Profile, job: &Job, placeholder: &str) -> Option<String> {
    if placeholder == "profile" {
        return Some(profile.name.clone());
    }
    Period::of_job(&job.name).value(placeholder)
}

fn missing<T>(session: &mut ImportSession<'_>, job: &Job, name: &'static str, path: &str) -> Flow<T> {
    let about = details([("report", name.to_owned()), ("file", path.to_owned())]);
    held(session, job, "reference_missing", about)
}

/// A report that does not fit holds the job; one that is open elsewhere is read by the next run.
pub fn unfit<T>(
    session: &mut ImportSession<'_>,
    job: &Job,
    name: &'static str,
    error: ReportError,
) -> Flow<T> {
    match error {
        ReportError::Unfit { file, row, problem } => {
            let reason = problem.as_str();
            held(session, job, reason, problem_details(session, name, &file, row, &problem))
        }
        ReportError::File(error) => match SourceError::from(error) {
            SourceError::Later { details, .. } => {
                Err(Blocked::new(ImportOutcome::TryLater, "file_in_use", details).into())
            }
            SourceError::Refused { details, .. } => held(session, job, "reference_malformed", details),
            SourceError::Failed(error) => Err(error.into()),
        },
    }
}

/// Where a report does not fit, for people.
pub fn problem_details(
    session: &ImportSession<'_>,
    name: &str,
    file: &Path,
    row: Option<u64>,
    problem: &ReportProblem,
) -> Details {
    let mut about = details([("report", name.to_owned()), ("file", file.display().to_string())]);
    let mut tell = |name: &str, value: Option<String>| {
        value.into_iter().for_each(|value| drop(about.insert(name.to_owned(), value)));
    };
    tell("row", row.map(|row| row.to_string()));
    if let ReportProblem::Stale { modified, oldest } = problem {
        tell("modified", local(session, *modified));
        tell("oldest", local(session, *oldest));
        return about;
    }
    tell("what", Some(problem.to_string()));
    match problem {
        ReportProblem::Title { title, .. } => tell("missing", Some(title.clone())),
        ReportProblem::Malformed(
            Malformed::Rule { column, value } | Malformed::Twice { column, value, .. },
        ) => {
            tell("column", Some(column.clone()));
            tell("found", Some(value.clone()));
        }
        ReportProblem::Malformed(Malformed::Cell { column, found }) => {
            tell("column", Some(column.clone()));
            tell("found", Some(found.clone()));
        }
        _ => {}
    }
    about
}

/// A moment in milliseconds since 1970 UTC, as the clock on the wall had it.
fn local(session: &ImportSession<'_>, moment: i64) -> Option<String> {
    let moment = chrono::DateTime::from_timestamp_millis(moment)?;
    Some(session.app.clock.local(moment).format("%Y-%m-%d %H:%M").to_string())
}

/// The newest of the files that a pattern names.
fn newest(base: &Path, pattern: &str) -> Option<Document> {
    let files = crate::import::source_files::matching(base, pattern);
    let document = |file: PathBuf| {
        let modified = file.metadata().ok()?.modified().ok()?;
        let since = modified.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let modified = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        Some(Document { file, modified, version: None })
    };
    files.into_iter().filter_map(document).max_by_key(|document| document.modified)
}

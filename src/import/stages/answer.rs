//! *answer*: the period is processed, and the platform's answer is read: all is loaded, or these pairs are unknown to
//! it.

use super::documents::{self, ANSWER};
use super::talk::{self, Talk};
use super::{advance_to, held};
use crate::import::answer::{self, Unreadable};
use crate::import::error::Result;
use crate::import::profile::{Profile, ReportPlace, ReportSettings};
use crate::import::report::ImportOutcome;
use crate::import::report_rows;
use crate::import::reports;
use crate::import::session::{Blocked, Details, Flow, ImportSession, details};
use crate::platform::settings::PlatformReach;
use crate::platform::{PlatformTrouble, ProcessingProgress, Submitted};
use crate::state::import_attempts::{About, Act, Ended};
use crate::state::import_chunks;
use crate::state::import_jobs::{self, Job, JobStage, Scenario};
use crate::state::import_pairs::{self, PairKey};

/// Processes the period and reads what comes of it.
pub fn answer(session: &mut ImportSession<'_>, job: &Job, profile: &Profile, talk: &Talk<'_>) -> Flow {
    let details = fetch(session, job, profile, talk)?;
    let now = session.now();
    if details.is_empty() {
        return Ok(session.write(|tx| {
            import_jobs::set_scenario(tx, job.id, Scenario::A)?;
            import_pairs::all_loaded(tx, job.id)?;
            import_jobs::advance(tx, job.id, JobStage::Done, now)
        })?);
    }
    session.write(|tx| import_jobs::set_scenario(tx, job.id, Scenario::B))?;
    advance_to(session, job, JobStage::Answered)
}

/// Has the platform process the period once more, and returns the pairs that it does not know.
pub fn fetch(
    session: &mut ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    talk: &Talk<'_>,
) -> Flow<Vec<PairKey>> {
    let Some(settings) = &profile.answer else { return Ok(Vec::new()) };
    let ticket = process(session, job, talk)?;
    processed(session, job, talk, &ticket)?;
    let (ReportPlace::Path(template) | ReportPlace::File(template)) = &settings.from;
    let path = template.fill(|of| talk.value(of));
    let to = documents::folder(session, job).join(documents::file_name(ANSWER, settings));
    let document = documents::fetched(session, job, ANSWER, &path, || talk.answer(&path, &ticket, &to))?;
    let is_finished = !may_grow(session, talk, document.modified);
    read(session, job, settings, &document.file, is_finished)
}

/// Whether the answer of a folder may still be written: who does that slowly may pause for longer than it has to stand
/// still.
fn may_grow(session: &ImportSession<'_>, talk: &Talk<'_>, modified: i64) -> bool {
    let patience = i64::try_from(talk.settings().timeout.as_millis()).unwrap_or(i64::MAX);
    let age = session.now().timestamp_millis().saturating_sub(modified);
    matches!(talk.settings().reach, PlatformReach::Folder(_)) && age < patience
}

/// The details of an answer that was fetched before.
pub fn details_again(session: &mut ImportSession<'_>, job: &Job, profile: &Profile) -> Flow<Vec<PairKey>> {
    let Some(settings) = &profile.answer else { return Ok(Vec::new()) };
    let file = documents::folder(session, job).join(documents::file_name(ANSWER, settings));
    read(session, job, settings, &file, true)
}

/// Asks for processing; that a processing is under way already is no harm.
fn process(session: &mut ImportSession<'_>, job: &Job, talk: &Talk<'_>) -> Flow<String> {
    session.note(job.id, About::Job, Act::Process, Ended::Begun, None)?;
    let asked = session.outside(|| talk.process());
    let (ticket, ended, error) = match asked {
        Ok(Submitted::Taken { ticket }) => (ticket, Ended::Done, None),
        Ok(Submitted::Found { ticket }) => (ticket.unwrap_or_default(), Ended::Found, None),
        // The poll tells.
        Ok(Submitted::Unknown(why)) => (String::new(), Ended::Unknown, Some(why.to_string())),
        Ok(Submitted::Later { wait, why }) => {
            session.note(job.id, About::Job, Act::Process, Ended::Later, Some(why.to_string()))?;
            let until = wait.map(|wait| session.now() + wait);
            return talk::later(session, "platform_away", &why, until);
        }
        Ok(Submitted::Refused(why)) => {
            session.note(job.id, About::Job, Act::Process, Ended::Refused, Some(why.to_string()))?;
            return held(session, job, "platform_refuses", talk::told(&why));
        }
        Err(stop) => return talk::stopped(session, job, &stop),
    };
    session.note(job.id, About::Job, Act::Process, ended, error)?;
    Ok(ticket)
}

/// Waits for the end of the processing, and compares the rows of the period.
fn processed(session: &mut ImportSession<'_>, job: &Job, talk: &Talk<'_>, ticket: &str) -> Flow {
    let polled = talk::shown_waiting(session, job, || {
        talk::patiently(session, talk.settings(), || talk.poll_process(ticket))
    });
    match polled {
        Ok(ProcessingProgress::Done { rows: None }) => Ok(()),
        Ok(ProcessingProgress::Done { rows: Some(taken) }) => {
            let sent = session.read(|state| import_chunks::counts(state, job.id))?.rows;
            if taken == sent {
                return Ok(());
            }
            held(
                session,
                job,
                "rows_differ",
                details([("sent", sent.to_string()), ("taken", taken.to_string())]),
            )
        }
        Ok(ProcessingProgress::Failed(why)) => held(session, job, "processing_failed", talk::told(&why)),
        Ok(ProcessingProgress::Strange { state }) => {
            held(session, job, "state_unknown", details([("state", state)]))
        }
        Ok(ProcessingProgress::Pending) => {
            talk::later(session, "platform_working", &PlatformTrouble::default(), None)
        }
        Ok(ProcessingProgress::Later { wait, why }) => {
            let until = wait.map(|wait| session.now() + wait);
            talk::later(session, "platform_away", &why, until)
        }
        Err(stop) => talk::stopped(session, job, &stop),
    }
}

/// Reads an answer: every detail is one pair of ours, or the answer is no list; one that may not be finished is waited
/// for.
fn read(
    session: &mut ImportSession<'_>,
    job: &Job,
    settings: &ReportSettings,
    file: &std::path::Path,
    is_finished: bool,
) -> Flow<Vec<PairKey>> {
    let report = documents::read(session, file, settings)
        .and_then(|report| report_rows::check_rules(&report, file, settings).map(|()| report));
    let report = match report {
        Ok(report) => report,
        Err(crate::import::report_error::ReportError::Unfit { file, row, problem }) => {
            let about = documents::problem_details(session, ANSWER, &file, row, &problem);
            return unreadable(session, job, about, is_finished);
        }
        Err(error) => return documents::unfit(session, job, ANSWER, error),
    };
    let pairs = match answer::read_details(&reports::answer(&report)) {
        Ok(pairs) => pairs,
        Err(error) => return unreadable(session, job, why(&error, file), is_finished),
    };
    let ours = ours(session, job)?;
    match answer::check_ours(&pairs, &ours) {
        Ok(()) => Ok(pairs),
        Err(foreign) => {
            let answer::NotOurs { first, count } = foreign;
            let about =
                details([("series", first.series), ("branch", first.branch), ("count", count.to_string())]);
            held(session, job, "detail_not_ours", about)
        }
    }
}

fn unreadable<T>(session: &mut ImportSession<'_>, job: &Job, about: Details, is_finished: bool) -> Flow<T> {
    if is_finished {
        return held(session, job, "answer_unreadable", about);
    }
    Err(Blocked::new(ImportOutcome::TryLater, "answer_not_there", about).into())
}

fn why(unreadable: &Unreadable, file: &std::path::Path) -> Details {
    details([("file", file.display().to_string()), ("what", unreadable.to_string())])
}

fn ours(session: &ImportSession<'_>, job: &Job) -> Result<Vec<PairKey>> {
    let pairs = session.read(|state| import_pairs::of_job(state, job.id))?;
    Ok(pairs.into_iter().map(|pair| pair.content.key).collect())
}

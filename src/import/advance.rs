//! Brings a job from the stage it reached as far as it goes.

use super::error::Result;
use super::options::StageAsked;
use super::profile::Profile;
use super::report::ImportOutcome;
use super::session::{Blocked, Flow, Halt, ImportSession, details};
use super::stages::talk::Talk;
use super::stages::{answer, held, load, reconcile, register, table, verify};
use crate::state::import_jobs::{self, Job, JobId, JobStage};

/// Goes through the stages up to the one that was asked for; `None`: as far as they go. Returns why this run went no
/// further, where it is not the state that says it.
pub fn advance(
    session: &mut ImportSession<'_>,
    id: JobId,
    up_to: Option<StageAsked>,
) -> Result<Option<Blocked>> {
    while let Some(job) = next(session, id, up_to)? {
        if session.stop_requested() {
            return Ok(Some(Blocked::interrupted()));
        }
        match stage(session, &job) {
            Ok(()) => {}
            Err(Halt::Held) => return Ok(None),
            Err(Halt::Blocked(blocked)) => return Ok(Some(blocked)),
            Err(Halt::Failed(error)) => return Err(error),
        }
    }
    Ok(None)
}

/// The job, if there is something left to do for it.
fn next(session: &ImportSession<'_>, id: JobId, up_to: Option<StageAsked>) -> Result<Option<Job>> {
    let job = session.read(|state| import_jobs::get(state, id))?;
    let open = |job: &Job| {
        let due = job.stage.and_then(stage_due);
        (job.stop.is_none() || register::looks_again(job))
            && due.is_some_and(|due| up_to.is_none_or(|up_to| due <= up_to))
    };
    Ok(job.filter(open))
}

/// The stage that is due after one.
pub fn stage_due(stage: JobStage) -> Option<StageAsked> {
    match stage {
        JobStage::Prepared | JobStage::Loading | JobStage::Loaded => Some(StageAsked::Load),
        JobStage::Answered => Some(StageAsked::Reconcile),
        JobStage::Reconciled | JobStage::Registering | JobStage::Registered => Some(StageAsked::Register),
        JobStage::Done => None,
    }
}

fn stage<'a>(session: &mut ImportSession<'a>, job: &Job) -> Flow {
    let profile = profile_of(session, job)?;
    if profile.hash != job.profile_hash {
        let file = details([("file", profile.file.display().to_string())]);
        return held(session, job, "profile_changed", file);
    }
    match job.stage {
        Some(JobStage::Prepared | JobStage::Loading) if profile.access.is_some() => {
            table::load(session, job, profile)
        }
        Some(JobStage::Registered) => verify::verify(session, job, profile),
        Some(JobStage::Reconciled | JobStage::Registering) => register::register(session, job, profile),
        Some(JobStage::Answered) => reconcile::reconcile(session, job, profile),
        stage => at_platform(session, job, profile, stage),
    }
}

/// Loading and its answer; a job without a platform is done when it is prepared.
fn at_platform<'a>(
    session: &mut ImportSession<'a>,
    job: &Job,
    profile: &'a Profile,
    stage: Option<JobStage>,
) -> Flow {
    let app = session.app;
    match (Talk::of(&app, profile, job)?, stage) {
        (Some(talk), Some(JobStage::Prepared | JobStage::Loading)) => load::load(session, job, &talk),
        (Some(talk), Some(JobStage::Loaded)) if profile.answer.is_some() => {
            answer::answer(session, job, profile, &talk)
        }
        _ => done(session, job),
    }
}

/// Nothing is left to do.
pub fn done(session: &mut ImportSession<'_>, job: &Job) -> Flow {
    let now = session.now();
    Ok(session.write(|tx| {
        crate::state::import_numbers::load_claims(tx, job.id)?;
        import_jobs::advance(tx, job.id, JobStage::Done, now)
    })?)
}

/// The profile of a job, as it is today.
pub fn profile_of<'a>(session: &ImportSession<'a>, job: &Job) -> Flow<&'a Profile> {
    let name = job.name.profile();
    let missing =
        || Blocked::new(ImportOutcome::Config, "profile_missing", details([("profile", name.to_owned())]));
    Ok(session.profile(name).ok_or_else(missing)?)
}

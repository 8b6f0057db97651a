//! What a dry run says: what would be sent and registered, as far as that can be known without sending anything.
//!
//! It works on a copy of the state that goes away, so the plan is made and stored as it would be. The platform is never
//! reached, not even for a report.

use super::error::Result;
use super::page;
use super::profile::{Profile, ReportPlace};
use super::report::{Foretold, Unforeseen};
use super::report_rows::ReportTable;
use super::session::{Blocked, Details, Flow, Halt, ImportSession, details};
use super::stages::{documents, reconcile, table};
use crate::state::import_chunks;
use crate::state::import_jobs::{self, Job, JobId, JobStage};
use crate::state::import_pairs::{self, Pair, PairKey, PairOutcome};
use crate::state::import_registrations::{self, RegistrationState, Target};

/// Works out what would become of a job, into the copy of the state. Returns why that cannot be told.
pub fn work_out(session: &mut ImportSession<'_>, id: JobId) -> Result<Option<Blocked>> {
    match try_to_work_out(session, id) {
        Ok(()) | Err(Halt::Held) => Ok(None),
        Err(Halt::Blocked(blocked)) => Ok(Some(blocked)),
        Err(Halt::Failed(error)) => Err(error),
    }
}

fn try_to_work_out(session: &mut ImportSession<'_>, id: JobId) -> Flow {
    let Some((job, profile)) = open_job(session, id)? else { return Ok(()) };
    if profile.access.is_some() {
        return table::foretell(session, &job, profile);
    }
    if profile.pairs.is_none() || profile.platform.is_none() {
        return Ok(());
    }
    match reports(session, &job, profile) {
        Ok(read) => {
            let named = named(session, &job, read.first().and_then(Option::as_ref))?;
            reconcile::foretell(session, &job, profile, (&named, &read))
        }
        // Without all of them nothing is planned; what is lacking is told with the rest.
        Err(_) => Ok(()),
    }
}

/// A job that would go on, and its profile.
fn open_job<'a>(session: &ImportSession<'a>, id: JobId) -> Result<Option<(Job, &'a Profile)>> {
    let job = session.read(|state| import_jobs::get(state, id))?;
    let open = job.filter(|job| job.stop.is_none() && job.stage != Some(JobStage::Done));
    Ok(open.and_then(|job| session.profile(job.name.profile()).map(|profile| (job, profile))))
}

/// The pairs that the answer names; before there is one, all that the platform's registry does not show.
fn named(session: &ImportSession<'_>, job: &Job, registry: Option<&ReportTable>) -> Flow<Vec<PairKey>> {
    let pairs = session.read(|state| import_pairs::of_job(state, job.id))?;
    let keys = |pairs: Vec<Pair>| pairs.into_iter().map(|pair| pair.content.key);
    if has_answer(job) {
        let outcome = |pair: &Pair| pair.decision.as_ref().map(|decision| decision.outcome);
        let named = pairs.into_iter().filter(|pair| outcome(pair) != Some(PairOutcome::Loaded)).collect();
        return Ok(keys(named).collect());
    }
    let registry = registry.map(super::reports::registry).unwrap_or_default();
    let shown: std::collections::HashSet<PairKey> = registry.iter().map(|row| row.key()).collect();
    Ok(keys(pairs).filter(|key| !shown.contains(key)).collect())
}

fn has_answer(job: &Job) -> bool {
    job.stage >= Some(JobStage::Answered)
}

/// The reports that a plan needs, or those of them that cannot be had here.
fn reports(
    session: &ImportSession<'_>,
    job: &Job,
    profile: &Profile,
) -> std::result::Result<Vec<Option<ReportTable>>, Vec<Unforeseen>> {
    let (mut read, mut lacking) = (Vec::new(), Vec::new());
    for (name, code) in reconcile::REPORTS {
        let settings =
            profile.reports.iter().find(|(own, _)| own == name).map(|(_, settings)| &settings.from);
        if let Some(ReportPlace::Path(path)) = settings {
            let about = details([("report", name.to_owned()), ("file", path.to_string())]);
            lacking.push(Unforeseen { what: "report_remote", details: about });
            continue;
        }
        match documents::at_hand(session, job, profile, name, code) {
            Ok(report) => read.push(report),
            Err((what, details)) => lacking.push(Unforeseen { what, details }),
        }
    }
    if lacking.is_empty() { Ok(read) } else { Err(lacking) }
}

/// What is told of a job beside its counts.
pub fn told(session: &ImportSession<'_>, job: &Job) -> Result<Foretold> {
    let profile = session.profile(job.name.profile());
    let goes_on = job.stop.is_none() && job.stage != Some(JobStage::Done);
    let Some(profile) = profile.filter(|_| goes_on) else { return Ok(Foretold::default()) };
    let chunks = session.read(|state| import_chunks::of_job(state, job.id))?;
    let due = chunks.iter().filter(|chunk| chunk.state != import_chunks::ChunkState::Taken);
    let mut registrations = Vec::new();
    for target in [Target::Accounts, Target::Series] {
        registrations.extend(session.read(|state| import_registrations::of_target(state, job.id, target))?);
    }
    registrations.retain(|registration| registration.state != RegistrationState::Confirmed);
    let sends = profile.platform.is_some();
    let waits = sends && profile.pairs.is_some() && !has_answer(job);
    let plain = |what: &'static str| Unforeseen { what, details: Details::new() };
    let mut unknown = Vec::new();
    unknown.extend((sends && job.stage < Some(JobStage::Loaded)).then(|| plain("not_sent_yet")));
    unknown.extend(waits.then(|| plain("answer_to_come")));
    if sends && profile.pairs.is_some() {
        unknown.extend(reports(session, job, profile).err().unwrap_or_default());
    }
    Ok(Foretold {
        chunks: due.filter(|_| sends).map(page::chunk_line).collect(),
        registrations: registrations.into_iter().map(page::registration_line).collect(),
        without_answer: waits,
        unknown,
    })
}

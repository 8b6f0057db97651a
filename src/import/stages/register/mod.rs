//! *register*: rows go into accounting first, then into the platform's registry, each read back from its target.

mod by_row;
mod files;
mod into_access;
mod sent_before;
mod values;
mod whole;

pub use sent_before::give_up;

use super::{advance_to, held};
use crate::import::error::Result;
use crate::import::profile::{Profile, Register, RegisterBody, RegisterTarget, RegisteredKind};
use crate::import::session::{Details, Flow, Halt, ImportSession, details};
use crate::state::import_attempts::{self, About, Act, Attempt, Ended};
use crate::state::import_jobs::{Job, JobStage, Stop};
use crate::state::import_registrations::{self, Registration, RegistrationState, Target};

/// How often numbers are planned anew before a person looks.
const CONFLICTS_MAX: usize = 3;

/// What kept the rows of a target from their end.
enum Conflict {
    /// Another content bears a code: numbers are planned anew.
    Taken(Details),
    Halt(Halt),
}

impl From<Halt> for Conflict {
    fn from(halt: Halt) -> Conflict {
        Conflict::Halt(halt)
    }
}

impl From<crate::import::error::Error> for Conflict {
    fn from(error: crate::import::error::Error) -> Conflict {
        Conflict::Halt(error.into())
    }
}

type Rows<T = ()> = Result<T, Conflict>;

/// A row that its target took is not to be seen in due time.
const UNCONFIRMED: &str = "registration_unconfirmed";

/// Whether a job waits for rows that may be seen any time: every run looks for them.
pub fn looks_again(job: &Job) -> bool {
    job.stop == Some(Stop::Held) && job.reason.as_deref() == Some(UNCONFIRMED)
}

/// Registers what is planned, target after target.
pub fn register(session: &mut ImportSession<'_>, job: &Job, profile: &Profile) -> Flow {
    if job.stage == Some(JobStage::Reconciled) {
        advance_to(session, job, JobStage::Registering)?;
    }
    for register in &profile.register {
        match one_target(session, job, profile, register) {
            Ok(()) => {}
            Err(Conflict::Halt(halt)) => return Err(halt),
            Err(Conflict::Taken(about)) => return plan_anew(session, job, about),
        }
    }
    advance_to(session, job, JobStage::Registered)
}

fn one_target(session: &mut ImportSession<'_>, job: &Job, profile: &Profile, register: &Register) -> Rows {
    let target = target_of(register.what);
    if open(session, job, target)?.is_empty() {
        return Ok(());
    }
    match &register.to {
        RegisterTarget::Access { .. } => into_access::write(session, job, profile, register),
        RegisterTarget::Http { body: RegisterBody::Json, .. } => {
            by_row::send(session, job, profile, register)
        }
        RegisterTarget::Http { .. } => whole::put(session, job, profile, register),
        RegisterTarget::Folder { .. } => whole::drop_file(session, job, profile, register),
    }
}

/// The rows of a target that were not read back yet.
fn open(session: &ImportSession<'_>, job: &Job, target: Target) -> Result<Vec<Registration>> {
    let all = session.read(|state| import_registrations::of_target(state, job.id, target))?;
    Ok(all.into_iter().filter(|row| row.state != RegistrationState::Confirmed).collect())
}

fn target_of(what: RegisteredKind) -> Target {
    match what {
        RegisteredKind::Accounts => Target::Accounts,
        RegisteredKind::Series => Target::Series,
    }
}

/// Goes back to the reports, since somebody took a number; three times, then a person looks.
fn plan_anew(session: &mut ImportSession<'_>, job: &Job, about: Details) -> Flow {
    let attempts = session.read(|state| import_attempts::of_job(state, job.id, u32::MAX))?;
    let conflicts = attempts.iter().filter(|attempt| attempt.ended == Ended::Conflict).count();
    if conflicts >= CONFLICTS_MAX {
        return held(session, job, "account_conflict", about);
    }
    let text = about.get("message").cloned();
    session.note(job.id, About::Job, Act::Register, Ended::Conflict, text)?;
    advance_to(session, job, JobStage::Answered)
}

/// Puts on record, with each of the rows, how their writing ended; without rows, with the job.
fn note(
    session: &mut ImportSession<'_>,
    job: &Job,
    rows: &[Registration],
    ended: Ended,
    error: Option<String>,
) -> Flow {
    if rows.is_empty() {
        return Ok(session.note(job.id, About::Job, Act::Register, ended, error)?);
    }
    let at = session.now();
    let attempt = |row: &Registration| {
        let about = About::Registration(row.n);
        Attempt { about, at, act: Act::Register, ended, error: error.clone() }
    };
    Ok(session
        .write(|tx| rows.iter().try_for_each(|row| import_attempts::record(tx, job.id, &attempt(row))))?)
}

/// Notes in one transaction that rows are about to be written.
fn begin(session: &mut ImportSession<'_>, job: &Job, rows: &[Registration]) -> Flow {
    Ok(session.write(|tx| rows.iter().try_for_each(|row| import_registrations::begin(tx, job.id, row.n)))?)
}

/// Notes that rows were read back as planned.
fn confirm(session: &mut ImportSession<'_>, job: &Job, rows: &[Registration]) -> Flow {
    Ok(session
        .write(|tx| rows.iter().try_for_each(|row| import_registrations::confirm(tx, job.id, row.n)))?)
}

/// Notes that rows are surely not there.
fn not_written(session: &mut ImportSession<'_>, job: &Job, rows: &[Registration]) -> Flow {
    Ok(session
        .write(|tx| rows.iter().try_for_each(|row| import_registrations::not_written(tx, job.id, row.n)))?)
}

fn conflict(code: &str, message: String) -> Conflict {
    Conflict::Taken(details([("account", code.to_owned()), ("message", message)]))
}

//! Taking back from the platform what was loaded of a period.

use super::error::Result;
use super::intake::loaded_of_period;
use super::session::{Blocked, Flow, Halt, ImportSession};
use super::stages::held;
use super::stages::talk::{self, Talk};
use crate::platform::Registered;
use crate::state::import_attempts::{About, Act, Ended};
use crate::state::import_jobs::{self, Job, Stop, Why};
use crate::state::import_numbers;

/// The reason of a job that was taken back.
const CANCELLED: &str = "cancelled";

/// Takes back what other jobs have loaded of a job's period, then lets the job go on. `Some`: why it could not be done.
pub fn take_back(session: &mut ImportSession<'_>, job: &Job) -> Result<Option<Option<Blocked>>> {
    match cancel_others(session, job) {
        Ok(()) => {
            let now = session.now();
            session.write(|tx| import_jobs::release(tx, job.id, now).map(drop))?;
            Ok(None)
        }
        Err(Halt::Held) => Ok(Some(None)),
        Err(Halt::Blocked(blocked)) => Ok(Some(Some(blocked))),
        Err(Halt::Failed(error)) => Err(error),
    }
}

fn cancel_others(session: &mut ImportSession<'_>, job: &Job) -> Flow {
    let profile = super::advance::profile_of(session, job)?;
    let others = loaded_of_period(session, profile, job.name.period())?;
    for other in others.into_iter().filter(|other| other.id != job.id) {
        cancel(session, &other)?;
    }
    Ok(())
}

/// Takes a job back: at the platform, if that may have something of it, then in the state.
pub fn cancel(session: &mut ImportSession<'_>, job: &Job) -> Flow {
    let is_submitted = session.read(|state| import_jobs::is_submitted(state, job.id))?;
    if is_submitted {
        at_platform(session, job)?;
    }
    let forgets = is_submitted || !others_are_loaded(session, job)?;
    let now = session.now();
    let why = Why { reason: CANCELLED, detail: None };
    Ok(session.write(|tx| {
        if forgets {
            import_numbers::forget_period(tx, job.name.profile(), job.name.period())?;
        }
        import_numbers::drop_claims(tx, job.id)?;
        import_jobs::stop(tx, job.id, Stop::Cancelled, why, now)
    })?)
}

/// Whether what is loaded of the job's period is of other jobs, and stays loaded when this one goes.
fn others_are_loaded(session: &ImportSession<'_>, job: &Job) -> Result<bool> {
    let Some(profile) = session.profile(job.name.profile()) else { return Ok(false) };
    let loaded = loaded_of_period(session, profile, job.name.period())?;
    Ok(loaded.iter().any(|other| other.id != job.id))
}

fn at_platform(session: &mut ImportSession<'_>, job: &Job) -> Flow {
    let profile = super::advance::profile_of(session, job)?;
    let app = session.app;
    let Some(talk) = Talk::of(&app, profile, job)? else {
        return held(session, job, "cannot_cancel", Default::default());
    };
    session.note(job.id, About::Job, Act::Cancel, Ended::Begun, None)?;
    match session.outside(|| talk.cancel()) {
        Ok(Some(Registered::Written | Registered::Found)) => {
            Ok(session.note(job.id, About::Job, Act::Cancel, Ended::Done, None)?)
        }
        Ok(None) => held(session, job, "cannot_cancel", Default::default()),
        Ok(Some(Registered::Later { wait, why })) => {
            let until = wait.map(|wait| session.now() + wait);
            talk::later(session, "platform_away", &why, until)
        }
        Ok(Some(
            Registered::Refused(why)
            | Registered::Conflict(why)
            | Registered::Changed(why)
            | Registered::Unknown(why),
        )) => {
            session.note(job.id, About::Job, Act::Cancel, Ended::Refused, Some(why.to_string()))?;
            held(session, job, "cannot_cancel", talk::told(&why))
        }
        Err(stop) => talk::stopped(session, job, &stop),
    }
}

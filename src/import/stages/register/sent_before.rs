//! Rows that an earlier run, or another job, has sent: none goes out a second time by itself.

use crate::import::error::Result;
use crate::import::profile::Profile;
use crate::import::session::ImportSession;
use crate::platform::settings::Resend;
use crate::state::Moment;
use crate::state::import_attempts::Ended;
use crate::state::import_jobs::Job;
use crate::state::import_registrations::{self, Registration, Target};
use sha2::{Digest, Sha256};

/// Those of the rows, none of which is in the report of its target, that may be sent: nobody has sent them, or the
/// platform takes what it gets twice only once. What the platform has taken and does not show is waited for.
pub fn sendable(
    session: &ImportSession<'_>,
    job: &Job,
    resend: Resend,
    rows: Vec<Registration>,
) -> Result<Vec<Registration>> {
    let mut sendable = Vec::new();
    for row in rows {
        let is_sendable = match last(session, job, &row)?.map(|(_, ended)| ended) {
            None => true,
            Some(Ended::Begun | Ended::Unknown) => resend != Resend::Never,
            Some(_) => false,
        };
        sendable.extend(is_sendable.then_some(row));
    }
    Ok(sendable)
}

/// The rows that are this job's to send, and those that another job has sent.
pub fn own_and_others(
    session: &ImportSession<'_>,
    job: &Job,
    rows: Vec<Registration>,
) -> Result<(Vec<Registration>, Vec<Registration>)> {
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for row in rows {
        let is_own = row.attempts > 0 || last(session, job, &row)?.is_none();
        if is_own { &mut own } else { &mut others }.push(row);
    }
    Ok((own, others))
}

/// The first row that was sent longer ago than the platform may take to show it.
pub fn overdue<'r>(
    session: &ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    rows: &'r [Registration],
) -> Result<Option<&'r Registration>> {
    for row in rows {
        if is_overdue(session, job, profile, row)? {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

fn is_overdue(session: &ImportSession<'_>, job: &Job, profile: &Profile, row: &Registration) -> Result<bool> {
    let Some(platform) = &profile.platform else { return Ok(false) };
    Ok(last(session, job, row)?.is_some_and(|(at, _)| at + platform.timeout <= session.now()))
}

/// A person says that what is overdue is not there: it is planned anew, from a fresh report.
pub fn give_up(session: &mut ImportSession<'_>, job: &Job, profile: &Profile) -> Result<()> {
    for target in [Target::Accounts, Target::Series] {
        for row in super::open(session, job, target)? {
            if is_overdue(session, job, profile, &row)? {
                let of = job.name.profile();
                session.write(|tx| import_registrations::say_missing(tx, of, target, &row.key))?;
            }
        }
    }
    Ok(())
}

fn last(session: &ImportSession<'_>, job: &Job, row: &Registration) -> Result<Option<(Moment, Ended)>> {
    let profile = job.name.profile();
    session.read(|state| import_registrations::last_sent(state, profile, row.target, &row.key))
}

/// What a platform that knows keys tells rows by: the same for every job and every run.
pub fn key(profile: &Profile, row: &Registration) -> String {
    let mut digest = Sha256::new();
    let values = row.values.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
    for part in [profile.name.as_str(), row.target.as_str(), row.key.as_str()].into_iter().chain(values) {
        digest.update(part.len().to_le_bytes());
        digest.update(part);
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

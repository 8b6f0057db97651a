//! Rows sent one by one, as JSON, and read back from the report of their target.

use super::values::RowValues;
use super::{Rows, begin, confirm, conflict, not_written, open, target_of};
use crate::import::profile::{Profile, Register, RegisterTarget};
use crate::import::report::ImportOutcome;
use crate::import::session::{Blocked, Flow, Halt, Session, details};
use crate::import::stages::talk::{self, Talk};
use crate::import::stages::{documents, held};
use crate::import::{reports, session::Details};
use crate::platform::{Payload, Registered, Trouble};
use crate::state::import_attempts::{About, Act, Ended};
use crate::state::import_jobs::Job;
use crate::state::import_registrations::{Registration, Target};

pub fn send(session: &mut Session<'_>, job: &Job, profile: &Profile, register: &Register) -> Rows {
    let RegisterTarget::Http { method, path, columns, .. } = &register.to else { return Ok(()) };
    let app = session.app;
    let Some(talk) = Talk::of(&app, profile, job).map_err(Halt::from)? else { return Ok(()) };
    let path = path.fill(|of| talk.value(of));
    let target = target_of(register.what);
    // What an earlier run has sent may be there.
    let sent: Vec<_> = open(session, job, target)?.into_iter().filter(|row| row.attempts > 0).collect();
    if !sent.is_empty() {
        let (there, _) = found(session, job, profile, target, sent)?;
        confirm(session, job, &there)?;
    }
    let values = RowValues::new(session, job, profile);
    for (number, row) in (1..).zip(open(session, job, target)?) {
        if session.stop_requested() {
            return Err(Halt::from(Blocked::interrupted()).into());
        }
        let pairs: Vec<(String, String)> =
            columns.iter().map(|(name, output)| (name.clone(), values.text(output, &row, number))).collect();
        let row = [row];
        begin(session, job, &row)?;
        let sent = session.outside(|| talk.register(method, &path, Payload::Json(&pairs)));
        match sent {
            Ok(registered) => outcome(session, job, &row, registered)?,
            Err(stop) => return Err(talk::stopped::<()>(session, job, &stop).unwrap_err().into()),
        }
    }
    read_back(session, job, profile, target)
}

fn outcome(session: &mut Session<'_>, job: &Job, row: &[Registration; 1], registered: Registered) -> Rows {
    let [one] = row;
    let about = About::Registration(one.n);
    let mut note = |ended, why: Option<&Trouble>| {
        session.note(job.id, about, Act::Register, ended, why.map(ToString::to_string))
    };
    match registered {
        Registered::Written => Ok(note(Ended::Done, None)?),
        Registered::Found => Ok(note(Ended::Found, None)?),
        // What may be there is looked for in the report.
        Registered::Unknown(why) => Ok(note(Ended::Unknown, Some(&why))?),
        Registered::Conflict(why) => {
            note(Ended::Refused, Some(&why))?;
            not_written(session, job, row)?;
            Err(conflict(&one.key, why.to_string()))
        }
        Registered::Later { wait, why } => {
            note(Ended::Later, Some(&why))?;
            let until = wait.map(|wait| session.now() + wait);
            Ok(talk::later(session, "platform_away", &why, until)?)
        }
        Registered::Refused(why) | Registered::Changed(why) => {
            note(Ended::Refused, Some(&why))?;
            not_written(session, job, row)?;
            Ok(held(session, job, "registration_refused", told(&one.key, &why))?)
        }
    }
}

/// Looks for every row in a fresh report of the target.
pub fn read_back(session: &mut Session<'_>, job: &Job, profile: &Profile, target: Target) -> Rows {
    let open = open(session, job, target)?;
    if open.is_empty() {
        return Ok(());
    }
    let (there, missing) = found(session, job, profile, target, open)?;
    confirm(session, job, &there)?;
    match missing.first() {
        None => Ok(()),
        Some(first) => {
            let about = details([("key", first.key.clone()), ("count", missing.len().to_string())]);
            Err(Halt::from(Blocked::new(ImportOutcome::TryLater, "not_confirmed_yet", about)).into())
        }
    }
}

/// Rows that the report of their target shows, and those that it does not.
fn found(
    session: &mut Session<'_>,
    job: &Job,
    profile: &Profile,
    target: Target,
    open: Vec<Registration>,
) -> Flow<(Vec<Registration>, Vec<Registration>)> {
    let shown: Vec<(String, String)> = match target {
        Target::Accounts => {
            let report = documents::report(session, job, profile, "accounts", Some("account"))?;
            let accounts = report.as_ref().map(reports::accounts).unwrap_or_default();
            accounts.into_iter().map(|account| (account.code, account.name)).collect()
        }
        Target::Series => {
            let report = documents::report(session, job, profile, "series", None)?;
            let rows = report.as_ref().map(reports::registry).unwrap_or_default();
            rows.iter().map(|row| (super::super::reconcile::series_key(row), row.account.clone())).collect()
        }
    };
    let wanted = |row: &Registration| {
        let second = if target == Target::Accounts { "account_name" } else { "account" };
        (row.key.clone(), row.values.get(second).cloned().unwrap_or_default())
    };
    Ok(open.into_iter().partition(|row| shown.contains(&wanted(row))))
}

fn told(key: &str, why: &Trouble) -> Details {
    let mut about = talk::told(why);
    about.insert("key".to_owned(), key.to_owned());
    about
}

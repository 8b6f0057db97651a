//! Rows sent one by one, as JSON, and read back from the report of their target.

use super::values::RowValues;
use super::{Rows, confirm, conflict, not_written, open, sent_before, target_of};
use crate::import::names::compared;
use crate::import::profile::{Profile, Register, RegisterTarget};
use crate::import::report::ImportOutcome;
use crate::import::session::{Blocked, Flow, Halt, ImportSession, details};
use crate::import::stages::reconcile::series_key;
use crate::import::stages::talk::{self, Talk};
use crate::import::stages::{documents, held};
use crate::import::{reports, session::Details};
use crate::platform::{Payload, PlatformTrouble, Registered};
use crate::state::import_attempts::{self, About, Act, Attempt, Ended};
use crate::state::import_jobs::Job;
use crate::state::import_registrations::{self, Registration, Target};
use std::collections::HashMap;

pub fn send(session: &mut ImportSession<'_>, job: &Job, profile: &Profile, register: &Register) -> Rows {
    let RegisterTarget::Http { method, path, columns, .. } = &register.to else { return Ok(()) };
    let app = session.app;
    let Some(talk) = Talk::of(&app, profile, job).map_err(Halt::from)? else { return Ok(()) };
    let path = path.fill(|of| talk.value(of));
    let target = target_of(register.what);
    let rows = open(session, job, target)?;
    let missing = look_for(session, job, profile, target, rows)?;
    let values = RowValues::new(session, job, profile);
    for (number, row) in (1..).zip(sent_before::sendable(session, job, talk.settings().resend, missing)?) {
        if session.stop_requested() {
            return Err(Halt::from(Blocked::interrupted()).into());
        }
        let fields: Vec<(String, String)> =
            columns.iter().map(|(name, output)| (name.clone(), values.text(output, &row, number))).collect();
        begin_one(session, job, &row)?;
        let key = sent_before::key(profile, &row);
        let payload = Payload::Json { row: &fields, key: &key };
        let row = [row];
        match session.outside(|| talk.register(method, &path, payload)) {
            Ok(registered) => outcome(session, job, &row, registered)?,
            Err(stop) => {
                not_written(session, job, &row)?;
                return Err(talk::stopped::<()>(session, job, &stop).unwrap_err().into());
            }
        }
    }
    read_back(session, job, profile, target)
}

/// Notes that a row is about to be sent: what a killed run leaves is of unknown fate from then on.
fn begin_one(session: &mut ImportSession<'_>, job: &Job, row: &Registration) -> Flow {
    let about = About::Registration(row.n);
    let attempt = Attempt { about, at: session.now(), act: Act::Register, ended: Ended::Begun, error: None };
    Ok(session.write(|tx| {
        import_registrations::begin(tx, job.id, row.n)?;
        import_attempts::record(tx, job.id, &attempt)
    })?)
}

fn outcome(
    session: &mut ImportSession<'_>,
    job: &Job,
    row: &[Registration; 1],
    registered: Registered,
) -> Rows {
    let [one] = row;
    let about = About::Registration(one.n);
    let mut note = |ended, why: Option<&PlatformTrouble>| {
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
            not_written(session, job, row)?;
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

/// Looks for every row in a fresh report of the target. What is not there is waited for, and no longer than the
/// platform may take: then a person looks.
pub fn read_back(session: &mut ImportSession<'_>, job: &Job, profile: &Profile, target: Target) -> Rows {
    let open = open(session, job, target)?;
    let missing = look_for(session, job, profile, target, open)?;
    let Some(first) = missing.first() else { return Ok(()) };
    let about = |key: &str| details([("key", key.to_owned()), ("count", missing.len().to_string())]);
    if let Some(overdue) = sent_before::overdue(session, job, profile, &missing)? {
        return Ok(held(session, job, super::UNCONFIRMED, about(&overdue.key))?);
    }
    let waits = Blocked::new(ImportOutcome::TryLater, "not_confirmed_yet", about(&first.key));
    Err(Halt::from(waits).into())
}

/// Confirms the rows that the report of their target shows, and gives back the others. A key that it shows with another
/// content is a conflict.
pub fn look_for(
    session: &mut ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    target: Target,
    rows: Vec<Registration>,
) -> Rows<Vec<Registration>> {
    if rows.is_empty() {
        return Ok(rows);
    }
    let shown = shown(session, job, profile, target)?;
    let (known, missing): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| shown.contains_key(&row.key));
    let (there, others): (Vec<_>, Vec<_>) = known.into_iter().partition(|row| {
        shown.get(&row.key).is_some_and(|second| compared(second) == compared(second_of(target, row)))
    });
    confirm(session, job, &there)?;
    match others.first() {
        None => Ok(missing),
        Some(other) => {
            let second = shown.get(&other.key).cloned().unwrap_or_default();
            not_written(session, job, &others)?;
            Err(conflict(&other.key, format!("{} {second}", other.key)))
        }
    }
}

/// What the report of a target shows: what tells its rows from one another, and what else has to agree.
fn shown(
    session: &mut ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    target: Target,
) -> Flow<HashMap<String, String>> {
    Ok(match target {
        Target::Accounts => {
            let report = documents::report(session, job, profile, "accounts", Some("account"))?;
            let accounts = report.as_ref().map(reports::accounts).unwrap_or_default();
            accounts.into_iter().map(|account| (account.code, account.name)).collect()
        }
        Target::Series => {
            let report = documents::report(session, job, profile, "series", None)?;
            let rows = report.as_ref().map(reports::registry).unwrap_or_default();
            rows.into_iter().map(|row| (series_key(&row), row.account)).collect()
        }
    })
}

fn second_of(target: Target, row: &Registration) -> &str {
    let name = if target == Target::Accounts { "account_name" } else { "account" };
    row.values.get(name).map(String::as_str).unwrap_or_default()
}

fn told(key: &str, why: &PlatformTrouble) -> Details {
    let mut about = talk::told(why);
    about.insert("key".to_owned(), key.to_owned());
    about
}

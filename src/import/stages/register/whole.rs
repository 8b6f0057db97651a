//! A whole file for a target: the registry, old rows and new, or the new rows alone dropped into a folder.

use super::by_row::read_back;
use super::files::{content_key, file_name, registry_row, write_registry, write_rows};
use super::{Rows, begin, confirm, not_written, note, open, sent_before, target_of};
use crate::import::profile::{
    Confirm, Profile, Register, RegisterBody, RegisterTarget, RegisteredKind as What,
};
use crate::import::registry::{self, RegistryRow};
use crate::import::report::ImportOutcome;
use crate::import::reports;
use crate::import::session::{Blocked, Details, Flow, Halt, ImportSession, details};
use crate::import::stages::reconcile::series_key;
use crate::import::stages::talk::{self, Talk};
use crate::import::stages::{documents, held};
use crate::platform::{Payload, Registered, Stop};
use crate::state::import_attempts::Ended;
use crate::state::import_jobs::Job;
use crate::state::import_registrations::Registration;
use std::path::Path;

/// Readings of a registry that somebody else changes each time before it is written.
const READ_AGAIN_MAX: usize = 3;

/// Puts the whole registry in the place of the old one: read just before, and read again after. A platform that knows
/// versions takes it in the place of the one that was read and of no other.
pub fn put(session: &mut ImportSession<'_>, job: &Job, profile: &Profile, register: &Register) -> Rows {
    for _ in 0..READ_AGAIN_MAX {
        let rows = open(session, job, target_of(register.what))?;
        let (before, version) = current(session, job, profile)?;
        let missing = not_there(&rows, &before);
        if missing.is_empty() {
            return Ok(confirm(session, job, &rows)?);
        }
        let ours: Vec<RegistryRow> = missing.iter().map(|row| registry_row(&row.values)).collect();
        let whole = registry::union_registry(&before, &ours);
        if put_whole(session, job, profile, register, &rows, &whole, version.as_deref())? {
            return compare(session, job, profile, &rows, &before);
        }
    }
    Ok(held(session, job, "registry_changed", Details::new())?)
}

/// Sends a registry; tells whether it was the version that was read which it replaced.
fn put_whole(
    session: &mut ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    register: &Register,
    rows: &[Registration],
    whole: &[RegistryRow],
    replaces: Option<&str>,
) -> Rows<bool> {
    let RegisterTarget::Http { method, path, body, columns } = &register.to else { return Ok(true) };
    let app = session.app;
    let Some(talk) = Talk::of(&app, profile, job).map_err(Halt::from)? else { return Ok(true) };
    let path = path.fill(|of| talk.value(of));
    let sheet = match body {
        RegisterBody::Workbook { sheet } => Some(sheet.as_str()),
        RegisterBody::Csv | RegisterBody::Json => None,
    };
    let file = write_registry(session, job, profile, whole, columns, sheet)?;
    begin(session, job, rows)?;
    let name = file_name(&file);
    let payload = Payload::File { file: &file, name: &name, replaces };
    match session.outside(|| talk.register(method, &path, payload)) {
        Ok(Registered::Changed(why)) => {
            note(session, job, rows, Ended::Later, Some(why.to_string()))?;
            not_written(session, job, rows)?;
            Ok(false)
        }
        sent => settled(session, job, rows, sent).map(|()| true),
    }
}

/// Reads the registry that was written: no row of the one before may be missing, and all of ours are there.
fn compare(
    session: &mut ImportSession<'_>,
    job: &Job,
    profile: &Profile,
    rows: &[Registration],
    before: &[RegistryRow],
) -> Rows {
    let (after, _) = current(session, job, profile)?;
    let lost = registry::lost_rows(before, &after);
    if let Some(first) = lost.first() {
        let about = details([
            ("series", first.series.clone()),
            ("branch", first.branch.clone()),
            ("count", lost.len().to_string()),
        ]);
        return Ok(held(session, job, "registry_lost_rows", about)?);
    }
    seen(session, job, rows, &after)
}

/// Drops a file with the rows, and waits until the target has them.
pub fn drop_file(session: &mut ImportSession<'_>, job: &Job, profile: &Profile, register: &Register) -> Rows {
    let RegisterTarget::Folder { drop, sheet, columns, confirm: how } = &register.to else { return Ok(()) };
    let (rows, others) =
        sent_before::own_and_others(session, job, open(session, job, target_of(register.what))?)?;
    if rows.is_empty() {
        return read_back(session, job, profile, target_of(register.what));
    }
    let app = session.app;
    let Some(talk) = Talk::of(&app, profile, job).map_err(Halt::from)? else { return Ok(()) };
    let (before, _) = current(session, job, profile)?;
    let file = match register.what {
        What::Series => {
            let ours: Vec<RegistryRow> = rows.iter().map(|row| registry_row(&row.values)).collect();
            let whole = registry::union_registry(&before, &ours);
            write_registry(session, job, profile, &whole, columns, sheet.as_deref())?
        }
        What::Accounts => write_rows(session, job, profile, &rows, columns, sheet.as_deref())?,
    };
    let key = content_key(&file)?;
    let path = drop.fill(|name| match name {
        "key" => Some(key.clone()),
        "key8" => Some(key.chars().take(8).collect()),
        other => talk.value(other),
    });
    let name = file_name(Path::new(&path));
    let acknowledged = session.outside(|| talk.acknowledged(&path));
    // What was dropped and acknowledged by an earlier run is not dropped again.
    let is_there = matches!(acknowledged, Ok(Some(_))) && rows.iter().all(|row| row.attempts > 0);
    if !is_there {
        begin(session, job, &rows)?;
        let payload = Payload::File { file: &file, name: &name, replaces: None };
        let sent = session.outside(|| talk.register("PUT", &path, payload));
        settled(session, job, &rows, sent)?;
    }
    match how {
        Confirm::Report => read_back(session, job, profile, target_of(register.what)),
        Confirm::Acknowledged => {
            acknowledge(session, job, &talk, profile, &path)?;
            confirm(session, job, &rows)?;
            if others.is_empty() {
                Ok(())
            } else {
                read_back(session, job, profile, target_of(register.what))
            }
        }
    }
}

/// Waits for what the platform says of a file that was dropped.
fn acknowledge(
    session: &mut ImportSession<'_>,
    job: &Job,
    talk: &Talk<'_>,
    profile: &Profile,
    path: &str,
) -> Rows {
    let Some(settings) = &profile.platform else { return Ok(()) };
    let until = session.now() + settings.timeout;
    loop {
        match session.outside(|| talk.acknowledged(path)) {
            Ok(Some(registered)) => return said(session, job, &[], registered),
            Ok(None) => {}
            Err(stop) => return Ok(talk::stopped(session, job, &stop)?),
        }
        if session.stop_requested() {
            return Err(Halt::from(Blocked::interrupted()).into());
        }
        if session.now() + settings.every > until {
            let about = details([("file", path.to_owned())]);
            return Err(Halt::from(Blocked::new(ImportOutcome::TryLater, "not_confirmed_yet", about)).into());
        }
        session.app.watch.pause(settings.every);
    }
}

/// What a sending came to.
fn settled(
    session: &mut ImportSession<'_>,
    job: &Job,
    rows: &[Registration],
    sent: Result<Registered, Stop>,
) -> Rows {
    match sent {
        Ok(registered) => said(session, job, rows, registered),
        Err(stop) => {
            not_written(session, job, rows)?;
            Ok(talk::stopped(session, job, &stop)?)
        }
    }
}

fn said(session: &mut ImportSession<'_>, job: &Job, rows: &[Registration], registered: Registered) -> Rows {
    let (ended, why) = match &registered {
        Registered::Written => (Ended::Done, None),
        Registered::Found => (Ended::Found, None),
        Registered::Unknown(why) => (Ended::Unknown, Some(why)),
        Registered::Conflict(why) => (Ended::Refused, Some(why)),
        Registered::Later { why, .. } => (Ended::Later, Some(why)),
        Registered::Refused(why) | Registered::Changed(why) => (Ended::Refused, Some(why)),
    };
    note(session, job, rows, ended, why.map(ToString::to_string))?;
    match registered {
        // What may be there is looked for.
        Registered::Written | Registered::Found | Registered::Unknown(_) => Ok(()),
        Registered::Conflict(why) => {
            not_written(session, job, rows)?;
            let key = rows.first().map(|row| row.key.clone()).unwrap_or_default();
            Err(super::conflict(&key, why.to_string()))
        }
        Registered::Later { wait, why } => {
            not_written(session, job, rows)?;
            let until = wait.map(|wait| session.now() + wait);
            Ok(talk::later(session, "platform_away", &why, until)?)
        }
        Registered::Refused(why) | Registered::Changed(why) => {
            not_written(session, job, rows)?;
            Ok(held(session, job, "registration_refused", talk::told(&why))?)
        }
    }
}

/// Confirms the rows that the registry shows as planned.
fn seen(session: &mut ImportSession<'_>, job: &Job, rows: &[Registration], after: &[RegistryRow]) -> Rows {
    let missing = not_there(rows, after);
    let there: Vec<Registration> =
        rows.iter().filter(|row| !missing.iter().any(|other| other.n == row.n)).cloned().collect();
    confirm(session, job, &there)?;
    match missing.first() {
        None => Ok(()),
        Some(first) => {
            let about = details([("key", first.key.clone()), ("count", missing.len().to_string())]);
            Err(Halt::from(Blocked::new(ImportOutcome::TryLater, "not_confirmed_yet", about)).into())
        }
    }
}

fn not_there<'r>(rows: &'r [Registration], registry: &[RegistryRow]) -> Vec<&'r Registration> {
    let shown: std::collections::HashMap<String, &RegistryRow> =
        registry.iter().map(|row| (series_key(row), row)).collect();
    let is_there = |row: &&Registration| {
        shown.get(&row.key).is_some_and(|found| found.account == registry_row(&row.values).account)
    };
    rows.iter().filter(|row| !is_there(row)).collect()
}

/// The registry as it is at this moment, and its version, where the platform knows versions.
fn current(
    session: &mut ImportSession<'_>,
    job: &Job,
    profile: &Profile,
) -> Flow<(Vec<RegistryRow>, Option<String>)> {
    let report = documents::versioned(session, job, profile, "series", None)?;
    Ok(report.map(|(report, version)| (reports::registry(&report), version)).unwrap_or_default())
}

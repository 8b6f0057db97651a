//! A whole file for a target: the registry, old rows and new, or the new rows alone dropped into a folder.

use super::by_row::read_back;
use super::values::RowValues;
use super::{Rows, begin, confirm, not_written, open, target_of};
use crate::import::error::Error;
use crate::import::profile::{
    Confirm, Output, Profile, Register, RegisterBody, RegisterTarget, Registered as What,
};
use crate::import::registry::{self, RegistryRow};
use crate::import::report::ImportOutcome;
use crate::import::reports;
use crate::import::session::{Blocked, Flow, Halt, Session, details};
use crate::import::stages::reconcile::series_key;
use crate::import::stages::talk::{self, Talk};
use crate::import::stages::{documents, held};
use crate::platform::{Payload, Registered, Stop};
use crate::state::import_attempts::{About, Act, Ended};
use crate::state::import_jobs::Job;
use crate::state::import_registrations::{Registration, Values};
use crate::table::{CsvFile, CsvStyle, Written};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Puts the whole registry in the place of the old one: read just before, and read again after.
pub fn put(session: &mut Session<'_>, job: &Job, profile: &Profile, register: &Register) -> Rows {
    let RegisterTarget::Http { method, path, body, columns } = &register.to else { return Ok(()) };
    let rows = open(session, job, target_of(register.what))?;
    let app = session.app;
    let Some(talk) = Talk::of(&app, profile, job).map_err(Halt::from)? else { return Ok(()) };
    let path = path.fill(|of| talk.value(of));
    let before = current(session, job, profile)?;
    let missing = not_there(&rows, &before);
    if missing.is_empty() {
        return Ok(confirm(session, job, &rows)?);
    }
    let ours: Vec<RegistryRow> = missing.iter().map(|row| registry_row(&row.values)).collect();
    let whole = registry::union_registry(&before, &ours);
    let sheet = match body {
        RegisterBody::Workbook { sheet } => Some(sheet.as_str()),
        RegisterBody::Csv | RegisterBody::Json => None,
    };
    let file = write_registry(session, job, profile, &whole, columns, sheet)?;
    begin(session, job, &rows)?;
    let name = file_name(&file);
    let sent = session.outside(|| talk.register(method, &path, Payload::File { file: &file, name: &name }));
    settled(session, job, &rows, sent)?;
    let after = current(session, job, profile)?;
    let lost = registry::lost_rows(&before, &after);
    if let Some(first) = lost.first() {
        let about = details([
            ("series", first.series.clone()),
            ("branch", first.branch.clone()),
            ("count", lost.len().to_string()),
        ]);
        return Ok(held(session, job, "registry_lost_rows", about)?);
    }
    seen(session, job, &rows, &after)
}

/// Drops a file with the rows, and waits until the target has them.
pub fn drop_file(session: &mut Session<'_>, job: &Job, profile: &Profile, register: &Register) -> Rows {
    let RegisterTarget::Folder { drop, sheet, columns, confirm: how } = &register.to else { return Ok(()) };
    let rows = open(session, job, target_of(register.what))?;
    let app = session.app;
    let Some(talk) = Talk::of(&app, profile, job).map_err(Halt::from)? else { return Ok(()) };
    let before = current(session, job, profile)?;
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
        let payload = Payload::File { file: &file, name: &name };
        let sent = session.outside(|| talk.register("PUT", &path, payload));
        settled(session, job, &rows, sent)?;
    }
    match how {
        Confirm::Report => read_back(session, job, profile, target_of(register.what)),
        Confirm::Acknowledged => {
            acknowledge(session, job, &talk, profile, &path)?;
            Ok(confirm(session, job, &rows)?)
        }
    }
}

/// Waits for what the platform says of a file that was dropped.
fn acknowledge(session: &mut Session<'_>, job: &Job, talk: &Talk<'_>, profile: &Profile, path: &str) -> Rows {
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
    session: &mut Session<'_>,
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

fn said(session: &mut Session<'_>, job: &Job, rows: &[Registration], registered: Registered) -> Rows {
    let (ended, why) = match &registered {
        Registered::Written => (Ended::Done, None),
        Registered::Found => (Ended::Found, None),
        Registered::Unknown(why) => (Ended::Unknown, Some(why)),
        Registered::Conflict(why) => (Ended::Refused, Some(why)),
        Registered::Later { why, .. } => (Ended::Later, Some(why)),
        Registered::Refused(why) => (Ended::Refused, Some(why)),
    };
    session.note(job.id, About::Job, Act::Register, ended, why.map(ToString::to_string))?;
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
        Registered::Refused(why) => {
            not_written(session, job, rows)?;
            Ok(held(session, job, "registration_refused", talk::told(&why))?)
        }
    }
}

/// Confirms the rows that the registry shows as planned.
fn seen(session: &mut Session<'_>, job: &Job, rows: &[Registration], after: &[RegistryRow]) -> Rows {
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

/// The registry as it is at this moment.
fn current(session: &mut Session<'_>, job: &Job, profile: &Profile) -> Flow<Vec<RegistryRow>> {
    let report = documents::report(session, job, profile, "series", None)?;
    Ok(report.as_ref().map(reports::registry).unwrap_or_default())
}

fn registry_row(values: &Values) -> RegistryRow {
    let value = |name: &str| values.get(name).cloned().unwrap_or_default();
    RegistryRow {
        series: value("series"),
        centre: value("centre"),
        centre_name: value("centre_name"),
        branch: value("branch"),
        operation: value("operation"),
        operation_name: value("operation_name"),
        account: value("account"),
        account_name: value("account_name"),
    }
}

/// Writes the whole registry into the job's folder.
fn write_registry(
    session: &Session<'_>,
    job: &Job,
    profile: &Profile,
    rows: &[RegistryRow],
    columns: &[(String, Output)],
    sheet: Option<&str>,
) -> Flow<PathBuf> {
    let as_registration = |row: &RegistryRow| {
        let value = |name: &&str| ((*name).to_owned(), row.value(name).unwrap_or_default().to_owned());
        super::super::reconcile::REGISTRY_COLUMNS.iter().map(value).collect::<Values>()
    };
    let values = rows.iter().map(as_registration).collect();
    write_values(session, job, profile, "registry", values, columns, sheet)
}

fn write_rows(
    session: &Session<'_>,
    job: &Job,
    profile: &Profile,
    rows: &[Registration],
    columns: &[(String, Output)],
    sheet: Option<&str>,
) -> Flow<PathBuf> {
    let values = rows.iter().map(|row| row.values.clone()).collect();
    write_values(session, job, profile, "new-accounts", values, columns, sheet)
}

fn write_values(
    session: &Session<'_>,
    job: &Job,
    profile: &Profile,
    stem: &str,
    rows: Vec<Values>,
    columns: &[(String, Output)],
    sheet: Option<&str>,
) -> Flow<PathBuf> {
    let row_values = RowValues::new(session, job, profile);
    let texts = rows.into_iter().zip(1..).map(|(values, number): (Values, usize)| {
        let row = Registration {
            n: 0,
            target: crate::state::import_registrations::Target::Series,
            key: String::new(),
            values,
            state: crate::state::import_registrations::RegistrationState::Planned,
            attempts: 0,
        };
        columns.iter().map(|(_, output)| row_values.text(output, &row, number)).collect::<Vec<String>>()
    });
    let titles: Vec<&str> = columns.iter().map(|(title, _)| title.as_str()).collect();
    let folder = documents::folder(session, job);
    let written = match sheet {
        Some(sheet) => workbook(session, &folder.join(format!("{stem}.xlsx")), sheet, &titles, texts),
        None => csv(session, &folder.join(format!("{stem}.csv")), &titles, texts),
    };
    Ok(written.map_err(Error::Table)?.file)
}

fn csv(
    session: &Session<'_>,
    file: &Path,
    titles: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> crate::table::Result<Written> {
    let mut csv = CsvFile::create(session.app.files, file, CsvStyle::default())?;
    csv.row(titles.iter().copied())?;
    for row in rows {
        csv.row(row.iter().map(String::as_str))?;
    }
    csv.finish_and_rename()
}

fn workbook(
    session: &Session<'_>,
    file: &Path,
    sheet: &str,
    titles: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> crate::table::Result<Written> {
    let app = &session.app;
    let mut workbook = crate::table::WorkbookFile::create(app.files, file, sheet, titles)?;
    for row in rows {
        for text in row {
            workbook.text(&text);
        }
        workbook.end_row()?;
    }
    workbook.finish_and_rename()
}

fn content_key(file: &Path) -> Flow<String> {
    let bytes = std::fs::read(file);
    let bytes =
        bytes.map_err(|source| Error::Io { file: file.to_owned(), action: "reading the file", source })?;
    Ok(Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect())
}

fn file_name(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

//! Rows that a job registers: planned before anything is written, confirmed once they were read back.

use super::error::{Error, Result};
use super::file::Write;
use super::import_attempts::Ended;
use super::import_jobs::JobId;
use super::values::{self, Moment};
use super::word::words;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::BTreeMap;

words! {
    /// Where a row is registered.
    pub enum Target {
        /// In the accounting program.
        Accounts = "accounts",
        /// In the platform's registry.
        Series = "series",
    }
}

words! {
    /// How far a registration is.
    pub enum RegistrationState {
        /// Nothing was written, as far as is known.
        Planned = "planned",
        /// It may be there: it was sent, and not read back yet.
        Written = "written",
        /// It was read back from its target.
        Confirmed = "confirmed",
    }
}

/// The values of a row by name: `account`, `centre_name` …
pub type Values = BTreeMap<String, String>;

/// A row to register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Its place among the job's, from 1 on.
    pub n: u32,
    pub target: Target,
    /// What tells it from others of its target.
    pub key: String,
    pub values: Values,
    pub state: RegistrationState,
    /// How often it was written.
    pub attempts: u32,
}

/// The registrations of one target in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RegistrationCounts {
    pub planned: u64,
    pub written: u64,
    pub confirmed: u64,
}

impl RegistrationCounts {
    pub fn total(&self) -> u64 {
        self.planned.saturating_add(self.written).saturating_add(self.confirmed)
    }
}

/// Plans a row behind all that the job ever tried: an attempt stays with the row that it was about. One of the same key
/// gets the new values as long as nothing of it was written; tells whether the plan holds as it was given.
pub fn plan(tx: &Write<'_>, job: JobId, target: Target, key: &str, values: &Values) -> Result<bool> {
    let sql = "INSERT INTO import_registrations (job, n, target, key, content, state)
               SELECT ?1, 1 + coalesce(max(n), 0), ?2, ?3, ?4, 'planned' FROM (
                   SELECT n FROM import_registrations WHERE job = ?1
                   UNION ALL SELECT registration FROM import_attempts WHERE job = ?1)
               WHERE true
               ON CONFLICT (job, target, key) DO UPDATE SET content = excluded.content WHERE state = 'planned'";
    let content = to_json(values)?;
    Ok(tx.prepare_cached(sql)?.execute(params![job.0, target.as_str(), key, content])? == 1)
}

/// Drops what is planned and not written, to be planned anew.
pub fn drop_planned(tx: &Write<'_>, job: JobId) -> Result<usize> {
    let sql = "DELETE FROM import_registrations WHERE job = ?1 AND state = 'planned'";
    Ok(tx.prepare_cached(sql)?.execute([job.0])?)
}

/// Notes that a row is about to be written.
pub fn begin(tx: &Write<'_>, job: JobId, n: u32) -> Result<()> {
    let sql = "UPDATE import_registrations SET state = 'written', attempts = attempts + 1
               WHERE job = ?1 AND n = ?2 AND state <> 'confirmed'";
    tx.prepare_cached(sql)?.execute(params![job.0, n])?;
    Ok(())
}

/// Notes that a row was found in its target as planned.
pub fn confirm(tx: &Write<'_>, job: JobId, n: u32) -> Result<()> {
    let sql = "UPDATE import_registrations SET state = 'confirmed' WHERE job = ?1 AND n = ?2";
    tx.prepare_cached(sql)?.execute(params![job.0, n])?;
    Ok(())
}

/// Notes that a row is surely not in its target.
pub fn not_written(tx: &Write<'_>, job: JobId, n: u32) -> Result<()> {
    let sql =
        "UPDATE import_registrations SET state = 'planned' WHERE job = ?1 AND n = ?2 AND state = 'written'";
    tx.prepare_cached(sql)?.execute(params![job.0, n])?;
    Ok(())
}

/// The registrations of one target, in order.
pub fn of_target(state: &Connection, job: JobId, target: Target) -> Result<Vec<Registration>> {
    let sql = "SELECT * FROM import_registrations WHERE job = ?1 AND target = ?2 ORDER BY n";
    values::rows(state.prepare_cached(sql)?.query(params![job.0, target.as_str()])?, read)
}

/// What the jobs of a profile have written, read back or not, by job and in order.
pub fn written(state: &Connection, profile: &str, target: Target) -> Result<Vec<(JobId, Registration)>> {
    let sql = "SELECT r.* FROM import_registrations r JOIN import_jobs j ON j.id = r.job
               WHERE j.profile = ?1 AND r.target = ?2 AND r.state <> 'planned' ORDER BY r.job, r.n";
    values::rows(state.prepare_cached(sql)?.query(params![profile, target.as_str()])?, |row| {
        Ok((JobId(row.get("job")?), read(row)?))
    })
}

/// How the last sending of a row ended that is or may be in its target, by whichever job of the profile, and when.
pub fn last_sent(
    state: &Connection,
    profile: &str,
    target: Target,
    key: &str,
) -> Result<Option<(Moment, Ended)>> {
    let sql = "SELECT a.at, a.outcome FROM import_registrations r JOIN import_jobs j ON j.id = r.job
               JOIN import_attempts a ON a.job = r.job AND a.registration = r.n
               WHERE j.profile = ?1 AND r.target = ?2 AND r.key = ?3 AND r.state <> 'planned' AND a.act = 'register'
               ORDER BY a.id DESC LIMIT 1";
    let mut find = state.prepare_cached(sql)?;
    let read = |row: &Row<'_>| Ok((|| Ok((values::moment(row, "at")?, values::parsed(row, "outcome")?)))());
    find.query_row(params![profile, target.as_str(), key], read).optional()?.transpose()
}

/// A person says that a row is not in its target, whichever job has sent it.
pub fn say_missing(tx: &Write<'_>, profile: &str, target: Target, key: &str) -> Result<()> {
    let sql = "UPDATE import_registrations SET state = 'planned' WHERE target = ?2 AND key = ?3
               AND job IN (SELECT id FROM import_jobs WHERE profile = ?1)";
    tx.prepare_cached(sql)?.execute(params![profile, target.as_str(), key])?;
    Ok(())
}

/// One registration by what it is about.
pub fn find(state: &Connection, job: JobId, target: Target, key: &str) -> Result<Option<Registration>> {
    let sql = "SELECT * FROM import_registrations WHERE job = ?1 AND target = ?2 AND key = ?3";
    let mut find = state.prepare_cached(sql)?;
    find.query_row(params![job.0, target.as_str(), key], |row| Ok(read(row))).optional()?.transpose()
}

pub fn counts(state: &Connection, job: JobId, target: Target) -> Result<RegistrationCounts> {
    let sql = "SELECT count(*) FILTER (WHERE state = 'planned') AS planned,
                   count(*) FILTER (WHERE state = 'written') AS written,
                   count(*) FILTER (WHERE state = 'confirmed') AS confirmed
               FROM import_registrations WHERE job = ?1 AND target = ?2";
    let mut count = state.prepare_cached(sql)?;
    count.query_row(params![job.0, target.as_str()], |row| Ok(read_counts(row)))?
}

fn read_counts(row: &Row<'_>) -> Result<RegistrationCounts> {
    Ok(RegistrationCounts {
        planned: values::number(row, "planned")?,
        written: values::number(row, "written")?,
        confirmed: values::number(row, "confirmed")?,
    })
}

fn to_json(values: &Values) -> Result<String> {
    serde_json::to_string(values).map_err(Error::Unwritable)
}

fn read(row: &Row<'_>) -> Result<Registration> {
    Ok(Registration {
        n: values::number(row, "n")?,
        target: values::parsed(row, "target")?,
        key: row.get("key")?,
        values: values::json(row, "content")?,
        state: values::parsed(row, "state")?,
        attempts: values::number(row, "attempts")?,
    })
}

//! Jobs: one profile, one period, one content. A job is at a stage; a stopped one keeps the stage that it reached.

use super::error::{Error, Result};
use super::file::Write;
use super::import_figures::{self, Figures};
use super::import_name::JobName;
use super::values::{self, Moment};
use super::word::words;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// A job by its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub i64);

words! {
    /// How far a job has come, in this order.
    pub enum JobStage {
        Prepared = "prepared",
        Loading = "loading",
        Loaded = "loaded",
        Answered = "answered",
        Reconciled = "reconciled",
        Registering = "registering",
        Registered = "registered",
        Done = "done",
    }
}

words! {
    /// Why a job goes no further.
    pub enum Stop {
        /// A person, or a later run after the cause was mended, brings it on.
        Held = "held",
        /// Its file cannot be read as it is.
        Refused = "refused",
        /// Another content of its period took its place before anything was submitted.
        Superseded = "superseded",
        /// It was taken back.
        Cancelled = "cancelled",
    }
}

words! {
    /// What the platform's answer said.
    pub enum Scenario {
        /// No details: all is loaded.
        A = "A",
        /// Pairs to reconcile.
        B = "B",
    }
}

/// A job as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub id: JobId,
    pub name: JobName,
    /// Of the profile it was prepared with.
    pub profile_hash: String,
    /// `None`: refused before it was prepared.
    pub stage: Option<JobStage>,
    /// `None`: it goes on.
    pub stop: Option<Stop>,
    /// A code of a closed list, of a stopped job.
    pub reason: Option<String>,
    pub detail: Option<String>,
    pub scenario: Option<Scenario>,
    pub figures: Figures,
    pub created_at: Moment,
    /// When its stage or its stop last changed.
    pub since: Moment,
    /// When all but its row and its sources was given up.
    pub pruned_at: Option<Moment>,
}

impl Job {
    /// The one word for its state: that of its stop, or of its stage.
    pub fn state(&self) -> &'static str {
        let stage = self.stage.map(JobStage::as_str);
        self.stop.map(Stop::as_str).or(stage).unwrap_or(Stop::Refused.as_str())
    }

    /// Whether nothing more is to become of it.
    pub fn is_finished(&self) -> bool {
        match self.stop {
            Some(stop) => stop != Stop::Held,
            None => self.stage == Some(JobStage::Done),
        }
    }
}

/// Jobs to which something is still to be done, as a condition.
pub(super) const UNFINISHED: &str = "state NOT IN ('done', 'refused', 'superseded', 'cancelled')";

/// A job to be.
#[derive(Debug, Clone, Copy)]
pub struct NewJob<'a> {
    pub profile: &'a str,
    /// `2026-10`, `2026`, or nothing.
    pub period: &'a str,
    pub profile_hash: &'a str,
    pub figures: &'a Figures,
}

/// Makes a job that is prepared: the next one of its period.
pub fn create(tx: &Write<'_>, new: &NewJob<'_>, now: Moment) -> Result<JobId> {
    insert(tx, new, Some(JobStage::Prepared), None, now)
}

/// Makes a job of a file that is refused as a whole.
pub fn create_refused(tx: &Write<'_>, new: &NewJob<'_>, why: Why<'_>, now: Moment) -> Result<JobId> {
    insert(tx, new, None, Some(why), now)
}

fn insert(
    tx: &Write<'_>,
    new: &NewJob<'_>,
    stage: Option<JobStage>,
    refused: Option<Why<'_>>,
    now: Moment,
) -> Result<JobId> {
    let sql = "INSERT INTO import_jobs
                   (profile, period, serial, profile_hash, state, stage, reason, detail, figures, created_at, since)
               SELECT ?1, ?2, 1 + coalesce(max(serial), 0), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9
               FROM import_jobs WHERE profile = ?1 AND period = ?2";
    let stage = stage.map(JobStage::as_str);
    let state = stage.unwrap_or(Stop::Refused.as_str());
    let (reason, detail) = (refused.map(|why| why.reason), refused.and_then(|why| why.detail));
    let figures = import_figures::to_json(new.figures)?;
    let now = now.timestamp_millis();
    let values =
        params![new.profile, new.period, new.profile_hash, state, stage, reason, detail, figures, now];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(JobId(tx.last_insert_rowid()))
}

/// Why a job stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Why<'a> {
    /// A code of a closed list.
    pub reason: &'a str,
    /// What was found, for people.
    pub detail: Option<&'a str>,
}

/// Brings a job to a stage, whatever it was held for.
pub fn advance(tx: &Write<'_>, job: JobId, stage: JobStage, now: Moment) -> Result<()> {
    let sql = "UPDATE import_jobs SET state = ?2, stage = ?2, reason = NULL, detail = NULL, since = ?3 WHERE id = ?1";
    tx.prepare_cached(sql)?.execute(params![job.0, stage.as_str(), now.timestamp_millis()])?;
    Ok(())
}

/// Stops a job where it is.
pub fn stop(tx: &Write<'_>, job: JobId, stop: Stop, why: Why<'_>, now: Moment) -> Result<()> {
    let sql = "UPDATE import_jobs SET state = ?2, reason = ?3, detail = ?4, since = ?5 WHERE id = ?1";
    let values = params![job.0, stop.as_str(), why.reason, why.detail, now.timestamp_millis()];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// Puts a held job back to the stage that it reached; tells whether it was held.
pub fn release(tx: &Write<'_>, job: JobId, now: Moment) -> Result<bool> {
    let sql = "UPDATE import_jobs SET state = stage, reason = NULL, detail = NULL, since = ?2
               WHERE id = ?1 AND state = 'held'";
    Ok(tx.prepare_cached(sql)?.execute(params![job.0, now.timestamp_millis()])? == 1)
}

pub fn set_figures(tx: &Write<'_>, job: JobId, figures: &Figures) -> Result<()> {
    let figures = import_figures::to_json(figures)?;
    tx.prepare_cached("UPDATE import_jobs SET figures = ?2 WHERE id = ?1")?
        .execute(params![job.0, figures])?;
    Ok(())
}

/// Has a job go on with the profile as it is now.
pub fn set_profile_hash(tx: &Write<'_>, job: JobId, hash: &str) -> Result<()> {
    tx.prepare_cached("UPDATE import_jobs SET profile_hash = ?2 WHERE id = ?1")?
        .execute(params![job.0, hash])?;
    Ok(())
}

/// The serial that the next job of a period gets.
pub fn next_serial(state: &Connection, profile: &str, period: &str) -> Result<u32> {
    let sql =
        "SELECT 1 + coalesce(max(serial), 0) AS serial FROM import_jobs WHERE profile = ?1 AND period = ?2";
    let mut find = state.prepare_cached(sql)?;
    find.query_row([profile, period], |row| Ok(values::number(row, "serial")))?
}

pub fn set_scenario(tx: &Write<'_>, job: JobId, scenario: Scenario) -> Result<()> {
    let sql = "UPDATE import_jobs SET scenario = ?2 WHERE id = ?1";
    tx.prepare_cached(sql)?.execute(params![job.0, scenario.as_str()])?;
    Ok(())
}

/// Whether the platform, or the table it fills, may have something of a job: a chunk that is or may be there, or, of a
/// job without chunks, any stage past the first.
pub fn is_submitted(state: &Connection, job: JobId) -> Result<bool> {
    let sql = "SELECT CASE WHEN EXISTS (SELECT 1 FROM import_chunks WHERE job = ?1)
                   THEN EXISTS (SELECT 1 FROM import_chunks
                                WHERE job = ?1 AND state IN ('submitting', 'taken', 'unknown'))
                   ELSE coalesce((SELECT stage <> 'prepared' FROM import_jobs WHERE id = ?1), 0) END";
    Ok(state.prepare_cached(sql)?.query_row([job.0], |row| row.get(0))?)
}

pub fn get(state: &Connection, job: JobId) -> Result<Option<Job>> {
    one(state, "SELECT * FROM import_jobs WHERE id = ?1", [job.0])
}

pub fn find(state: &Connection, name: &JobName) -> Result<Option<Job>> {
    let sql = "SELECT * FROM import_jobs WHERE profile = ?1 AND period = ?2 AND serial = ?3";
    one(state, sql, params![name.profile(), name.period(), name.serial()])
}

/// The newest job of a period, whatever became of it.
pub fn latest(state: &Connection, profile: &str, period: &str) -> Result<Option<Job>> {
    let sql = "SELECT * FROM import_jobs WHERE profile = ?1 AND period = ?2 ORDER BY serial DESC LIMIT 1";
    one(state, sql, [profile, period])
}

/// The jobs of a period, the oldest first.
pub fn of_period(state: &Connection, profile: &str, period: &str) -> Result<Vec<Job>> {
    let sql = "SELECT * FROM import_jobs WHERE profile = ?1 AND period = ?2 ORDER BY serial";
    values::rows(state.prepare_cached(sql)?.query([profile, period])?, read)
}

/// All jobs, or those of one profile, the newest first.
pub fn list(state: &Connection, profile: Option<&str>) -> Result<Vec<Job>> {
    let sql = "SELECT * FROM import_jobs WHERE ?1 IS NULL OR profile = ?1 ORDER BY id DESC";
    values::rows(state.prepare_cached(sql)?.query([profile])?, read)
}

/// The jobs to which something is still to be done, held ones too, the oldest first.
pub fn unfinished(state: &Connection, profile: Option<&str>) -> Result<Vec<Job>> {
    let sql =
        format!("SELECT * FROM import_jobs WHERE (?1 IS NULL OR profile = ?1) AND {UNFINISHED} ORDER BY id");
    values::rows(state.prepare_cached(&sql)?.query([profile])?, read)
}

fn one(state: &Connection, sql: &str, values: impl rusqlite::Params) -> Result<Option<Job>> {
    state.prepare_cached(sql)?.query_row(values, |row| Ok(read(row))).optional()?.transpose()
}

pub(super) fn name(row: &Row<'_>) -> Result<JobName> {
    let (profile, period): (String, String) = (row.get("profile")?, row.get("period")?);
    JobName::new(&profile, &period, values::number(row, "serial")?)
        .ok_or_else(|| Error::damaged(format_args!("a job of {profile:?}, period {period:?}")))
}

pub(super) fn read(row: &Row<'_>) -> Result<Job> {
    let state: String = row.get("state")?;
    Ok(Job {
        id: JobId(row.get("id")?),
        name: name(row)?,
        profile_hash: row.get("profile_hash")?,
        stage: values::parsed_if_any(row, "stage")?,
        stop: Stop::parse(&state),
        reason: row.get("reason")?,
        detail: row.get("detail")?,
        scenario: values::parsed_if_any(row, "scenario")?,
        figures: import_figures::figures(row, "figures")?,
        created_at: values::moment(row, "created_at")?,
        since: values::moment(row, "since")?,
        pruned_at: values::moment_if_any(row, "pruned_at")?,
    })
}

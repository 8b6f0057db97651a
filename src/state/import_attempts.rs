//! Every act of a job on the outside, and how it ended.

use super::error::Result;
use super::file::Write;
use super::import_jobs::JobId;
use super::values::{self, Moment};
use super::word::words;
use rusqlite::{Connection, Row, params};

words! {
    /// What was asked of the outside.
    pub enum Act {
        Submit = "submit",
        LookUp = "look_up",
        Poll = "poll",
        Process = "process",
        Answer = "answer",
        Report = "report",
        Register = "register",
        ReadBack = "read_back",
        Cancel = "cancel",
        /// A person said what became of a chunk.
        Settle = "settle",
    }
}

words! {
    /// How it ended.
    pub enum Ended {
        /// It is about to be done; the end is the next entry.
        Begun = "begun",
        Done = "done",
        /// It had been done before.
        Found = "found",
        NotFound = "not_found",
        Later = "later",
        Refused = "refused",
        Conflict = "conflict",
        Unknown = "unknown",
        /// Nothing can be gone on with by this run.
        Stopped = "stopped",
    }
}

/// What an attempt was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Job,
    /// By its place in the job.
    Chunk(u32),
    /// By its place in the job.
    Registration(u32),
}

/// An attempt on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub about: About,
    pub at: Moment,
    pub act: Act,
    pub ended: Ended,
    /// For people: cleaned, and cut.
    pub error: Option<String>,
}

pub fn record(tx: &Write<'_>, job: JobId, attempt: &Attempt) -> Result<()> {
    let sql = "INSERT INTO import_attempts (job, chunk, registration, at, act, outcome, error)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let (chunk, registration) = match attempt.about {
        About::Job => (None, None),
        About::Chunk(n) => (Some(n), None),
        About::Registration(n) => (None, Some(n)),
    };
    let (at, act, ended) = (attempt.at.timestamp_millis(), attempt.act.as_str(), attempt.ended.as_str());
    let values = params![job.0, chunk, registration, at, act, ended, attempt.error];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// The newest attempts of a job, at most so many, the oldest of them first.
pub fn of_job(state: &Connection, job: JobId, limit: u32) -> Result<Vec<Attempt>> {
    let sql =
        "SELECT * FROM (SELECT * FROM import_attempts WHERE job = ?1 ORDER BY id DESC LIMIT ?2) ORDER BY id";
    values::rows(state.prepare_cached(sql)?.query(params![job.0, limit])?, read)
}

fn read(row: &Row<'_>) -> Result<Attempt> {
    let chunk: Option<u32> = row.get("chunk")?;
    let registration: Option<u32> = row.get("registration")?;
    let about = chunk.map(About::Chunk).or(registration.map(About::Registration)).unwrap_or(About::Job);
    Ok(Attempt {
        about,
        at: values::moment(row, "at")?,
        act: values::parsed(row, "act")?,
        ended: values::parsed(row, "outcome")?,
        error: row.get("error")?,
    })
}

//! The files that jobs were made of. They stay on record when a job is pruned, so that a file that was loaded long ago
//! is known when it is met again.

use super::error::Result;
use super::file::Write;
use super::import_jobs::{self, Job, JobId};
use super::values;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// A file, or one sheet of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// As it is shown to people.
    pub name: String,
    /// In bytes.
    pub length: u64,
    /// Of the whole file, in lower-case hexadecimal.
    pub sha256: String,
    pub sheet: Option<String>,
}

/// Adds a source to a job and tells which part it is, from 1 on.
pub fn add(tx: &Write<'_>, job: JobId, source: &Source) -> Result<u32> {
    let sql = "INSERT INTO import_sources (job, part, name, length, sha256, sheet)
               SELECT ?1, 1 + coalesce(max(part), 0), ?2, ?3, ?4, ?5 FROM import_sources WHERE job = ?1
               RETURNING part";
    let values = params![job.0, source.name, values::whole(source.length)?, source.sha256, source.sheet];
    Ok(tx.prepare_cached(sql)?.query_row(values, |row| row.get(0))?)
}

/// The sources of a job with their parts, in order.
pub fn of_job(state: &Connection, job: JobId) -> Result<Vec<(u32, Source)>> {
    let mut find = state.prepare_cached("SELECT * FROM import_sources WHERE job = ?1 ORDER BY part")?;
    values::rows(find.query([job.0])?, |row| Ok((values::number(row, "part")?, read(row)?)))
}

/// The newest job of a period that has a file of this content, be it done, held, refused or cancelled. One that was
/// superseded does not count: another content took its place, and may give it back.
pub fn job_with_content(
    state: &Connection,
    profile: &str,
    period: &str,
    sha256: &str,
) -> Result<Option<Job>> {
    let sql = "SELECT j.* FROM import_sources s JOIN import_jobs j ON j.id = s.job
               WHERE s.sha256 = ?3 AND j.profile = ?1 AND j.period = ?2 AND j.state <> 'superseded'
               ORDER BY j.id DESC LIMIT 1";
    let mut find = state.prepare_cached(sql)?;
    find.query_row([profile, period, sha256], |row| Ok(import_jobs::read(row))).optional()?.transpose()
}

fn read(row: &Row<'_>) -> Result<Source> {
    Ok(Source {
        name: row.get("name")?,
        length: values::number(row, "length")?,
        sha256: row.get("sha256")?,
        sheet: row.get("sheet")?,
    })
}

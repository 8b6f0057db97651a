//! Keeps the state small: of finished jobs only the newest keep their chunks, pairs, registrations and attempts.
//!
//! A job's own row, its figures and its sources stay: a file that was loaded long ago is known when it is met again.

use super::error::Result;
use super::file::Write;
use super::import_jobs::{self, JobId};
use super::import_name::JobName;
use super::values::{self, Moment};
use rusqlite::{Connection, params};

const TABLES: [&str; 6] = [
    "import_batches",
    "import_chunks",
    "import_pairs",
    "import_registrations",
    "import_claims",
    "import_attempts",
];

/// The finished jobs past the newest `keep` of each profile that are not pruned yet, the oldest first. Their folders
/// are removed first and they are pruned then, so that a killed run leaves no folder behind.
pub fn due(state: &Connection, keep: u32) -> Result<Vec<(JobId, JobName)>> {
    let sql = format!(
        "SELECT id, profile, period, serial FROM
             (SELECT *, row_number() OVER (PARTITION BY profile ORDER BY id DESC) AS place
              FROM import_jobs WHERE NOT ({}))
         WHERE place > ?1 AND pruned_at IS NULL ORDER BY id",
        import_jobs::UNFINISHED
    );
    let mut find = state.prepare_cached(&sql)?;
    values::rows(find.query([keep])?, |row| Ok((JobId(row.get("id")?), import_jobs::name(row)?)))
}

/// Gives up all of a job but its row and its sources.
pub fn prune(tx: &Write<'_>, job: JobId, now: Moment) -> Result<()> {
    for table in TABLES {
        tx.prepare_cached(&format!("DELETE FROM {table} WHERE job = ?1"))?.execute([job.0])?;
    }
    let sql = "UPDATE import_jobs SET pruned_at = ?2 WHERE id = ?1";
    tx.prepare_cached(sql)?.execute(params![job.0, now.timestamp_millis()])?;
    Ok(())
}

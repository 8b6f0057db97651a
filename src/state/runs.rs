//! The runs of commands that write: when, with what result, with how many orders.

use super::error::Result;
use super::file::Write;
use super::values::{self, Moment};
use rusqlite::{Connection, Row, params};

/// A run as `status` lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub id: i64,
    pub command: String,
    pub started_at: Moment,
    /// `None`: under way, or ended by force.
    pub finished_at: Option<Moment>,
    pub exit_code: Option<u8>,
    pub counts: RunCounts,
}

/// The figures kept of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RunCounts {
    pub captured: u64,
    pub queued: u64,
    pub pushed: u64,
    pub held: u64,
}

/// Runs kept; older ones go when a new one begins.
const KEPT: i64 = 1000;

pub fn begin(tx: &Write<'_>, command: &str, now: Moment) -> Result<i64> {
    let insert = "INSERT INTO runs (command, started_at) VALUES (?1, ?2)";
    tx.prepare_cached(insert)?.execute(params![command, now.timestamp_millis()])?;
    let id = tx.last_insert_rowid();
    tx.prepare_cached("DELETE FROM runs WHERE id <= ?1")?.execute([id - KEPT])?;
    Ok(id)
}

pub fn finish(tx: &Write<'_>, id: i64, exit_code: u8, counts: &RunCounts, now: Moment) -> Result<()> {
    let sql =
        "UPDATE runs SET finished_at = ?2, exit_code = ?3, captured = ?4, queued = ?5, pushed = ?6, held = ?7
               WHERE id = ?1";
    let figures = [counts.captured, counts.queued, counts.pushed, counts.held]
        .map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    let [captured, queued, pushed, held] = figures;
    let values = params![id, now.timestamp_millis(), exit_code, captured, queued, pushed, held];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// The newest runs, the newest first.
pub fn newest(state: &Connection, limit: usize) -> Result<Vec<Run>> {
    let mut find = state.prepare_cached("SELECT * FROM runs ORDER BY id DESC LIMIT ?1")?;
    values::rows(find.query([i64::try_from(limit).unwrap_or(i64::MAX)])?, read)
}

fn read(row: &Row<'_>) -> Result<Run> {
    let counts = RunCounts {
        captured: values::number(row, "captured")?,
        queued: values::number(row, "queued")?,
        pushed: values::number(row, "pushed")?,
        held: values::number(row, "held")?,
    };
    Ok(Run {
        id: row.get("id")?,
        command: row.get("command")?,
        started_at: values::moment(row, "started_at")?,
        finished_at: values::moment_if_any(row, "finished_at")?,
        exit_code: row.get("exit_code")?,
        counts,
    })
}

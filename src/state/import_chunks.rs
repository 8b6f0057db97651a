//! The chunks of a job, and what became of each at the platform.

use super::error::Result;
use super::file::Write;
use super::import_jobs::JobId;
use super::values::{self, Moment};
use super::word::words;
use rusqlite::{Connection, OptionalExtension, Row, params};

words! {
    /// What is known of a chunk.
    pub enum ChunkState {
        /// Its file is there and the platform has nothing of it.
        Written = "written",
        /// It is being sent, or a process died over it: the platform is asked.
        Submitting = "submitting",
        Taken = "taken",
        Refused = "refused",
        /// The platform may have it, or not.
        Unknown = "unknown",
    }
}

/// A chunk to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChunk {
    pub rows: u64,
    /// Running numbers of its first and its last accepted row.
    pub first_no: u64,
    pub last_no: u64,
    /// As it is found again: below the job's folder, or where the profile writes it.
    pub file: String,
    /// In bytes.
    pub length: u64,
    /// In lower-case hexadecimal.
    pub sha256: String,
    /// What the platform knows it by.
    pub key: String,
}

/// A chunk as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Its place in the job, from 1 on.
    pub n: u32,
    pub part: u32,
    pub content: NewChunk,
    pub state: ChunkState,
    pub ticket: Option<String>,
    /// What the platform says it took.
    pub rows_taken: Option<u64>,
    /// How often it was sent.
    pub attempts: u32,
    pub not_before: Option<Moment>,
}

/// What a submission came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate<'a> {
    Taken {
        ticket: Option<&'a str>,
    },
    /// Nothing was taken; it is sent again, not before this.
    Later {
        not_before: Option<Moment>,
    },
    Refused,
    Unknown,
}

/// The chunks of a job in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChunkCounts {
    pub total: u64,
    pub written: u64,
    pub submitting: u64,
    pub taken: u64,
    pub refused: u64,
    pub unknown: u64,
    /// Rows of all chunks.
    pub rows: u64,
    /// Rows that the platform says it took; chunks of which it says nothing are left out.
    pub rows_taken: u64,
}

/// Adds a chunk to the end of a job and tells its place.
pub fn add(tx: &Write<'_>, job: JobId, part: u32, chunk: &NewChunk) -> Result<u32> {
    let sql =
        "INSERT INTO import_chunks (job, n, part, rows, first_no, last_no, file, length, sha256, key, state)
               SELECT ?1, 1 + coalesce(max(n), 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'written'
               FROM import_chunks WHERE job = ?1
               RETURNING n";
    let [rows, length] = [values::whole(chunk.rows)?, values::whole(chunk.length)?];
    let [first, last] = [values::whole(chunk.first_no)?, values::whole(chunk.last_no)?];
    let values = params![job.0, part, rows, first, last, chunk.file, length, chunk.sha256, chunk.key];
    Ok(tx.prepare_cached(sql)?.query_row(values, |row| row.get(0))?)
}

/// Notes that a chunk is about to be sent.
pub fn begin(tx: &Write<'_>, job: JobId, n: u32) -> Result<()> {
    let sql = "UPDATE import_chunks SET state = 'submitting', attempts = attempts + 1, not_before = NULL
               WHERE job = ?1 AND n = ?2 AND state <> 'taken'";
    tx.prepare_cached(sql)?.execute(params![job.0, n])?;
    Ok(())
}

/// Settles what became of a chunk; tells whether it was open. What is taken stays so.
pub fn settle(tx: &Write<'_>, job: JobId, n: u32, fate: Fate<'_>) -> Result<bool> {
    let (state, ticket, not_before) = match fate {
        Fate::Taken { ticket } => (ChunkState::Taken, ticket, None),
        Fate::Later { not_before } => (ChunkState::Written, None, not_before),
        Fate::Refused => (ChunkState::Refused, None, None),
        Fate::Unknown => (ChunkState::Unknown, None, None),
    };
    let sql = "UPDATE import_chunks SET state = ?3, ticket = coalesce(?4, ticket), not_before = ?5
               WHERE job = ?1 AND n = ?2 AND state <> 'taken'";
    let not_before = not_before.map(|moment| moment.timestamp_millis());
    let values = params![job.0, n, state.as_str(), ticket, not_before];
    Ok(tx.prepare_cached(sql)?.execute(values)? == 1)
}

/// Notes how many rows of a chunk the platform says it took.
pub fn set_rows_taken(tx: &Write<'_>, job: JobId, n: u32, rows: u64) -> Result<()> {
    let sql = "UPDATE import_chunks SET rows_taken = ?3 WHERE job = ?1 AND n = ?2";
    tx.prepare_cached(sql)?.execute(params![job.0, n, values::whole(rows)?])?;
    Ok(())
}

/// Gives the refused chunks of a job, and those that wait, a fresh start; one whose fate is unknown stays so.
pub fn put_back(tx: &Write<'_>, job: JobId) -> Result<usize> {
    let sql = "UPDATE import_chunks SET state = 'written', attempts = 0, not_before = NULL
               WHERE job = ?1 AND state IN ('written', 'refused')";
    Ok(tx.prepare_cached(sql)?.execute([job.0])?)
}

/// Has the rows of chunks counted again that were not as many as were sent.
pub fn count_again(tx: &Write<'_>, job: JobId) -> Result<()> {
    let sql = "UPDATE import_chunks SET rows_taken = NULL WHERE job = ?1 AND rows_taken <> rows";
    tx.prepare_cached(sql)?.execute([job.0])?;
    Ok(())
}

pub fn of_job(state: &Connection, job: JobId) -> Result<Vec<Chunk>> {
    let mut find = state.prepare_cached("SELECT * FROM import_chunks WHERE job = ?1 ORDER BY n")?;
    values::rows(find.query([job.0])?, read)
}

/// The first chunk that is not taken, whatever holds it up: chunks go in order.
pub fn next(state: &Connection, job: JobId) -> Result<Option<Chunk>> {
    one(state, "SELECT * FROM import_chunks WHERE job = ?1 AND state <> 'taken' ORDER BY n LIMIT 1", [job.0])
}

/// The first chunk that is taken and of which the platform has not said how many rows it took.
pub fn next_uncounted(state: &Connection, job: JobId) -> Result<Option<Chunk>> {
    let sql = "SELECT * FROM import_chunks WHERE job = ?1 AND state = 'taken' AND rows_taken IS NULL
               ORDER BY n LIMIT 1";
    one(state, sql, [job.0])
}

pub fn get(state: &Connection, job: JobId, n: u32) -> Result<Option<Chunk>> {
    one(state, "SELECT * FROM import_chunks WHERE job = ?1 AND n = ?2", params![job.0, n])
}

pub fn counts(state: &Connection, job: JobId) -> Result<ChunkCounts> {
    let sql = "SELECT count(*) AS total, coalesce(sum(rows), 0) AS rows, coalesce(sum(rows_taken), 0) AS rows_taken,
                   count(*) FILTER (WHERE state = 'written') AS written,
                   count(*) FILTER (WHERE state = 'submitting') AS submitting,
                   count(*) FILTER (WHERE state = 'taken') AS taken,
                   count(*) FILTER (WHERE state = 'refused') AS refused,
                   count(*) FILTER (WHERE state = 'unknown') AS unknown
               FROM import_chunks WHERE job = ?1";
    state.prepare_cached(sql)?.query_row([job.0], |row| Ok(read_counts(row)))?
}

fn one(state: &Connection, sql: &str, values: impl rusqlite::Params) -> Result<Option<Chunk>> {
    state.prepare_cached(sql)?.query_row(values, |row| Ok(read(row))).optional()?.transpose()
}

fn read_counts(row: &Row<'_>) -> Result<ChunkCounts> {
    Ok(ChunkCounts {
        total: values::number(row, "total")?,
        written: values::number(row, "written")?,
        submitting: values::number(row, "submitting")?,
        taken: values::number(row, "taken")?,
        refused: values::number(row, "refused")?,
        unknown: values::number(row, "unknown")?,
        rows: values::number(row, "rows")?,
        rows_taken: values::number(row, "rows_taken")?,
    })
}

fn read(row: &Row<'_>) -> Result<Chunk> {
    let rows_taken: Option<i64> = row.get("rows_taken")?;
    Ok(Chunk {
        n: values::number(row, "n")?,
        part: values::number(row, "part")?,
        content: NewChunk {
            rows: values::number(row, "rows")?,
            first_no: values::number(row, "first_no")?,
            last_no: values::number(row, "last_no")?,
            file: row.get("file")?,
            length: values::number(row, "length")?,
            sha256: row.get("sha256")?,
            key: row.get("key")?,
        },
        state: values::parsed(row, "state")?,
        ticket: row.get("ticket")?,
        rows_taken: rows_taken.map(|_| values::number(row, "rows_taken")).transpose()?,
        attempts: values::number(row, "attempts")?,
        not_before: values::moment_if_any(row, "not_before")?,
    })
}

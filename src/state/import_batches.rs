//! The batches of a job that fills a table of an Access file: what each was to do, and whether it is done.

use super::error::Result;
use super::file::Write;
use super::import_figures::TableCounts;
use super::import_jobs::JobId;
use super::values;
use super::word::words;
use rusqlite::{Connection, OptionalExtension, Row, params};

words! {
    /// What is known of a batch.
    pub enum BatchState {
        /// It may be in the table, or not: the table is asked.
        Planned = "planned",
        Written = "written",
    }
}

/// A batch as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    pub counts: TableCounts,
    pub state: BatchState,
}

/// Notes what a batch is to do, in place of what was noted of it before.
pub fn plan(tx: &Write<'_>, job: JobId, n: u64, counts: &TableCounts) -> Result<()> {
    let sql = "INSERT INTO import_batches (job, n, new, changed, known, held, state)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'planned')
               ON CONFLICT DO UPDATE SET new = excluded.new, changed = excluded.changed, known = excluded.known,
                   held = excluded.held, state = 'planned'";
    let TableCounts { new, changed, known, held } = *counts;
    let [new, changed] = [values::whole(new)?, values::whole(changed)?];
    let [known, held] = [values::whole(known)?, values::whole(held)?];
    tx.prepare_cached(sql)?.execute(params![job.0, values::whole(n)?, new, changed, known, held])?;
    Ok(())
}

/// Notes that a batch is in the table.
pub fn written(tx: &Write<'_>, job: JobId, n: u64) -> Result<()> {
    let sql = "UPDATE import_batches SET state = 'written' WHERE job = ?1 AND n = ?2";
    tx.prepare_cached(sql)?.execute(params![job.0, values::whole(n)?])?;
    Ok(())
}

pub fn get(state: &Connection, job: JobId, n: u64) -> Result<Option<Batch>> {
    let sql = "SELECT * FROM import_batches WHERE job = ?1 AND n = ?2";
    let mut find = state.prepare_cached(sql)?;
    find.query_row(params![job.0, values::whole(n)?], |row| Ok(read(row))).optional()?.transpose()
}

/// What all batches of a job together did.
pub fn total(state: &Connection, job: JobId) -> Result<TableCounts> {
    let sql = "SELECT coalesce(sum(new), 0) AS new, coalesce(sum(changed), 0) AS changed,
                   coalesce(sum(known), 0) AS known, coalesce(sum(held), 0) AS held
               FROM import_batches WHERE job = ?1 AND state = 'written'";
    state.prepare_cached(sql)?.query_row([job.0], |row| Ok(counts(row)))?
}

fn read(row: &Row<'_>) -> Result<Batch> {
    Ok(Batch { counts: counts(row)?, state: values::parsed(row, "state")? })
}

fn counts(row: &Row<'_>) -> Result<TableCounts> {
    Ok(TableCounts {
        new: values::number(row, "new")?,
        changed: values::number(row, "changed")?,
        known: values::number(row, "known")?,
        held: values::number(row, "held")?,
    })
}

//! The numbers of a series that its company's file was seen to have.

use super::error::{Error, Result};
use super::file::Write;
use super::values;
use super::watermark::SeriesId;
use crate::domain::{NumberRun, NumberSet, OrderNumber};
use rusqlite::{Connection, Row, params};

pub fn of_series(state: &Connection, series: SeriesId) -> Result<NumberSet> {
    let sql = "SELECT first, last FROM numbers WHERE series_id = ?1 ORDER BY first";
    let runs = values::rows(state.prepare_cached(sql)?.query([series.0])?, read)?;
    Ok(runs.into_iter().collect())
}

fn read(row: &Row<'_>) -> Result<NumberRun> {
    Ok(NumberRun { first: super::keys::code(row, "first")?, last: super::keys::code(row, "last")? })
}

/// Adds a run; those that it overlaps or touches become one with it.
pub fn add(tx: &Write<'_>, series: SeriesId, run: NumberRun) -> Result<()> {
    let (before, after) = (i64::from(run.first.get()) - 1, i64::from(run.last.get()) + 1);
    let mut whole: NumberSet = taken(tx, series, before, after)?.into_iter().collect();
    whole.add(run);
    whole.runs().iter().try_for_each(|run| insert(tx, series, *run))
}

/// Takes a number out: the company's file does not have it any more.
pub fn remove(tx: &Write<'_>, series: SeriesId, number: OrderNumber) -> Result<()> {
    for run in taken(tx, series, i64::from(number.get()), i64::from(number.get()))? {
        let below = number.previous().filter(|last| run.first <= *last);
        let above = number.next().filter(|first| *first <= run.last);
        let left = [below.map(|last| (run.first, last)), above.map(|first| (first, run.last))];
        for (first, last) in left.into_iter().flatten() {
            insert(tx, series, NumberRun { first, last })?;
        }
    }
    Ok(())
}

/// Takes out the runs that have something of a range.
fn taken(tx: &Write<'_>, series: SeriesId, from: i64, to: i64) -> Result<Vec<NumberRun>> {
    // The runs before the last one that begins in the range cannot reach into it, unless they begin in it, too.
    let sql = "DELETE FROM numbers WHERE series_id = ?1 AND first <= ?3 AND last >= ?2
                   AND first >= coalesce((SELECT max(first) FROM numbers WHERE series_id = ?1 AND first <= ?2), 0)
               RETURNING first, last";
    values::rows(tx.prepare_cached(sql)?.query(params![series.0, from, to])?, read)
}

fn insert(tx: &Write<'_>, series: SeriesId, run: NumberRun) -> Result<()> {
    let sql = "INSERT INTO numbers (series_id, first, last) VALUES (?1, ?2, ?3)";
    let inserted = tx.prepare_cached(sql)?.execute(params![series.0, run.first.get(), run.last.get()])?;
    if inserted == 1 { Ok(()) } else { Err(Error::damaged("numbers")) }
}

//! Orders that were seen before they were complete, or that cannot be read. They are read again by every scan, however
//! old they become.

use super::error::Result;
use super::file::Write;
use super::values::{self, Moment};
use super::watermark::SeriesId;
use crate::domain::OrderNumber;
use rusqlite::{Connection, params};

/// Remembers an order that is incomplete, why, and whether it cannot be read at all; `since` stays what it was.
pub fn remember(
    tx: &Write<'_>,
    series: SeriesId,
    number: OrderNumber,
    (problem, is_unreadable): (&str, bool),
    now: Moment,
) -> Result<()> {
    let sql =
        "INSERT INTO incomplete (series_id, code, since, problem, unreadable) VALUES (?1, ?2, ?3, ?4, ?5)
               ON CONFLICT DO UPDATE SET problem = excluded.problem, unreadable = excluded.unreadable";
    let values = params![series.0, number.get(), now.timestamp_millis(), problem, is_unreadable];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// Forgets an order that is complete by now, or gone; tells whether it was remembered.
pub fn forget(tx: &Write<'_>, series: SeriesId, number: OrderNumber) -> Result<bool> {
    let mut delete = tx.prepare_cached("DELETE FROM incomplete WHERE series_id = ?1 AND code = ?2")?;
    Ok(delete.execute(params![series.0, number.get()])? == 1)
}

/// The numbers of a series that were incomplete when last seen, ascending.
pub fn numbers(state: &Connection, series: SeriesId) -> Result<Vec<OrderNumber>> {
    let mut find = state.prepare_cached("SELECT code FROM incomplete WHERE series_id = ?1 ORDER BY code")?;
    values::rows(find.query([series.0])?, |row| super::keys::code(row, "code"))
}

/// How many orders are incomplete.
pub fn count(state: &Connection) -> Result<u64> {
    values::count(state, "SELECT count(*) FROM incomplete", [])
}

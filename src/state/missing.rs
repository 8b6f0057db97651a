//! Orders that the company's file does not have any more.
//!
//! One that a scan has missed is neither decided nor leased from then on; missed again, it is settled. A file that is
//! saved while it is read may lack an order for a moment, so once is not enough.

use super::error::Result;
use super::file::Write;
use super::numbers;
use super::orders::EntryId;
use super::stage::Stage;
use super::values::{self, Moment};
use super::watermark::SeriesId;
use crate::domain::{OrderNumber, Reason};
use rusqlite::{Connection, Row, params};

/// An order that the file is to be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    pub id: EntryId,
    pub number: OrderNumber,
    pub stage: Stage,
    /// Whether a scan has missed it before.
    pub was_missing: bool,
}

/// Calls `each` with the orders of a range of numbers, but for those that are settled as gone.
pub fn each_between(
    state: &Connection,
    series: SeriesId,
    [from, to]: [OrderNumber; 2],
    each: &mut dyn FnMut(Expected),
) -> Result<()> {
    let mut find = state.prepare_cached(
        "SELECT id, code, state, missing_since FROM orders
         WHERE series_id = ?1 AND code BETWEEN ?2 AND ?3 AND (state <> 'skipped' OR reason IS NOT ?4)",
    )?;
    let mut rows = find.query(params![series.0, from.get(), to.get(), Reason::Deleted.id()])?;
    while let Some(row) = rows.next()? {
        each(read(row)?);
    }
    Ok(())
}

/// The orders of a series that are still to be written, or wait for somebody, and those that were missed once.
pub fn unsettled(state: &Connection, series: SeriesId) -> Result<Vec<Expected>> {
    // Each part is served by a partial index, which its condition repeats; the sign keeps SQLite from taking the key,
    // and with it every order of the series.
    let mut find = state.prepare_cached(
        "SELECT id, code, state, missing_since FROM orders WHERE state = 'captured' AND +series_id = ?1
         UNION SELECT id, code, state, missing_since FROM orders
             WHERE state IN ('queued', 'leased') AND +series_id = ?1
         UNION SELECT id, code, state, missing_since FROM orders
             WHERE reason IS NOT NULL AND state IN ('held', 'parked', 'pushed') AND state <> 'pushed'
                 AND +series_id = ?1
         UNION SELECT id, code, state, missing_since FROM orders
             WHERE missing_since IS NOT NULL AND series_id = ?1 AND reason IS NULL
         ORDER BY code",
    )?;
    values::rows(find.query([series.0])?, read)
}

fn read(row: &Row<'_>) -> Result<Expected> {
    Ok(Expected {
        id: EntryId(row.get("id")?),
        number: super::keys::code(row, "code")?,
        stage: values::parsed(row, "state")?,
        was_missing: row.get::<_, Option<i64>>("missing_since")?.is_some(),
    })
}

/// Notes that a scan has missed an order. Missed before, it is settled: skipped, or, where it is in the parent, told.
pub fn note(tx: &Write<'_>, series: SeriesId, order: &Expected, now: Moment) -> Result<()> {
    let now = now.timestamp_millis();
    if !order.was_missing {
        let sql = "UPDATE orders SET missing_since = ?2 WHERE id = ?1";
        tx.prepare_cached(sql)?.execute(params![order.id.0, now])?;
        return Ok(());
    }
    let sql = "UPDATE orders SET since = ?2, detail = NULL, not_before = NULL,
                   reason = CASE state WHEN 'pushed' THEN ?4 ELSE ?3 END,
                   state = CASE state WHEN 'pushed' THEN state ELSE 'skipped' END
               WHERE id = ?1 AND reason IS NOT ?4";
    let reasons = [Reason::Deleted.id(), Reason::DeletedAfterPush.id()];
    tx.prepare_cached(sql)?.execute(params![order.id.0, now, reasons[0], reasons[1]])?;
    numbers::remove(tx, series, order.number)
}

/// The file has the order after all, as it was: it goes on where it stood, and one that was settled as gone is decided
/// anew.
pub fn found_again(tx: &Write<'_>, id: EntryId, now: Moment) -> Result<()> {
    let sql = "UPDATE orders SET missing_since = NULL,
                   since = CASE WHEN reason IN (?3, ?4) THEN ?2 ELSE since END,
                   state = CASE WHEN reason IS ?3 THEN 'captured' ELSE state END,
                   reason = CASE WHEN reason IN (?3, ?4) THEN NULL ELSE reason END
               WHERE id = ?1";
    let reasons = [Reason::Deleted.id(), Reason::DeletedAfterPush.id()];
    tx.prepare_cached(sql)?.execute(params![id.0, now.timestamp_millis(), reasons[0], reasons[1]])?;
    Ok(())
}

/// The numbers of a series that are known to be gone.
pub fn numbers(state: &Connection, series: SeriesId) -> Result<Vec<OrderNumber>> {
    let sql = "SELECT code FROM orders WHERE missing_since IS NOT NULL AND series_id = ?1 ORDER BY code";
    values::rows(state.prepare_cached(sql)?.query([series.0])?, |row| super::keys::code(row, "code"))
}

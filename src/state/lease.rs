//! Leasing queued orders and settling them. A lease has an owner, an end and a generation: whoever comes back after
//! another has leased the order, settles nothing.

use super::attempts::{self, Failed};
use super::error::Result;
use super::file::Write;
use super::orders::EntryId;
use super::outbox::Basis;
use super::values::{self, Moment};
use crate::domain::{ContentHash, DocumentId, OrderKey, Reason, SupplierOrder, Year};
use rusqlite::{Connection, Row, params};

/// Who leases, and until when.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    pub owner: &'a str,
    pub now: Moment,
    pub until: Moment,
}

/// An order that is ours to write until the lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leased {
    pub id: EntryId,
    pub generation: i64,
    pub owner: String,
    pub order: SupplierOrder,
    /// What the decision hung on; `None`: an older program made it.
    pub basis: Option<Basis>,
}

/// Which queued orders are due: those without a pause or past it, and those whose lease has ended. No pause and no
/// lease is longer than a quarter of an hour: an end further away was set by a clock that was wrong.
pub(super) const DUE: &str = "state IN ('queued', 'leased') AND target_year = ?1 AND missing_since IS NULL
    AND coalesce(CASE state WHEN 'queued' THEN not_before ELSE lease_until END, 0) NOT BETWEEN ?2 + 1 AND ?2 + 900000
    AND NOT EXISTS (SELECT 1 FROM incomplete u WHERE u.series_id = orders.series_id AND u.code = orders.code)";

/// Ends every lease. The caller holds the lock of the state file, so whoever leased these orders is gone.
pub fn reclaim(tx: &Write<'_>) -> Result<usize> {
    // The first condition is that of the partial index; without it SQLite reads the whole table.
    let sql = "UPDATE orders SET state = 'queued', lease_owner = NULL, lease_until = NULL
               WHERE state IN ('queued', 'leased') AND state = 'leased'";
    Ok(tx.prepare_cached(sql)?.execute([])?)
}

/// The parent's exercises for which orders are due.
pub fn due_years(state: &Connection, now: Moment) -> Result<Vec<Year>> {
    let mut years = state.prepare_cached(
        "SELECT DISTINCT target_year FROM orders
         WHERE state IN ('queued', 'leased') AND missing_since IS NULL
             AND coalesce(not_before, 0) NOT BETWEEN ?1 + 1 AND ?1 + 900000 ORDER BY target_year",
    )?;
    values::rows(years.query([now.timestamp_millis()])?, |row| super::keys::year(row, "target_year"))
}

/// Calls `each` with every order that is due for one exercise of the parent, by its place in the state.
pub fn each_due(
    state: &Connection,
    year: Year,
    now: Moment,
    limit: usize,
    each: &mut dyn FnMut(OrderKey),
) -> Result<()> {
    let mut due = state.prepare_cached(&format!(
        "SELECT s.company, s.year, s.series, orders.code FROM orders JOIN series s ON s.id = orders.series_id
         WHERE {DUE} ORDER BY orders.id LIMIT ?3"
    ))?;
    let mut rows = due.query(params![year.get(), now.timestamp_millis(), sql_limit(limit)])?;
    while let Some(row) = rows.next()? {
        each(super::keys::order_key(row)?);
    }
    Ok(())
}

fn sql_limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// Leases up to `limit` due orders of one exercise of the parent that stand after `after`, oldest first.
pub fn lease(
    tx: &Write<'_>,
    terms: &Terms<'_>,
    year: Year,
    after: EntryId,
    limit: usize,
) -> Result<Vec<Leased>> {
    let mut due = tx.prepare_cached(&format!(
        "SELECT id, generation + 1 AS generation, target, basis, ordered_on FROM orders JOIN verdicts ON order_id = id
         WHERE {DUE} AND id > ?3 ORDER BY id LIMIT ?4"
    ))?;
    let now = terms.now.timestamp_millis();
    let found = due.query(params![year.get(), now, after.0, sql_limit(limit)])?;
    let leased = values::rows(found, |row| read(row, terms.owner))?;
    let Some(last) = leased.last() else { return Ok(leased) };
    let mut take = tx.prepare_cached(&format!(
        "UPDATE orders SET state = 'leased', lease_owner = ?5, lease_until = ?6, generation = generation + 1
         WHERE {DUE} AND id > ?3 AND id <= ?4"
    ))?;
    let until = terms.until.timestamp_millis();
    take.execute(params![year.get(), now, after.0, last.id.0, terms.owner, until])?;
    Ok(leased)
}

fn read(row: &Row<'_>, owner: &str) -> Result<Leased> {
    Ok(Leased {
        id: EntryId(row.get("id")?),
        generation: row.get("generation")?,
        owner: owner.to_owned(),
        order: values::json(row, "target")?,
        basis: basis(row)?,
    })
}

fn basis(row: &Row<'_>) -> Result<Option<Basis>> {
    let hash: Option<[u8; 16]> = row.get("basis")?;
    let ordered_on = values::parsed_if_any(row, "ordered_on")?;
    Ok(hash.map(ContentHash::from_bytes).zip(ordered_on))
}

/// How an order got into the parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    Written,
    /// Its mark was there already: an earlier push wrote it and did not live to settle it, or the state was lost.
    Found,
}

impl Arrival {
    const fn as_str(self) -> &'static str {
        match self {
            Arrival::Written => "done",
            Arrival::Found => "found",
        }
    }
}

/// Settles an order as being in the parent. `false`: the lease is another's by now, and nothing was changed.
///
/// Where the order changed after it may have been written, a document that was found may have the old content, and one
/// that was written again after a restore has it: a person is told.
pub fn settle(
    tx: &Write<'_>,
    entry: &Leased,
    document: DocumentId,
    arrival: Arrival,
    now: Moment,
) -> Result<bool> {
    let found = arrival == Arrival::Found;
    let sql = "UPDATE orders SET state = 'pushed', since = ?4, pushed_at = ?4, arrival = ?9, document_series = ?5, document_code = ?6,
                   not_before = NULL, lease_owner = NULL, lease_until = NULL, detail = NULL,
                   reason = CASE WHEN (?7 OR hash = zeroblob(16)) AND changed_at IS NOT NULL THEN ?8 END,
                   changed_at = CASE WHEN ?7 OR hash = zeroblob(16) THEN changed_at END
               WHERE id = ?1 AND state = 'leased' AND lease_owner = ?2 AND generation = ?3";
    let settled = tx.prepare_cached(sql)?.execute(params![
        entry.id.0,
        entry.owner,
        entry.generation,
        now.timestamp_millis(),
        document.series.to_string(),
        document.number.get(),
        found,
        Reason::ChangedAfterPush.id(),
        arrival.as_str(),
    ])?;
    Ok(settled == 1)
}

/// Parks an order that the parent will never take as it is. `false`: the lease is another's by now.
pub fn park(tx: &Write<'_>, entry: &Leased, reason: Reason, detail: &str, now: Moment) -> Result<bool> {
    let sql =
        "UPDATE orders SET state = 'parked', since = ?4, reason = ?5, detail = ?6, attempts = attempts + 1,
                   not_before = NULL, lease_owner = NULL, lease_until = NULL
               WHERE id = ?1 AND state = 'leased' AND lease_owner = ?2 AND generation = ?3";
    let values = params![
        entry.id.0,
        entry.owner,
        entry.generation,
        now.timestamp_millis(),
        reason.to_string(),
        detail
    ];
    let parked = tx.prepare_cached(sql)?.execute(values)?;
    if parked == 1 {
        attempts::record(tx, entry.id, Failed::Parked, detail, now)?;
    }
    Ok(parked == 1)
}

/// Gives leased orders back to be decided anew: what they hang on in the parent is not what it was.
pub fn send_back(tx: &Write<'_>, entries: &[Leased], now: Moment) -> Result<()> {
    let mut give_back = tx.prepare_cached(
        "UPDATE orders SET state = 'captured', since = ?4, target_year = NULL, lease_owner = NULL, lease_until = NULL
         WHERE id = ?1 AND state = 'leased' AND lease_owner = ?2 AND generation = ?3",
    )?;
    for entry in entries {
        give_back.execute(params![entry.id.0, entry.owner, entry.generation, now.timestamp_millis()])?;
    }
    Ok(())
}

/// Gives leased orders back to the queue as they were. `error`, where given, goes on record.
pub fn release(tx: &Write<'_>, entries: &[Leased], error: Option<&str>, now: Moment) -> Result<()> {
    let mut give_back = tx.prepare_cached(
        "UPDATE orders SET state = 'queued', lease_owner = NULL, lease_until = NULL
         WHERE id = ?1 AND state = 'leased' AND lease_owner = ?2 AND generation = ?3",
    )?;
    for entry in entries {
        let released = give_back.execute(params![entry.id.0, entry.owner, entry.generation])?;
        if let (1, Some(error)) = (released, error) {
            attempts::record(tx, entry.id, Failed::Stop, error, now)?;
        }
    }
    Ok(())
}

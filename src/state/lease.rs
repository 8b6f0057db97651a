//! Leasing queued orders and settling them. A lease has an owner, an end and a generation: whoever comes back after
//! another has leased the order, settles nothing.

use super::attempts::{self, Attempt};
use super::error::Result;
use super::file::Write;
use super::orders::EntryId;
use super::values::{self, Moment};
use crate::domain::{CompanyName, DocumentId, OrderKey, Reason, SupplierOrder, Year};
use rusqlite::{Connection, Row, params};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

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
}

/// Which queued orders are due: those without a pause or past it, and those whose lease has ended.
const DUE: &str = "state IN ('queued', 'leased') AND target_year = ?1
    AND CASE state WHEN 'queued' THEN coalesce(not_before, 0) <= ?2 ELSE lease_until <= ?2 END
    AND NOT EXISTS (SELECT 1 FROM unready u WHERE u.series_id = orders.series_id AND u.code = orders.code)";

/// Ends every lease. The caller holds the lock of the state file, so whoever leased these orders is gone.
pub fn reclaim(tx: &Write<'_>) -> Result<usize> {
    let sql = "UPDATE orders SET state = 'queued', lease_owner = NULL, lease_until = NULL
               WHERE state IN ('queued', 'leased') AND state = 'leased'";
    Ok(tx.prepare_cached(sql)?.execute([])?)
}

/// The parent's exercises for which orders are due.
pub fn due_years(state: &Connection, now: Moment) -> Result<Vec<Year>> {
    let mut years = state.prepare_cached(
        "SELECT DISTINCT target_year FROM orders
         WHERE state IN ('queued', 'leased') AND coalesce(not_before, 0) <= ?1 ORDER BY target_year",
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
        "SELECT id, generation + 1 AS generation, target FROM orders JOIN verdicts ON order_id = id
         WHERE {DUE} AND id > ?3 ORDER BY id LIMIT ?4"
    ))?;
    let now = terms.now.timestamp_millis();
    let found = due.query(params![year.get(), now, after.0, sql_limit(limit)])?;
    let leased = values::rows(found, |row| read(row, terms.owner))?;
    let mut take = tx.prepare_cached(
        "UPDATE orders SET state = 'leased', lease_owner = ?2, lease_until = ?3, generation = ?4 WHERE id = ?1",
    )?;
    for entry in &leased {
        take.execute(params![entry.id.0, terms.owner, terms.until.timestamp_millis(), entry.generation])?;
    }
    Ok(leased)
}

fn read(row: &Row<'_>, owner: &str) -> Result<Leased> {
    Ok(Leased {
        id: EntryId(row.get("id")?),
        generation: row.get("generation")?,
        owner: owner.to_owned(),
        order: values::json(row, "target")?,
    })
}

/// How an order got into the parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    Written,
    /// Its mark was there already: an earlier push wrote it and did not live to settle it, or the state was lost.
    Found,
}

/// Settles an order as being in the parent. `false`: the lease is another's by now, and nothing was changed.
///
/// Where the order changed after it may have been written, a document that was found may have the old content: a
/// person is told.
pub fn settle(
    tx: &Write<'_>,
    entry: &Leased,
    document: DocumentId,
    arrival: Arrival,
    now: Moment,
) -> Result<bool> {
    let found = arrival == Arrival::Found;
    let sql = "UPDATE orders SET state = 'pushed', since = ?4, document_series = ?5, document_code = ?6,
                   not_before = NULL, lease_owner = NULL, lease_until = NULL, detail = NULL,
                   reason = CASE WHEN ?7 AND changed_at IS NOT NULL THEN ?8 END,
                   changed_at = CASE WHEN ?7 THEN changed_at END
               WHERE id = ?1 AND state = 'leased' AND lease_owner = ?2 AND generation = ?3";
    let settled = tx.prepare_cached(sql)?.execute(params![
        entry.id.0,
        entry.owner,
        entry.generation,
        now.timestamp_millis(),
        document.series.to_string(),
        document.number.get(),
        found,
        Reason::ChangedAfterPush.to_string(),
    ])?;
    let outcome = if found { Attempt::Found } else { Attempt::Done };
    if settled == 1 {
        attempts::record(tx, entry.id, outcome, None, now)?;
    }
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
        attempts::record(tx, entry.id, Attempt::Parked, Some(detail), now)?;
    }
    Ok(parked == 1)
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
            attempts::record(tx, entry.id, Attempt::Stop, Some(error), now)?;
        }
    }
    Ok(())
}

/// What a failure that passes by itself does to the queue.
#[derive(Clone, Copy)]
pub struct Pause<'a> {
    /// Failures of one order after which it is parked.
    pub attempts_max: u32,
    /// The pause after that many failures.
    pub pause: &'a dyn Fn(u32) -> Duration,
    pub error: &'a str,
}

/// How many orders a failure put off, and how many it parked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Paused {
    pub retried: u64,
    pub parked: u64,
}

/// Puts off every due order of one exercise of the parent, because the parent is busy or away: each order has failed
/// once more, waits the longer the more often it has, and is parked once that was too often. Tells whose they were.
pub fn pause_due(
    tx: &Write<'_>,
    year: Year,
    pause: &Pause<'_>,
    now: Moment,
) -> Result<BTreeMap<CompanyName, Paused>> {
    let due = due_by_failures(tx, year, now)?;
    let mut sums: BTreeMap<CompanyName, Paused> = BTreeMap::new();
    for ((company, before), orders) in &due {
        let sum = sums.entry(company.clone()).or_default();
        *(if too_often(*before, pause) { &mut sum.parked } else { &mut sum.retried }) += orders;
    }
    // The highest count first: an order that is put off has failed once more, and is not to be met again.
    let failures: BTreeSet<u32> = due.into_keys().map(|(_, failures)| failures).collect();
    for before in failures.into_iter().rev() {
        if too_often(before, pause) {
            park_due(tx, year, before, pause, now)?;
        } else {
            put_off(tx, year, before, pause, now)?;
        }
    }
    Ok(sums)
}

fn too_often(failures: u32, pause: &Pause<'_>) -> bool {
    failures.saturating_add(1) >= pause.attempts_max
}

/// How many orders of which company are due that have failed so often.
fn due_by_failures(state: &Connection, year: Year, now: Moment) -> Result<BTreeMap<(CompanyName, u32), u64>> {
    let mut due = state.prepare_cached(&format!(
        "SELECT s.company, attempts, count(*) AS due FROM orders JOIN series s ON s.id = orders.series_id
         WHERE {DUE} GROUP BY s.company, attempts"
    ))?;
    let found = due.query(params![year.get(), now.timestamp_millis()])?;
    let due = values::rows(found, |row| {
        let key = (values::parsed(row, "company")?, values::number(row, "attempts")?);
        Ok((key, values::number(row, "due")?))
    })?;
    Ok(due.into_iter().collect())
}

fn park_due(tx: &Write<'_>, year: Year, failures: u32, pause: &Pause<'_>, now: Moment) -> Result<()> {
    record_due(tx, year, failures, (Attempt::Parked, pause.error), now)?;
    let mut park = tx.prepare_cached(&format!(
        "UPDATE orders SET state = 'parked', since = ?2, reason = ?4, detail = ?5, attempts = attempts + 1,
             not_before = NULL, lease_owner = NULL, lease_until = NULL
         WHERE {DUE} AND attempts = ?3"
    ))?;
    let reason = Reason::AttemptsExhausted.to_string();
    park.execute(params![year.get(), now.timestamp_millis(), failures, reason, pause.error])?;
    Ok(())
}

fn put_off(tx: &Write<'_>, year: Year, failures: u32, pause: &Pause<'_>, now: Moment) -> Result<()> {
    record_due(tx, year, failures, (Attempt::Retry, pause.error), now)?;
    let not_before = now + (pause.pause)(failures.saturating_add(1));
    let mut put_off = tx.prepare_cached(&format!(
        "UPDATE orders SET state = 'queued', not_before = ?4, attempts = attempts + 1,
             lease_owner = NULL, lease_until = NULL
         WHERE {DUE} AND attempts = ?3"
    ))?;
    let values = params![year.get(), now.timestamp_millis(), failures, not_before.timestamp_millis()];
    put_off.execute(values)?;
    Ok(())
}

fn record_due(
    tx: &Write<'_>,
    year: Year,
    failures: u32,
    (outcome, error): (Attempt, &str),
    now: Moment,
) -> Result<()> {
    let mut record = tx.prepare_cached(&format!(
        "INSERT INTO attempts (order_id, at, outcome, error)
         SELECT id, ?2, ?4, ?5 FROM orders WHERE {DUE} AND attempts = ?3 ORDER BY id"
    ))?;
    record.execute(params![year.get(), now.timestamp_millis(), failures, outcome.as_str(), error])?;
    Ok(())
}

/// How many queued orders are not due yet.
pub fn paused(state: &Connection, now: Moment) -> Result<u64> {
    let sql = "SELECT count(*) FROM orders
               WHERE state IN ('queued', 'leased') AND state = 'queued' AND not_before > ?1";
    values::count(state, sql, [now.timestamp_millis()])
}

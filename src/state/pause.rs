//! What happens to the queue when the parent is busy or away: everything that is due waits, the longer the more often
//! it has failed.

use super::attempts::Failed;
use super::error::Result;
use super::file::Write;
use super::lease::DUE;
use super::values::{self, Moment};
use crate::domain::{CompanyName, Reason, Year};
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

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
    record_due(tx, year, failures, (Failed::Parked, pause.error), now)?;
    let mut park = tx.prepare_cached(&format!(
        "UPDATE orders SET state = 'parked', since = ?2, reason = ?4, detail = ?5, attempts = attempts + 1,
             not_before = NULL, lease_owner = NULL, lease_until = NULL
         WHERE {DUE} AND attempts = ?3"
    ))?;
    let reason = Reason::AttemptsExhausted.id();
    park.execute(params![year.get(), now.timestamp_millis(), failures, reason, pause.error])?;
    Ok(())
}

fn put_off(tx: &Write<'_>, year: Year, failures: u32, pause: &Pause<'_>, now: Moment) -> Result<()> {
    record_due(tx, year, failures, (Failed::Retry, pause.error), now)?;
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
    (outcome, error): (Failed, &str),
    now: Moment,
) -> Result<()> {
    // Of one error that goes on, the first attempt and the last say it all: a long queue beside a busy parent is not to
    // grow with every run.
    let mut forget = tx.prepare_cached(&format!(
        "DELETE FROM attempts WHERE outcome = ?4 AND error = ?5
             AND order_id IN (SELECT id FROM orders WHERE {DUE} AND attempts = ?3)
             AND EXISTS (SELECT 1 FROM attempts AS first WHERE first.order_id = attempts.order_id
                         AND first.outcome = ?4 AND first.error = ?5 AND first.rowid < attempts.rowid)"
    ))?;
    forget.execute(params![year.get(), now.timestamp_millis(), failures, outcome.as_str(), error])?;
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
               WHERE state IN ('queued', 'leased') AND state = 'queued' AND missing_since IS NULL
                   AND not_before BETWEEN ?1 + 1 AND ?1 + 900000";
    values::count(state, sql, [now.timestamp_millis()])
}

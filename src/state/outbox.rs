//! Captured orders on their way to a verdict, and back again when a person has mended the cause.

use super::error::{Error, Result};
use super::file::Write;
use super::orders::EntryId;
use super::stage::Stage;
use super::values::{self, Moment};
use crate::domain::{ContentHash, CustomerOrder, OrderKey, Reason, SupplierOrder, Year};
use chrono::NaiveDate;
use rusqlite::{Connection, Row, params};
use serde::Serialize;

/// An order that waits for a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captured {
    pub id: EntryId,
    pub key: OrderKey,
    pub order: CustomerOrder,
    /// The exercise under which the very same order was captured before.
    pub twin: Option<Year>,
    /// Whether a person has let it pass that was held on a guess.
    pub released: bool,
}

/// What a document hangs on in the parent, as a hash, and the date of its order.
pub type Basis = (ContentHash, NaiveDate);

/// What became of an order.
#[derive(Debug, Clone, Copy)]
pub enum Fate<'a> {
    Queued(&'a SupplierOrder, Option<Basis>),
    Skipped(Reason, Option<&'a str>),
    Held(Reason, Option<&'a str>),
}

impl<'a> Fate<'a> {
    fn stage(&self) -> Stage {
        match self {
            Fate::Queued(..) => Stage::Queued,
            Fate::Skipped(..) => Stage::Skipped,
            Fate::Held(..) => Stage::Held,
        }
    }

    fn target(&self) -> Option<&'a SupplierOrder> {
        match self {
            Fate::Queued(order, _) => Some(order),
            Fate::Skipped(..) | Fate::Held(..) => None,
        }
    }

    fn basis(&self) -> Option<Basis> {
        match self {
            Fate::Queued(_, basis) => *basis,
            Fate::Skipped(..) | Fate::Held(..) => None,
        }
    }

    fn why(&self) -> (Option<Reason>, Option<&'a str>) {
        match self {
            Fate::Queued(..) => (None, None),
            Fate::Skipped(reason, detail) | Fate::Held(reason, detail) => (Some(*reason), *detail),
        }
    }
}

/// Up to `limit` captured orders that stand after `after`, oldest first. An order that is being worked on in the
/// subsidiary at the moment (it is incomplete), or that the last scan has missed, is left out.
pub fn captured_after(state: &Connection, after: EntryId, limit: usize) -> Result<Vec<Captured>> {
    let mut find = state.prepare_cached(
        "SELECT o.id, s.company, s.year, s.series, o.code, content, o.released_at IS NOT NULL AS released,
                (SELECT min(ts.year) FROM series ts JOIN orders t ON t.series_id = ts.id
                 WHERE ts.company = s.company AND ts.year <> s.year AND ts.series = s.series
                   AND t.code = o.code AND t.hash = o.hash AND t.id < o.id) AS twin
         FROM orders o JOIN series s ON s.id = o.series_id JOIN snapshots ON order_id = o.id
         WHERE o.state = 'captured' AND o.id > ?1 AND o.missing_since IS NULL
           AND NOT EXISTS (SELECT 1 FROM incomplete u WHERE u.series_id = o.series_id AND u.code = o.code)
         ORDER BY o.id LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    values::rows(find.query(params![after.0, limit])?, read)
}

fn read(row: &Row<'_>) -> Result<Captured> {
    let twin: Option<u16> = row.get("twin")?;
    Ok(Captured {
        id: EntryId(row.get("id")?),
        key: super::keys::order_key(row)?,
        order: values::json(row, "content")?,
        twin: twin.map(Year::try_from).transpose().map_err(Error::damaged)?,
        released: row.get("released")?,
    })
}

/// Stores what became of a captured order, and how that came about.
pub fn decided(
    tx: &Write<'_>,
    id: EntryId,
    fate: &Fate<'_>,
    explanation: &impl Serialize,
    now: Moment,
) -> Result<()> {
    let sql = "UPDATE orders SET state = ?2, reason = ?3, detail = ?4, target_year = ?5, since = ?6
               WHERE id = ?1 AND state = 'captured'";
    let (reason, detail) = fate.why();
    let reason = reason.map(Reason::id);
    let year = fate.target().map(|order| order.year.get());
    let target = fate.target().map(values::to_json).transpose()?;
    let values = params![id.0, fate.stage().as_str(), reason, detail, year, now.timestamp_millis()];
    if tx.prepare_cached(sql)?.execute(values)? != 1 {
        return Err(Error::damaged(format_args!("order {} is not captured", id.0)));
    }
    let (basis, ordered_on) = fate.basis().unzip();
    let basis = basis.as_ref().map(ContentHash::as_bytes);
    let sql = "INSERT OR REPLACE INTO verdicts (order_id, explanation, target, basis, ordered_on)
               VALUES (?1, ?2, ?3, ?4, ?5)";
    let ordered_on = ordered_on.map(|date| date.to_string());
    let values = params![id.0, values::to_json(explanation)?, target, basis, ordered_on];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// Puts a held order back to be decided again, or a parked one back into the queue; any other stays as it is.
pub fn put_back(tx: &Write<'_>, id: EntryId, now: Moment) -> Result<()> {
    let sql = "UPDATE orders SET state = CASE state WHEN 'held' THEN 'captured' ELSE 'queued' END,
                   reason = NULL, detail = NULL, attempts = 0, not_before = NULL, since = ?2
               WHERE id = ?1 AND state IN ('held', 'parked')";
    tx.prepare_cached(sql)?.execute(params![id.0, now.timestamp_millis()])?;
    Ok(())
}

/// Puts an order that is held on a guess back to be decided, as one that a person lets pass.
pub fn release(tx: &Write<'_>, id: EntryId, now: Moment) -> Result<()> {
    tx.prepare_cached("UPDATE orders SET released_at = ?2 WHERE id = ?1")?
        .execute(params![id.0, now.timestamp_millis()])?;
    put_back(tx, id, now)
}

/// The orders that are in one state for a reason, oldest first.
pub fn in_stage(state: &Connection, stage: Stage) -> Result<Vec<(EntryId, OrderKey)>> {
    let mut find = state.prepare_cached(
        "SELECT o.id, s.company, s.year, s.series, o.code FROM orders o JOIN series s ON s.id = o.series_id
         WHERE o.state = ?1 AND o.reason IS NOT NULL AND o.state IN ('held', 'parked', 'pushed') ORDER BY o.id",
    )?;
    values::rows(find.query([stage.as_str()])?, |row| {
        Ok((EntryId(row.get("id")?), super::keys::order_key(row)?))
    })
}

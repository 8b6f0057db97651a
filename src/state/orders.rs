//! The orders that were seen: captured once, captured again when they change.

use super::error::{Error, Result};
use super::file::Write;
use super::values::{self, Moment};
use super::watermark::SeriesId;
use crate::domain::{ContentHash, CustomerOrder, OrderNumber, Reason};
use rusqlite::params;

/// An order's place in the state: ascending in the order of capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub(super) i64);

impl EntryId {
    /// Before every entry.
    pub const START: EntryId = EntryId(0);
}

/// The content of an order as it was read, ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    pub hash: ContentHash,
    content: String,
}

impl Snapshot {
    pub fn new(order: &CustomerOrder, hash: ContentHash) -> Result<Snapshot> {
        Ok(Snapshot { hash, content: values::to_json(order)? })
    }
}

/// Takes an order that was never seen.
pub fn capture(
    tx: &Write<'_>,
    series: SeriesId,
    number: OrderNumber,
    snapshot: &Snapshot,
    now: Moment,
) -> Result<EntryId> {
    let sql = "INSERT INTO orders (series_id, code, state, hash, captured_at, since)
               VALUES (?1, ?2, 'captured', ?3, ?4, ?4)";
    let now = now.timestamp_millis();
    tx.prepare_cached(sql)?.execute(params![series.0, number.get(), snapshot.hash.as_bytes(), now])?;
    let id = EntryId(tx.last_insert_rowid());
    tx.prepare_cached("INSERT INTO snapshots (order_id, content) VALUES (?1, ?2)")?
        .execute(params![id.0, snapshot.content])?;
    Ok(id)
}

/// Takes an order again whose content has changed and which is not in the parent; whatever was decided on it is
/// forgotten. Where it was leased before, the old content may have reached the parent: `changed_at` keeps that in
/// mind until its mark is found there, or a document with the new content is written.
pub fn recapture(tx: &Write<'_>, id: EntryId, snapshot: &Snapshot, now: Moment) -> Result<()> {
    let now = now.timestamp_millis();
    let sql = "UPDATE orders SET state = 'captured', hash = ?2, since = ?3, reason = NULL, detail = NULL,
                   target_year = NULL, attempts = 0, not_before = NULL, lease_owner = NULL, lease_until = NULL,
                   changed_at = CASE WHEN generation > 0 THEN ?3 END, missing_since = NULL, released_at = NULL
               WHERE id = ?1 AND state <> 'pushed'";
    let changed = tx.prepare_cached(sql)?.execute(params![id.0, snapshot.hash.as_bytes(), now])?;
    if changed != 1 {
        return Err(Error::damaged(format_args!("order {} cannot be captured again", id.0)));
    }
    tx.prepare_cached("UPDATE snapshots SET content = ?2 WHERE order_id = ?1")?
        .execute(params![id.0, snapshot.content])?;
    tx.prepare_cached("DELETE FROM verdicts WHERE order_id = ?1")?.execute([id.0])?;
    Ok(())
}

/// Notes for a person that an order changed after it was written. What was written stays on record.
pub fn note_changed_after_push(tx: &Write<'_>, id: EntryId, hash: ContentHash, now: Moment) -> Result<()> {
    let sql = "UPDATE orders SET hash = ?2, changed_at = ?3, since = ?3, reason = ?4, missing_since = NULL
               WHERE id = ?1 AND state = 'pushed'";
    let reason = Reason::ChangedAfterPush.id();
    tx.prepare_cached(sql)?.execute(params![id.0, hash.as_bytes(), now.timestamp_millis(), reason])?;
    Ok(())
}

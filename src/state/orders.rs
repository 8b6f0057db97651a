//! The orders that were seen: captured once, captured again when they change.

use super::error::{Error, Result};
use super::file::Write;
use super::values::{self, Moment};
use super::watermark::SeriesId;
use crate::domain::{CompanyName, ContentHash, CustomerOrder, OrderId, OrderNumber, Reason, Year};
use rusqlite::{Connection, params};

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

/// The companies whose orders of an exercise, or of any, are known.
pub fn companies(state: &Connection, year: Option<Year>) -> Result<Vec<CompanyName>> {
    let sql = "SELECT DISTINCT company FROM series WHERE ?1 IS NULL OR year = ?1 ORDER BY company";
    values::rows(state.prepare_cached(sql)?.query([year.map(Year::get)])?, |row| {
        values::parsed(row, "company")
    })
}

/// The newest orders of a company's exercise with their contents.
pub fn newest_of(
    state: &Connection,
    company: &CompanyName,
    year: Year,
    limit: usize,
) -> Result<Vec<(OrderId, ContentHash)>> {
    let mut find = state.prepare_cached(
        "SELECT s.series, o.code, o.hash FROM orders o JOIN series s ON s.id = o.series_id
         WHERE s.company = ?1 AND s.year = ?2 ORDER BY o.id DESC LIMIT ?3",
    )?;
    values::rows(find.query(params![company.as_str(), year.get(), values::limit(limit)])?, |row| {
        let id = OrderId { series: values::parsed(row, "series")?, number: super::keys::code(row, "code")? };
        let hash: [u8; 16] = row.get("hash")?;
        Ok((id, ContentHash::from_bytes(hash)))
    })
}

/// Gives a company's orders and files to the name that it has now, unless that has orders of its own.
pub fn rename(tx: &Write<'_>, from: &CompanyName, to: &CompanyName) -> Result<()> {
    for table in ["series", "files"] {
        let sql = format!(
            "UPDATE {table} SET company = ?2 WHERE company = ?1
                 AND NOT EXISTS (SELECT 1 FROM {table} other WHERE other.company = ?2 AND other.year = {table}.year)"
        );
        tx.prepare_cached(&sql)?.execute([from.as_str(), to.as_str()])?;
    }
    Ok(())
}

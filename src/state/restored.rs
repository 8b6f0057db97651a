//! What a restored parent lacks: orders that were pushed go back into the queue.

use super::attempts::{self, Failed};
use super::error::Result;
use super::file::Write;
use super::orders::EntryId;
use super::values::{self, Moment};
use crate::domain::{OrderKey, Reason, Year};
use rusqlite::{Connection, params};

/// An order that is in the parent, as far as the state knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    pub id: EntryId,
    pub key: OrderKey,
    /// When it was settled.
    pub at: Moment,
    /// The document it became.
    pub document: String,
}

/// The orders that were pushed into an exercise of the parent, or into any, oldest first; without those whose document
/// a person wants to be absent. Of a document that is known to be missing `detail` says which it was.
pub fn pushed_into(state: &Connection, year: Option<Year>) -> Result<Vec<Pushed>> {
    let mut find = state.prepare_cached(
        "SELECT o.id, s.company, s.year, s.series, o.code, coalesce(o.pushed_at, o.since) AS at,
                CASE WHEN o.document_code IS NULL THEN coalesce(o.detail, '')
                     ELSE printf('%s-%06d', o.document_series, o.document_code) END AS document
         FROM orders o JOIN series s ON s.id = o.series_id
         WHERE o.state = 'pushed' AND (?1 IS NULL OR o.target_year = ?1)
             AND (o.document_code IS NOT NULL OR o.reason = ?2) ORDER BY o.id",
    )?;
    values::rows(find.query(params![year.map(Year::get), Reason::DocumentMissing.id()])?, |row| {
        Ok(Pushed {
            id: EntryId(row.get("id")?),
            key: super::keys::order_key(row)?,
            at: values::moment(row, "at")?,
            document: row.get("document")?,
        })
    })
}

/// Puts an order that was pushed back into the queue, to be written as it was, since the parent is a backup again.
///
/// One that changed in the subsidiary after it was written is written as it was, too, and stays noted for a person;
/// the content that the subsidiary has now is forgotten, so that a scan that meets it before takes it anew.
pub fn write_again(tx: &Write<'_>, order: &Pushed, backup: &str, now: Moment) -> Result<()> {
    let sql = "UPDATE orders SET state = 'queued', since = ?2, reason = NULL, detail = NULL, attempts = 0,
                   not_before = NULL, document_series = NULL, document_code = NULL, pushed_at = NULL, arrival = NULL,
                   hash = CASE WHEN changed_at IS NULL THEN hash ELSE zeroblob(16) END
               WHERE id = ?1 AND state = 'pushed'";
    tx.prepare_cached(sql)?.execute(params![order.id.0, now.timestamp_millis()])?;
    let written = order.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let why = format!("{} of {written} is not in {backup}, which was restored", order.document);
    attempts::record(tx, order.id, Failed::Retry, &why, now)
}

//! The documents that the state says were written: a claim about a file that others write, too.

use super::attempts::{self, Failed};
use super::error::Result;
use super::file::Write;
use super::keys::order_key;
use super::orders::EntryId;
use super::values::{self, Moment};
use crate::domain::{CompanyName, DocumentId, OrderKey, Reason, Year};
use rusqlite::{Connection, Row, params};
use std::collections::BTreeMap;

/// An order that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenOrder {
    pub id: EntryId,
    pub key: OrderKey,
    /// Whether its document is known to be missing.
    pub is_missing: bool,
}

const WRITTEN: &str = "SELECT o.id, s.company, s.year, s.series, o.code, o.reason IS ?2 AS missing
    FROM orders o JOIN series s ON s.id = o.series_id
    WHERE o.state = 'pushed' AND o.target_year = ?1";

/// The newest `limit` orders that were written into an exercise of the parent, and those whose documents are missing.
pub fn lately(state: &Connection, year: Year, limit: usize) -> Result<Vec<WrittenOrder>> {
    let newest = format!("{WRITTEN} AND o.document_code IS NOT NULL ORDER BY o.pushed_at DESC LIMIT ?3");
    let mut find = state.prepare_cached(&newest)?;
    let values = params![year.get(), Reason::DocumentMissing.id(), values::limit(limit)];
    let mut found = values::rows(find.query(values)?, read)?;
    found.extend(missing(state, year)?);
    Ok(found)
}

/// The orders whose documents are missing in an exercise of the parent.
pub fn missing(state: &Connection, year: Year) -> Result<Vec<WrittenOrder>> {
    // The conditions on reason and state are those of the partial index.
    let sql = format!(
        "{WRITTEN} AND o.reason IS NOT NULL AND o.state IN ('held', 'parked', 'pushed') AND o.reason = ?2"
    );
    values::rows(state.prepare_cached(&sql)?.query(params![year.get(), Reason::DocumentMissing.id()])?, read)
}

/// Every order of a company that was written into an exercise of the parent and is not known to be missing there.
pub fn of_company(state: &Connection, company: &CompanyName, year: Year) -> Result<Vec<WrittenOrder>> {
    let sql = format!("{WRITTEN} AND o.document_code IS NOT NULL AND s.company = ?3");
    let values = params![year.get(), Reason::DocumentMissing.id(), company.as_str()];
    values::rows(state.prepare_cached(&sql)?.query(values)?, read)
}

fn read(row: &Row<'_>) -> Result<WrittenOrder> {
    Ok(WrittenOrder { id: EntryId(row.get("id")?), key: order_key(row)?, is_missing: row.get("missing")? })
}

/// How many documents of each company there must be in an exercise of the parent.
pub fn counts(state: &Connection, year: Year) -> Result<BTreeMap<CompanyName, u64>> {
    let mut count = state.prepare_cached(
        "SELECT s.company, sum(written) AS written
         FROM (SELECT series_id, count(*) AS written FROM orders
               WHERE state = 'pushed' AND document_code IS NOT NULL AND target_year = ?1 GROUP BY series_id)
         JOIN series s ON s.id = series_id GROUP BY s.company",
    )?;
    let found = values::rows(count.query([year.get()])?, |row| {
        Ok((values::parsed(row, "company")?, values::number(row, "written")?))
    })?;
    Ok(found.into_iter().collect())
}

/// The exercises of the parent that something was written into.
pub fn years(state: &Connection) -> Result<Vec<Year>> {
    let sql = "SELECT DISTINCT target_year FROM orders WHERE state = 'pushed' AND target_year IS NOT NULL
               ORDER BY target_year";
    values::rows(state.prepare_cached(sql)?.query([])?, |row| super::keys::year(row, "target_year"))
}

/// Notes that an order's document is missing; which one it was stays on record.
pub fn note_missing(tx: &Write<'_>, id: EntryId, now: Moment) -> Result<()> {
    let sql = "UPDATE orders SET reason = ?2, since = ?3,
                   detail = printf('%s-%06d', document_series, document_code),
                   document_series = NULL, document_code = NULL
               WHERE id = ?1 AND state = 'pushed' AND document_code IS NOT NULL";
    let values = params![id.0, Reason::DocumentMissing.id(), now.timestamp_millis()];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// The document is there after all.
pub fn found_again(tx: &Write<'_>, id: EntryId, document: DocumentId, now: Moment) -> Result<()> {
    let sql =
        "UPDATE orders SET reason = NULL, detail = NULL, since = ?4, document_series = ?2, document_code = ?3
               WHERE id = ?1 AND state = 'pushed'";
    let (series, number) = (document.series.to_string(), document.number.get());
    tx.prepare_cached(sql)?.execute(params![id.0, series, number, now.timestamp_millis()])?;
    Ok(())
}

/// Puts an order whose document is missing back into the queue, since a person wants it written again. The content that
/// the subsidiary has by now is forgotten where it has changed, so that the next scan takes it.
pub fn write_again(tx: &Write<'_>, id: EntryId, now: Moment) -> Result<()> {
    let sql = "UPDATE orders SET state = 'queued', since = ?2, reason = NULL, detail = NULL, attempts = 0,
                   not_before = NULL, pushed_at = NULL, arrival = NULL,
                   hash = CASE WHEN changed_at IS NULL THEN hash ELSE zeroblob(16) END
               WHERE id = ?1 AND state = 'pushed'";
    let mut find = tx.prepare_cached("SELECT coalesce(detail, '') FROM orders WHERE id = ?1")?;
    let document: String = find.query_row([id.0], |row| row.get(0))?;
    tx.prepare_cached(sql)?.execute(params![id.0, now.timestamp_millis()])?;
    attempts::record(tx, id, Failed::Retry, &format!("{document} is missing in the parent"), now)
}

/// Ends what a person has looked at: the document, or its absence, is right as it is.
pub fn keep(tx: &Write<'_>, id: EntryId, now: Moment) -> Result<()> {
    let sql = "UPDATE orders SET reason = NULL, detail = NULL, since = ?2 WHERE id = ?1 AND state = 'pushed'";
    tx.prepare_cached(sql)?.execute(params![id.0, now.timestamp_millis()])?;
    Ok(())
}

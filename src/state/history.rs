//! What the state knows of single orders, for people.

use super::error::{Error, Result};
use super::orders::EntryId;
use super::stage::Stage;
use super::values::{self, Moment};
use crate::domain::{CustomerOrder, DocumentId, OrderKey, Reason, SupplierOrder};
use rusqlite::{Connection, Row, params};
use serde::de::DeserializeOwned;

/// Everything on one order but its attempts. `B` is what was stored of how the verdict came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderHistory<B> {
    pub id: EntryId,
    pub stage: Stage,
    pub reason: Option<Reason>,
    pub detail: Option<String>,
    pub captured_at: Moment,
    pub since: Moment,
    pub not_before: Option<Moment>,
    pub order: CustomerOrder,
    pub explanation: Option<B>,
    pub target: Option<SupplierOrder>,
    pub document: Option<DocumentId>,
}

/// An order that a person has to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attention {
    pub key: OrderKey,
    /// `None`: it could not be captured.
    pub stage: Option<Stage>,
    pub reason: Reason,
    pub detail: Option<String>,
    pub since: Moment,
}

pub fn of_order<B: DeserializeOwned>(state: &Connection, key: &OrderKey) -> Result<Option<OrderHistory<B>>> {
    let mut find = state.prepare_cached(
        "SELECT o.*, content, explanation, target FROM orders o JOIN series s ON s.id = o.series_id
         JOIN snapshots n ON n.order_id = o.id LEFT JOIN verdicts v ON v.order_id = o.id
         WHERE s.company = ?1 AND s.year = ?2 AND s.series = ?3 AND o.code = ?4",
    )?;
    let mut found = find.query(params![
        key.company.as_str(),
        key.year.get(),
        key.id.series.to_string(),
        key.id.number.get()
    ])?;
    found.next()?.map(read).transpose()
}

fn read<B: DeserializeOwned>(row: &Row<'_>) -> Result<OrderHistory<B>> {
    Ok(OrderHistory {
        id: EntryId(row.get("id")?),
        stage: values::parsed(row, "state")?,
        reason: values::parsed_if_any(row, "reason")?,
        detail: row.get("detail")?,
        captured_at: values::moment(row, "captured_at")?,
        since: values::moment(row, "since")?,
        not_before: values::moment_if_any(row, "not_before")?,
        order: values::json(row, "content")?,
        explanation: values::json_if_any(row, "explanation")?,
        target: values::json_if_any(row, "target")?,
        document: document(row)?,
    })
}

fn document(row: &Row<'_>) -> Result<Option<DocumentId>> {
    let series = values::parsed_if_any(row, "document_series")?;
    let number: Option<i32> = row.get("document_code")?;
    let number = number.map(TryFrom::try_from).transpose().map_err(Error::damaged)?;
    Ok(series.zip(number).map(|(series, number)| DocumentId { series, number }))
}

/// Since when an order is known not to be ready, and why.
pub fn incomplete(state: &Connection, key: &OrderKey) -> Result<Option<(Moment, String)>> {
    let mut find = state.prepare_cached(
        "SELECT since, problem FROM incomplete o JOIN series s ON s.id = o.series_id
         WHERE s.company = ?1 AND s.year = ?2 AND s.series = ?3 AND o.code = ?4",
    )?;
    let mut found = find.query(params![
        key.company.as_str(),
        key.year.get(),
        key.id.series.to_string(),
        key.id.number.get()
    ])?;
    found.next()?.map(|row| Ok((values::moment(row, "since")?, row.get("problem")?))).transpose()
}

/// Where an order stands and why, without its content.
pub fn stage(state: &Connection, key: &OrderKey) -> Result<Option<(EntryId, Stage, Option<Reason>)>> {
    let mut find = state.prepare_cached(
        "SELECT o.id, o.state, o.reason FROM orders o JOIN series s ON s.id = o.series_id
         WHERE s.company = ?1 AND s.year = ?2 AND s.series = ?3 AND o.code = ?4",
    )?;
    let mut found = find.query(params![
        key.company.as_str(),
        key.year.get(),
        key.id.series.to_string(),
        key.id.number.get()
    ])?;
    let read = |row: &Row<'_>| {
        let (stage, reason) = (values::parsed(row, "state")?, values::parsed_if_any(row, "reason")?);
        Ok((EntryId(row.get("id")?), stage, reason))
    };
    found.next()?.map(read).transpose()
}

/// Up to `limit` orders that a person has to look at, oldest first.
pub fn needs_attention(state: &Connection, limit: usize) -> Result<Vec<Attention>> {
    let mut find = state.prepare_cached(
        "SELECT s.company, s.year, s.series, o.code, o.state, o.reason, o.detail, o.since
         FROM orders o JOIN series s ON s.id = o.series_id
         WHERE o.reason IS NOT NULL AND o.state IN ('held', 'parked', 'pushed') ORDER BY o.id LIMIT ?1",
    )?;
    let mut found = values::rows(find.query([values::limit(limit)])?, |row| {
        Ok(Attention {
            key: super::keys::order_key(row)?,
            stage: Some(values::parsed(row, "state")?),
            reason: values::parsed(row, "reason")?,
            detail: row.get("detail")?,
            since: values::moment(row, "since")?,
        })
    })?;
    found.extend(unreadable(state, limit - found.len().min(limit))?);
    found.sort_by_key(|order| order.since);
    Ok(found)
}

/// Orders that cannot be read.
fn unreadable(state: &Connection, limit: usize) -> Result<Vec<Attention>> {
    let mut find = state.prepare_cached(
        "SELECT s.company, s.year, s.series, u.code, u.problem, u.since
         FROM incomplete u JOIN series s ON s.id = u.series_id WHERE u.unreadable ORDER BY u.since LIMIT ?1",
    )?;
    values::rows(find.query([values::limit(limit)])?, |row| {
        Ok(Attention {
            key: super::keys::order_key(row)?,
            stage: None,
            reason: Reason::OrderUnreadable,
            detail: row.get("problem")?,
            since: values::moment(row, "since")?,
        })
    })
}

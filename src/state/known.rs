//! What a scan has to know of the orders that it meets again.

use super::error::Result;
use super::orders::EntryId;
use super::stage::Stage;
use super::values;
use super::watermark::SeriesId;
use crate::domain::{ContentHash, OrderNumber};
use rusqlite::{Connection, Row, params};

/// Orders asked for at a time.
const STRETCH: usize = 500;

/// An order of the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub id: EntryId,
    pub stage: Stage,
    pub hash: ContentHash,
    /// Whether a scan has missed it.
    pub is_missing: bool,
}

/// The orders of one series, looked up a stretch at a time: a scan meets them in the order of their numbers, and one
/// question for many costs little more than one for each of them.
#[derive(Debug)]
pub struct KnownOrders {
    series: SeriesId,
    /// Ascending; whole for the numbers of `covered`.
    stretch: Vec<(OrderNumber, Known)>,
    covered: Option<(OrderNumber, OrderNumber)>,
}

impl KnownOrders {
    pub fn new(series: SeriesId) -> KnownOrders {
        KnownOrders { series, stretch: Vec::new(), covered: None }
    }

    /// What was known of an order when its stretch was read: before anything of it was changed, as long as the numbers
    /// asked for ascend.
    pub fn find(&mut self, state: &Connection, number: OrderNumber) -> Result<Option<Known>> {
        if !self.covered.is_some_and(|(from, to)| (from..=to).contains(&number)) {
            self.stretch = stretch(state, self.series, number)?;
            let last = self.stretch.last().filter(|_| self.stretch.len() == STRETCH);
            self.covered = Some((number, last.map_or(OrderNumber::LAST, |(last, _)| *last)));
        }
        let place = self.stretch.binary_search_by_key(&number, |(known, _)| *known);
        Ok(place.ok().and_then(|place| self.stretch.get(place)).map(|(_, known)| *known))
    }
}

fn stretch(state: &Connection, series: SeriesId, from: OrderNumber) -> Result<Vec<(OrderNumber, Known)>> {
    let mut find = state.prepare_cached(&format!(
        "SELECT code, id, state, hash, missing_since IS NOT NULL AS missing FROM orders
         WHERE series_id = ?1 AND code >= ?2 ORDER BY code LIMIT {STRETCH}"
    ))?;
    values::rows(find.query(params![series.0, from.get()])?, known)
}

fn known(row: &Row<'_>) -> Result<(OrderNumber, Known)> {
    let hash: [u8; 16] = row.get("hash")?;
    let number = super::keys::code(row, "code")?;
    let id = EntryId(row.get("id")?);
    let (stage, is_missing) = (values::parsed(row, "state")?, row.get("missing")?);
    Ok((number, Known { id, stage, hash: ContentHash::from_bytes(hash), is_missing }))
}

//! Series of documents by the index on (series, number): which there are, and the newest number of one.

use super::view::View;
use crate::domain::{OrderNumber, Series};
use crate::store::factusol::{Fields, Table};
use crate::store::{Error, Result};
use accdb::{IndexId, Row, Tables, Value};
use std::ops::Bound::{Excluded, Included, Unbounded};

/// Every series, ascending: skips from one to the next, so it touches a handful of pages for each.
pub(super) fn all<T: Tables>(view: &View<'_, T>, table: &Table, index: IndexId) -> Result<Vec<Series>> {
    let mut found: Vec<Series> = Vec::new();
    loop {
        let last = found.last().map(|series| [key(*series)]);
        let lower = last.as_ref().map_or(Unbounded, |last| Excluded(&last[..]));
        let mut rows = view.range(table, index, lower, Unbounded)?;
        let Some(row) = rows.next()? else { break };
        let series = Fields { table, row: &row }.series(table.key[0])?;
        if found.contains(&series) {
            return Err(disordered(view, table, &row));
        }
        found.push(series);
    }
    found.sort_unstable();
    Ok(found)
}

/// The highest number of a series.
pub(super) fn newest<T: Tables>(
    view: &View<'_, T>,
    table: &Table,
    index: IndexId,
    series: Series,
) -> Result<Option<OrderNumber>> {
    let key = [key(series)];
    let mut rows = view.range(table, index, Included(&key), Included(&key))?;
    rows.prev()?.map(|row| Fields { table, row: &row }.number(table.key[1])).transpose()
}

/// A series as the first column of a key.
pub(super) fn key(series: Series) -> Value<'static> {
    Value::Text(series.to_string().into())
}

/// A document as the first two columns of a key.
pub(super) fn document_key(series: Series, number: OrderNumber) -> [Value<'static>; 2] {
    [key(series), Value::Long(number.get())]
}

/// The error for an index whose entries are not those of its rows; following it could go on for ever.
pub(super) fn disordered<T: Tables>(view: &View<'_, T>, table: &Table, row: &Row<'_>) -> Error {
    let what = format!("an index of {} names a row that has another key", table.def.name);
    view.engine(accdb::Error::Damaged { page: row.id().page, what })
}

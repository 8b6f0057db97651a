//! Series of documents by the index on (series, number): which there are, and the newest number of one.

use super::view::View;
use crate::domain::{OrderNumber, Series};
use crate::store::factusol::{Cells, Fields, Table};
use crate::store::{Error, Result};
use accdb::{IndexId, Row, Tables, Value};
use std::ops::Bound::{Excluded, Included, Unbounded};

/// Rows that name no document that are told one by one.
const ODD_MAX: usize = 20;

/// Texts that are no series, after which an index is not believed: it could go on for ever.
const STRANGE_MAX: usize = 1000;

/// The series of a table.
#[derive(Default)]
pub(super) struct Found {
    /// Ascending.
    pub series: Vec<Series>,
    /// What is no series, each by its first row.
    pub odd: Vec<Error>,
}

/// Every series: skips from one to the next, so it touches a handful of pages for each.
pub(super) fn all<T: Tables>(view: &View<'_, T>, table: &Table, index: IndexId) -> Result<Found> {
    let mut found = Found::default();
    let mut last: Option<Value<'static>> = None;
    loop {
        let lower = last.as_ref().map_or(Unbounded, |last| Excluded(std::slice::from_ref(last)));
        let mut rows = view.range(table, index, lower, Unbounded)?;
        let Some(row) = rows.next()? else { break };
        match (Fields { table, row: &row }).series(table.key[0]) {
            Ok(series) if !found.series.contains(&series) => found.series.push(series),
            Err(odd @ Error::Value { .. }) if found.odd.len() < STRANGE_MAX => found.odd.push(odd),
            Ok(_) | Err(Error::Value { .. }) => return Err(disordered(view, table, &row)),
            Err(error) => return Err(error),
        }
        let name = row.cell(table.key[0].at.unwrap_or_default()).map_err(|error| view.engine(error))?;
        last = Some(name.into_owned());
    }
    found.series.sort_unstable();
    Ok(found)
}

/// The rows whose series or number is none; of many the first.
pub(super) fn odd<T: Tables>(view: &View<'_, T>, table: &Table, index: IndexId) -> Result<Vec<Error>> {
    let Found { series, mut odd } = all(view, table, index)?;
    odd.truncate(ODD_MAX);
    for series in series {
        let [from, to] = [i32::MIN, 0].map(|number| [key(series), Value::Long(number)]);
        let mut rows = view.range(table, index, Included(&from), Included(&to))?;
        while let Some(row) = rows.next()?.filter(|_| odd.len() < ODD_MAX) {
            odd.extend(Fields { table, row: &row }.number(table.key[1]).err());
        }
    }
    Ok(odd)
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
    // A number below the first is no document's, and all others lie below it.
    let newest = rows.prev()?.map(|row| Fields { table, row: &row }.whole(table.key[1])).transpose()?;
    Ok(newest.and_then(OrderNumber::new))
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

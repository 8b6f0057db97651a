//! Series of documents, and the highest and lowest numbers of one.

use super::sql;
use super::view::{View, of_range, of_series};
use crate::domain::{OrderNumber, Series};
use crate::store::Result;
use crate::store::factusol::{Fields, Table};
use std::collections::BTreeSet;

/// Every series, ascending; `key` is a table of which nothing but its key was asked for.
pub(super) fn all(view: &View<'_>, key: &Table) -> Result<Vec<Series>> {
    let mut found = BTreeSet::new();
    let (series, rest) = (key.key[0], format!(" GROUP BY {}", sql::name(key.key[0].name)));
    view.select_only(key, series, &rest)?.run(&[], |row| {
        found.insert(Fields { table: key, row }.series(series)?);
        Ok(true)
    })?;
    Ok(found.into_iter().collect())
}

/// The highest number of a series.
pub(super) fn newest(view: &View<'_>, table: &Table, series: Series) -> Result<Option<OrderNumber>> {
    let number = view.number(&extreme(table, "MAX", ""), &[of_series(series)])?;
    Ok(number.and_then(OrderNumber::new))
}

/// The lowest number of a series within a range.
pub(super) fn lowest(
    view: &View<'_>,
    table: &Table,
    series: Series,
    from: OrderNumber,
    to: OrderNumber,
) -> Result<Option<OrderNumber>> {
    let number = sql::name(table.key[1].name);
    let text = extreme(table, "MIN", &format!(" AND {number} >= ? AND {number} <= ?"));
    Ok(view.number(&text, &of_range(series, from, to))?.and_then(OrderNumber::new))
}

/// The highest number of a series up to one.
pub(super) fn highest_to(
    view: &View<'_>,
    table: &Table,
    series: Series,
    to: OrderNumber,
) -> Result<Option<OrderNumber>> {
    let number = sql::name(table.key[1].name);
    let text = extreme(table, "MAX", &format!(" AND {number} >= ? AND {number} <= ?"));
    Ok(view.number(&text, &of_range(series, OrderNumber::FIRST, to))?.and_then(OrderNumber::new))
}

fn extreme(table: &Table, which: &str, and: &str) -> String {
    let [series, number] = [table.key[0], table.key[1]].map(|place| sql::name(place.name));
    format!("SELECT {which}({number}) FROM {} WHERE {series} = ?{and}", sql::name(&table.def.name))
}

/// A range of numbers of one series, with the order of the rows.
pub(super) fn in_range(table: &Table) -> String {
    let keys: Vec<String> = table.key.iter().map(|place| sql::name(place.name)).collect();
    let (series, number) = (&keys[0], &keys[1]);
    format!(" WHERE {series} = ? AND {number} >= ? AND {number} <= ? ORDER BY {}", keys[1..].join(", "))
}

/// The rows of one document, in their order.
pub(super) fn of_one(table: &Table) -> String {
    let keys: Vec<String> = table.key.iter().map(|place| sql::name(place.name)).collect();
    format!(" WHERE {} = ? AND {} = ? ORDER BY {}", keys[0], keys[1], keys[1..].join(", "))
}

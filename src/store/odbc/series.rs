//! Series of documents, and the highest and lowest numbers of one.

use super::sql;
use super::view::{View, of_range, of_series};
use crate::domain::{OrderNumber, Series};
use crate::store::factusol::{Fields, Table};
use crate::store::{Error, Result};
use std::collections::BTreeSet;

/// Rows that name no document that are told one by one.
const ODD_MAX: usize = 20;

/// Every series, ascending; `key` is a table of which nothing but its key was asked for.
pub(super) fn all(view: &View<'_>, key: &Table) -> Result<Vec<Series>> {
    let mut found = BTreeSet::new();
    let (series, rest) = (key.key[0], format!(" GROUP BY {}", sql::name(key.key[0].name)));
    view.select_only(key, series, &rest)?.run(&[], |row| {
        match (Fields { table: key, row }).series(series) {
            // It is told by whoever asks for what is odd.
            Err(Error::Value { .. }) => {}
            named => drop(found.insert(named?)),
        }
        Ok(true)
    })?;
    Ok(found.into_iter().collect())
}

/// The rows whose series or number is none; of many the first. `key` as for [`all`].
pub(super) fn odd(view: &View<'_>, key: &Table) -> Result<Vec<Error>> {
    let (mut odd, [series, number]) = (Vec::new(), [key.key[0], key.key[1]]);
    view.select_only(key, series, &format!(" GROUP BY {}", sql::name(series.name)))?.run(&[], |row| {
        odd.extend((Fields { table: key, row }).series(series).err());
        Ok(odd.len() < ODD_MAX)
    })?;
    view.select(key, &format!(" WHERE {} < 1", sql::name(number.name)))?.run(&[], |row| {
        odd.extend((Fields { table: key, row }).number(number).err());
        Ok(odd.len() < ODD_MAX)
    })?;
    Ok(odd)
}

/// The highest number of a series.
pub(super) fn newest(view: &View<'_>, table: &Table, series: Series) -> Result<Option<OrderNumber>> {
    let number = view.number(&extreme(table, "MAX", ""), &[of_series(series)])?;
    Ok(number.and_then(OrderNumber::new))
}

/// Calls `each` with every number of a series, in no order; `key` as for [`all`].
pub(super) fn each_number(
    view: &View<'_>,
    key: &Table,
    series: Series,
    mut each: impl FnMut(OrderNumber),
) -> Result<()> {
    let (of, number) = (sql::name(key.key[0].name), key.key[1]);
    view.select_only(key, number, &format!(" WHERE {of} = ?"))?.run(&[of_series(series)], |row| {
        // What is no number of an order is told elsewhere.
        let number = OrderNumber::new(Fields { table: key, row }.whole(number)?);
        number.into_iter().for_each(&mut each);
        Ok(true)
    })
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

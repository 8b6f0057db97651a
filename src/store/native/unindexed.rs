//! Rows that stand in a table and in no index: other programs leave them behind, and a walk by index never meets them.

use super::view::View;
use crate::domain::OrderId;
use crate::store::factusol::{
    Cells, F_LPC, F_LPP, F_PCL, F_PPR, Fields, HEADER_KEY, Headers, Kind, LINE_KEY, Lines, Source, Table,
};
use crate::store::{Error, Result, Unindexed};
use accdb::{Database, IndexId, Row, Value};
use std::collections::BTreeSet;
use std::ops::Bound::Included;

/// Documents that a message names.
const NAMED: usize = 10;

/// A table, and how many rows and entries it has where these differ.
struct Differing {
    table: Table,
    index: IndexId,
    rows: u64,
    entries: u64,
}

/// The customer orders that depend on rows of no index.
pub(super) fn orders(view: &View<'_, Database>) -> Result<Option<Unindexed>> {
    let (mut orders, mut first) = (BTreeSet::new(), None);
    let tables = [(F_PCL, &Headers::KEY[..], &Headers::INDEX[..]), (F_LPC, &Lines::KEY, &Lines::INDEX)];
    for (name, key, index) in tables {
        if let Some(differing) = differing(view, name, key, index)? {
            let lost = differing.lost(view)?;
            first.get_or_insert_with(|| differing.error(view, &lost));
            orders.extend(lost);
        }
    }
    let orders = orders.into_iter().collect();
    Ok(first.map(|error| Unindexed { orders, error }))
}

/// Refuses supplier orders with rows of no index.
pub(super) fn documents(view: &View<'_, Database>) -> Result<()> {
    for (name, key) in [(F_PPR, &HEADER_KEY[..]), (F_LPP, &LINE_KEY)] {
        let index: Vec<&str> = key.iter().map(|(name, _)| *name).collect();
        if let Some(differing) = differing(view, name, key, &index)? {
            let lost = differing.lost(view)?;
            return Err(differing.error(view, &lost));
        }
    }
    Ok(())
}

fn differing(
    view: &View<'_, Database>,
    name: &str,
    key: &[(&'static str, Kind)],
    index: &[&'static str],
) -> Result<Option<Differing>> {
    let table = view.table(name, key)?;
    let index = table.index(index)?;
    let rows = view.db.count_rows(&table.def).map_err(|error| view.engine(error))?;
    let entries = view.db.count_entries(&table.def, index).map_err(|error| view.engine(error))?;
    Ok((rows != entries).then_some(Differing { table, index, rows, entries }))
}

impl Differing {
    /// The documents of the rows that the index does not have.
    fn lost(&self, view: &View<'_, Database>) -> Result<BTreeSet<OrderId>> {
        let mut lost = BTreeSet::new();
        let mut rows = view.db.scan(&self.table.def);
        while let Some(row) = rows.next_row().map_err(|error| view.engine(error))? {
            if !self.is_indexed(view, &row)? {
                lost.extend(
                    Fields { table: &self.table, row: &row }
                        .document([self.table.key[0], self.table.key[1]])
                        .ok(),
                );
            }
        }
        Ok(lost)
    }

    fn is_indexed(&self, view: &View<'_, Database>, row: &Row<'_>) -> Result<bool> {
        let value = |place: &crate::store::factusol::Place| match place.at {
            Some(at) => row.cell(at).map_err(|error| view.engine(error)),
            None => Ok(Value::Null),
        };
        let key = self.table.key.iter().map(value).collect::<Result<Vec<Value<'_>>>>()?;
        let mut entries = view.range(&self.table, self.index, Included(&key), Included(&key))?;
        while let Some(id) = entries.next_id()? {
            if id == row.id() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn error(&self, view: &View<'_, Database>, lost: &BTreeSet<OrderId>) -> Error {
        let mut named: Vec<String> = lost.iter().take(NAMED).map(ToString::to_string).collect();
        if lost.len() > NAMED {
            named.push("…".to_owned());
        }
        Error::Unindexed {
            file: view.file.to_string(),
            table: self.table.def.name.clone(),
            rows: self.rows,
            entries: self.entries,
            named: named.join(", "),
        }
    }
}

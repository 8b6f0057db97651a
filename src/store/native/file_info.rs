//! What only the file itself can tell of how it is built.

use super::view::View;
use crate::domain::Series;
use crate::store::factusol::{F_LPC, F_LPP, F_PCL, F_PPR};
use crate::store::{FileInfo, ForeignOrder, Result};
use accdb::{Database, IndexId, Value};
use std::ops::Bound::Included;

/// Looks at the file, and at the indexes through which documents of `series` are found.
pub(super) fn file_info(view: &View<'_, Database>, series: &[Series]) -> Result<FileInfo> {
    let room = view.db.room();
    let mut foreign = Vec::new();
    for table in [F_PCL, F_LPC, F_PPR, F_LPP] {
        foreign.extend(foreign_order(view, table, series)?);
    }
    Ok(FileInfo {
        version: format!("{:?}", view.db.version()),
        sort_order: view.db.sort_order().to_string(),
        foreign,
        used_bytes: room.used_bytes(),
        left_bytes: room.left_bytes(),
        is_scarce: room.is_scarce(),
    })
}

/// The first column of a table's key, where its sort order is not wholly known; with what our engine says of keys for
/// these series.
fn foreign_order(view: &View<'_, Database>, table: &str, series: &[Series]) -> Result<Option<ForeignOrder>> {
    let def = match view.db.table(table) {
        Err(accdb::Error::NoTable(_)) => return Ok(None),
        def => def.map_err(|error| view.engine(error))?,
    };
    let Some(index) = def.indexes.iter().position(|index| index.primary) else { return Ok(None) };
    let first = def.indexes.get(index).and_then(|index| index.columns.first());
    let Some(column) = first.and_then(|part| def.columns.get(part.column.position())) else {
        return Ok(None);
    };
    if column.sort_order.is_known() {
        return Ok(None);
    }
    let refused = series.iter().find_map(|series| {
        let key = [Value::Text(series.to_string().into())];
        view.db.range(&def, IndexId::at(index), Included(&key), Included(&key)).err()
    });
    let refused = refused.map(|error| error.to_string());
    Ok(Some(ForeignOrder {
        column: format!("{table}.{}", column.name),
        order: column.sort_order.to_string(),
        refused,
    }))
}

//! Finding trace marks in the parent: by an index on the reference, else by one scan of that column.

use super::view::View;
use crate::domain::{DocumentId, TraceMark};
use crate::store::factusol::{F_PPR, HEADER_KEY, References, Search, Source};
use crate::store::{Census, Result};
use accdb::{IndexId, Tables, Value};
use std::collections::{HashMap, HashSet};
use std::ops::Bound::Included;

pub(super) fn find<T: Tables>(
    view: &View<'_, T>,
    wanted: &HashSet<TraceMark>,
) -> Result<(HashMap<TraceMark, DocumentId>, Option<Census>)> {
    if wanted.is_empty() {
        return Ok((HashMap::new(), None));
    }
    let references = References::bind(view.table(F_PPR, &HEADER_KEY)?)?;
    let mut search = Search::new(&references, wanted);
    match references.index() {
        Some(index) => {
            by_index(view, index, &mut search)?;
            Ok((search.found, None))
        }
        None => {
            by_scan(view, &mut search)?;
            Ok((search.found, Some(search.census)))
        }
    }
}

fn by_index<T: Tables>(view: &View<'_, T>, index: IndexId, search: &mut Search<'_>) -> Result<()> {
    let table = &search.references.table;
    let marks: Vec<&TraceMark> = search.wanted.values().copied().collect();
    for mark in marks {
        let key = [Value::Text(mark.as_str().into())];
        let mut rows = view.range(table, index, Included(&key), Included(&key))?;
        while let Some(row) = rows.next()? {
            search.look(&row)?;
        }
    }
    Ok(())
}

fn by_scan<T: Tables>(view: &View<'_, T>, search: &mut Search<'_>) -> Result<()> {
    let mut rows = view.db.scan(&search.references.table.def);
    while let Some(row) = rows.next_row().map_err(|error| view.engine(error))? {
        search.look(&row)?;
    }
    Ok(())
}

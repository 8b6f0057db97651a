//! Finding trace marks in the parent: by an index on the reference, else by one scan of that column.

use super::view::View;
use crate::accdb::{Row, Tables, Value};
use crate::domain::{DocumentId, TraceMark};
use crate::store::Result;
use crate::store::factusol::{F_PPR, HEADER_KEY, NativeHeaders};
use std::collections::{HashMap, HashSet};
use std::ops::Bound::Included;

pub(super) fn find<T: Tables>(
    view: &View<'_, T>,
    wanted: &HashSet<TraceMark>,
) -> Result<HashMap<TraceMark, DocumentId>> {
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let headers = NativeHeaders::bind(view.table(F_PPR, &HEADER_KEY)?)?;
    let mut search = Search::new(&headers, wanted);
    match headers.reference_index() {
        Some(index) => by_index(view, index, &mut search)?,
        None => by_scan(view, &mut search)?,
    }
    Ok(search.found)
}

struct Search<'a> {
    headers: &'a NativeHeaders,
    wanted: HashMap<&'a str, &'a TraceMark>,
    found: HashMap<TraceMark, DocumentId>,
}

impl<'a> Search<'a> {
    fn new(headers: &'a NativeHeaders, wanted: &'a HashSet<TraceMark>) -> Self {
        let wanted = wanted.iter().map(|mark| (mark.as_str(), mark)).collect();
        Search { headers, wanted, found: HashMap::new() }
    }

    /// Most references are no marks: their first characters say so, and nothing else of the row is looked at.
    fn look(&mut self, row: &Row<'_>) -> Result<()> {
        let reference = self.headers.reference(row)?;
        let mark = reference.trim();
        if !mark.starts_with(TraceMark::PREFIX) {
            return Ok(());
        }
        if let Some(&mark) = self.wanted.get(mark) {
            // Were a mark there twice, the first document keeps it.
            self.found.entry(mark.clone()).or_insert(self.headers.id(row)?);
        }
        Ok(())
    }
}

fn by_index<T: Tables>(view: &View<'_, T>, index: usize, search: &mut Search<'_>) -> Result<()> {
    let table = &search.headers.table;
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
    let mut rows = view.db.scan(&search.headers.table.def);
    while let Some(row) = rows.next_row().map_err(|error| view.engine(error))? {
        search.look(&row)?;
    }
    Ok(())
}

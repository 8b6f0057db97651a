//! The row that has a key.

use super::literal::{folded, same_text};
use super::value::{cell, given, plain};
use accdb::{Index, IndexId, Result, RowId, TableDef, Tables, Value};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Bound::Included;

/// How rows are found by the values of their key columns, which are in the types of the columns.
pub(super) enum Finder {
    /// By an index, whose columns are the key's in the order given by their places in the key. Keys compare as the
    /// index does.
    Index { index: IndexId, order: Vec<usize> },
    /// By what a walk over the whole table has noted. Texts compare without letter case and outer blanks.
    Noted { columns: Vec<usize>, rows: Noted },
}

/// Rows by a hash of their keys: what is found has to be looked at.
#[derive(Default)]
pub(super) struct Noted {
    rows: HashMap<u64, RowId>,
    /// Further rows of a hash.
    more: HashMap<u64, Vec<RowId>>,
    /// Those of the batch under way.
    latest: Vec<u64>,
}

/// What has a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hit {
    None,
    One(RowId),
    Several,
}

impl Finder {
    /// `columns` are the places of the key. Without an index over them the whole table is read.
    pub fn new(tables: &impl Tables, def: &TableDef, columns: &[usize]) -> Result<Finder> {
        if let Some((index, order)) = index_over(def, columns) {
            return Ok(Finder::Index { index, order });
        }
        let mut rows = Noted::default();
        let mut scan = tables.scan(def);
        while let Some(row) = scan.next_row()? {
            let key = columns.iter().map(|column| row.get(*column)).collect::<Result<Vec<_>>>()?;
            rows.insert(hash(def, columns, &key), row.id());
        }
        rows.latest = Vec::new();
        Ok(Finder::Noted { columns: columns.to_vec(), rows })
    }

    pub fn find(&self, tables: &impl Tables, def: &TableDef, key: &[Value<'_>]) -> Result<Hit> {
        match self {
            Finder::Index { index, order } => {
                let key: Vec<_> = order.iter().filter_map(|nth| key.get(*nth).cloned()).collect();
                let mut rows = tables.range(def, *index, Included(&key), Included(&key))?;
                let first = rows.next_id()?;
                Ok(first.map_or(Hit::None, Hit::One).and(rows.next_id()?))
            }
            Finder::Noted { columns, rows } => {
                let mut hit = Hit::None;
                for id in rows.of(hash(def, columns, key)) {
                    if has_key(tables, def, id, columns, key)? {
                        hit = hit.and(Some(id));
                    }
                }
                Ok(hit)
            }
        }
    }

    /// Takes note of a row that was inserted.
    pub fn note(&mut self, def: &TableDef, key: &[Value<'_>], id: RowId) {
        if let Finder::Noted { columns, rows } = self {
            rows.insert(hash(def, columns, key), id);
        }
    }

    /// Keeps the rows of the batch under way for good.
    pub fn keep(&mut self) {
        if let Finder::Noted { rows, .. } = self {
            rows.latest.clear();
        }
    }

    /// Forgets the rows of the batch under way.
    pub fn forget(&mut self) {
        if let Finder::Noted { rows, .. } = self {
            rows.forget();
        }
    }
}

impl Hit {
    fn and(self, further: Option<RowId>) -> Hit {
        match (self, further) {
            (hit, None) => hit,
            (Hit::None, Some(id)) => Hit::One(id),
            _ => Hit::Several,
        }
    }
}

impl Noted {
    fn insert(&mut self, hash: u64, id: RowId) {
        match self.rows.entry(hash) {
            Entry::Vacant(entry) => {
                entry.insert(id);
            }
            Entry::Occupied(_) => self.more.entry(hash).or_default().push(id),
        }
        self.latest.push(hash);
    }

    fn of(&self, hash: u64) -> impl Iterator<Item = RowId> + '_ {
        self.rows.get(&hash).into_iter().chain(self.more.get(&hash).into_iter().flatten()).copied()
    }

    fn forget(&mut self) {
        while let Some(hash) = self.latest.pop() {
            if self.more.get_mut(&hash).and_then(Vec::pop).is_none() {
                self.rows.remove(&hash);
            }
        }
    }
}

/// The index that begins with the key's columns, in any order; one that has no others, and keeps keys apart, before any
/// other.
fn index_over(def: &TableDef, columns: &[usize]) -> Option<(IndexId, Vec<usize>)> {
    let order = |index: &Index| {
        let parts = index.columns.iter().take(columns.len());
        let places = parts.map(|part| columns.iter().position(|column| *column == part.column.position()));
        places.collect::<Option<Vec<_>>>().filter(|order| order.len() == columns.len())
    };
    let fitting = def.indexes.iter().enumerate().filter_map(|(at, index)| Some((index, at, order(index)?)));
    let best = fitting.min_by_key(|(index, ..)| (index.columns.len(), !(index.unique || index.primary)));
    best.map(|(_, at, order)| (IndexId::at(at), order))
}

fn has_key(
    tables: &impl Tables,
    def: &TableDef,
    id: RowId,
    columns: &[usize],
    key: &[Value<'_>],
) -> Result<bool> {
    let Some(row) = tables.row(def, id)? else { return Ok(false) };
    for (column, wanted) in columns.iter().zip(key) {
        let found = given(def, *column, row.get(*column)?);
        if !same_text(&plain(cell(&found)), &plain(cell(wanted))) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn hash(def: &TableDef, columns: &[usize], key: &[Value<'_>]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (column, part) in columns.iter().zip(key) {
        let part = given(def, *column, part.clone());
        folded(&plain(cell(&part))).for_each(|char| char.hash(&mut hasher));
        '\0'.hash(&mut hasher);
    }
    hasher.finish()
}

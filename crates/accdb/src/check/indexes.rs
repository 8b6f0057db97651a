//! An index against the rows of its table.

use super::definition::{Definition, Tree};
use super::keys::{KeyMaker, Sum};
use super::report::Leftover;
use super::tree::{EntrySink, TreeWalk};
use super::walk::Walk;
use crate::error::{Error, Result};
use crate::format::ids::{PageNo, RowId};
use crate::format::value::Value;
use crate::read::row;
use std::collections::HashSet;

/// Entries of an index are more than its distinct keys; a count far above both is no statistic any more.
const UNIQUE_FACTOR: u64 = 10;
const UNIQUE_MARGIN: u64 = 1_000_000;

/// What the rows say of one index.
pub(super) struct IndexRows<'t> {
    pub keys: KeyMaker<'t>,
    pub sum: Sum,
    /// A row could not be read, so that the sum tells nothing.
    pub is_partial: bool,
}

/// The stray pages of a table, and those of them that entries point to.
#[derive(Default)]
pub(super) struct Strays {
    pub pages: HashSet<PageNo>,
    pub pointed: HashSet<PageNo>,
}

/// Takes the entries of the leaves.
struct Entries<'k, 't, 's> {
    keys: Option<&'k KeyMaker<'t>>,
    strays: &'s mut Strays,
    table: &'k str,
    label: &'k str,
    sum: Sum,
    distinct: u64,
    last_key: Option<Vec<u8>>,
}

impl EntrySink for Entries<'_, '_, '_> {
    fn entry(&mut self, walk: &mut Walk<'_>, leaf: PageNo, key: &[u8], row: RowId) -> Result<()> {
        if self.strays.pages.contains(&row.page) {
            self.strays.pointed.insert(row.page);
        }
        let hash = self.keys.map_or(0, |keys| keys.entry_hash(key, row));
        self.sum.add(hash);
        if self.last_key.as_deref() == Some(key) {
            return self.repeated(walk, leaf, row);
        }
        self.distinct += 1;
        let last = self.last_key.get_or_insert_default();
        last.clear();
        last.extend_from_slice(key);
        Ok(())
    }
}

impl Entries<'_, '_, '_> {
    /// A key that is there a second time breaks a unique index, unless a part of it is null.
    fn repeated(&self, walk: &mut Walk<'_>, leaf: PageNo, id: RowId) -> Result<()> {
        let Some(keys) = self.keys.filter(|keys| keys.index.unique) else { return Ok(()) };
        let has_null = match row::fetch(walk.pages, keys.table, id) {
            Ok(None) => false,
            Ok(Some(row)) => keys
                .index
                .columns
                .iter()
                .any(|part| !matches!(row.get(part.position()), Ok(value) if value != Value::Null)),
            Err(error @ (Error::Io { .. } | Error::Poisoned)) => return Err(error),
            // What is wrong with the row is told elsewhere.
            Err(_) => true,
        };
        if !has_null {
            let what = format!(
                "{}: row {} of page {} repeats a key of a unique index",
                self.label, id.slot.0, id.page
            );
            walk.report.error(leaf, Some(self.table), what);
        }
        Ok(())
    }
}

impl Walk<'_> {
    /// Checks the tree of an index, and that its entries are those of the rows. Without `rows` only the tree.
    pub fn check_index(
        &mut self,
        definition: &Definition,
        number: usize,
        tree: &Tree,
        rows: Option<&mut IndexRows<'_>>,
        strays: &mut Strays,
    ) -> Result<()> {
        let table = &*definition.name;
        let label = format!("index {number} ({})", tree.names.join("/"));
        let keys = rows.as_deref().map(|rows| &rows.keys);
        if let Some(keys) = keys.filter(|keys| !keys.is_known()) {
            let what = format!("{label}: keys not checked: {}", keys.unknown.join(", "));
            self.report.info(tree.root, Some(table), what);
        }
        let sink =
            Entries { keys, strays, table, label: &label, sum: Sum::default(), distinct: 0, last_key: None };
        let mut visit = TreeWalk::new(table, &label, definition.page, tree, sink);
        visit.run(self)?;
        let (sum, distinct, leaves) = (visit.sink.sum, visit.sink.distinct, visit.leaves);
        self.report.report.index_entries = self.report.report.index_entries.saturating_add(sum.count);
        self.check_unique_count(definition, tree, &label, sum.count, distinct);
        match rows {
            Some(rows) if rows.is_partial || rows.sum != sum => {
                self.diagnose(definition, &label, &leaves, &mut rows.keys)
            }
            _ => Ok(()),
        }
    }

    fn check_unique_count(
        &mut self,
        definition: &Definition,
        tree: &Tree,
        label: &str,
        entries: u64,
        distinct: u64,
    ) {
        let (table, told) = (Some(&*definition.name), u64::from(tree.unique_count));
        // Access does not keep the counts of its own tables.
        if told < distinct && self.report.is_strict() && !definition.name.starts_with("MSys") {
            let what =
                format!("{label}: the definition says that {told} keys are different, but {distinct} are");
            self.report.error(definition.page, table, what);
        }
        if told > (UNIQUE_FACTOR * entries).max(entries + UNIQUE_MARGIN) {
            let what = format!("{label}: {told} different keys of {entries}");
            self.report.advise(Leftover::Counts, definition.page, table, what);
        }
    }
}

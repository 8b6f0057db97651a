//! What exactly is wrong where the entries of an index are not those of the rows.

use super::definition::Definition;
use super::keys::{Expected, KeyMaker};
use super::parts::Parts;
use super::rows::{Found, Rows};
use super::tree::row_id;
use super::walk::Walk;
use crate::error::{Error, Result};
use crate::format::ids::{PageNo, RowId};
use crate::index::Node;
use crate::read::row::{Bytes, Row};

/// Rows compared with the leaves at a time: 16 MiB.
const BATCH: usize = 512 * 1024;

/// A row, what it says of its entry, and whether that has been met.
struct Awaited {
    id: RowId,
    expected: Expected,
    met: bool,
}

impl Walk<'_> {
    /// Reads the rows again, as many at a time as memory may be taken for, and each time all leaves.
    pub fn diagnose(
        &mut self,
        definition: &Definition,
        label: &str,
        leaves: &[PageNo],
        keys: &mut KeyMaker<'_>,
    ) -> Result<()> {
        let mut rows = Rows::of(definition);
        let mut from = Some(RowId::default());
        while let Some(first) = from {
            let (mut batch, next) = self.batch(&mut rows, keys)?;
            for leaf in leaves {
                self.compare(definition, label, *leaf, keys, &mut batch, (first, next))?;
            }
            for row in batch.iter().filter(|row| !row.met && row.expected != Expected::NoEntry) {
                let what = format!("{label}: row {} has no entry", row.id.slot.0);
                self.report.error(row.id.page, Some(&definition.name), what);
            }
            from = next;
        }
        Ok(())
    }

    /// The next rows, and the one to go on with; `None` at the end of the table.
    fn batch(&self, rows: &mut Rows, keys: &mut KeyMaker<'_>) -> Result<(Vec<Awaited>, Option<RowId>)> {
        let mut batch: Vec<Awaited> = Vec::new();
        while let Some(found) = rows.next(self)? {
            let (id, expected) = match found {
                Found::Fault(..) => continue,
                Found::Lost(id, _) => (id, Expected::SomeEntry),
                Found::Row(id, bytes) => (id, self.expected(id, bytes, keys)?),
            };
            batch.push(Awaited { id, expected, met: false });
            if batch.len() == BATCH {
                return Ok((batch, Some(after(id))));
            }
        }
        Ok((batch, None))
    }

    fn expected(&self, id: RowId, bytes: &[u8], keys: &mut KeyMaker<'_>) -> Result<Expected> {
        if Parts::of(bytes, keys.table).is_err() {
            return Ok(Expected::SomeEntry);
        }
        let row = Row::new(self.pages, keys.table, id, Bytes::Lent(bytes));
        match row.and_then(|row| keys.expected(&row)) {
            Err(error @ (Error::Io { .. } | Error::Poisoned)) => Err(error),
            // Told when the row was read for the first time.
            Err(_) => Ok(Expected::SomeEntry),
            expected => expected,
        }
    }

    /// Compares the entries of a leaf with the rows from the first one given to before the second.
    fn compare(
        &mut self,
        definition: &Definition,
        label: &str,
        leaf: PageNo,
        keys: &KeyMaker<'_>,
        batch: &mut [Awaited],
        (first, next): (RowId, Option<RowId>),
    ) -> Result<()> {
        let Ok(node) = Node::read(self.pages, leaf, definition.page) else { return Ok(()) };
        let mut at = 0;
        while let Some(entry) = node.entry(at) {
            let entry = entry.to_vec();
            at = node.after(at);
            let Some((key, pointer)) = entry.split_last_chunk() else { continue };
            let id = row_id(*pointer);
            if id < first || next.is_some_and(|next| id >= next) {
                continue;
            }
            let place = batch.binary_search_by_key(&id, |row| row.id).ok();
            let row = place.and_then(|place| batch.get_mut(place));
            if let Some(what) = fault(row, keys.entry_hash(key, id)) {
                let what = format!("{label}: the entry for row {} of page {}: {what}", id.slot.0, id.page);
                self.report.error(leaf, Some(&definition.name), what);
            }
        }
        Ok(())
    }
}

/// What is wrong with an entry; the row it points to has been met from then on.
fn fault(row: Option<&mut Awaited>, hash: u64) -> Option<&'static str> {
    let Some(row) = row else { return Some("there is no such row") };
    if std::mem::replace(&mut row.met, true) {
        return Some("the row has two entries");
    }
    match row.expected {
        Expected::NoEntry => Some("its key is null, which this index leaves out"),
        Expected::Entry(expected) if expected != hash => Some("its key is not that of the row"),
        _ => None,
    }
}

/// The first row identity above another one.
fn after(id: RowId) -> RowId {
    match id.slot.0.checked_add(1) {
        Some(slot) => RowId { slot: crate::format::ids::RowSlot(slot), ..id },
        None => RowId { page: PageNo(id.page.0.saturating_add(1)), ..RowId::default() },
    }
}

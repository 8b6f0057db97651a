//! Sets of rows, by page and slot.

use crate::format::ids::{PageNo, RowId, RowSlot};
use std::collections::BTreeMap;

/// A set of rows: 32 bytes for each page that has one.
#[derive(Debug, Default)]
pub(super) struct RowSet(BTreeMap<PageNo, [u64; 4]>);

impl RowSet {
    /// Adds a row; false if it was in the set.
    pub fn insert(&mut self, id: RowId) -> bool {
        let (word, bit) = place(id.slot);
        let words = self.0.entry(id.page).or_default();
        let Some(word) = words.get_mut(word) else { return false };
        let was_in = *word & bit != 0;
        *word |= bit;
        !was_in
    }

    pub fn contains(&self, id: RowId) -> bool {
        let (word, bit) = place(id.slot);
        self.0.get(&id.page).and_then(|words| words.get(word)).is_some_and(|word| word & bit != 0)
    }

    /// The rows that are not in `other`, in order.
    pub fn without<'a>(&'a self, other: &'a RowSet) -> impl Iterator<Item = RowId> + 'a {
        let rows = self
            .0
            .keys()
            .flat_map(|page| (0..=u8::MAX).map(|slot| RowId { page: *page, slot: RowSlot(slot) }));
        rows.filter(|id| self.contains(*id) && !other.contains(*id))
    }
}

fn place(slot: RowSlot) -> (usize, u64) {
    (usize::from(slot.0 / 64), 1 << (slot.0 % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(page: u32, slot: u8) -> RowId {
        RowId { page: PageNo(page), slot: RowSlot(slot) }
    }

    #[test]
    fn rows_are_in_the_set_once_and_come_out_in_order() {
        let (mut all, mut some) = (RowSet::default(), RowSet::default());
        let rows = [id(9, 255), id(9, 0), id(3, 64), id(3, 63)];
        assert!(rows.iter().all(|row| all.insert(*row)));
        assert!(!all.insert(id(9, 255)));
        assert!(some.insert(id(3, 64)) && some.insert(id(700, 1)));
        assert!(all.contains(id(3, 63)) && !all.contains(id(3, 62)) && !all.contains(id(4, 63)));
        assert_eq!(all.without(&some).collect::<Vec<_>>(), [id(3, 63), id(9, 0), id(9, 255)]);
    }
}

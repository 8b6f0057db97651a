//! Which rows of a table a writer has met, a bit for each.

use accdb::RowId;
use std::collections::HashMap;

/// Rows that earlier rows of the writer are responsible for. A page of rows costs some forty bytes.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// By page, a bit for each slot.
    pages: HashMap<u32, [u64; 4]>,
    /// Those of the batch under way.
    latest: Vec<RowId>,
}

impl Touched {
    pub fn contains(&self, row: RowId) -> bool {
        let (word, bit) = place(row);
        self.pages.get(&row.page.0).and_then(|slots| slots.get(word)).is_some_and(|slots| slots & bit != 0)
    }

    pub fn insert(&mut self, row: RowId) {
        if !self.contains(row) {
            self.flip(row);
            self.latest.push(row);
        }
    }

    /// Keeps the rows of the batch under way for good.
    pub fn keep(&mut self) {
        self.latest.clear();
    }

    /// Forgets the rows of the batch under way.
    pub fn forget(&mut self) {
        while let Some(row) = self.latest.pop() {
            self.flip(row);
        }
    }

    fn flip(&mut self, row: RowId) {
        let (word, bit) = place(row);
        if let Some(slots) = self.pages.entry(row.page.0).or_default().get_mut(word) {
            *slots ^= bit;
        }
    }
}

fn place(row: RowId) -> (usize, u64) {
    (usize::from(row.slot.0 / 64), 1 << (row.slot.0 % 64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use accdb::{PageNo, RowSlot};

    #[test]
    fn rows_are_kept_or_forgotten_a_batch_at_a_time() {
        let rows = [(1, 0), (1, 63), (1, 64), (9, 255)]
            .map(|(page, slot)| RowId { page: PageNo(page), slot: RowSlot(slot) });
        let mut touched = Touched::default();
        touched.insert(rows[0]);
        touched.keep();
        rows.iter().for_each(|row| touched.insert(*row));
        assert!(rows.iter().all(|row| touched.contains(*row)));
        touched.forget();
        assert_eq!(rows.map(|row| touched.contains(row)), [true, false, false, false]);
    }
}

//! A bounded set of pages that forgets the ones not asked for lately.

use crate::format::ids::PageNo;
use crate::format::page::{Page, PageMap};
use std::sync::Arc;

struct Entry {
    no: PageNo,
    page: Arc<Page>,
    /// Asked for since the hand last passed.
    used: bool,
}

/// Pages by number, replaced by the clock rule: the hand goes round, spares what was used since it last came by,
/// and takes the first that was not.
pub(super) struct Cache {
    entries: Vec<Entry>,
    places: PageMap<usize>,
    capacity: usize,
    hand: usize,
}

impl Cache {
    /// A cache of at most `capacity` pages.
    pub fn new(capacity: usize) -> Cache {
        Cache { entries: Vec::new(), places: PageMap::default(), capacity, hand: 0 }
    }

    pub fn get(&mut self, no: PageNo) -> Option<Arc<Page>> {
        let entry = self.places.get(&no).and_then(|place| self.entries.get_mut(*place))?;
        entry.used = true;
        Some(Arc::clone(&entry.page))
    }

    /// Keeps a page, in the place of the one cached under its number if there is one.
    pub fn insert(&mut self, no: PageNo, page: Arc<Page>) {
        let new = Entry { no, page, used: false };
        let known = self.places.get(&no).copied();
        if known.is_none() && self.entries.len() < self.capacity {
            self.places.insert(no, self.entries.len());
            self.entries.push(new);
            return;
        }
        let place = known.unwrap_or_else(|| self.victim());
        if let Some(entry) = self.entries.get_mut(place) {
            self.places.remove(&entry.no);
            self.places.insert(no, place);
            *entry = new;
        }
    }

    pub fn clear(&mut self) {
        self.entries.clear();
        self.places.clear();
        self.hand = 0;
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.entries.len().max(self.places.len())
    }

    /// The place of the page to give up. Two rounds suffice: the first clears every mark.
    fn victim(&mut self) -> usize {
        for _ in 0..self.entries.len().saturating_mul(2) {
            let place = self.hand;
            self.hand = place.saturating_add(1) % self.entries.len();
            match self.entries.get_mut(place) {
                Some(entry) if entry.used => entry.used = false,
                _ => return place,
            }
        }
        self.hand
    }
}

//! A transaction's view of the pages: those it has changed or added, over those of the file.
//!
//! A page is copied when it is first touched and the file never sees the copy before commit. A savepoint makes one
//! insert all or nothing: the first change of each page after it keeps the page as it was.

use crate::error::{Error, Result};
use crate::format::ids::PageNo;
use crate::format::page::{Page, PageMap, Pages, PagesMut, beyond};
use crate::format::{PAGE_SIZE, PAGES_WRITABLE};
use crate::write::global_map::{self, Appends};
use std::collections::hash_map::Entry;
use std::sync::Arc;

/// Buffers kept for the next savepoint's copies; an insert touches about this many pages.
const SPARE_MAX: usize = 64;

/// The changed pages over `base`.
pub(crate) struct Overlay<'db, P: Pages> {
    base: &'db mut P,
    changed: PageMap<Changed>,
    page_count: u32,
    /// No page below is free: where the search for one goes on.
    free_from: u32,
    savepoint: Savepoint,
    spare: Vec<Arc<Page>>,
}

struct Changed {
    page: Arc<Page>,
    /// The savepoint under which this copy was made.
    epoch: u64,
}

#[derive(Default)]
struct Savepoint {
    epoch: u64,
    page_count: u32,
    free_from: u32,
    /// What each page was when the savepoint was set; `None` for one that was not changed yet.
    before: Vec<(PageNo, Option<Arc<Page>>)>,
}

impl<'db, P: Pages> Overlay<'db, P> {
    pub fn new(base: &'db mut P) -> Overlay<'db, P> {
        let page_count = base.page_count();
        let savepoint = Savepoint { epoch: 1, page_count, ..Savepoint::default() };
        Overlay { base, changed: PageMap::default(), page_count, free_from: 2, savepoint, spare: Vec::new() }
    }

    /// Makes this the state that [`Overlay::roll_back`] returns to.
    pub fn set_savepoint(&mut self) {
        let Savepoint { epoch, mut before, .. } = std::mem::take(&mut self.savepoint);
        let room = SPARE_MAX.saturating_sub(self.spare.len());
        self.spare.extend(before.drain(..).filter_map(|(_, page)| page).take(room));
        let (page_count, free_from) = (self.page_count, self.free_from);
        self.savepoint = Savepoint { epoch: epoch + 1, page_count, free_from, before };
    }

    /// Undoes every change since the savepoint.
    pub fn roll_back(&mut self) {
        let before = std::mem::take(&mut self.savepoint.before);
        for (no, page) in before.into_iter().rev() {
            match page {
                Some(page) => drop(self.changed.insert(no, Changed { page, epoch: 0 })),
                None => drop(self.changed.remove(&no)),
            }
        }
        self.page_count = self.savepoint.page_count;
        self.free_from = self.savepoint.free_from;
    }

    pub fn is_unchanged(&self) -> bool {
        self.changed.is_empty()
    }

    /// Ends the view: the file's pages, and the changed ones with the length that the file is to have.
    pub fn into_parts(self) -> (&'db mut P, Vec<(PageNo, Arc<Page>)>, u32) {
        let changed = self.changed.into_iter().map(|(no, changed)| (no, changed.page)).collect();
        (self.base, changed, self.page_count)
    }

    /// Puts a page of zeros in place of whatever the page holds.
    fn put_zeros(&mut self, no: PageNo) {
        let epoch = self.savepoint.epoch;
        let zeros = Changed { page: Arc::new([0; PAGE_SIZE]), epoch };
        let before = self.changed.insert(no, zeros);
        if before.as_ref().is_none_or(|before| before.epoch != epoch) {
            self.savepoint.before.push((no, before.map(|before| before.page)));
        }
    }
}

impl<P: Pages> Pages for Overlay<'_, P> {
    fn page(&self, no: PageNo) -> Result<Arc<Page>> {
        match self.changed.get(&no) {
            Some(changed) => Ok(Arc::clone(&changed.page)),
            None if no.0 >= self.page_count => Err(beyond(no, self.page_count)),
            None => self.base.page(no),
        }
    }

    fn page_count(&self) -> u32 {
        self.page_count
    }

    fn read_run(&self, first: PageNo, into: &mut [u8]) -> Result<usize> {
        if first.0 >= self.base.page_count() {
            let page = self.page(first)?;
            let target = into.get_mut(..PAGE_SIZE).ok_or_else(|| beyond(first, self.page_count))?;
            target.copy_from_slice(&page[..]);
            return Ok(1);
        }
        let read = self.base.read_run(first, into)?;
        for (no, target) in (first.0..).zip(into.chunks_exact_mut(PAGE_SIZE)).take(read) {
            if let Some(changed) = self.changed.get(&PageNo(no)) {
                target.copy_from_slice(&changed.page[..]);
            }
        }
        Ok(read)
    }
}

impl<P: Pages> PagesMut for Overlay<'_, P> {
    fn edit(&mut self, no: PageNo) -> Result<&mut Page> {
        let epoch = self.savepoint.epoch;
        let changed = match self.changed.entry(no) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(_) if no.0 >= self.page_count => return Err(beyond(no, self.page_count)),
            Entry::Vacant(entry) => {
                let page = self.base.page(no)?;
                self.savepoint.before.push((no, None));
                entry.insert(Changed { page, epoch })
            }
        };
        if changed.epoch != epoch {
            let copy = copy_of(&changed.page, self.spare.pop());
            let before = std::mem::replace(&mut changed.page, copy);
            self.savepoint.before.push((no, Some(before)));
            changed.epoch = epoch;
        }
        Ok(Arc::make_mut(&mut changed.page))
    }

    fn allocate(&mut self) -> Result<PageNo> {
        let free = global_map::lowest_free(self, self.free_from..self.page_count)?;
        let no = match free {
            Some(no) => {
                self.put_zeros(no);
                no
            }
            None => self.append()?,
        };
        self.free_from = no.0 + 1;
        global_map::mark_taken(self, no)?;
        Ok(no)
    }

    fn release(&mut self, no: PageNo) -> Result<()> {
        // Whoever still has the number finds no page of any kind there.
        self.edit(no)?.iter_mut().take(4).for_each(|byte| *byte = 0);
        global_map::mark_free(self, no)?;
        self.free_from = self.free_from.min(no.0);
        Ok(())
    }
}

impl<P: Pages> Appends for Overlay<'_, P> {
    fn append(&mut self) -> Result<PageNo> {
        let no = PageNo(self.page_count);
        if no.0 >= PAGES_WRITABLE {
            let limit = u64::from(PAGES_WRITABLE) * 4096;
            return Err(Error::Limit { what: "the size of the file in bytes", limit });
        }
        self.page_count += 1;
        self.put_zeros(no);
        Ok(no)
    }
}

/// A copy of a page, into a buffer at hand if there is one that nobody reads any more.
fn copy_of(page: &Page, buffer: Option<Arc<Page>>) -> Arc<Page> {
    let Some(mut buffer) = buffer else { return Arc::new(*page) };
    match Arc::get_mut(&mut buffer) {
        Some(bytes) => {
            bytes.copy_from_slice(page);
            buffer
        }
        None => Arc::new(*page),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::ids::RowSlot;
    use crate::write::data_page;
    use crate::write::testing::{MemoryPages, file_of};

    #[test]
    fn nothing_reaches_the_file_and_a_reader_of_the_view_sees_the_change() {
        let mut file = file_of(4);
        let before = file.0.clone();
        let mut view = Overlay::new(&mut file);
        view.edit(PageNo(3)).expect("a page")[9] = 7;
        assert_eq!(view.page(PageNo(3)).expect("a page")[9], 7);
        let mut run = vec![0; 3 * PAGE_SIZE];
        assert_eq!(view.read_run(PageNo(2), &mut run).expect("reads"), 2);
        assert_eq!(run[PAGE_SIZE + 9], 7);
        drop(view);
        assert_eq!(file.0, before);
    }

    #[test]
    fn rolling_back_returns_to_the_savepoint_and_not_further() {
        let mut file = file_of(4);
        let mut view = Overlay::new(&mut file);
        view.edit(PageNo(3)).expect("a page")[0] = 1;
        view.set_savepoint();
        view.edit(PageNo(3)).expect("a page")[0] = 2;
        view.edit(PageNo(2)).expect("a page")[0] = 2;
        assert_eq!(view.allocate().expect("room"), PageNo(4));
        view.roll_back();
        assert_eq!((view.page(PageNo(3)).expect("a page")[0], view.page_count()), (1, 4));
        assert_eq!(view.changed.keys().collect::<Vec<_>>(), [&PageNo(3)]);
        view.edit(PageNo(3)).expect("a page")[0] = 3;
        view.roll_back();
        assert_eq!(view.page(PageNo(3)).expect("a page")[0], 1);
    }

    #[test]
    fn free_pages_are_taken_lowest_first_and_then_the_file_grows() {
        let mut file = file_of(12);
        let map = data_page::row_mut(&mut file.0[1], RowSlot(0)).expect("the map");
        map[5] |= 0b0010_0000;
        map[6] |= 0b0000_0010;
        let mut view = Overlay::new(&mut file);
        let taken: Vec<u32> = (0..4).map(|_| view.allocate().expect("room").0).collect();
        assert_eq!(taken, [5, 9, 12, 13]);
    }

    #[test]
    fn a_released_page_is_the_next_to_be_taken_and_comes_back_empty() {
        let mut file = file_of(12);
        file.0[7].fill(9);
        let mut view = Overlay::new(&mut file);
        assert_eq!(view.allocate().expect("room"), PageNo(12));
        view.set_savepoint();
        view.release(PageNo(7)).expect("is taken");
        assert_eq!(view.page(PageNo(7)).expect("a page")[..5], [0, 0, 0, 0, 9]);
        view.roll_back();
        assert_eq!(view.allocate().expect("room"), PageNo(13));
        view.release(PageNo(7)).expect("is taken");
        assert_eq!(view.allocate().expect("room"), PageNo(7));
        assert_eq!(view.page(PageNo(7)).expect("a page")[..5], [0; 5]);
        assert_eq!(view.allocate().expect("room"), PageNo(14));
    }

    /// A file that says it has as many pages as a file may have, all of them taken.
    struct FullFile(MemoryPages);

    impl Pages for FullFile {
        fn page(&self, no: PageNo) -> Result<Arc<Page>> {
            self.0.page(no)
        }

        fn page_count(&self) -> u32 {
            PAGES_WRITABLE
        }

        fn read_run(&self, first: PageNo, into: &mut [u8]) -> Result<usize> {
            self.0.read_run(first, into)
        }
    }

    #[test]
    fn a_file_does_not_grow_past_two_gigabytes() {
        let mut file = file_of(4);
        data_page::row_mut(&mut file.0[1], RowSlot(0)).expect("the map").fill(0);
        let mut file = FullFile(file);
        let mut view = Overlay::new(&mut file);
        assert!(matches!(view.allocate(), Err(Error::Limit { limit: 0x7FFF_F000, .. })));
        assert_eq!(view.page_count(), PAGES_WRITABLE);
    }

    #[test]
    fn a_page_that_is_not_there_is_an_error() {
        let mut file = file_of(3);
        let mut view = Overlay::new(&mut file);
        assert!(matches!(view.edit(PageNo(3)), Err(Error::Truncated { page: PageNo(3), pages: 3 })));
        assert!(matches!(view.page(PageNo(9)), Err(Error::Truncated { .. })));
    }
}

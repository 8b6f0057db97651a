//! The committed pages of a database, through a bounded cache.

mod cache;
mod read_set;

use crate::error::{Error, Result};
use crate::format::ids::PageNo;
use crate::format::page::{Page, Pages, beyond};
use crate::format::{PAGE_SIZE, PAGES_MAX};
use crate::storage::Storage;
use cache::Cache;
pub(super) use read_set::ReadSet;
use std::cell::{Cell, RefCell};
use std::io;
use std::sync::Arc;

/// Pages kept in memory unless told otherwise: 4 MiB, since an insert goes back to the pages of every index.
const CACHE_PAGES: usize = 1024;

/// The pages of a storage as last committed. Whoever writes to the storage tells it with [`Pager::install`] and
/// [`Pager::set_page_count`].
pub(super) struct Pager {
    storage: Box<dyn Storage>,
    page_count: Cell<u32>,
    cache: RefCell<Cache>,
    /// While a stable read is under way: what it has read.
    seen: RefCell<Option<ReadSet>>,
    poisoned: bool,
}

impl Pager {
    /// Takes a storage of whole pages; one that ends inside a page is [`Error::Truncated`].
    pub fn new(storage: Box<dyn Storage>) -> Result<Pager> {
        Pager::with_cache(storage, CACHE_PAGES)
    }

    /// As [`Pager::new`], with at most `cache_pages` pages kept in memory.
    pub fn with_cache(storage: Box<dyn Storage>, cache_pages: usize) -> Result<Pager> {
        let page_count = whole_pages(storage.len().map_err(Error::io("asking for the length"))?)?;
        Ok(Pager { page_count: Cell::new(page_count), ..Pager::unmeasured(storage, cache_pages) })
    }

    /// As [`Pager::with_cache`] for a storage that others may be writing: its length is asked for by each
    /// [`Pager::begin_stable`].
    pub fn unmeasured(storage: Box<dyn Storage>, cache_pages: usize) -> Pager {
        let (cache, seen) = (RefCell::new(Cache::new(cache_pages)), RefCell::default());
        Pager { storage, page_count: Cell::new(0), cache, seen, poisoned: false }
    }

    /// Forgets what may be old, and takes note of every page read from now on. A file that ends inside a page may be
    /// growing: its whole pages count.
    pub fn begin_stable(&self) -> Result<()> {
        match self.measure() {
            Ok(()) | Err(Error::Truncated { .. }) => {}
            Err(error) => return Err(error),
        }
        self.cache.borrow_mut().clear();
        *self.seen.borrow_mut() = Some(ReadSet::default());
        Ok(())
    }

    /// Ends what [`Pager::begin_stable`] began.
    pub fn end_stable(&self) -> ReadSet {
        self.seen.take().unwrap_or_default()
    }

    /// Whether a stable read is under way.
    pub fn is_stable(&self) -> bool {
        self.seen.borrow().is_some()
    }

    /// Reads every page of `seen` again and gives the first that is another now.
    pub fn changed(&self, seen: &ReadSet) -> Result<Option<PageNo>> {
        seen.changed(self.storage.as_ref())
    }

    /// Asks for the length again. A file that ends inside a page is [`Error::Truncated`].
    pub fn measure(&self) -> Result<()> {
        let pages = whole_pages(self.storage.len().map_err(Error::io("asking for the length"))?);
        if let Ok(pages) | Err(Error::Truncated { pages, .. }) = pages {
            self.page_count.set(pages);
        }
        pages.map(drop)
    }

    /// Whether the file has a page. While others may be writing, it may have grown since it was measured.
    fn has(&self, no: PageNo) -> bool {
        no.0 < self.page_count.get()
            || self.is_stable() && self.measure().is_ok() && no.0 < self.page_count.get()
    }

    /// The storage below, for a copy of all of it.
    pub fn storage(&self) -> &dyn Storage {
        self.storage.as_ref()
    }

    /// The storage below, for the commit.
    pub fn storage_mut(&mut self) -> &mut dyn Storage {
        self.storage.as_mut()
    }

    /// Replaces a page by what a commit has written to the storage.
    pub fn install(&mut self, no: PageNo, page: Arc<Page>) {
        self.cache.get_mut().insert(no, page);
    }

    /// Tells that the storage now has `pages` pages.
    pub fn set_page_count(&mut self, pages: u32) {
        self.page_count.set(pages);
    }

    /// Answers everything with [`Error::Poisoned`] from now on: what the storage holds is in doubt.
    pub fn poison(&mut self) {
        self.poisoned = true;
        self.cache.get_mut().clear();
    }

    /// Fails after a failed write.
    pub fn check_sound(&self) -> Result<()> {
        if self.poisoned { Err(Error::Poisoned) } else { Ok(()) }
    }

    fn read(&self, first: PageNo, into: &mut [u8]) -> Result<()> {
        self.storage.read_at(first.offset(), into).map_err(|source| match source.kind() {
            io::ErrorKind::UnexpectedEof => beyond(first, self.page_count.get()),
            _ => Error::Io { action: "reading a page", source },
        })?;
        match &mut *self.seen.borrow_mut() {
            Some(seen) => seen.note(first, into),
            None => Ok(()),
        }
    }
}

impl Pages for Pager {
    fn page(&self, no: PageNo) -> Result<Arc<Page>> {
        self.check_sound()?;
        if !self.has(no) {
            return Err(beyond(no, self.page_count.get()));
        }
        if let Some(page) = self.cache.borrow_mut().get(no) {
            return Ok(page);
        }
        let mut bytes = [0; PAGE_SIZE];
        self.read(no, &mut bytes)?;
        let page = Arc::new(bytes);
        self.cache.borrow_mut().insert(no, Arc::clone(&page));
        Ok(page)
    }

    fn page_count(&self) -> u32 {
        self.page_count.get()
    }

    fn read_run(&self, first: PageNo, into: &mut [u8]) -> Result<usize> {
        self.check_sound()?;
        let there = if self.has(first) { self.page_count.get() } else { first.0 };
        let left = usize::try_from(there.saturating_sub(first.0)).unwrap_or(usize::MAX);
        let pages = left.min(into.len() / PAGE_SIZE);
        let bytes = into.get_mut(..pages.saturating_mul(PAGE_SIZE)).unwrap_or_default();
        if bytes.is_empty() {
            return Err(beyond(first, self.page_count.get()));
        }
        self.read(first, bytes)?;
        Ok(pages)
    }
}

/// The pages of a file of `len` bytes.
fn whole_pages(len: u64) -> Result<u32> {
    let size = u64::try_from(PAGE_SIZE).unwrap_or(u64::MAX);
    let limit = Error::Limit { what: "the file, in pages,", limit: u64::from(PAGES_MAX) };
    let pages = u32::try_from(len / size).ok().filter(|pages| *pages <= PAGES_MAX).ok_or(limit)?;
    if len.is_multiple_of(size) { Ok(pages) } else { Err(beyond(PageNo(pages), pages)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::{Fault, FaultyStorage, MemoryStorage};

    fn numbered(pages: usize) -> MemoryStorage {
        let bytes = (0..pages).flat_map(|page| vec![u8::try_from(page % 251).unwrap(); PAGE_SIZE]);
        MemoryStorage::new(bytes.collect())
    }

    #[test]
    fn a_page_is_read_once_while_the_cache_holds_it() {
        let (storage, control) = FaultyStorage::new(Box::new(numbered(5)));
        let pager = Pager::new(Box::new(storage)).unwrap();
        for _ in 0..10 {
            assert_eq!(pager.page(PageNo(3)).unwrap()[0], 3);
        }
        assert_eq!(control.reads(), 1);
    }

    #[test]
    fn every_page_reads_right_past_the_size_of_the_cache() {
        let pager = Pager::new(Box::new(numbered(CACHE_PAGES + 300))).unwrap();
        for round in 0..3_u32 {
            for no in 0..pager.page_count() {
                let no = no.wrapping_mul(7 + round * 2) % pager.page_count();
                assert_eq!(u32::from(pager.page(PageNo(no)).unwrap()[17]), no % 251);
            }
        }
        assert!(pager.cache.borrow().len() <= CACHE_PAGES);
    }

    #[test]
    fn pages_past_the_end_and_half_pages_are_truncation() {
        let pager = Pager::new(Box::new(numbered(2))).unwrap();
        assert!(matches!(pager.page(PageNo(2)), Err(Error::Truncated { page: PageNo(2), pages: 2 })));
        assert!(matches!(pager.read_run(PageNo(9), &mut [0; PAGE_SIZE]), Err(Error::Truncated { .. })));
        let half = MemoryStorage::new(vec![0; PAGE_SIZE + 1]);
        let error = Pager::new(Box::new(half)).err();
        assert!(matches!(error, Some(Error::Truncated { page: PageNo(1), pages: 1 })));
    }

    #[test]
    fn a_run_stops_at_the_end_of_the_file() {
        let pager = Pager::new(Box::new(numbered(5))).unwrap();
        let mut into = vec![0; 4 * PAGE_SIZE];
        assert_eq!(pager.read_run(PageNo(3), &mut into).unwrap(), 2);
        assert_eq!((into[0], into[PAGE_SIZE], into[2 * PAGE_SIZE]), (3, 4, 0));
    }

    #[test]
    fn an_installed_page_replaces_the_cached_one() {
        let mut pager = Pager::new(Box::new(numbered(3))).unwrap();
        pager.page(PageNo(1)).unwrap();
        pager.install(PageNo(1), Arc::new([99; PAGE_SIZE]));
        assert_eq!(pager.page(PageNo(1)).unwrap()[0], 99);
    }

    #[test]
    fn a_failed_read_is_an_error_and_the_next_one_works() {
        let (storage, control) = FaultyStorage::new(Box::new(numbered(3)));
        let pager = Pager::new(Box::new(storage)).unwrap();
        control.arm(Some(Fault::Once { call: 2, kind: io::ErrorKind::TimedOut }));
        assert!(matches!(pager.page(PageNo(1)), Err(Error::Io { .. })));
        assert_eq!(pager.page(PageNo(1)).unwrap()[0], 1);
    }
}

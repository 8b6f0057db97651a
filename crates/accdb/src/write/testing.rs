//! Pages for tests.

use super::data_page;
use super::usage_map::EMPTY_MAP;
use crate::error::Result;
use crate::format::PAGE_SIZE;
use crate::format::ids::PageNo;
use crate::format::page::{Page, Pages, beyond};
use std::sync::Arc;

/// Pages in memory, standing for the file under a transaction.
pub(crate) struct MemoryPages(pub Vec<Page>);

impl Pages for MemoryPages {
    fn page(&self, no: PageNo) -> Result<Arc<Page>> {
        let page = self.0.get(no.0 as usize).ok_or_else(|| beyond(no, self.page_count()))?;
        Ok(Arc::new(*page))
    }

    fn page_count(&self) -> u32 {
        self.0.len() as u32
    }

    fn read_run(&self, first: PageNo, into: &mut [u8]) -> Result<usize> {
        let pages = self.0.iter().skip(first.0 as usize);
        Ok(pages.zip(into.chunks_exact_mut(PAGE_SIZE)).map(|(page, to)| to.copy_from_slice(page)).count())
    }
}

/// A file of `pages` pages, all taken, with a global map that says so.
pub(crate) fn file_of(pages: u32) -> MemoryPages {
    let mut all = vec![[0; PAGE_SIZE]; pages as usize];
    data_page::format(&mut all[1], 1).expect("formats");
    let mut map = EMPTY_MAP;
    map[5..].fill(0xFF);
    (0..pages.min(512)).for_each(|no| map[5 + no as usize / 8] &= !(1 << (no % 8)));
    data_page::append(&mut all[1], &map).expect("fits");
    data_page::append(&mut all[1], &EMPTY_MAP).expect("fits");
    MemoryPages(all)
}

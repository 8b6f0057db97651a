//! Pages that nobody owns, and pages that are owned and marked free.

use super::definition::Definition;
use super::report::Leftover;
use super::walk::Walk;
use crate::error::Result;
use crate::format::data_page::LONG_VALUE_OWNER;
use crate::format::ids::PageNo;
use crate::format::page::{Page, View};
use crate::format::usage_map::UsageMap;
use crate::format::{DATA_OWNER, GLOBAL_MAP_PAGE, PAGE_DATA, PAGE_LEAF, PAGE_NODE};
use std::collections::{BTreeMap, HashMap};

/// Pages of one kind that are lost: the first, the last, and how many.
struct Lost {
    first: PageNo,
    last: PageNo,
    count: u64,
}

impl Walk<'_> {
    /// Compares the owners of the pages with the global map, and looks at every page that has neither.
    pub fn check_ownership(&mut self, definitions: &mut [Definition], free: Option<&UsageMap>) -> Result<()> {
        let tables: HashMap<u32, usize> =
            definitions.iter().enumerate().map(|(place, definition)| (definition.page.0, place)).collect();
        let mut lost: BTreeMap<String, Lost> = BTreeMap::new();
        let mut next_free = self.next_free(free, PageNo(0))?;
        for no in (0..self.pages.page_count()).map(PageNo) {
            let is_free = next_free == Some(no);
            if is_free {
                next_free = self.next_free(free, PageNo(no.0.saturating_add(1)))?;
            }
            match (is_free, self.owners.is_owned(no)) {
                (true, true) => {
                    let owner = self.owners.get(self.owners.of(no)).to_string();
                    self.report.error(no, None, format!("marked free in the global map, but it is {owner}"));
                }
                (false, false) => {
                    let Some(page) = self.page(no, None)? else { continue };
                    match kind(&page, &tables, definitions) {
                        Kind::Stray(place) => {
                            if let Some(definition) = definitions.get_mut(place) {
                                definition.strays.push(no);
                            }
                        }
                        Kind::Lost(kind) => lose(&mut lost, kind, no),
                    }
                }
                _ => {}
            }
        }
        self.tell_lost(lost);
        self.check_past_the_end(free)
    }

    /// Access sets pages aside before it writes them, and a file may end before them for good. Where something names
    /// such a page, that is told elsewhere.
    fn check_past_the_end(&mut self, free: Option<&UsageMap>) -> Result<()> {
        let end = PageNo(self.pages.page_count());
        let Some(used) = free.map_or(Ok(None), |map| map.next_unmarked(self.pages, end))? else {
            return Ok(());
        };
        let what = format!(
            "the global map says that page {used} is in use, past the end of the file, and nothing names it"
        );
        self.report.advise(Leftover::Pages, PageNo(GLOBAL_MAP_PAGE), None, what);
        Ok(())
    }

    fn next_free(&self, free: Option<&UsageMap>, from: PageNo) -> Result<Option<PageNo>> {
        free.map_or(Ok(None), |map| map.next_from(self.pages, from))
    }

    fn tell_lost(&mut self, lost: BTreeMap<String, Lost>) {
        for (kind, Lost { first, last, count }) in lost {
            let where_to = if count == 1 { String::new() } else { format!(" ({count} pages up to {last})") };
            self.report.advise(
                Leftover::Pages,
                first,
                None,
                format!("neither free nor owned: {kind}{where_to}"),
            );
        }
    }
}

fn lose(lost: &mut BTreeMap<String, Lost>, kind: String, no: PageNo) {
    let entry = lost.entry(kind).or_insert(Lost { first: no, last: no, count: 0 });
    (entry.last, entry.count) = (no, entry.count.saturating_add(1));
}

enum Kind {
    /// A page of rows that names a table whose map does not list it: wrong if anything counts on its rows, which is
    /// known once the table has been read.
    Stray(usize),
    Lost(String),
}

fn kind(page: &Page, tables: &HashMap<u32, usize>, definitions: &[Definition]) -> Kind {
    let owner = View(page.as_slice()).u32(DATA_OWNER, "owner").unwrap_or(0);
    let table = tables.get(&owner);
    match (page.first().copied().unwrap_or(0), table) {
        _ if page.iter().all(|byte| *byte == 0) => Kind::Lost("never written".to_owned()),
        (PAGE_DATA, _) if owner == LONG_VALUE_OWNER => Kind::Lost("a page of long values".to_owned()),
        (PAGE_DATA, Some(place)) => Kind::Stray(*place),
        (PAGE_NODE | PAGE_LEAF, Some(place)) => {
            let name = definitions.get(*place).map_or("", |definition| &definition.name);
            Kind::Lost(format!("an index page of {name}"))
        }
        (kind, _) => Kind::Lost(format!("a page of type {kind}")),
    }
}

//! Writing the pages of a commit to the storage.

use super::journal::{Journal, Plan};
use crate::error::{Error, Result};
use crate::format::data_page::{LONG_VALUE_OWNER, MAP_OWNER};
use crate::format::ids::PageNo;
use crate::format::page::{Page, Pages, View};
use crate::format::{
    DATA_OWNER, GLOBAL_MAP_PAGE, PAGE_BITMAP, PAGE_DATA, PAGE_LEAF, PAGE_NODE, PAGE_SIZE, PAGE_TDEF,
};
use crate::pager::Pager;
use crate::storage::Storage;
use std::sync::Arc;

/// Most pages of one write: 256 KiB.
const RUN: usize = 64;

/// Makes the pages of a transaction those of the file: journal, pages, end of the journal, each on the disk before
/// the next. Without a journal a cut in between leaves a mixture.
///
/// After any error the pager answers nothing but [`Error::Poisoned`]; what the file holds is for the next opening to
/// find out.
pub(crate) fn write(
    pager: &mut Pager,
    journal: Option<&mut Journal>,
    mut changed: Vec<(PageNo, Arc<Page>)>,
    page_count: u32,
) -> Result<()> {
    let before = pager.page_count();
    changed.sort_by_key(|(no, page)| (no.0 < before, rank(page), *no));
    let written = write_all(pager, journal, &changed, page_count);
    match written {
        Ok(()) => {
            pager.set_page_count(page_count);
            changed.into_iter().for_each(|(no, page)| pager.install(no, page));
        }
        Err(_) => pager.poison(),
    }
    written
}

fn write_all(
    pager: &mut Pager,
    mut journal: Option<&mut Journal>,
    changed: &[(PageNo, Arc<Page>)],
    pages_after: u32,
) -> Result<()> {
    let plan = Plan { changed, pages_before: pager.page_count(), pages_after };
    let storage = pager.storage_mut();
    check_place(storage)?;
    if let Some(journal) = journal.as_deref_mut() {
        journal.begin(storage, &plan)?;
    }
    write_pages(storage, changed)?;
    storage.sync().map_err(Error::io("syncing the file"))?;
    journal.map_or(Ok(()), Journal::end)?;
    check_place(storage)
}

/// A file that has lost its name to another takes what is written with it.
fn check_place(storage: &dyn Storage) -> Result<()> {
    let is_in_place = storage.is_in_place().map_err(Error::io("looking for the file"))?;
    if is_in_place { Ok(()) } else { Err(Error::Replaced) }
}

/// Writes the pages in their order, neighbours in one go.
fn write_pages(storage: &mut dyn Storage, changed: &[(PageNo, Arc<Page>)]) -> Result<()> {
    let mut buffer = Vec::new();
    for run in changed.chunk_by(|(before, _), (after, _)| before.0 + 1 == after.0) {
        for pages in run.chunks(RUN) {
            buffer.clear();
            pages.iter().for_each(|(_, page)| buffer.extend_from_slice(&page[..]));
            let first = pages.first().map_or(PageNo(0), |(no, _)| *no);
            storage.write_at(first.offset(), &buffer).map_err(Error::io("writing a page"))?;
        }
    }
    Ok(())
}

/// What is pointed to comes before what points to it, so that without a journal, too, a cut leaves a file that can
/// be read as far as the format allows: long values, rows, leaves, branches, maps, definitions.
fn rank(page: &Page) -> u8 {
    let owner = View(page).u32(DATA_OWNER, "owner of a data page").unwrap_or_default();
    match page.first().copied().unwrap_or_default() {
        PAGE_DATA if owner == LONG_VALUE_OWNER => 0,
        // The map of free pages names its own page as its owner.
        PAGE_DATA if ![MAP_OWNER, GLOBAL_MAP_PAGE].contains(&owner) => 1,
        PAGE_LEAF => 2,
        PAGE_NODE => 3,
        PAGE_BITMAP => 4,
        PAGE_TDEF => 6,
        _ => 5,
    }
}

const _: () = assert!(RUN * PAGE_SIZE == 256 * 1024);

#[cfg(test)]
mod tests {
    use super::*;

    fn page(kind: u8, owner: u32) -> Page {
        let mut page = [0; PAGE_SIZE];
        page[0] = kind;
        page[4..8].copy_from_slice(&owner.to_le_bytes());
        page
    }

    #[test]
    fn what_is_pointed_to_comes_before_what_points_to_it() {
        let rising = [
            page(PAGE_DATA, LONG_VALUE_OWNER),
            page(PAGE_DATA, 9),
            page(PAGE_LEAF, 9),
            page(PAGE_NODE, 9),
            page(PAGE_BITMAP, MAP_OWNER),
            page(PAGE_DATA, MAP_OWNER),
            page(PAGE_TDEF, MAP_OWNER),
        ];
        assert!(rising.iter().map(rank).is_sorted_by(|before, after| before < after));
        assert_eq!(rank(&page(PAGE_DATA, GLOBAL_MAP_PAGE)), rank(&page(PAGE_DATA, MAP_OWNER)));
    }
}

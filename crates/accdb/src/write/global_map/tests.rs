use super::*;
use crate::format::MAP_INLINE;
use crate::format::data_page::MAP_OWNER;
use crate::write::data_page::{self, row_range};
use crate::write::overlay::Overlay;
use crate::write::testing::{MemoryPages, file_of};
use crate::write::usage_map::{self, EMPTY_MAP};
use proptest::prelude::*;
use std::collections::BTreeSet;

const OWNED: RowId = RowId { page: PageNo(2), slot: RowSlot(0) };

/// A file whose page 2 holds one empty map, as a table has it.
fn file_with_map(pages: u32) -> MemoryPages {
    let mut file = file_of(pages);
    data_page::format(&mut file.0[2], MAP_OWNER).expect("formats");
    data_page::append(&mut file.0[2], &EMPTY_MAP).expect("fits");
    file
}

/// Every page in a map, by the plainest reading of the format.
fn marked(pages: &dyn Pages, id: RowId) -> BTreeSet<u32> {
    let page = pages.page(id.page).expect("the map's page");
    let row = &page[row_range(&page, id.slot).expect("the map's row")];
    let word = |at: usize| u32::from_le_bytes(row[at..at + 4].try_into().expect("four bytes"));
    if row[0] == 0 {
        return set_bits(&row[5..]).map(|bit| word(1) + bit).collect();
    }
    let pointers = (1..row.len() - 3).step_by(4).map(word).enumerate().filter(|(_, page)| *page != 0);
    let bitmaps =
        pointers.map(|(place, page)| (place as u32 * 32_736, pages.page(PageNo(page)).expect("a page")));
    bitmaps
        .flat_map(|(first, page)| set_bits(&page[4..]).map(|bit| first + bit).collect::<Vec<_>>())
        .collect()
}

/// The bits that are set, the lowest of the first byte first.
fn set_bits(bits: &[u8]) -> impl Iterator<Item = u32> + '_ {
    let bits = bits.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1));
    (0_u32..).zip(bits).filter(|(_, set)| *set).map(|(bit, _)| bit)
}

/// Free pages by the global map, those past the end of the file left out.
fn free(pages: &dyn Pages) -> BTreeSet<u32> {
    marked(pages, GLOBAL_MAP).into_iter().filter(|page| *page < pages.page_count()).collect()
}

fn kind(pages: &dyn Pages, id: RowId) -> u8 {
    MapRow::read(pages, id).expect("a map").kind
}

#[test]
fn the_window_slides_while_the_pages_fit_in_it() {
    let mut file = file_with_map(4);
    let mut view = Overlay::new(&mut file);
    for page in [1000, 1300, 990, 1495] {
        usage_map::mark(&mut view, OWNED, PageNo(page)).expect("marks");
    }
    assert_eq!(marked(&view, OWNED), BTreeSet::from([990, 1000, 1300, 1495]));
    let row = MapRow::read(&view, OWNED).expect("a map");
    assert_eq!((row.kind, row.first), (MAP_INLINE, 984));
}

#[test]
fn a_map_that_spans_too_much_turns_into_one_by_reference() {
    let mut file = file_with_map(4);
    let mut view = Overlay::new(&mut file);
    let pages = [3, 40_000, 515, 100_000];
    pages.iter().for_each(|page| usage_map::mark(&mut view, OWNED, PageNo(*page)).expect("marks"));
    assert_eq!(marked(&view, OWNED), BTreeSet::from(pages));
    assert_eq!((kind(&view, OWNED), view.page_count()), (MAP_BY_REFERENCE, 7));
    usage_map::clear(&mut view, OWNED, PageNo(515)).expect("clears");
    assert_eq!(marked(&view, OWNED), BTreeSet::from([3, 40_000, 100_000]));
}

#[test]
fn the_global_map_grows_by_32_pages_at_a_time() {
    let mut file = file_of(500);
    let mut view = Overlay::new(&mut file);
    (0..30).for_each(|_| assert!(view.allocate().is_ok()));
    let page = view.page(PageNo(1)).expect("page 1");
    let length = |slot| row_range(&page, RowSlot(slot)).expect("a row").len();
    assert_eq!((length(0), length(1)), (73, 69));
    assert_eq!(free(&view), BTreeSet::new());
    assert!(marked(&view, GLOBAL_MAP).contains(&543), "pages past the end are free");
}

#[test]
fn the_global_map_turns_into_one_by_reference_when_page_1_is_full() {
    let mut file = file_of(32_100);
    let mut view = Overlay::new(&mut file);
    let taken: Vec<u32> = (0..700).map(|_| view.allocate().expect("room").0).collect();
    assert_eq!(kind(&view, GLOBAL_MAP), MAP_BY_REFERENCE);
    assert_eq!(free(&view), BTreeSet::new());
    assert_eq!(taken.iter().collect::<BTreeSet<_>>().len(), 700);
    assert_eq!(view.page_count(), 32_802, "700 pages and two bitmap pages");
}

#[test]
fn a_free_page_is_still_free_after_the_map_has_changed_its_kind() {
    let mut file = file_of(32_000);
    data_page::row_mut(&mut file.0[1], RowSlot(0)).expect("the map")[5 + 10] |= 1;
    let mut view = Overlay::new(&mut file);
    let all: BTreeSet<u32> = (0..100).map(|_| view.allocate().expect("room").0).collect();
    assert!(all.contains(&80) && free(&view).is_empty());
}

#[test]
fn damaged_maps_are_errors() {
    let mut file = file_with_map(4);
    data_page::row_mut(&mut file.0[2], RowSlot(0)).expect("the map")[0] = 9;
    let mut view = Overlay::new(&mut file);
    assert!(matches!(usage_map::mark(&mut view, OWNED, PageNo(3)), Err(Error::Damaged { .. })));
    let mut file = file_with_map(4);
    let map = data_page::row_mut(&mut file.0[2], RowSlot(0)).expect("the map");
    (map[0], map[1]) = (1, 3);
    let mut view = Overlay::new(&mut file);
    assert!(matches!(usage_map::mark(&mut view, OWNED, PageNo(3)), Err(Error::Damaged { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_map_holds_what_was_marked_and_not_cleared(
        steps in prop::collection::vec((any::<bool>(), prop_oneof![0..700_u32, 0..200_000_u32]), 1..60)
    ) {
        let mut file = file_with_map(4);
        let mut view = Overlay::new(&mut file);
        let mut model = BTreeSet::new();
        for (add, page) in steps {
            match add {
                true => { model.insert(page); usage_map::mark(&mut view, OWNED, PageNo(page)) }
                false => { model.remove(&page); usage_map::clear(&mut view, OWNED, PageNo(page)) }
            }.expect("edits");
        }
        prop_assert_eq!(&marked(&view, OWNED), &model);
        for below in [1, 300, 5_000, 70_000, 200_000] {
            let highest = usage_map::highest_below(&view, OWNED, below).expect("reads").map(|page| page.0);
            prop_assert_eq!(highest, model.range(..below).next_back().copied());
        }
    }
}

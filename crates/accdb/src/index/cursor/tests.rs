use super::*;
use crate::error::Error;
use crate::format::PAGE_SIZE;
use crate::format::ids::PageNo;
use crate::index::node::{NEXT_AT, PREVIOUS_AT, pointer};
use crate::index::testing::{Memory, OWNER, TREE, check_tree, row};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A key of two columns, as an index on (series, number) has it.
fn key(series: u8, number: u32) -> Vec<u8> {
    [&[0x7F, series, 0x7F][..], &number.to_be_bytes()].concat()
}

/// Three series of about `count` numbers each: more than one level.
fn orders(count: u32) -> (Memory, BTreeMap<Vec<u8>, RowId>) {
    let (mut memory, mut rows) = (Memory::with_empty_index(), BTreeMap::new());
    for nth in 0..3 * count {
        let key = key((nth % 3) as u8 + 1, nth.wrapping_mul(2_654_435_761) % 100_000);
        rows.entry(key.clone()).or_insert_with(|| {
            memory.insert(&key, row(nth + 1));
            row(nth + 1)
        });
    }
    (memory, rows)
}

fn next(cursor: &mut RangeCursor<'_>) -> Result<Option<RowId>> {
    cursor.next_id()
}

fn previous(cursor: &mut RangeCursor<'_>) -> Result<Option<RowId>> {
    cursor.prev_id()
}

fn forwards(cursor: &mut RangeCursor<'_>) -> Vec<RowId> {
    std::iter::from_fn(|| cursor.next_id().expect("walks")).collect()
}

fn backwards(cursor: &mut RangeCursor<'_>) -> Vec<RowId> {
    std::iter::from_fn(|| cursor.prev_id().expect("walks")).collect()
}

type Bounds<'a> = (Bound<&'a [u8]>, Bound<&'a [u8]>);

/// What the bounds mean, said plainly.
fn expected(rows: &BTreeMap<Vec<u8>, RowId>, (lower, upper): Bounds<'_>) -> Vec<RowId> {
    let inside = |key: &[u8]| {
        let above = match lower {
            Bound::Included(bound) => key >= bound || key.starts_with(bound),
            Bound::Excluded(bound) => key > bound && !key.starts_with(bound),
            Bound::Unbounded => true,
        };
        let below = match upper {
            Bound::Included(bound) => key <= bound || key.starts_with(bound),
            Bound::Excluded(bound) => key < bound,
            Bound::Unbounded => true,
        };
        above && below
    };
    rows.iter().filter(|(key, _)| inside(key)).map(|(_, id)| *id).collect()
}

#[test]
fn a_range_is_the_same_from_both_ends_for_every_kind_of_bound() {
    let (memory, rows) = orders(2_000);
    let keys =
        [key(1, 0), key(2, 0)[..2].to_vec(), key(2, 50_000), key(3, 99_999), vec![], vec![0x7F], vec![0xFF]];
    let bounds = |key: &'static [u8]| [Bound::Included(key), Bound::Excluded(key)];
    let keys = keys.map(|key| &*key.leak());
    let all: Vec<Bound<&[u8]>> = keys.iter().flat_map(|key| bounds(key)).chain([Bound::Unbounded]).collect();
    for (lower, upper) in all.iter().flat_map(|lower| all.iter().map(move |upper| (*lower, *upper))) {
        let expected = expected(&rows, (lower, upper));
        let cursor = || RangeCursor::new(&memory, TREE, lower, upper);
        assert_eq!(forwards(&mut cursor()), expected, "{lower:02X?} to {upper:02X?}");
        let reversed: Vec<RowId> = expected.into_iter().rev().collect();
        assert_eq!(backwards(&mut cursor()), reversed, "{lower:02X?} to {upper:02X?}, backwards");
    }
}

#[test]
fn an_empty_index_has_no_rows() {
    let memory = Memory::with_empty_index();
    let mut cursor = RangeCursor::new(&memory, TREE, Bound::Unbounded, Bound::Unbounded);
    assert_eq!((cursor.next_id().unwrap(), cursor.prev_id().unwrap()), (None, None));
}

#[test]
fn the_newest_orders_of_a_series_touch_a_page_for_each_level() {
    let (memory, rows) = orders(30_000);
    let newest: Vec<RowId> =
        expected(&rows, (Bound::Included(&key(2, 0)[..2]), Bound::Included(&key(2, 0)[..2])));
    memory.read.set(0);
    let series = key(2, 0)[..2].to_vec();
    let mut cursor = RangeCursor::new(&memory, TREE, Bound::Included(&series), Bound::Included(&series));
    let found: Vec<RowId> = (0..10).map_while(|_| cursor.prev_id().expect("walks")).collect();
    assert!(newest.iter().rev().take(10).eq(&found));
    assert!(memory.read.get() <= 4, "{} pages read", memory.read.get());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn both_ends_meet_and_give_each_row_once(turns in prop::collection::vec(any::<bool>(), 1..1200), low in 0_u32..100_000) {
        let (memory, rows) = orders(300);
        let (lower, upper) = (key(1, low), key(3, 100_000 - low));
        let bounds: Bounds<'_> = (Bound::Excluded(&lower), Bound::Excluded(&upper));
        let mut cursor = RangeCursor::new(&memory, TREE, bounds.0, bounds.1);
        let (mut front, mut back) = (Vec::new(), Vec::new());
        for turn in turns {
            match turn {
                true => front.extend(cursor.next_id().unwrap()),
                false => back.extend(cursor.prev_id().unwrap()),
            }
        }
        front.extend(forwards(&mut cursor));
        prop_assert_eq!(cursor.prev_id().unwrap(), None);
        front.extend(back.into_iter().rev());
        prop_assert_eq!(front, expected(&rows, bounds));
    }
}

#[test]
fn a_broken_chain_of_leaves_is_damage_on_the_leaf() {
    let (mut memory, _) = orders(1_000);
    let first = TREE.descend(&memory, Some(&[]), |_, _| {}).unwrap();
    let second = TREE.next_leaf(&memory, &first).unwrap().expect("a second leaf").no;
    let first = first.no;
    let mut fails =
        |no: PageNo, at: usize, to: PageNo, walk: fn(&mut RangeCursor<'_>) -> Result<Option<RowId>>| {
            let before = memory.page_mut(no.0).to_vec();
            memory.page_mut(no.0)[at..at + 4].copy_from_slice(&to.0.to_le_bytes());
            let mut cursor = RangeCursor::new(&memory, TREE, Bound::Unbounded, Bound::Unbounded);
            let failed = loop {
                match walk(&mut cursor) {
                    Ok(Some(_)) => {}
                    Ok(None) => break None,
                    Err(error) => break Some(error),
                }
            };
            memory.page_mut(no.0).copy_from_slice(&before);
            failed.expect("an error").to_string()
        };
    let unlinked =
        format!("damaged page {first}: the neighbour of this index page does not name it as its own");
    assert_eq!(fails(second, PREVIOUS_AT, second, next), unlinked);
    assert!(fails(first, NEXT_AT, PageNo(0), previous).contains("does not name it"));
    assert!(fails(first, NEXT_AT, TREE.root, next).contains("a branch among the leaves"));
    assert!(fails(first, NEXT_AT, PageNo(9_999), next).contains("cut short"));
    assert!(fails(first, NEXT_AT, PageNo(0x0100_0000), next).contains("cut short"));
}

#[test]
fn leaves_in_a_ring_and_branches_in_a_ring_end_in_an_error() {
    let (mut memory, _) = orders(1_000);
    let first = TREE.descend(&memory, Some(&[]), |_, _| {}).unwrap().no;
    let second = TREE.descend(&memory, None, |_, _| {}).unwrap().no;
    for (no, other) in [(first, second), (second, first)] {
        memory.page_mut(no.0)[NEXT_AT..NEXT_AT + 4].copy_from_slice(&other.0.to_le_bytes());
        memory.page_mut(no.0)[PREVIOUS_AT..PREVIOUS_AT + 4].copy_from_slice(&other.0.to_le_bytes());
    }
    let mut cursor = RangeCursor::new(&memory, TREE, Bound::Unbounded, Bound::Unbounded);
    let failed = std::iter::from_fn(|| cursor.next_id().transpose()).find_map(Result::err);
    assert!(matches!(failed, Some(Error::Damaged { .. })), "{failed:?}");

    let root = memory.page_mut(TREE.root.0);
    root[super::super::node::TAIL_AT..][..4].copy_from_slice(&TREE.root.0.to_le_bytes());
    let failed = TREE.descend(&memory, None, |_, _| {}).err();
    assert!(failed.expect("an error").to_string().contains("deeper than"));
}

/// Damages bytes of an index page or two, and puts it to every use.
fn use_damaged(memory: &mut Memory, damage: &[(usize, usize, u8)]) {
    let pages = memory.pages.len();
    for &(page, at, byte) in damage {
        memory.page_mut((1 + page % (pages - 1)) as u32)[at % PAGE_SIZE] = byte;
    }
    let at_most = 3 * 4_000 * pages;
    for walk in [next as fn(&mut RangeCursor<'_>) -> _, previous] {
        for lower in [Bound::Unbounded, Bound::Excluded(&key(2, 500)[..])] {
            let mut cursor = RangeCursor::new(&*memory, TREE, lower, Bound::Unbounded);
            let steps = std::iter::from_fn(|| walk(&mut cursor).ok().flatten()).take(at_most).count();
            assert!(steps < at_most, "the walk ends");
        }
    }
    for number in (0..100_000).step_by(2_500) {
        let _ = memory.try_insert(&key(2, number), row(number));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn damaged_pages_neither_panic_nor_loop(
        damage in prop::collection::vec(
            (any::<usize>(), prop_oneof![0_usize..64, 0_usize..480, 0_usize..4096], any::<u8>()), 1..6
        )
    ) {
        thread_local! {
            static WHOLE: Vec<std::sync::Arc<crate::format::page::Page>> = orders(700).0.pages;
        }
        let mut memory = Memory::of(WHOLE.with(Clone::clone));
        use_damaged(&mut memory, &damage);
    }

    #[test]
    fn pages_of_any_bytes_neither_panic_nor_loop(bytes in prop::collection::vec(any::<u8>(), 4096), kind in 3_u8..5) {
        let mut memory = Memory::with_empty_index();
        let page = memory.page_mut(1);
        page.copy_from_slice(&bytes);
        page[..8].copy_from_slice(&[kind, 1, 0, 0, OWNER.0 as u8, 0, 0, 0]);
        page[26] %= 2;
        use_damaged(&mut memory, &[]);
        // The same, with a header that lets more of the page be read.
        let page = memory.page_mut(1);
        page[12..27].fill(0);
        page[27] &= 0xFE;
        page[479] = 0;
        use_damaged(&mut memory, &[]);
    }
}

#[test]
fn a_prefix_may_run_into_the_row_pointer() {
    let mut memory = Memory::with_empty_index();
    let entries: Vec<Vec<u8>> =
        (1..=3).map(|slot| [&key(1, 1)[..], &pointer(row(0x100 + slot))].concat()).collect();
    let page = memory.page_mut(1);
    let (first, prefix) = (&entries[0], entries[0].len() - 1);
    page[24] = prefix as u8;
    page[480..480 + first.len()].copy_from_slice(first);
    page[480 + first.len()] = 2;
    page[480 + first.len() + 1] = 3;
    for end in [first.len(), first.len() + 1, first.len() + 2] {
        page[27 + end / 8] |= 1 << (end % 8);
    }
    let mut cursor = RangeCursor::new(&memory, TREE, Bound::Unbounded, Bound::Unbounded);
    assert_eq!(forwards(&mut cursor), [1, 2, 3].map(|slot| row(0x100 + slot)));
    memory.insert(&key(1, 1), row(0x104));
    memory.insert(&key(1, 0), row(0x104));
    assert_eq!(check_tree(&memory).len(), 5);
}

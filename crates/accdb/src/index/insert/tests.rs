use super::*;
use crate::index::node::PREVIOUS_AT;
use crate::index::testing::{Memory, TREE, check_tree, row};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What an index holds: the rows of each key.
type Model = BTreeMap<Vec<u8>, Vec<u32>>;

fn entries(model: &Model) -> Vec<Vec<u8>> {
    let of_key = |(key, rows): (&Vec<u8>, &Vec<u32>)| {
        let mut rows = rows.clone();
        rows.sort_unstable();
        rows.into_iter().map(|number| [&key[..], &pointer(row(number))].concat()).collect::<Vec<_>>()
    };
    model.iter().flat_map(of_key).collect()
}

fn insert(memory: &mut Memory, model: &mut Model, key: &[u8], number: u32) {
    let rows = model.entry(key.to_vec()).or_default();
    assert_eq!(contains_key(memory, TREE, key).expect("seeks"), !rows.is_empty());
    let pages = memory.pages.len();
    let inserted = memory.insert(key, row(number));
    assert_eq!(inserted.distinct, rows.is_empty(), "{key:02X?}");
    assert_eq!(inserted.new_pages.len(), memory.pages.len() - pages);
    rows.push(number);
}

fn holds(keys: impl IntoIterator<Item = Vec<u8>>) -> Memory {
    let (mut memory, mut model) = (Memory::with_empty_index(), Model::new());
    for (key, number) in keys.into_iter().zip(1..) {
        insert(&mut memory, &mut model, &key, number);
        if number % 7 == 0 {
            memory.forget_place();
        }
        if number % 4000 == 0 {
            assert_eq!(check_tree(&memory), entries(&model));
        }
    }
    assert_eq!(check_tree(&memory), entries(&model));
    memory
}

fn levels(memory: &Memory) -> usize {
    let mut levels = 1;
    TREE.descend(memory, None, |_, _| levels += 1).expect("descends");
    levels
}

fn long_key(number: u32) -> Vec<u8> {
    [&[0x7F][..], &(number ^ 0x8000_0000).to_be_bytes()].concat()
}

/// Numbers without an order, the same on every run.
fn shuffled(count: u32) -> impl Iterator<Item = u32> {
    (1..=count).map(|nth| nth.wrapping_mul(2_654_435_761))
}

/// A leaf as Access fills it up: one key, rows on near pages, and a prefix that takes in part of the row pointers.
fn brimful() -> (Memory, Model) {
    let (mut memory, mut model) = (Memory::with_empty_index(), Model::new());
    let rows: Vec<u32> = (0..1_806).map(|nth| 0x50_0000 + nth * 2).collect();
    let mut entries = Entries::of(&TREE.node(&memory, TREE.root).expect("a leaf"));
    for (nth, number) in rows.iter().enumerate() {
        entries.insert(nth, &[&[0x7F, 0x80][..], &pointer(row(*number))].concat());
    }
    let all = 0..rows.len();
    assert_eq!((entries.prefix(&all), entries.any_prefix(&all)), (None, Some(4)));
    entries.write(all, 4, memory.page_mut(TREE.root.0)).expect("full to the last byte");
    model.insert(vec![0x7F, 0x80], rows);
    (memory, model)
}

#[test]
fn a_leaf_that_is_full_to_the_last_byte_is_split_wherever_the_new_entry_belongs() {
    let before = ([0x7F, 0x10], 9);
    let first = ([0x7F, 0x80], 1);
    let middle = ([0x7F, 0x80], 0x50_0001 + 900);
    let last = ([0x7F, 0x80], 0x51_0000);
    let behind = ([0x7F, 0x90], 9);
    for (key, number) in [before, first, middle, last, behind] {
        let (mut memory, mut model) = brimful();
        assert_eq!(check_tree(&memory), entries(&model));
        insert(&mut memory, &mut model, &key, number);
        assert_eq!(check_tree(&memory), entries(&model), "{key:?} {number}");
        for more in 0..2_000 {
            insert(&mut memory, &mut model, &[0x7F, 0x80], 0x50_8000 + more * 7 % 2_000);
        }
        assert_eq!(check_tree(&memory), entries(&model), "{key:?} {number}");
    }
}

#[test]
fn ascending_keys_fill_their_pages() {
    let memory = holds((0..20_000).map(long_key));
    // Nine bytes each: 401 to a page without a prefix, about 600 with one of three bytes.
    let leaves = memory.pages.iter().filter(|page| page[0] == 4).count();
    assert!(leaves <= 20_000 / 500, "{leaves} leaves");
}

#[test]
fn ascending_keys_fill_their_pages_in_the_middle_of_the_index_too() {
    let (mut memory, mut model) = (Memory::with_empty_index(), Model::new());
    let key = |series: u8, number| [&[series][..], &long_key(number)].concat();
    for number in 0..600 {
        insert(&mut memory, &mut model, &key(1, number), number);
        insert(&mut memory, &mut model, &key(3, number), 10_000 + number);
    }
    let before = memory.pages.len();
    for number in 0..20_000 {
        insert(&mut memory, &mut model, &key(2, number), 20_000 + number);
    }
    assert_eq!(check_tree(&memory), entries(&model));
    let filled = memory.pages.len() - before;
    // 361 to a page while those of another series share it and there is no prefix; halves would be 180.
    assert!(filled <= 20_000 / 300, "{filled} pages");
}

#[test]
fn a_run_of_keys_reads_the_way_down_once_a_page() {
    let mut memory = holds((0..20_000).map(long_key));
    assert_eq!(levels(&memory), 2);
    memory.insert(&long_key(20_000), row(20_001));
    memory.read.set(0);
    (1..100).for_each(|number| drop(memory.insert(&long_key(20_000 + number), row(20_001 + number))));
    assert_eq!(memory.read.get(), 99);
}

#[test]
fn descending_and_scattered_keys_are_in_order_too() {
    holds((0..5_000).rev().map(long_key));
    holds(shuffled(5_000).map(long_key));
}

#[test]
fn keys_of_hundreds_of_bytes_make_a_deep_tree() {
    let long = |number: u32| [&long_key(number)[..], &[number as u8; 700]].concat();
    assert!(levels(&holds(shuffled(1_500).map(long))) >= 4);
    assert!(levels(&holds((0..1_500).map(long))) >= 4);
}

#[test]
fn keys_that_share_all_but_their_end_are_compressed() {
    let shared = |number: u32| [&[0x42; 600][..], &long_key(number)].concat();
    let memory = holds(shuffled(2_000).map(shared));
    assert!(memory.pages.len() < 30, "{} pages", memory.pages.len());
    // A key that shares nothing comes before, behind and between them.
    let other = [&[0x41; 900][..], &[0x43; 900], &[0x42; 900]];
    holds(shuffled(2_000).map(shared).chain(other.map(<[u8]>::to_vec)));
    holds(shuffled(300).map(shared).chain(other.map(<[u8]>::to_vec)).chain((0..300).map(shared)));
}

#[test]
fn the_longest_keys_split_and_a_longer_one_is_refused() {
    holds(shuffled(60).map(|number| [&number.to_be_bytes()[..], &[1; KEY_MAX - 4]].concat()));
    let mut memory = Memory::with_empty_index();
    let refused = memory.try_insert(&[1; KEY_MAX + 1], row(1));
    assert!(matches!(refused, Err(Error::TooLong { limit: 1800, .. })));
}

#[test]
fn thousands_of_rows_share_a_key() {
    let (mut memory, mut model) = (Memory::with_empty_index(), Model::new());
    for number in shuffled(3_000) {
        insert(&mut memory, &mut model, &long_key(number % 3), number % 0x00FF_FFFF);
    }
    assert_eq!(check_tree(&memory), entries(&model));
}

#[test]
fn the_key_of_an_empty_binary_value_is_found_among_those_that_start_with_it() {
    let mut memory = Memory::with_empty_index();
    for number in 0..2_000_u32 {
        memory.insert(&[&[0x7F, 0, 0][..], &number.to_be_bytes(), &[0, 8]].concat(), row(number + 1));
    }
    assert!(!contains_key(&memory, TREE, &[0x7F]).unwrap());
    memory.insert(&[0x7F], row(0x00FF_FF00));
    assert!(contains_key(&memory, TREE, &[0x7F]).unwrap());
}

#[test]
fn the_same_row_is_not_indexed_twice() {
    let mut memory = Memory::with_empty_index();
    memory.insert(&long_key(1), row(9));
    let again = memory.try_insert(&long_key(1), row(9));
    assert!(matches!(again, Err(Error::Damaged { page: PageNo(1), .. })));
}

#[test]
fn a_branch_without_a_tail_gets_one_when_it_is_needed() {
    let mut memory = holds((0..2_000).map(long_key));
    let root = Node::read(&memory, TREE.root, TREE.owner).expect("a branch");
    // Writes the tail as an entry, which the format allows.
    let tail = root.tail().expect("a tail");
    let last = TREE.descend(&memory, None, |_, _| {}).expect("a leaf");
    let copy = last.entry(last.before(last.used).expect("an entry")).expect("an entry").to_vec();
    let mut all = Entries::of(&root);
    drop(root);
    all.insert(all.len(), &[&copy[..], &tail.0.to_be_bytes()].concat());
    all.write(0..all.len(), 0, memory.page_mut(1)).expect("fits");
    put_page_no(memory.page_mut(1), TAIL_AT, None).expect("a page");
    memory.forget_place();
    memory.insert(&long_key(1_999), row(76));
    memory.insert(&long_key(1_000_000), row(77));
    memory.insert(&long_key(1_000_001), row(78));
    assert_eq!(check_tree(&memory).len(), 2_003);
}

#[test]
fn a_neighbour_that_is_no_page_of_the_index_is_not_written() {
    let mut memory = holds((0..2_000).map(long_key));
    let mut second = None;
    TREE.descend(&memory, Some(&long_key(700)), |branch, at| second = Some(branch.child(at).unwrap()))
        .unwrap();
    let second = second.expect("a leaf").0;
    put_page_no(memory.page_mut(second), PREVIOUS_AT, Some(PageNo(0))).unwrap();
    put_page_no(memory.page_mut(second), PREVIOUS_AT, Some(TREE.root)).unwrap();
    let mut failed = None;
    for number in 0..2_000 {
        // Between the keys of that leaf.
        let key = [&long_key(700 + number % 100)[..], &number.to_be_bytes()].concat();
        failed = failed.or(memory.try_insert(&key, row(5_000 + number)).err());
    }
    assert!(matches!(failed, Some(Error::Damaged { page, .. }) if page == TREE.root), "{failed:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn any_keys_are_in_the_tree_as_in_a_map(
        mut keys in prop::collection::vec(
            prop_oneof![
                4 => prop::collection::vec(0_u8..4, 1..12),
                2 => prop::collection::vec(any::<u8>(), 1..40),
                1 => (0_u8..3, 400_usize..700, any::<u16>()).prop_map(|(byte, len, end)| {
                    [&vec![byte; len][..], &end.to_be_bytes()].concat()
                }),
            ],
            1..1000,
        )
    ) {
        // As of texts, no key starts another.
        keys.iter_mut().for_each(|key| key.iter_mut().for_each(|byte| *byte = (*byte).max(1)));
        keys.iter_mut().for_each(|key| key.push(0));
        holds(keys);
    }
}

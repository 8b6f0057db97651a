use super::*;
use crate::index::change::make_branch;
use crate::index::insert::contains_key;
use crate::index::testing::{Memory, TREE, check_tree, entries_of, row};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What an index holds: keys with the numbers of their rows.
type Model = BTreeSet<(Vec<u8>, u32)>;

fn entries(model: &Model) -> Vec<Vec<u8>> {
    let mut entries: Vec<_> =
        model.iter().map(|(key, number)| [&key[..], &pointer(row(*number))].concat()).collect();
    entries.sort();
    entries
}

fn filled(keys: impl IntoIterator<Item = Vec<u8>>) -> (Memory, Model) {
    let (mut memory, mut model) = (Memory::with_empty_index(), Model::new());
    for (key, number) in keys.into_iter().zip(1..) {
        memory.insert(&key, row(number));
        model.insert((key, number));
    }
    (memory, model)
}

/// Removes entries in an order of `rank`, checking the tree on the way, until none is left.
fn empties(keys: impl IntoIterator<Item = Vec<u8>>, rank: impl Fn(u32) -> u32) {
    let (mut memory, mut model) = filled(keys);
    let most = memory.pages.len();
    let mut order: Vec<_> = model.iter().cloned().collect();
    order.sort_by_key(|(_, number)| rank(*number));
    let step = (order.len() / 12).max(1);
    for (nth, (key, number)) in order.into_iter().enumerate() {
        memory.remove(&key, row(number)).expect("removes");
        model.remove(&(key, number));
        if nth % step == 0 || model.len() < 3 {
            assert_eq!(check_tree(&memory), entries(&model));
        }
    }
    assert_eq!(check_tree(&memory), Vec::<Vec<u8>>::new());
    assert_eq!(memory.free.len() + 2, memory.pages.len(), "only the root is left");
    assert!(memory.pages.len() <= most + 8, "{} pages of {most}", memory.pages.len());
    refill(&mut memory);
}

/// The pages that became free serve again.
fn refill(memory: &mut Memory) {
    let (free, mut model) = (memory.free.len(), Model::new());
    for number in 1..1_000 {
        memory.insert(&long_key(number), row(number));
        model.insert((long_key(number), number));
    }
    assert_eq!(check_tree(memory), entries(&model));
    assert!(memory.free.len() < free);
}

fn long_key(number: u32) -> Vec<u8> {
    [&[0x7F][..], &(number ^ 0x8000_0000).to_be_bytes()].concat()
}

/// A number without an order, the same on every run.
fn shuffle(number: u32) -> u32 {
    number.wrapping_mul(2_654_435_761)
}

#[test]
fn an_index_empties_from_either_end_and_at_random() {
    for rank in [|number| number, |number: u32| u32::MAX - number, shuffle] {
        empties((0..2_500).map(long_key), rank);
        empties((1..=1_500).map(shuffle).map(long_key), rank);
    }
}

#[test]
fn a_deep_tree_empties_level_by_level() {
    let long = |number: u32| [&long_key(number)[..], &[number as u8; 700]].concat();
    for rank in [|number| number, |number: u32| u32::MAX - number, shuffle] {
        empties((0..500).map(long), rank);
        empties((1..=500).map(shuffle).map(long), rank);
    }
}

#[test]
fn leaves_with_few_entries_go_together() {
    for rank in [|number| number, |number: u32| u32::MAX - number, shuffle] {
        let (mut memory, mut model) = filled((0..4_000).map(long_key));
        let leaves = memory.pages.len();
        let mut order: Vec<u32> = (1..=4_000).filter(|number| number % 100 != 7).collect();
        order.sort_by_key(|number| rank(*number));
        for (nth, number) in order.into_iter().enumerate() {
            memory.remove(&long_key(number - 1), row(number)).expect("removes");
            model.remove(&(long_key(number - 1), number));
            if nth % 500 == 0 {
                assert_eq!(check_tree(&memory), entries(&model));
            }
        }
        assert_eq!(check_tree(&memory), entries(&model));
        let left = memory.pages.len() - memory.free.len();
        assert!(left <= 4, "{left} pages of {leaves} for 40 entries");
        refill_behind(&mut memory, model);
    }
}

/// Merged leaves take entries between those they have.
fn refill_behind(memory: &mut Memory, mut model: Model) {
    for number in (30_000..60_000).step_by(61) {
        let key = long_key(shuffle(number) % 4_000);
        memory.insert(&key, row(number));
        model.insert((key, number));
    }
    assert_eq!(check_tree(memory), entries(&model));
}

#[test]
fn leaves_that_share_less_together_than_each_alone_stay_apart() {
    // Two families of long keys: each compresses well, both on one page hardly.
    let key = |number: u32| {
        let family = if number < 40 { [0x41; 300] } else { [0x42; 300] };
        [&family[..], &long_key(number)].concat()
    };
    empties((0..80).map(key), |number| number);
    empties((0..80).map(key), |number| u32::MAX - number);
    empties((0..80).map(key), shuffle);
}

#[test]
fn a_longer_last_key_splits_the_branches_above_it() {
    // Short and long keys in turn: where a short one that a branch has a copy of goes, a long one takes its place.
    let key = |number: u32| {
        let tail = if number.is_multiple_of(2) { 1_500 } else { 1 };
        [&number.to_be_bytes()[..], &vec![7; tail]].concat()
    };
    let (mut memory, mut model) = filled((0..900).map(key));
    let mut split = 0;
    for number in (1..900).step_by(2) {
        let removed = memory.remove(&key(number), row(number + 1)).expect("removes");
        split += removed.new_pages.len();
        model.remove(&(key(number), number + 1));
        assert_eq!(check_tree(&memory), entries(&model));
    }
    assert!(split > 0);
}

#[test]
fn a_compressed_page_stays_whole_whichever_entry_goes() {
    let shared = |number: u32| [&[0x42; 600][..], &long_key(number)].concat();
    empties((0..1_000).map(shared), shuffle);
    empties((0..1_000).map(shared), |number| number);
}

#[test]
fn one_of_thousands_of_rows_with_the_same_key_goes() {
    let (mut memory, mut model) = filled((0..3_000).map(|number| long_key(number % 3)));
    for number in (1..=3_000).filter(|number| number % 5 != 0) {
        let key = long_key((number - 1) % 3);
        memory.remove(&key, row(number)).expect("removes");
        model.remove(&(key, number));
    }
    assert_eq!(check_tree(&memory), entries(&model));
    assert!(contains_key(&memory, TREE, &long_key(2)).expect("seeks"));
}

#[test]
fn a_row_under_another_key_is_found_by_its_pointer_and_one_without_an_entry_is_damage() {
    let (mut memory, mut model) = filled((0..2_000).map(long_key));
    memory.remove(b"nobody knows", row(700)).expect("removes");
    model.remove(&(long_key(699), 700));
    assert_eq!(check_tree(&memory), entries(&model));
    let again = memory.remove(&long_key(699), row(700));
    assert!(matches!(again, Err(Error::Damaged { page, .. }) if page == TREE.root));
}

#[test]
fn a_branch_without_a_tail_gets_one_before_its_last_child_goes() {
    let (mut memory, mut model) = filled((0..1_000).map(long_key));
    let root = Node::read(&memory, TREE.root, TREE.owner).expect("a branch");
    let tail = root.tail().expect("a tail");
    let mut all = Entries::of(&root);
    let last = [&long_key(999)[..], &pointer(row(1_000)), &tail.0.to_be_bytes()].concat();
    drop(root);
    all.insert(all.len(), &last);
    all.write(0..all.len(), 0, memory.page_mut(1)).expect("fits");
    put_page_no(memory.page_mut(1), TAIL_AT, None).expect("a page");
    for number in (0..1_000).rev() {
        memory.remove(&long_key(number), row(number + 1)).expect("removes");
        model.remove(&(long_key(number), number + 1));
        assert_eq!(check_tree(&memory), entries(&model));
    }
}

#[test]
fn a_root_of_another_writer_that_has_one_child_becomes_a_leaf_again() {
    let (mut memory, _) = filled([long_key(1)]);
    memory.pages.push(memory.pages[1].clone());
    make_branch(memory.page_mut(1), 1, PageNo(2)).expect("a page");
    assert_eq!(check_tree(&memory).len(), 1);
    let removed = memory.remove(&long_key(1), row(1)).expect("removes");
    assert_eq!(removed.freed_pages, [PageNo(2)]);
    assert_eq!(check_tree(&memory), Vec::<Vec<u8>>::new());
    memory.insert(&long_key(2), row(2));
    assert_eq!(check_tree(&memory).len(), 1);
}

/// Rows with one key, as many as fit on a leaf only if what they share of their pointers is left out too.
fn crowded_leaf() -> (Memory, Model) {
    let mut memory = Memory::with_empty_index();
    let model: Model = (0..1_500).map(|number| (long_key(7), number)).collect();
    let mut all = Entries::of(&Node::read(&memory, TREE.root, TREE.owner).expect("a leaf"));
    for (nth, entry) in entries(&model).iter().enumerate() {
        all.insert(nth, entry);
    }
    assert!(all.prefix(&(0..1_500)).is_none(), "they do not fit as we lay them out");
    all.write(0..1_500, long_key(7).len() + 2, memory.page_mut(1)).expect("fits");
    (memory, model)
}

fn leaf_entries(memory: &Memory) -> Vec<Vec<u8>> {
    entries_of(&Node::read(memory, TREE.root, TREE.owner).expect("a leaf"))
}

#[test]
fn a_leaf_of_another_writer_whose_prefix_runs_into_the_pointers_loses_any_entry() {
    let (mut memory, mut model) = crowded_leaf();
    let mut order: Vec<u32> = (0..1_500).collect();
    order.sort_by_key(|number| shuffle(*number));
    for (nth, number) in order.into_iter().enumerate() {
        memory.remove(&long_key(7), row(number)).expect("removes");
        model.remove(&(long_key(7), number));
        if nth % 100 == 0 {
            assert_eq!(leaf_entries(&memory), entries(&model));
        }
    }
    assert_eq!(check_tree(&memory), Vec::<Vec<u8>>::new());
}

#[test]
fn a_leaf_of_another_writer_whose_prefix_runs_into_the_pointers_is_split_by_the_next_row() {
    let (mut memory, mut model) = crowded_leaf();
    memory.insert(&long_key(7), row(70_000));
    model.insert((long_key(7), 70_000));
    assert_eq!(check_tree(&memory), entries(&model));
}

#[test]
fn a_neighbour_that_does_not_name_the_page_is_not_written() {
    let (mut memory, _) = filled((0..1_000).map(long_key));
    let leaf = TREE.descend(&memory, Some(&long_key(500)), |_, _| {}).expect("a leaf");
    let next = leaf.next().expect("a neighbour");
    put_page_no(memory.page_mut(next.0), PREVIOUS_AT, None).expect("a page");
    let numbers = 0..1_000;
    let failed =
        numbers.into_iter().find_map(|number| memory.remove(&long_key(number), row(number + 1)).err());
    assert!(matches!(failed, Some(Error::Damaged { page, .. }) if page == next), "{failed:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn inserts_and_removals_agree_with_a_set(
        operations in prop::collection::vec((0_u32..400, prop::bool::weighted(0.6), 1_usize..400), 1..1_500)
    ) {
        let (mut memory, mut model) = (Memory::with_empty_index(), Model::new());
        for (number, inserts, length) in operations {
            let there = model.iter().find(|(_, other)| *other == number).cloned();
            match (there, inserts) {
                (Some(entry), false) => {
                    memory.remove(&entry.0, row(number)).unwrap();
                    model.remove(&entry);
                }
                (None, true) => {
                    let key = [&shuffle(number).to_be_bytes()[..], &vec![1; length], &[0]].concat();
                    memory.insert(&key, row(number));
                    model.insert((key, number));
                }
                _ => {}
            }
        }
        prop_assert_eq!(check_tree(&memory), entries(&model));
    }
}

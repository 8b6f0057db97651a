use super::*;
use crate::storage::MemoryStorage;

/// Pages of a database, told by what their bytes are.
fn database(pages: &[u8]) -> MemoryStorage {
    MemoryStorage::new(pages.iter().flat_map(|fill| [*fill; PAGE_SIZE]).collect())
}

fn page(no: u32, fill: u8) -> (PageNo, Arc<Page>) {
    (PageNo(no), Arc::new([fill; PAGE_SIZE]))
}

/// A journal for a commit that changes pages, and the database after it.
fn begun(before: &MemoryStorage, changed: &[(PageNo, Arc<Page>)]) -> (MemoryStorage, MemoryStorage) {
    let (journal, mut after) = (MemoryStorage::default(), before.snapshot());
    let pages_before = u32::try_from(before.len().unwrap() / page_offset(1)).unwrap();
    let pages_after = changed.iter().map(|(no, _)| no.0 + 1).fold(pages_before, u32::max);
    let plan = Plan { changed, pages_before, pages_after };
    Journal::new(Box::new(journal.clone())).begin(before, &plan).unwrap();
    for (no, page) in changed {
        after.write_at(no.offset(), &page[..]).unwrap();
    }
    (journal, after)
}

fn roll_back(journal: &MemoryStorage, database: &MemoryStorage) -> Result<()> {
    Journal::new(Box::new(journal.clone())).roll_back(&mut database.clone())
}

/// Asserts that the journal is refused, and that neither file is touched.
fn assert_refused(journal: &MemoryStorage, database: &MemoryStorage, reason: &str) {
    let (as_journal, as_database) = (journal.to_vec(), database.to_vec());
    let refused = roll_back(journal, database).unwrap_err();
    assert!(matches!(refused, Error::Journal(found) if found == reason), "{refused}");
    assert!(journal.to_vec() == as_journal && database.to_vec() == as_database);
}

#[test]
fn the_pages_before_come_back_and_those_behind_the_end_go() {
    let before = database(b"abcd");
    let (journal, after) = begun(&before, &[page(4, b'E'), page(1, b'B'), page(3, b'D')]);
    assert!(Journal::new(Box::new(journal.clone())).is_live().unwrap());
    roll_back(&journal, &after).unwrap();
    assert!(after.to_vec() == before.to_vec());
    assert!(!Journal::new(Box::new(journal)).is_live().unwrap());
}

#[test]
fn a_commit_that_changes_the_first_page_is_undone_like_any_other() {
    let before = database(b"abc");
    let (journal, after) = begun(&before, &[page(0, b'A'), page(2, b'C')]);
    // As far as it can have come: nothing written, the first page, both.
    for written in [before.snapshot(), database(b"Abc"), after] {
        roll_back(&journal.snapshot(), &written).unwrap();
        assert!(written.to_vec() == before.to_vec());
    }
}

#[test]
fn one_page_that_was_cut_within_a_sector_is_undone_and_a_second_one_is_another_state() {
    let before = database(b"abcd");
    let (journal, _) = begun(&before, &[page(1, b'B'), page(2, b'C'), page(3, b'D')]);
    let mut cut = database(b"aBcd");
    cut.write_at(page_offset(2), &[b'C'; 700]).unwrap();
    let twice = cut.snapshot();
    roll_back(&journal.snapshot(), &cut).unwrap();
    assert!(cut.to_vec() == before.to_vec());
    twice.clone().write_at(page_offset(3), &[b'D'; 100]).unwrap();
    assert_refused(&journal, &twice, "it was written for another state of the file");
}

#[test]
fn a_first_page_that_changed_meanwhile_is_another_file() {
    let (journal, _) = begun(&database(b"abc"), &[page(1, b'B')]);
    assert_refused(&journal, &database(b"xBc"), "it was written for another file");
}

#[test]
fn a_file_of_another_length_is_another_file() {
    let (journal, _) = begun(&database(b"abc"), &[page(1, b'B')]);
    for other in [&b"ab"[..], b"abcd"] {
        assert_refused(&journal, &database(other), "it was written for another file");
    }
}

#[test]
fn a_page_that_is_neither_as_before_nor_as_after_is_another_state() {
    let (journal, _) = begun(&database(b"abc"), &[page(1, b'B')]);
    assert_refused(&journal, &database(b"axc"), "it was written for another state of the file");
}

#[test]
fn what_is_no_journal_of_ours_is_refused() {
    let journal = MemoryStorage::new(vec![b'x'; 5_000]);
    assert_refused(&journal, &database(b"abc"), "it is damaged, or not one of this program");
}

#[test]
fn a_torn_journal_goes_with_a_file_that_was_not_written() {
    let before = database(b"abc");
    let (journal, after) = begun(&before, &[page(1, b'B'), page(2, b'C')]);
    let last = journal.len().unwrap() - 1;
    let mut torn = journal;
    torn.write_at(last, &[0x55]).unwrap();
    assert_refused(&torn, &after, "it is damaged, and the file was being written");
    // A shorter file has none of the pages that could tell.
    for untouched in [before, database(b"a")] {
        let as_it_was = untouched.to_vec();
        roll_back(&torn.snapshot(), &untouched).unwrap();
        assert!(untouched.to_vec() == as_it_was);
    }
}

#[test]
fn what_people_changed_after_a_commit_that_had_arrived_stays() {
    let before = database(b"abcd");
    let (journal, after) = begun(&before, &[page(1, b'B'), page(2, b'C'), page(4, b'E')]);
    // In the middle, in the first changed page, in several, and in a file that has grown.
    for changes in [&[(2, 700)][..], &[(1, 0)], &[(1, 9), (2, 600), (2, 4_000)], &[(2, 9), (5, 0)]] {
        let mut followed = after.snapshot();
        changes.iter().for_each(|(page, at)| followed.write_at(page_offset(*page) + at, b"people").unwrap());
        let as_it_was = followed.to_vec();
        let journal = journal.snapshot();
        roll_back(&journal, &followed).unwrap();
        assert!(followed.to_vec() == as_it_was, "{changes:?}");
        assert!(!Journal::new(Box::new(journal)).is_live().unwrap());
    }
}

/// A page whose first half the commit leaves as it was.
#[test]
fn what_people_changed_beside_a_change_of_the_commit_is_not_undone() {
    let before = database(b"abc");
    let mut half = [b'b'; PAGE_SIZE];
    half[2_048..].fill(b'B');
    let (journal, _) = begun(&before, &[(PageNo(1), Arc::new(half)), page(2, b'C')]);
    // The commit was cut before its second page, and people have changed the half that it does not.
    let mut changed = before.snapshot();
    changed.write_at(page_offset(1), &half).unwrap();
    changed.write_at(page_offset(1) + 100, b"people").unwrap();
    assert_refused(&journal, &changed, "it was written for another state of the file");
}

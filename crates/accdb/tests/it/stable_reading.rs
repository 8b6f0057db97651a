//! Reading while somebody writes: an order is seen whole or not at all, and nobody is disturbed.

pub mod orders;
mod stage;

use accdb::{Database, Error, FaultyStorage, MemoryStorage, RetryAtOnce, Storage};
use orders::{Found, newest};
use stage::{AGAIN_MAX, Audience, Order, Script, Stage, script_of_commits, without_journal};
use std::path::Path;

const BEFORE: i32 = 40;
const ADDED: i32 = 6;

/// What a reader met who read again and again until the writer was done.
#[derive(Debug, Default)]
struct Story {
    reads: u32,
    read_again: u32,
    waited: u32,
    failed: u32,
    given_up: u32,
    incomplete: u32,
}

impl Story {
    fn add(&mut self, audience: &Audience) {
        self.reads += 1;
        self.read_again += audience.changed.get();
        self.waited += audience.waited.get();
        self.failed += audience.failed.get();
        assert!(audience.changed.get() <= AGAIN_MAX && audience.failed.get() <= AGAIN_MAX);
    }
}

/// Reads while the writer goes through its script, a step at every `every`th read. `judge` looks at what was found.
fn watch(before: &[u8], script: &Script, every: usize, story: &mut Story, judge: &mut dyn FnMut(&[Found])) {
    let stage = Stage::new(before, script, every);
    let mut kept = None;
    loop {
        let was_over = stage.is_over();
        let audience = Audience::of(&stage);
        // Every other read is by a reader that has known the file for longer.
        let opened = if story.reads.is_multiple_of(2) { kept.take() } else { None };
        let read = opened.map_or_else(|| stage.reader(&audience), Ok).and_then(|mut database| {
            let found = database.read_consistent(&audience, |database| newest(database, 5));
            kept = Some(database);
            found?
        });
        story.add(&audience);
        match read {
            Ok(found) => judge(&found),
            Err(Error::Unstable) => story.given_up += 1,
            Err(error) => panic!("step at every {every} reads: {error}"),
        }
        if was_over {
            return;
        }
    }
}

#[test]
fn an_order_is_whole_or_absent_at_every_moment_of_our_own_commits() {
    let before = orders::bytes(BEFORE);
    let script = script_of_commits(&before, BEFORE + 1..=BEFORE + ADDED);
    let mut story = Story::default();
    for every in [1, 2, 3, 4, 5, 6, 7, 9, 11, 13, 16, 20, 25, 40] {
        let mut last = 0;
        watch(&before, &script, every, &mut story, &mut |found| {
            assert!(found.iter().all(Found::is_whole), "a step at every {every} reads: {found:?}");
            let numbers: Vec<i32> = found.iter().map(|order| order.number).collect();
            let first = numbers[0];
            assert!(numbers.iter().copied().eq((first - 4..=first).rev()), "{numbers:?}");
            assert!(first >= last, "{last} was there, now {first} is the newest");
            last = first;
        });
        assert_eq!(last, BEFORE + ADDED);
    }
    println!("our own commits: {story:?}");
    assert!(story.read_again > 20 && story.waited > 100 && story.reads > 100);
    assert!(story.given_up < story.reads / 4);
}

/// What the test above is worth: a reader who takes pages as they come does see torn orders there.
#[test]
fn who_reads_the_pages_as_they_come_sees_torn_orders() {
    let before = orders::bytes(BEFORE);
    let script = script_of_commits(&before, BEFORE + 1..=BEFORE + ADDED);
    let (mut reads, mut torn) = (0, 0);
    let stage = Stage::new(&before, &script, usize::MAX);
    while !stage.is_over() {
        stage.go_on(1);
        let found = stage.careless_reader().and_then(|database| newest(&database, 5));
        torn += usize::from(found.map_or(true, |found| !found.iter().all(Found::is_whole)));
        reads += 1;
    }
    println!("pages as they come: {torn} of {reads} reads torn or failed");
    assert!(torn > 0);
}

#[test]
fn an_order_that_others_have_half_saved_does_not_add_up() {
    let before = orders::bytes(BEFORE);
    let script = script_of_commits(&before, BEFORE + 1..=BEFORE + ADDED);
    let mut story = Story::default();
    for order in [Order::Rising, Order::Falling, Order::Shuffled(1), Order::Shuffled(2), Order::Shuffled(3)] {
        let script = without_journal(script.clone(), order);
        for every in [1, 2, 3, 5, 8, 13, 21, 34] {
            let (mut last, mut incomplete) = (0, 0);
            watch(&before, &script, every, &mut story, &mut |found| {
                for order in found {
                    assert!(order.is_whole() || !order.adds_up(), "a step at every {every} reads: {order:?}");
                    incomplete += u32::from(!order.is_whole());
                }
                last = found[0].number;
            });
            assert_eq!(last, BEFORE + ADDED, "in the end everything is there");
            story.incomplete += incomplete;
        }
    }
    println!("a writer without a journal: {story:?}");
    assert!(story.read_again > 20 && story.incomplete > 0);
}

#[test]
fn damage_is_told_as_such_once_it_was_met_twice() {
    let mut bytes = orders::bytes(BEFORE);
    let root = {
        let database = Database::open(Box::new(MemoryStorage::new(bytes.clone()))).expect("opens");
        database.table("Orders").expect("a table").indexes[0].root().0 as usize * 4096
    };
    bytes[root] = 9;
    let stage = Stage::new(&bytes, &Script::new(), 1);
    let audience = Audience::of(&stage);
    let mut database = stage.reader(&audience).expect("opens");
    let read = database.read_consistent(&audience, |database| newest(database, 5)).expect("nobody writes");
    assert!(matches!(read, Err(Error::Damaged { .. })));
    assert_eq!((audience.failed.get(), audience.changed.get()), (1, 0));
}

#[test]
fn every_page_is_read_twice_and_no_more() {
    let bytes = orders::bytes(500);
    let (storage, control) = FaultyStorage::new(Box::new(MemoryStorage::new(bytes.clone())));
    let journal = Box::new(MemoryStorage::default());
    let mut database = Database::open_read_over(Box::new(storage), journal, &RetryAtOnce).expect("opens");
    database.read_consistent(&RetryAtOnce, |database| newest(database, 10)).expect("stands").expect("reads");
    let before = control.reads();
    let found = database.read_consistent(&RetryAtOnce, |database| newest(database, 10)).expect("stands");
    assert_eq!(found.expect("reads").len(), 10);
    let stable = control.reads() - before;

    let (storage, control) = FaultyStorage::new(Box::new(MemoryStorage::new(bytes)));
    let database = Database::open(Box::new(storage)).expect("opens");
    for table in ["Orders", "Lines"] {
        database.table(table).expect("a definition, which is read once");
    }
    let before = control.reads();
    newest(&database, 10).expect("reads");
    let plain = control.reads() - before;
    println!("ten orders: {plain} reads, {stable} where they are to have stood together");
    assert!(stable <= 2 * plain);
}

fn file_of(directory: &Path, orders: i32) -> std::path::PathBuf {
    let path = directory.join("orders.accdb");
    std::fs::write(&path, orders::bytes(orders)).expect("writes");
    path
}

#[test]
#[cfg(unix)]
fn a_reader_keeps_no_writer_out_and_sees_what_it_wrote() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = file_of(directory.path(), 10);
    let mut reader = Database::open_read(&path).expect("opens");
    let pages = reader.page_count();
    let mut writer = Database::open_write(&path).expect("opens beside a reader");
    assert!(matches!(Database::open_write(&path), Err(Error::InUse)), "a second writer does not");
    for number in 11..=60 {
        orders::add(&mut writer, number).expect("adds");
        let journal = directory.path().join("orders.accdb-journal");
        let read = reader.read_consistent(&RetryAtOnce, |database| newest(database, 3)).expect("stands");
        let found = read.expect("reads");
        assert!(found[0].number == number && found.iter().all(Found::is_whole), "{found:?}");
        assert!(journal.exists(), "the reader leaves the writer's journal alone");
    }
    assert!(reader.page_count() > pages);
    drop(writer);
    assert_eq!(directory.path().read_dir().expect("a listing").count(), 1);
}

#[test]
fn a_commit_that_is_interrupted_under_a_readers_eyes_is_pending() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = file_of(directory.path(), 10);
    let mut reader = Database::open_read(&path).expect("opens");
    let journal = live_journal(&std::fs::read(&path).expect("reads"));
    std::fs::write(directory.path().join("orders.accdb-journal"), journal).expect("writes");
    let read = reader.read_consistent(&RetryAtOnce, |database| newest(database, 3));
    assert!(matches!(read, Err(Error::RecoveryPending)));
    if cfg!(windows) {
        // There a reader keeps the writer out that would roll it back.
        assert!(matches!(Database::open_write(&path), Err(Error::InUse)));
        drop(reader);
        reader = Database::open_read(&path).expect("rolls back");
    } else {
        drop(Database::open_write(&path).expect("rolls back"));
    }
    reader.read_consistent(&RetryAtOnce, |database| newest(database, 3)).expect("stands").expect("reads");
}

/// A journal as it stands while the pages of a commit are being written.
fn live_journal(before: &[u8]) -> Vec<u8> {
    let script = script_of_commits(before, 11..=11);
    let mut journal = MemoryStorage::default();
    for step in script.iter().flatten() {
        match step {
            stage::Step::Journal(at, bytes) => journal.write_at(*at, bytes).expect("memory"),
            stage::Step::JournalLen(len) => journal.set_len(*len).expect("memory"),
            stage::Step::File(..) | stage::Step::FileLen(_) => break,
        }
    }
    journal.to_vec()
}

#[test]
fn a_writer_that_never_pauses_is_given_up() {
    let before = orders::bytes(BEFORE);
    let script = script_of_commits(&before, BEFORE + 1..=BEFORE + 60);
    let stage = Stage::new(&before, &without_journal(script, Order::Rising), 1);
    let mut database = stage.reader(&Audience::of(&stage)).expect("opens");
    let read = database.read_consistent(&RetryAtOnce, |database| newest(database, 5));
    assert!(matches!(read, Err(Error::Unstable)), "{:?}", read.map(drop));
}

//! Commits that are cut: all of a transaction or nothing, and nobody misled in between.

use accdb::{
    ColumnSpec, ColumnType, CreateOptions, Database, Error, Fault, FaultControl, FaultyStorage, IndexId,
    IndexSpec, MemoryStorage, RowId, TableSpec, Transaction, Value,
};
use std::io;
use std::ops::Bound;
use std::path::Path;

/// 2026-03-09 18:00.
const NOW: f64 = 46_090.75;

/// A database with one table and a few rows in it.
fn database() -> MemoryStorage {
    let storage = MemoryStorage::default();
    let mut database =
        Database::create(Box::new(storage.clone()), &CreateOptions::new(NOW)).expect("creates");
    let table = TableSpec::new("Orders")
        .column(ColumnSpec::text("Series", 1))
        .column(ColumnSpec::new("Number", ColumnType::Long))
        .column(ColumnSpec::new("Notes", ColumnType::Memo))
        .index(IndexSpec::primary_key(["Series", "Number"]));
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.create_table(&table).expect("creates");
    transaction.commit().expect("commits");
    insert(&mut database, 0..30).expect("inserts");
    storage
}

/// Inserts rows, notes of every length among them, and changes or deletes those of the numbers 30 below, in one
/// transaction.
fn insert(database: &mut Database, numbers: std::ops::Range<i32>) -> Result<(), Error> {
    let mut transaction = database.begin(NOW)?;
    for number in numbers.clone() {
        let notes = "nota ".repeat(usize::try_from(number * 37 % 1_700).expect("not negative"));
        let row = [(0, Value::Text("A".into())), (1, Value::Long(number)), (2, Value::Text(notes.into()))];
        transaction.insert("Orders", &row)?;
    }
    for number in numbers {
        let Some(id) = row_of(&transaction, number - 30)? else { continue };
        let notes = "más ".repeat(usize::try_from(number * 53 % 2_100).expect("not negative"));
        match number % 3 {
            0 => transaction.delete("Orders", id)?,
            _ => transaction.update("Orders", id, &[(2, Value::Text(notes.into()))])?,
        }
    }
    transaction.commit()
}

fn row_of(transaction: &Transaction<'_>, number: i32) -> Result<Option<RowId>, Error> {
    let table = transaction.table("Orders")?;
    let key = [Value::Text("A".into()), Value::Long(number)];
    let bound = Bound::Included(&key[..]);
    transaction.range(&table, IndexId::at(0), bound, bound)?.next_id()
}

/// What each cut may leave: the database as it was, and as it is after the whole transaction.
struct Outcomes {
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Outcomes {
    fn new() -> Outcomes {
        let storage = database();
        let before = storage.to_vec();
        let mut database = Database::open(Box::new(storage.clone())).expect("opens");
        insert(&mut database, 30..90).expect("inserts");
        Outcomes { before, after: storage.to_vec() }
    }

    /// Opens what a cut has left, with recovery, and says whether the transaction is in it.
    fn settle(&self, file: &MemoryStorage, journal: &MemoryStorage) -> bool {
        let opened = Database::open_with_journal(Box::new(file.clone()), Box::new(journal.clone()));
        let mut database = opened.expect("every image opens");
        let left = file.to_vec();
        assert!(left == self.before || left == self.after, "neither all nor nothing");
        insert(&mut database, 100..110).expect("it can be written again");
        left == self.after
    }
}

#[test]
fn three_syncs_make_a_commit() {
    let (file, journal) = (database(), MemoryStorage::default());
    let control = FaultControl::default();
    let faulty = |storage: MemoryStorage| Box::new(FaultyStorage::under(Box::new(storage), &control));
    let mut database = Database::open_with_journal(faulty(file), faulty(journal)).expect("opens");
    let before = control.syncs();
    insert(&mut database, 30..90).expect("inserts");
    assert_eq!(control.syncs() - before, 3);
}

/// It says which file this is, to whoever recovers it.
#[test]
fn no_commit_changes_the_first_page() {
    let storage = database();
    let mut database = Database::open(Box::new(storage.clone())).expect("opens");
    let first_page = || storage.to_vec()[..4096].to_vec();
    let before = first_page();
    for numbers in (30..900).step_by(60) {
        insert(&mut database, numbers..numbers + 60).expect("inserts");
        let mut transaction = database.begin(NOW).expect("begins");
        let table = TableSpec::new(format!("Lines{numbers}")).column(ColumnSpec::text("Text", 9));
        transaction.create_table(&table).expect("creates");
        transaction.commit().expect("commits");
        assert!(first_page() == before);
    }
}

#[test]
fn after_a_failed_commit_the_handle_answers_nothing() {
    let outcomes = Outcomes::new();
    for kind in [io::ErrorKind::StorageFull, io::ErrorKind::PermissionDenied] {
        let (file, journal) = (MemoryStorage::new(outcomes.before.clone()), MemoryStorage::default());
        let (faulty, control) = FaultyStorage::new(Box::new(file.clone()));
        let mut database =
            Database::open_with_journal(Box::new(faulty), Box::new(journal.clone())).expect("opens");
        let table = database.table("Orders").expect("a table");
        let mut transaction = database.begin(NOW).expect("begins");
        transaction.insert("Orders", &[(0, Value::Text("B".into())), (1, Value::Long(1))]).expect("inserts");
        control.arm(Some(Fault::From { call: control.calls() + 1, kind }));
        assert!(matches!(transaction.commit(), Err(Error::Io { .. })));
        control.arm(None);
        assert!(matches!(database.begin(NOW), Err(Error::Poisoned)));
        assert!(matches!(database.scan(&table).next_row(), Err(Error::Poisoned)));
        drop(database);
        assert!(!outcomes.settle(&file, &journal));
    }
}

/// The file and the journal of a commit that was cut in the middle of the database.
fn interrupted(outcomes: &Outcomes) -> (Vec<u8>, Vec<u8>) {
    let (file, journal) = (MemoryStorage::new(outcomes.before.clone()), MemoryStorage::default());
    let (faulty, control) = FaultyStorage::new(Box::new(file.clone()));
    let mut database =
        Database::open_with_journal(Box::new(faulty), Box::new(journal.clone())).expect("opens");
    control.arm(Some(Fault::Cut { write: control.writes() + 3, torn_at: 700 }));
    insert(&mut database, 30..90).expect_err("the power is gone");
    (file.to_vec(), journal.to_vec())
}

fn write_pair(directory: &Path, file: &[u8], journal: &[u8]) -> std::path::PathBuf {
    let path = directory.join("orders.accdb");
    std::fs::write(&path, file).expect("writes");
    std::fs::write(directory.join("orders.accdb-journal"), journal).expect("writes");
    path
}

#[test]
fn whoever_opens_the_file_next_undoes_an_interrupted_commit() {
    let outcomes = Outcomes::new();
    let (file, journal) = interrupted(&outcomes);
    assert!(file != outcomes.before && file != outcomes.after);
    for open in [Database::open_write, Database::open_read] {
        let directory = tempfile::tempdir().expect("a directory");
        let path = write_pair(directory.path(), &file, &journal);
        drop(open(&path).expect("rolls back"));
        assert!(std::fs::read(&path).expect("reads") == outcomes.before);
        assert!(!directory.path().join("orders.accdb-journal").exists());
    }
}

#[test]
fn a_reader_who_cannot_write_is_told_that_recovery_waits() {
    let outcomes = Outcomes::new();
    let (file, journal) = interrupted(&outcomes);
    let directory = tempfile::tempdir().expect("a directory");
    let path = write_pair(directory.path(), &file, &journal);
    let other = std::fs::File::open(&path).expect("opens");
    other.lock_shared().expect("locks");
    assert!(matches!(Database::open_read(&path), Err(Error::RecoveryPending)));
    assert!(std::fs::read(&path).expect("reads") == file, "nothing is touched");
    // Closing alone would leave the lock with a program that another test is starting at this moment.
    other.unlock().expect("unlocks");
    Database::open_read(&path).expect("rolls back");
}

#[test]
fn a_journal_beside_another_state_of_the_file_is_refused_and_nothing_is_touched() {
    let outcomes = Outcomes::new();
    let (_, journal) = interrupted(&outcomes);
    // The file as a copy from another day has it: the same header, other rows.
    let other_rows = {
        let storage = MemoryStorage::new(outcomes.before.clone());
        insert(&mut Database::open(Box::new(storage.clone())).expect("opens"), 500..560).expect("inserts");
        storage.to_vec()
    };
    let another_file = {
        let storage = MemoryStorage::default();
        Database::create(Box::new(storage.clone()), &CreateOptions::new(NOW + 1.0)).expect("creates");
        storage.to_vec()
    };
    for file in [other_rows, another_file] {
        let directory = tempfile::tempdir().expect("a directory");
        let path = write_pair(directory.path(), &file, &journal);
        assert!(matches!(Database::open_write(&path), Err(Error::Journal(_))));
        assert!(std::fs::read(&path).expect("reads") == file);
        assert!(std::fs::read(directory.path().join("orders.accdb-journal")).expect("reads") == journal);
    }
}

#[test]
fn a_journal_that_was_cut_before_its_sync_is_set_aside() {
    let outcomes = Outcomes::new();
    let (_, journal) = interrupted(&outcomes);
    for len in [0, 5, 31, 32, 33, 2_000, journal.len() - 1] {
        let directory = tempfile::tempdir().expect("a directory");
        let path = write_pair(directory.path(), &outcomes.before, &journal[..len]);
        Database::open_read(&path).expect("nothing was written to the file");
        drop(Database::open_write(&path).expect("opens"));
        assert!(std::fs::read(&path).expect("reads") == outcomes.before, "{len} bytes of journal");
    }
}

#[test]
fn a_damaged_journal_of_a_file_half_written_is_refused() {
    let outcomes = Outcomes::new();
    let (file, mut journal) = interrupted(&outcomes);
    let last = journal.len() - 100;
    journal[last] ^= 1;
    let directory = tempfile::tempdir().expect("a directory");
    let path = write_pair(directory.path(), &file, &journal);
    assert!(matches!(Database::open_write(&path), Err(Error::Journal(_))));
    assert!(std::fs::read(&path).expect("reads") == file);
}

#[test]
fn the_journal_is_gone_when_the_database_is_closed() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("orders.accdb");
    std::fs::write(&path, database().to_vec()).expect("writes");
    let mut database = Database::open_write(&path).expect("opens");
    insert(&mut database, 30..40).expect("inserts");
    insert(&mut database, 40..50).expect("inserts");
    drop(database);
    let left: Vec<_> = directory.path().read_dir().expect("a listing").collect();
    assert_eq!(left.len(), 1);
}

#[test]
fn a_file_that_a_shared_session_holds_is_in_use() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("orders.accdb");
    std::fs::write(&path, database().to_vec()).expect("writes");
    let lock = directory.path().join("orders.laccdb");
    std::fs::write(&lock, [0; 64]).expect("writes");
    drop(Database::open_write(&path).expect("a stale lock file means nothing"));
    let session = std::fs::File::open(&lock).expect("opens");
    session.lock().expect("locks");
    assert!(matches!(Database::open_write(&path), Err(Error::InUse)));
    assert!(lock.exists());
}

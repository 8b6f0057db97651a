//! The examples do what they say.

use accdb::{CreateOptions, Database, Fault, FaultControl, FaultyStorage, MemoryStorage, Storage, TableSpec};
use std::path::Path;

#[expect(dead_code, reason = "its main is a program's")]
#[path = "../../examples/check.rs"]
mod check;
#[expect(dead_code, reason = "its main is a program's")]
#[path = "../../examples/create.rs"]
mod create;
#[expect(dead_code, reason = "its main is a program's")]
#[path = "../../examples/insert.rs"]
mod insert;
#[expect(dead_code, reason = "its main is a program's")]
#[path = "../../examples/read.rs"]
mod read;
#[expect(dead_code, reason = "its main is a program's")]
#[path = "../../examples/recover.rs"]
mod recover;

#[test]
fn what_one_example_makes_the_others_read_change_and_find_sound() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("club.accdb");
    create::create(&file).expect("creates");
    assert_eq!(insert::insert(&file, "Katherine").expect("inserts"), 4);
    let tables = read::tables(&file).expect("reads");
    assert_eq!(tables, ["Members (Id, Name, Joined): 4 rows", "Dues (Member, Year, Amount): 1 rows"]);
    let members = read::rows(&file, "members").expect("reads");
    assert_eq!(members[0], "1 | Ada Lovelace | 2026-03-12");
    assert_eq!(members[3], "4 | Katherine | 2026-03-12");
    let report = check::check(&file).expect("checks");
    assert_eq!((report.errors, report.warnings), (0, 0), "{report}");
    assert_eq!(recover::recover(&file).expect("looks"), "no commit was interrupted");
}

#[test]
fn the_example_undoes_a_commit_that_was_cut_short() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("club.accdb");
    let before = cut_short(&file);
    assert!(std::fs::read(&file).expect("a file") != before);
    assert!(recover::recover(&file).expect("recovers").starts_with("an interrupted commit was undone"));
    assert!(std::fs::read(&file).expect("a file") == before);
    assert_eq!(recover::recover(&file).expect("looks"), "no commit was interrupted");
}

/// Leaves a file whose commit was cut at its second page, with its journal; returns what the file was before.
fn cut_short(file: &Path) -> Vec<u8> {
    let (database, journal) = (MemoryStorage::default(), MemoryStorage::default());
    Database::create(Box::new(database.clone()), &CreateOptions::new(46_000.0)).expect("creates");
    let before = database.to_vec();
    let control = FaultControl::default();
    let faulty = Box::new(FaultyStorage::under(Box::new(database.clone()) as Box<dyn Storage>, &control));
    let mut opened = Database::open_with_journal(faulty, Box::new(journal.clone())).expect("opens");
    let mut transaction = opened.begin(46_000.0).expect("begins");
    let column = accdb::ColumnSpec::text("Name", 20);
    transaction.create_table(&TableSpec::new("T").column(column)).expect("creates");
    control.arm(Some(Fault::Cut { write: control.writes() + 2, torn_at: 100 }));
    transaction.commit().expect_err("the power is gone");
    std::fs::write(file, database.to_vec()).expect("written");
    std::fs::write(file.with_extension("accdb-journal"), journal.to_vec()).expect("written");
    before
}

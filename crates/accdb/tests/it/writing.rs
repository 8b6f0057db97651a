//! Inserting into files that others made.

use accdb::{Database, Error, TableKind, Value};
use proving::readers::checker::Checker;
use proving::readers::jetdb_reader::Jetdb;
use proving::readers::reader::{agree, compare};
use proving::rows::{Numbers, count, row_for};
use proving::shared::shared;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// 2026-03-09 18:00.
const NOW: f64 = 46_090.75;

/// A copy of a file that may be written.
fn copy_of(file: &Path) -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().expect("a directory");
    let copy = directory.path().join(file.file_name().expect("a name"));
    std::fs::copy(file, &copy).expect("copies");
    (directory, copy)
}

/// The tables that users see.
pub fn user_tables(database: &Database) -> Vec<String> {
    let tables = database.tables().expect("a catalog").into_iter();
    tables.filter(|table| table.kind == TableKind::Local && !table.system).map(|table| table.name).collect()
}

/// Inserts rows into a table as far as its rules let them in; how many went in.
pub fn fill(database: &mut Database, name: &str, rows: u32, numbers: &mut Numbers) -> Result<u32, Error> {
    let mut transaction = database.begin(NOW)?;
    let table = transaction.table(name)?;
    let mut inserted = 0;
    for number in 0..rows {
        match transaction.insert(name, &row_for(&table, number, numbers)) {
            Ok(_) => inserted += 1,
            // A key that the file has already, or that two random rows share.
            Err(Error::Duplicate { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    transaction.commit()?;
    Ok(inserted)
}

#[test]
fn orders_inserted_into_a_fixture_keep_it_sound() {
    let Some(shared) = shared() else { return };
    let (_directory, file) = copy_of(&shared.join("factusol/fixtures/oficit/0012026.accdb"));
    let checker = Checker::here();
    let before = checker.as_ref().map(|checker| checker.findings(&file));
    let mut database = Database::open_write(&file).expect("opens");
    let mut numbers = Numbers::new(1);
    for (name, rows) in [("F_PPR", 120), ("F_LPP", 600)] {
        let had = count(&database, name);
        assert_eq!(fill(&mut database, name, rows, &mut numbers).expect("inserts"), rows);
        assert_eq!(count(&database, name), had + rows);
    }
    drop(database);
    if let (Some(checker), Some(before)) = (checker, before) {
        checker.nothing_new(&before, &file);
    }
    agree(&[compare(&Jetdb, &file)]);
}

#[test]
fn a_row_needs_its_parent_where_the_file_enforces_it() {
    let Some(shared) = shared() else { return };
    let (_directory, file) = copy_of(&shared.join("accdb/real/indexTestV2007.accdb"));
    let mut database = Database::open_write(&file).expect("opens");
    let table = database.table("Table1").expect("a table");
    let column = |name: &str| table.column(name).expect("a column");
    let row = |id: i32, parent: Value<'static>| {
        [(column("id"), Value::Long(id)), (column("otherfk1"), parent), (column("otherfk2"), Value::Long(10))]
    };
    let mut transaction = database.begin(NOW).expect("begins");
    let refusal = transaction.insert("Table1", &row(900, Value::Long(77_777)));
    assert!(matches!(&refusal, Err(Error::NoParent { parent, .. }) if parent == "Table2"), "{refusal:?}");
    let parents = transaction.table("Table2").expect("a table");
    let id = parents.column("id").expect("a column");
    transaction.insert("Table2", &[(id, Value::Long(77_777))]).expect("a parent of this transaction counts");
    transaction.insert("Table1", &row(901, Value::Long(77_777))).expect("inserts");
    transaction.insert("Table1", &row(902, Value::Null)).expect("null refers to nothing");
    transaction.commit().expect("commits");
}

//! A database of our own to work on.

use accdb::{
    CreateOptions, Database, Error, IndexId, Result, RowId, SortOrder, TableSpec, Transaction, Value, Version,
};
use proving::readers::proof::Proof;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// 2026-03-09 18:00.
pub const NOW: f64 = 46_090.75;

pub struct Scratch {
    folder: TempDir,
}

impl Scratch {
    /// A database of Access 2010 with these tables.
    pub fn new(tables: &[TableSpec]) -> Scratch {
        Scratch::of(Version::Ace14, SortOrder::GENERAL, tables)
    }

    pub fn of(version: Version, sort_order: SortOrder, tables: &[TableSpec]) -> Scratch {
        let scratch = Scratch { folder: tempfile::tempdir().expect("a folder") };
        let options = CreateOptions { version, sort_order, created_at: NOW.into() };
        let mut database = Database::create_file(&scratch.file(), &options).expect("creates");
        let mut transaction = database.begin(NOW).expect("begins");
        tables.iter().for_each(|table| transaction.create_table(table).expect("creates"));
        transaction.commit().expect("commits");
        scratch
    }

    /// A copy of a file of somebody else's.
    pub fn copy_of(file: &Path) -> Scratch {
        let scratch = Scratch { folder: tempfile::tempdir().expect("a folder") };
        std::fs::write(scratch.file(), std::fs::read(file).expect("a file")).expect("a copy");
        scratch
    }

    pub fn file(&self) -> PathBuf {
        self.folder.path().join("scratch.accdb")
    }

    pub fn open(&self) -> Database {
        Database::open_write(&self.file()).expect("opens")
    }

    /// Does some work in a transaction, and commits it.
    pub fn write<T>(&self, work: impl FnOnce(&mut Transaction<'_>) -> T) -> T {
        let mut database = self.open();
        let mut transaction = database.begin(NOW).expect("begins");
        let done = work(&mut transaction);
        transaction.commit().expect("commits");
        done
    }

    /// Inserts rows, one by one.
    pub fn insert<'v>(&self, table: &str, rows: impl IntoIterator<Item = Vec<Value<'v>>>) -> Vec<RowId> {
        self.write(|transaction| {
            let rows = rows.into_iter();
            rows.map(|row| insert(transaction, table, row).expect("inserts")).collect()
        })
    }

    /// Tries to insert a row in a transaction of its own; the file has to stay as it is.
    pub fn refusal(&self, table: &str, row: Vec<Value<'_>>) -> Error {
        let before = std::fs::read(self.file()).expect("a file");
        let mut database = self.open();
        let mut transaction = database.begin(NOW).expect("begins");
        let refusal = insert(&mut transaction, table, row).expect_err("refused");
        transaction.commit().expect("commits nothing");
        drop(database);
        assert!(std::fs::read(self.file()).expect("a file") == before, "the file after {refusal}");
        refusal
    }

    /// Every row in the order of an index.
    pub fn in_order(&self, table: &str, index: usize) -> Vec<Vec<Value<'static>>> {
        use std::ops::Bound::Unbounded;
        let database = self.open();
        let table = database.table(table).expect("a table");
        let mut range = database.range(&table, IndexId::at(index), Unbounded, Unbounded).expect("a range");
        let mut rows = Vec::new();
        while let Some(row) = range.next_row().expect("a sound row") {
            let columns = 0..table.columns.len();
            rows.push(columns.map(|place| row.get(place).expect("a value").into_owned()).collect());
        }
        rows
    }

    /// One row.
    pub fn row(&self, table: &str, id: RowId) -> Vec<Value<'static>> {
        let database = self.open();
        let table = database.table(table).expect("a table");
        let row = database.row(&table, id).expect("reads").expect("a row");
        (0..table.columns.len()).map(|place| row.get(place).expect("a value").into_owned()).collect()
    }

    /// Has every other program read the file, which only our own code has written, and Jackcess write on.
    pub fn prove(&self) {
        Proof::here().of_our_own(&[self.file()]);
    }
}

/// Inserts a row of values for the columns from the first on.
pub fn insert(transaction: &mut Transaction<'_>, table: &str, row: Vec<Value<'_>>) -> Result<RowId> {
    let row: Vec<(usize, Value<'_>)> = row.into_iter().enumerate().collect();
    transaction.insert(table, &row)
}

/// A text of `len` characters of one byte each, of which `seed` is the first few.
pub fn text(len: usize, seed: usize) -> Value<'static> {
    let text = format!("{seed:06}{}", "x".repeat(len));
    Value::Text(text[..len].to_owned().into())
}

/// Bytes that differ with their place and `seed`.
pub fn bytes(len: usize, seed: usize) -> Value<'static> {
    Value::Binary((0..len).map(|at| (at * 7 + seed * 13 + 1) as u8).collect::<Vec<_>>().into())
}

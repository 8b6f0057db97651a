//! Files that others made: every table of users is changed, and nobody finds anything that was not there before.

use super::world::{NOW, churn, miscounted, rows_of, scanned};
use crate::writing::user_tables;
use accdb::{Column, ColumnType, Database, Error, TableDef, Value};
use proving::budget::rounds;
use proving::readers::files::sound_files;
use proving::readers::proof::Proof;
use proving::rows::Numbers;
use proving::shared::shared;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn copy_of(file: &Path, folder: &TempDir, name: &str) -> PathBuf {
    let copy = folder.path().join(format!("{name}.accdb"));
    std::fs::write(&copy, std::fs::read(file).expect("a file")).expect("a copy");
    copy
}

#[test]
fn others_read_their_files_after_mixed_batches() {
    let (folder, proof) = (tempfile::tempdir().expect("a folder"), Proof::here());
    let files: Vec<_> =
        sound_files().into_iter().take(rounds(16, usize::MAX, usize::MAX, usize::MAX)).collect();
    let before: Vec<_> = files.iter().map(|file| proof.findings(file)).collect();
    let mut copies = Vec::new();
    for (nth, file) in files.iter().enumerate() {
        let copy = copy_of(file, &folder, &format!("{nth:02}"));
        let done = churn_all(&copy, nth as u64);
        println!("{}: {done} changes", file.display());
        copies.push(copy);
    }
    proof.of_others(&copies, &before);
}

/// Does random things to every table of users; how many were done.
fn churn_all(copy: &Path, seed: u64) -> u32 {
    let mut database = Database::open_write(copy).expect("nobody else has it open");
    let (mut numbers, mut done) = (Numbers::new(seed), 0);
    for name in user_tables(&database) {
        let table = database.table(&name).expect("a table");
        if table.row_count > 5_000
            || table.columns.iter().any(|column| matches!(column.column_type, ColumnType::Unknown(_)))
        {
            continue;
        }
        let mut model = scanned(&database, &name);
        let miscounted_before = miscounted(&database, &name, &model);
        let mut transaction = database.begin(NOW).expect("begins");
        done += churn(&mut transaction, &name, &mut model, 60, &mut numbers);
        transaction.commit().expect("commits");
        // Rows of a table that refers to itself go without the model being told.
        let refers_to_itself = table.referenced_by().iter().any(|by| by.table == table.page());
        let rows = scanned(&database, &name);
        assert!(refers_to_itself || rows == model, "{name}");
        assert_eq!(miscounted(&database, &name, &rows), miscounted_before, "{name}");
    }
    done
}

/// A text column that takes anything.
fn unindexed_text(table: &TableDef) -> Option<usize> {
    let in_index = |place| {
        table.indexes.iter().flat_map(|index| &index.columns).any(|part| part.column.position() == place)
    };
    let is_text = |column: &Column| matches!(column.column_type, ColumnType::Text | ColumnType::Memo);
    let mut columns = table.columns.iter().enumerate();
    columns.find_map(|(place, column)| {
        (is_text(column) && !column.calculated && !in_index(place)).then_some(place)
    })
}

#[test]
fn a_calculated_column_keeps_its_bytes_when_another_changes() {
    let Some(shared) = shared() else { return };
    let (folder, proof) = (tempfile::tempdir().expect("a folder"), Proof::here());
    for (file, table) in [("calculatedField", "products"), ("extDateTestV2019", "Table1")] {
        let original = shared.join(format!("accdb/real/{file}.accdb"));
        let copy = copy_of(&original, &folder, file);
        let mut database = Database::open_write(&copy).expect("opens");
        let definition = database.table(table).expect("a table");
        let calculated = definition.columns.iter().position(|column| column.calculated).expect("one");
        let text = unindexed_text(&definition);
        let before = rows_of(&database, table);
        let mut transaction = database.begin(NOW).expect("begins");
        for id in before.keys() {
            if let Some(text) = text {
                transaction
                    .update(table, *id, &[(text, Value::Text("changed, and longer".into()))])
                    .expect("updates");
            } else {
                transaction.update::<usize>(table, *id, &[]).expect("updates");
            }
            let refused = transaction.update(table, *id, &[(calculated, Value::Null)]);
            assert!(matches!(refused, Err(Error::Rule { .. })), "{refused:?}");
        }
        transaction.commit().expect("commits");
        let after = rows_of(&database, table);
        assert!(before.iter().all(|(id, row)| after[id][calculated] == row[calculated]));
        drop(database);
        proof.of_others(&[copy], &[proof.findings(&original)]);
    }
}

#[test]
fn a_row_keeps_its_attachments_when_it_changes_and_takes_them_with_it_when_it_goes() {
    let Some(shared) = shared() else { return };
    let (folder, proof) = (tempfile::tempdir().expect("a folder"), Proof::here());
    let original = shared.join("accdb/real/complexDataTestV2010.accdb");
    let copy = copy_of(&original, &folder, "complex");
    let mut database = Database::open_write(&copy).expect("opens");
    let table = database.table("Table1").expect("a table");
    let complex: Vec<_> = (0..table.columns.len())
        .filter(|place| table.columns[*place].column_type == ColumnType::Complex)
        .collect();
    let text = unindexed_text(&table).expect("a text");
    let before = rows_of(&database, "Table1");
    let mut transaction = database.begin(NOW).expect("begins");
    for id in before.keys() {
        transaction.update("Table1", *id, &[(text, Value::Text("changed".into()))]).expect("updates");
    }
    transaction.commit().expect("commits");
    let after = rows_of(&database, "Table1");
    assert!(before.iter().all(|(id, row)| complex.iter().all(|place| after[id][*place] == row[*place])));
    let hidden = hidden_rows(&database);
    assert_eq!(hidden.values().sum::<usize>(), 5 + 3 + 1 + 6);
    let second = *before.keys().nth(1).expect("four rows");
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.delete("Table1", second).expect("deletes");
    transaction.commit().expect("commits");
    let left = hidden_rows(&database);
    let as_it_was = copy_of(&original, &folder, "as-it-was");
    for (name, rows) in &hidden {
        let flat = database.table(name).expect("a table");
        let key = |place: &usize| flat.column(&format!("_{}", table.columns[*place].name));
        let found = complex.iter().find_map(|place| Some((key(place)?.position(), &before[&second][*place])));
        let gone = found.map_or(0, |(key, value)| rows_with(&as_it_was, name, key, value));
        assert_eq!(left[name], rows - gone, "{name}");
    }
    assert!(left != hidden);
    drop(database);
    proof.of_others(&[copy], &[proof.findings(&original)]);
}

/// The hidden tables of complex columns, with how many rows each has.
fn hidden_rows(database: &Database) -> BTreeMap<String, usize> {
    let tables = database.tables().expect("a catalog").into_iter().map(|table| table.name);
    let hidden = tables.filter(|name| name.starts_with("f_"));
    hidden.map(|name| (name.clone(), rows_of(database, &name).len())).collect()
}

/// How many rows of a hidden table belong to a value of a complex column.
fn rows_with(file: &Path, name: &str, key: usize, value: &Value<'_>) -> usize {
    let Value::Complex(id) = value else { panic!("{value:?} is no complex value") };
    let database = Database::open_read(file).expect("opens");
    rows_of(&database, name).values().filter(|row| row[key] == Value::Long(*id)).count()
}

#[test]
fn rows_that_access_moved_change_and_go() {
    let Some(shared) = shared() else { return };
    let (folder, proof) = (tempfile::tempdir().expect("a folder"), Proof::here());
    let original = shared.join("accdb/real/overflowTestV2010.accdb");
    let copy = copy_of(&original, &folder, "overflow");
    let mut database = Database::open_write(&copy).expect("opens");
    for name in user_tables(&database) {
        let table = database.table(&name).expect("a table");
        let text = table.columns.iter().position(|column| column.column_type == ColumnType::Text);
        for (nth, id) in rows_of(&database, &name).into_keys().enumerate() {
            let mut transaction = database.begin(NOW).expect("begins");
            match (nth % 3, text) {
                (0, _) => transaction.delete(&name, id).expect("deletes"),
                (1, Some(text)) => {
                    transaction.update(&name, id, &[(text, Value::Text("s".into()))]).expect("updates")
                }
                (_, text) => {
                    let size = text.map_or(0, |text| table.columns[text].size());
                    let changes: Vec<_> =
                        text.map(|text| (text, Value::Text("€".repeat(size).into()))).into_iter().collect();
                    transaction.update(&name, id, &changes).expect("updates");
                }
            }
            transaction.commit().expect("commits");
        }
    }
    drop(database);
    proof.of_others(&[copy], &[proof.findings(&original)]);
}

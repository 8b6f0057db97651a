//! Columns that only Access fills, calculated and complex ones: nothing that is written changes them.

use super::scratch::{NOW, Scratch};
use crate::writing::user_tables;
use accdb::{Column, ColumnType, Database, RowId, TableDef, Value};
use proving::readers::files::sound_files;
use proving::readers::proof::Proof;
use proving::rows::{Numbers, row_for};
use std::collections::BTreeMap;

fn is_of_access(column: &Column) -> bool {
    column.calculated || column.column_type == ColumnType::Complex
}

type Rows = BTreeMap<RowId, Vec<Value<'static>>>;

fn rows(database: &Database, table: &TableDef) -> Rows {
    let mut scan = database.scan(table);
    let mut rows = Rows::new();
    while let Some(row) = scan.next_row().expect("a sound row") {
        let values = (0..table.columns.len()).map(|place| row.get(place).expect("a value").into_owned());
        rows.insert(row.id(), values.collect());
    }
    rows
}

/// A column that may be changed alone: a text of no index.
fn plain_column(table: &TableDef) -> Option<usize> {
    let indexed = |place| {
        table.indexes.iter().flat_map(|index| &index.columns).any(|part| part.column.position() == place)
    };
    let is_text = |column: &Column| matches!(column.column_type, ColumnType::Text | ColumnType::Memo);
    let mut columns = table.columns.iter().enumerate();
    columns
        .find(|(place, column)| is_text(column) && !is_of_access(column) && !indexed(*place))
        .map(|found| found.0)
}

/// Inserts a row, changes a text in every other one, and compares what only Access fills; how many values that were.
fn write_around(database: &mut Database, table: &TableDef) -> usize {
    let before = rows(database, table);
    let mut transaction = database.begin(NOW).expect("begins");
    let inserted = transaction.insert(&table.name, &row_for(table, 900, &mut Numbers::new(3))).ok();
    if let Some(place) = plain_column(table) {
        for id in before.keys() {
            transaction.update(&table.name, *id, &[(place, Value::Text("changed".into()))]).expect("updates");
        }
    }
    transaction.commit().expect("commits");
    let after = rows(database, table);
    let of_access = || table.columns.iter().enumerate().filter(|(_, column)| is_of_access(column));
    for ((place, column), (id, row)) in
        of_access().flat_map(|column| before.iter().map(move |row| (column, row)))
    {
        assert!(after[id][place] == row[place], "{}.{} of {id:?}", table.name, column.name);
    }
    if let Some(id) = inserted {
        check_complex(table, &before, &after[&id]);
    }
    before.len() * of_access().count()
}

/// A new row has one number for all its complex columns, as Access gives it, which no row had before.
///
/// The engine once left them null, and Access could not have attached anything to such a row.
fn check_complex(table: &TableDef, before: &Rows, row: &[Value<'_>]) {
    let complex = |row: &[Value<'_>]| -> Vec<i32> {
        let complex = row.iter().filter_map(|value| match value {
            Value::Complex(number) => Some(*number),
            _ => None,
        });
        complex.collect()
    };
    let columns = table.columns.iter().filter(|column| column.column_type == ColumnType::Complex).count();
    let own = complex(row);
    assert_eq!(own.len(), columns, "{}: {row:?}", table.name);
    assert!(own.windows(2).all(|two| two[0] == two[1]), "{}: {own:?}", table.name);
    let others: Vec<i32> = before.values().flat_map(|row| complex(row)).collect();
    assert!(own.iter().all(|number| !others.contains(number)), "{}: {own:?} is taken", table.name);
}

#[test]
fn calculated_and_complex_columns_stay_as_they_are_when_rows_are_written() {
    let (proof, mut values) = (Proof::here(), 0);
    for file in sound_files() {
        let database = Database::open_read(&file).expect("opens");
        let tables = user_tables(&database).into_iter().map(|name| database.table(&name).expect("a table"));
        let tables: Vec<_> = tables.filter(|table| table.columns.iter().any(is_of_access)).collect();
        if tables.is_empty() {
            continue;
        }
        drop(database);
        let scratch = Scratch::copy_of(&file);
        let before = proof.findings(&scratch.file());
        let mut database = scratch.open();
        values += tables.iter().map(|table| write_around(&mut database, table)).sum::<usize>();
        drop(database);
        proof.of_others(&[scratch.file()], &[before]);
    }
    println!("{values} values that only Access fills are as they were");
    assert!(values > 10 || sound_files().is_empty());
}

//! A database whose rows the tests know: what each transaction did to it, and what is in it now.

use accdb::{
    Column, ColumnSpec, ColumnType, CreateOptions, Database, Error, IndexSpec, RowId, TableDef, TableSpec,
    Transaction, Value,
};
use proving::rows::{Numbers, row_for, value_for};
use std::collections::BTreeMap;
use std::path::PathBuf;
use tempfile::TempDir;

/// 2026-03-09 18:00.
pub const NOW: f64 = 46_090.75;

pub type Values = Vec<Value<'static>>;
/// What a table holds.
pub type Model = BTreeMap<RowId, Values>;

/// A file with the table `Orders`: fixed and variable columns, memos, indexes of every kind.
pub struct World {
    pub folder: TempDir,
    pub file: PathBuf,
    pub database: Database,
}

impl World {
    pub fn new() -> World {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("orders.accdb");
        let mut database = Database::create_file(&file, &CreateOptions::new(NOW)).expect("creates");
        let mut transaction = database.begin(NOW).expect("begins");
        transaction.create_table(&orders()).expect("creates");
        transaction.commit().expect("commits");
        World { folder, file, database }
    }
}

pub fn orders() -> TableSpec {
    TableSpec::new("Orders")
        .column(ColumnSpec::autonumber("Id"))
        .column(ColumnSpec::new("Number", ColumnType::Long).required())
        .column(ColumnSpec::text("Customer", 60))
        .column(ColumnSpec::new("Date", ColumnType::DateTime))
        .column(ColumnSpec::new("Notes", ColumnType::Memo))
        .column(ColumnSpec::new("Total", ColumnType::Currency))
        .column(ColumnSpec::new("Paid", ColumnType::Boolean))
        .column(ColumnSpec::text("Address", 255))
        .column(ColumnSpec::new("Scan", ColumnType::Ole))
        .index(IndexSpec::primary_key(["Number"]))
        .index(IndexSpec::unique("Id", ["Id"]))
        .index(IndexSpec::plain("Customer", ["Customer", "Date"]))
        .index(IndexSpec::plain("Address", ["Address"]).descending())
        .index(IndexSpec::plain("Total", ["Total"]).ignoring_nulls())
}

/// Every row of a table, by the scan; the definition counts as many.
pub fn rows_of(database: &Database, name: &str) -> Model {
    let rows = scanned(database, name);
    assert_eq!(miscounted(database, name, &rows), 0, "{name}: the count in the definition");
    rows
}

/// How many rows the definition counts too many: Access leaves files in which it does.
pub fn miscounted(database: &Database, name: &str, rows: &Model) -> i64 {
    let counted = database.table(name).expect("a table").row_count;
    i64::from(counted) - i64::try_from(rows.len()).expect("few rows")
}

/// Every row of a table, by the scan.
pub fn scanned(database: &Database, name: &str) -> Model {
    let table = database.table(name).expect("a table");
    let mut scan = database.scan(&table);
    let mut rows = Model::new();
    while let Some(row) = scan.next_row().expect("a sound row") {
        rows.insert(row.id(), values_of(&table, |place| row.get(place).expect("a value").into_owned()));
    }
    rows
}

pub fn values_of(table: &TableDef, value: impl Fn(usize) -> Value<'static>) -> Values {
    (0..table.columns.len()).map(value).collect()
}

/// Does random things to a table and notes them in the model; how many were done.
pub fn churn(
    transaction: &mut Transaction<'_>,
    name: &str,
    model: &mut Model,
    operations: u32,
    numbers: &mut Numbers,
) -> u32 {
    let table = transaction.table(name).expect("a table");
    let mut done = 0;
    for _ in 0..operations {
        let any = model.keys().nth(numbers.below(model.len())).copied();
        let result = match (numbers.below(10), any) {
            (0..=3, _) | (_, None) => insert(transaction, &table, model, numbers),
            (4..=7, Some(id)) => update(transaction, &table, id, model, numbers),
            (_, Some(id)) => {
                let deleted = transaction.delete(name, id);
                deleted.map(|()| drop(model.remove(&id)))
            }
        };
        match result {
            Ok(()) => done += 1,
            Err(
                Error::Duplicate { .. }
                | Error::NoParent { .. }
                | Error::HasChildren { .. }
                | Error::Rule { .. }
                | Error::TooLong { .. }
                | Error::Unsupported(_)
                | Error::UnsupportedSortOrder { .. },
            ) => {}
            Err(error) => panic!("{name}: {error}"),
        }
    }
    done
}

fn insert(
    transaction: &mut Transaction<'_>,
    table: &TableDef,
    model: &mut Model,
    numbers: &mut Numbers,
) -> Result<(), Error> {
    let number = numbers.below(1_000_000) as u32;
    let id = transaction.insert(&table.name, &row_for(table, number, numbers))?;
    note(transaction, table, id, model);
    Ok(())
}

fn update(
    transaction: &mut Transaction<'_>,
    table: &TableDef,
    id: RowId,
    model: &mut Model,
    numbers: &mut Numbers,
) -> Result<(), Error> {
    let changes: Vec<_> = (0..table.columns.len())
        .filter(|place| is_writable(&table.columns[*place]) && numbers.chance(40))
        .collect::<Vec<_>>()
        .into_iter()
        .map(|place| (place, value_for(&table.columns[place], numbers)))
        .collect();
    let before = model[&id].clone();
    transaction.update(&table.name, id, &changes)?;
    note(transaction, table, id, model);
    for (place, before) in before.iter().enumerate() {
        let is_changed = changes.iter().any(|(changed, _)| *changed == place);
        assert!(is_changed || model[&id][place] == *before, "{}.{place} was not to change", table.name);
    }
    Ok(())
}

fn is_writable(column: &Column) -> bool {
    let is_plain = !matches!(column.column_type, ColumnType::Complex | ColumnType::Unknown(_));
    is_plain && !column.calculated && !column.autonumber && !column.autonumber_guid
}

/// Takes a row into the model as the transaction itself reads it.
fn note(transaction: &Transaction<'_>, table: &TableDef, id: RowId, model: &mut Model) {
    let row = transaction.row(table, id).expect("reads").expect("the row is there");
    model.insert(id, values_of(table, |place| row.get(place).expect("a value").into_owned()));
}

//! Counting rows and index entries without looking at any.

use accdb::{
    ColumnSpec, ColumnType, CreateOptions, Database, Error, IndexId, IndexSpec, MemoryStorage, RowId,
    TableSpec, Value,
};
use proving::shared::shared;

/// 2026-03-09 18:00.
const NOW: f64 = 46_090.75;

/// 3000 rows, of which every third is deleted and every seventh has moved to another page.
fn worn_table() -> Database {
    let mut database =
        Database::create(Box::new(MemoryStorage::default()), &CreateOptions::new(NOW)).expect("creates");
    let mut transaction = database.begin(NOW).expect("begins");
    let spec = TableSpec::new("T")
        .column(ColumnSpec::new("Number", ColumnType::Long))
        .column(ColumnSpec::text("Text", 255))
        .index(IndexSpec::primary_key(["Number"]));
    transaction.create_table(&spec).expect("creates");
    let insert = |number| transaction.insert("T", &[(0, Value::Long(number))]).expect("inserts");
    let ids: Vec<RowId> = (0..3_000).map(insert).collect();
    for (nth, id) in ids.iter().enumerate() {
        if nth % 3 == 0 {
            transaction.delete("T", *id).expect("deletes");
        } else if nth % 7 == 0 {
            let long = Value::Text("x".repeat(250).into());
            transaction.update("T", *id, &[(1, long)]).expect("updates");
        }
    }
    transaction.commit().expect("commits");
    database
}

#[test]
fn deleted_rows_do_not_count_and_moved_ones_count_once() {
    let database = worn_table();
    let table = database.table("T").expect("a table");
    assert_eq!(database.count_rows(&table).expect("counts"), 2_000);
    assert_eq!(database.count_entries(&table, IndexId::at(0)).expect("counts"), 2_000);
    let refusal = database.count_entries(&table, IndexId::at(1)).expect_err("no such index");
    assert!(matches!(refusal, Error::NoIndex { .. }), "{refusal}");
}

/// The definitions of this file say 2, 6 and 6 rows more than there are.
#[test]
fn rows_are_counted_where_the_definition_is_wrong() {
    let Some(shared) = shared() else { return };
    let database = Database::open_read(&shared.join("accdb/real-2/stale-counts.accdb")).expect("opens");
    let orders = database.table("Orders").expect("a table");
    let (mut scan, mut rows) = (database.scan(&orders), 0);
    while scan.next_row().expect("a sound row").is_some() {
        rows += 1;
    }
    assert_eq!(database.count_rows(&orders).expect("counts"), rows);
    assert_eq!(u64::from(orders.row_count), rows + 6);
    for index in 0..orders.indexes.len() {
        assert_eq!(database.count_entries(&orders, IndexId::at(index)).expect("counts"), rows, "{index}");
    }
}

//! Company files as databases of SQLite: the same tables, columns, keys and rows.

use accdb::{ColumnType, Database, TableDef, Value};
use chrono::{NaiveDate, TimeDelta};
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, params_from_iter};
use std::path::Path;

/// Copies every table of an `.accdb` into a new database.
pub fn load(from: &Path, into: &Path) {
    let file = Database::open_read(from).expect("a company file");
    let mut database = Connection::open(into).expect("a new database");
    let transaction = database.transaction().expect("begun");
    for entry in file.tables().expect("tables").iter().filter(|entry| !entry.name.starts_with("MSys")) {
        let def = file.table(&entry.name).expect("a definition");
        transaction.execute_batch(&create(&def, declared)).expect("created");
        copy(&file, &def, &transaction);
    }
    transaction.commit().expect("committed");
}

/// A table of the same columns and key, each column as the database declares such a one.
pub fn create(def: &TableDef, declared: fn(ColumnType, usize) -> String) -> String {
    let columns = def.columns.iter().map(|column| {
        let required = if column.required { " NOT NULL" } else { "" };
        format!("{} {}{required}", column.name, declared(column.column_type, column.size()))
    });
    let key = def.primary_key().map(|key| {
        let names = key.columns.iter().map(|part| def.columns[part.column.position()].name.as_str());
        format!("PRIMARY KEY ({})", names.collect::<Vec<_>>().join(", "))
    });
    let parts: Vec<String> = columns.chain(key).collect();
    format!("CREATE TABLE {} ({})", def.name, parts.join(", "))
}

/// Access compares texts without letter case.
fn declared(column_type: ColumnType, size: usize) -> String {
    match column_type {
        ColumnType::Text => format!("VARCHAR({size}) COLLATE NOCASE"),
        ColumnType::Memo => "LONGVARCHAR".to_owned(),
        ColumnType::Currency => "CURRENCY".to_owned(),
        ColumnType::Single => "FLOAT".to_owned(),
        ColumnType::Double => "DOUBLE".to_owned(),
        ColumnType::Byte => "TINYINT".to_owned(),
        ColumnType::Integer => "SMALLINT".to_owned(),
        ColumnType::Long => "INTEGER".to_owned(),
        ColumnType::DateTime => "TIMESTAMP".to_owned(),
        ColumnType::Boolean => "BIT".to_owned(),
        _ => "BLOB".to_owned(),
    }
}

fn copy(file: &Database, def: &TableDef, into: &Connection) {
    let marks = vec!["?"; def.columns.len()].join(", ");
    let mut insert = into.prepare(&format!("INSERT INTO [{}] VALUES ({marks})", def.name)).expect("prepared");
    let mut rows = file.scan(def);
    while let Some(row) = rows.next_row().expect("a row") {
        let cells = (0..def.columns.len()).map(|column| cell(&row.get(column).expect("a value")));
        insert.execute(params_from_iter(cells)).expect("inserted");
    }
}

pub fn cell(value: &Value<'_>) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Boolean(flag) => Cell::Integer((*flag).into()),
        Value::Byte(number) => Cell::Integer((*number).into()),
        Value::Integer(number) => Cell::Integer((*number).into()),
        Value::Long(number) => Cell::Integer((*number).into()),
        Value::Currency(parts) => Cell::Real(*parts as f64 / 10_000.0),
        Value::Single(number) => Cell::Real((*number).into()),
        Value::Double(number) => Cell::Real(*number),
        Value::DateTime(ole) => Cell::Text(moment(ole.days())),
        Value::Text(text) => Cell::Text(text.to_string()),
        Value::Binary(bytes) => Cell::Blob(bytes.to_vec()),
        other => panic!("no company has a {other:?}"),
    }
}

fn moment(ole: f64) -> String {
    let epoch =
        NaiveDate::from_ymd_opt(1899, 12, 30).and_then(|day| day.and_hms_opt(0, 0, 0)).expect("a day");
    (epoch + TimeDelta::seconds((ole * 86_400.0).round() as i64)).format("%Y-%m-%d %H:%M:%S").to_string()
}

//! The jetdb crate: the one other reader that is always here.

use super::dump::{self, Cell, FileDump, TableDump};
use super::reader::Reader;
use accdb::{Column, Value};
use jetdb::data::read_table_rows;
use jetdb::{ObjectType, PageReader, read_catalog, read_table_def};
use std::path::Path;

pub struct Jetdb;

impl Jetdb {
    /// The rows of a table, all of them read.
    pub fn count(file: &Path, name: &str) -> u32 {
        let mut reader = PageReader::open(file).expect("jetdb opens it");
        let catalog = read_catalog(&mut reader).expect("a catalog");
        let entry = catalog.iter().find(|entry| entry.name == name).expect("the table");
        let definition = read_table_def(&mut reader, name, entry.table_page).expect("a definition");
        let read = read_table_rows(&mut reader, &definition).expect("rows");
        assert_eq!(read.skipped_rows, 0, "rows of {name} that jetdb cannot read");
        u32::try_from(read.rows.len()).expect("fewer rows than numbers")
    }
}

impl Reader for Jetdb {
    fn name(&self) -> &'static str {
        "jetdb"
    }

    fn read(&self, file: &Path) -> FileDump {
        let mut reader = PageReader::open(file).expect("jetdb opens it");
        let catalog = read_catalog(&mut reader).expect("a catalog");
        let tables = catalog.iter().filter(|entry| entry.object_type == ObjectType::Table);
        tables.map(|entry| (entry.name.clone(), table(&mut reader, &entry.name, entry.table_page))).collect()
    }

    /// It reads a text of fixed length as null.
    fn compares(&self, column: &Column) -> bool {
        !column.is_fixed_length()
    }

    fn ours(&self, _column: &Column, value: &Value<'_>) -> Cell {
        dump::cell(value)
    }
}

fn table(reader: &mut PageReader, name: &str, page: u32) -> TableDump {
    let definition = read_table_def(reader, name, page).expect("a definition");
    let read = read_table_rows(reader, &definition).expect("rows");
    assert_eq!(read.skipped_rows, 0, "rows of {name} that jetdb cannot read");
    TableDump {
        columns: definition.columns.iter().map(|column| column.name.clone()).collect(),
        rows: read.rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
    }
}

fn cell(value: &jetdb::data::Value) -> Cell {
    use jetdb::data::Value as Theirs;
    Some(match value {
        Theirs::Null => return None,
        Theirs::Bool(value) => value.to_string(),
        Theirs::Byte(value) => value.to_string(),
        Theirs::Int(value) => value.to_string(),
        Theirs::Long(value) => value.to_string(),
        Theirs::BigInt(value) => value.to_string(),
        Theirs::Float(value) => dump::float((*value).into()),
        Theirs::Double(value) => dump::float(*value),
        Theirs::Timestamp(days) => return dump::cell(&Value::DateTime((*days).into())),
        Theirs::Binary(bytes) => dump::hex(bytes),
        Theirs::Text(text) | Theirs::Money(text) | Theirs::Numeric(text) | Theirs::Guid(text) => text.clone(),
        Theirs::DateTimeExtended(text) => in_full(text),
        other => panic!("jetdb has a new kind of value: {other:?}"),
    })
}

/// It leaves out of an extended date what is zero: the fraction, and the time of the day.
fn in_full(text: &str) -> String {
    let (day, time) = text.split_once(' ').unwrap_or((text, "00:00:00"));
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0000000"));
    format!("{day}T{time}.{fraction}")
}

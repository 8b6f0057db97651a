//! Rows of a company file as the jetdb crate reads them: nothing of our own engine stands behind what is expected.

use jetdb::data::{Value, read_table_rows};
use jetdb::{PageReader, find_table, read_catalog, read_table_def};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::path::Path;

/// A row by column name. Numbers stand in their shortest form, dates as `2026-03-12`, and NULL is [`NULL`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row(pub HashMap<String, String>);

pub const NULL: &str = "NULL";

impl Row {
    /// A text, empty where it is NULL.
    pub fn text(&self, column: &str) -> &str {
        let value = self.cell(column);
        if value == NULL { "" } else { value }
    }

    /// A number, 0 where it is NULL.
    pub fn number(&self, column: &str) -> Decimal {
        match self.text(column) {
            "" => Decimal::ZERO,
            number => number.parse().unwrap_or_else(|_| panic!("{column} holds {number}")),
        }
    }

    pub fn cell(&self, column: &str) -> &str {
        self.0.get(column).unwrap_or_else(|| panic!("there is no column {column}"))
    }
}

/// Every row of a table; none where there is no such table.
pub fn read(file: &Path, table: &str) -> Vec<Row> {
    let mut reader = PageReader::open(file).expect("jetdb opens the file");
    let catalog = read_catalog(&mut reader).expect("jetdb reads the catalog");
    let Ok(entry) = find_table(&catalog, table) else { return Vec::new() };
    let definition =
        read_table_def(&mut reader, table, entry.table_page).expect("jetdb reads the definition");
    let read = read_table_rows(&mut reader, &definition).expect("jetdb reads the rows");
    assert_eq!(read.skipped_rows, 0, "rows of {table} that jetdb cannot read");
    let names: Vec<&String> = definition.columns.iter().map(|column| &column.name).collect();
    let row =
        |row: &Vec<Value>| Row(names.iter().map(|name| (*name).clone()).zip(row.iter().map(cell)).collect());
    read.rows.iter().map(row).collect()
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => NULL.to_owned(),
        Value::Text(text) => text.clone(),
        Value::Byte(number) => number.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Long(number) => number.to_string(),
        Value::Float(number) => plain(&number.to_string()),
        Value::Double(number) => plain(&number.to_string()),
        Value::Money(text) => plain(text),
        Value::Timestamp(days) => date(*days),
        other => format!("{other:?}"),
    }
}

/// A number in its shortest form.
pub fn plain(number: &str) -> String {
    number.parse::<Decimal>().unwrap_or_else(|_| panic!("{number} is no number")).normalize().to_string()
}

fn date(days: f64) -> String {
    let epoch = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).expect("a date");
    (epoch + chrono::Days::new(days as u64)).to_string()
}

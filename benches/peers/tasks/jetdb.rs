//! The reading tasks done with the jetdb crate, each in the way that is fastest with it: its row iterator, only the
//! columns that are needed, and rows by their position where that is known.

use anyhow::Result;
use jetdb::data::{TableRow, TableRows, Value, read_row_at};
use jetdb::{PageReader, TableDef, find_table, read_catalog, read_table_def};
use std::collections::HashMap;
use std::hint::black_box;
use std::path::Path;

struct Opened {
    reader: PageReader,
    table: TableDef,
}

/// Reads every column of every row; the number of values.
pub fn scan(file: &Path, table: &str) -> Result<u64> {
    let Opened { mut reader, table } = open(file, table)?;
    let calculated = HashMap::new();
    let mut rows = TableRows::new(&table, &calculated);
    let mut values = 0;
    while let Some(row) = rows.next_row(&mut reader)? {
        values += black_box(row.values).len() as u64;
    }
    Ok(values)
}

/// Finds the newest headers of a series by a scan of the two key columns; the number of rows read whole.
pub fn newest_headers(file: &Path, series: &str, count: usize) -> Result<u64> {
    Ok(newest(file, series, count)?.len() as u64)
}

/// Finds the newest orders of a series and their lines: jetdb seeks by no index, so it scans both tables.
pub fn newest_orders(file: &Path, series: &str, count: usize) -> Result<u64> {
    let numbers = newest(file, series, count)?;
    let Opened { mut reader, table } = open(file, "F_LPC")?;
    let keys = [column(&table, "TIPLPC"), column(&table, "CODLPC")];
    let wanted =
        |row: &TableRow| number_in_series(row, keys, series).is_some_and(|number| numbers.contains(&number));
    let lines = read_where(&mut reader, &table, keys, wanted)?;
    Ok(numbers.len() as u64 + lines)
}

fn newest(file: &Path, series: &str, count: usize) -> Result<Vec<i32>> {
    let Opened { mut reader, table } = open(file, "F_PCL")?;
    let keys = [column(&table, "TIPPCL"), column(&table, "CODPCL")];
    let calculated = HashMap::new();
    let mut rows = TableRows::new(&table, &calculated).with_columns(&keys);
    let mut found = Vec::new();
    while let Some(row) = rows.next_row(&mut reader)? {
        found.extend(number_in_series(&row, keys, series).map(|number| (number, row.position)));
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    found.truncate(count);
    for (_, position) in &found {
        black_box(read_row_at(&mut reader, &table, &calculated, *position, None)?);
    }
    Ok(found.into_iter().map(|(number, _)| number).collect())
}

fn read_where(
    reader: &mut PageReader,
    table: &TableDef,
    keys: [usize; 2],
    wanted: impl Fn(&TableRow) -> bool,
) -> Result<u64> {
    let calculated = HashMap::new();
    let mut rows = TableRows::new(table, &calculated).with_columns(&keys);
    let mut found = Vec::new();
    while let Some(row) = rows.next_row(reader)? {
        if wanted(&row) {
            found.push(row.position);
        }
    }
    for position in &found {
        black_box(read_row_at(reader, table, &calculated, *position, None)?);
    }
    Ok(found.len() as u64)
}

fn number_in_series(row: &TableRow, [series_at, number_at]: [usize; 2], series: &str) -> Option<i32> {
    match (&row.values[series_at], &row.values[number_at]) {
        (Value::Text(text), Value::Long(number)) if text == series => Some(*number),
        _ => None,
    }
}

fn open(file: &Path, name: &str) -> Result<Opened> {
    let mut reader = PageReader::open(file)?;
    let catalog = read_catalog(&mut reader)?;
    let entry = find_table(&catalog, name)?;
    let table = read_table_def(&mut reader, &entry.name, entry.table_page)?;
    Ok(Opened { reader, table })
}

fn column(table: &TableDef, name: &str) -> usize {
    table.columns.iter().position(|column| column.name == name).expect("the fixtures have this column")
}

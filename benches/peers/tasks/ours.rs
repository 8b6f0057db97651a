//! The reading tasks done with the engine.

use accdb::{Database, Row, Strictness, TableDef, Value};
use anyhow::{Context, Result, ensure};
use std::hint::black_box;
use std::ops::Bound;
use std::path::Path;

/// Reads every column of every row; the number of values.
pub fn scan(file: &Path, table: &str) -> Result<u64> {
    let database = Database::open_read(file)?;
    let table = database.table(table)?;
    let mut rows = database.scan(&table);
    let mut values = 0;
    while let Some(row) = rows.next_row()? {
        values += decode(&row, &table)?;
    }
    Ok(values)
}

/// Reads some columns of every row and adds them up, whatever they are; the number of values.
pub fn scan_columns(file: &Path, table: &str, columns: &[&str]) -> Result<u64> {
    let database = Database::open_read(file)?;
    let table = database.table(table)?;
    let place = |name: &&str| table.column(name).with_context(|| format!("{} has no {name}", table.name));
    let places = columns.iter().map(place).collect::<Result<Vec<_>>>()?;
    let mut rows = database.scan(&table);
    let (mut values, mut sum) = (0, 0.0);
    while let Some(row) = rows.next_row()? {
        for place in &places {
            sum += match row.get(*place)? {
                Value::Text(text) => text.len() as f64,
                Value::Long(number) => f64::from(number),
                Value::Currency(amount) => amount as f64,
                Value::Double(number) => number,
                Value::DateTime(date) => date.days(),
                _ => 1.0,
            };
        }
        values += places.len() as u64;
    }
    black_box(sum);
    Ok(values)
}

/// Opens a file and reads one order with its lines, by the keys of both tables; the number of rows.
pub fn seek(file: &Path, series: &str, number: i32) -> Result<u64> {
    let database = Database::open_read(file)?;
    let order = [Value::Text(series.into()), Value::Long(number)];
    let mut rows = 0;
    for (table, key) in [("F_PCL", ["TIPPCL", "CODPCL"]), ("F_LPC", ["TIPLPC", "CODLPC"])] {
        let table = database.table(table)?;
        let key = table.index_on(&key).context("a table without its key")?;
        let mut own = database.range(&table, key, Bound::Included(&order), Bound::Included(&order))?;
        while let Some(row) = own.next_row()? {
            decode(&row, &table)?;
            rows += 1;
        }
    }
    Ok(rows)
}

/// Reads the newest orders of a series with their lines, by the keys of both tables; the number of rows.
pub fn newest_orders(database: &Database, series: &str, count: usize) -> Result<u64> {
    let (headers, lines) = (database.table("F_PCL")?, database.table("F_LPC")?);
    let number = headers.column("CODPCL").context("F_PCL has no CODPCL")?;
    let header_key = headers.index_on(&["TIPPCL", "CODPCL"]).context("F_PCL has no key")?;
    let line_key = lines.index_on(&["TIPLPC", "CODLPC"]).context("F_LPC has no key")?;
    let prefix = [Value::Text(series.into())];
    let mut newest =
        database.range(&headers, header_key, Bound::Included(&prefix), Bound::Included(&prefix))?;
    let mut rows = 0;
    for _ in 0..count {
        let Some(header) = newest.prev_row()? else { break };
        decode(&header, &headers)?;
        let order = [Value::Text(series.into()), header.get(number)?.into_owned()];
        let mut own = database.range(&lines, line_key, Bound::Included(&order), Bound::Included(&order))?;
        rows += 1;
        while let Some(line) = own.next_row()? {
            decode(&line, &lines)?;
            rows += 1;
        }
    }
    Ok(rows)
}

fn decode(row: &Row<'_>, table: &TableDef) -> Result<u64> {
    for place in 0..table.columns.len() {
        read(row, place)?;
    }
    Ok(table.columns.len() as u64)
}

/// Reads a value, which stays where it was made.
fn read(row: &Row<'_>, place: usize) -> Result<()> {
    let value = row.get(place);
    if black_box(&value).is_err() {
        value?;
    }
    Ok(())
}

/// Walks through the whole file; how many index entries it has.
pub fn check(file: &Path) -> Result<u64> {
    let report = Database::open_read(file)?.check(Strictness::AnyWriter)?;
    ensure!(report.is_sound(), "{report}");
    Ok(report.index_entries)
}

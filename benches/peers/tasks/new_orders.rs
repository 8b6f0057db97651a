//! Orders that are added to a subsidiary's file, as if somebody had entered them meanwhile.

use accdb::{Database, Row, TableDef, Transaction, Value};
use anyhow::{Context, Result};
use std::ops::Bound;
use std::path::Path;

/// One row as it is to be inserted again.
type Values = Vec<(usize, Value<'static>)>;

/// Adds to a file the orders of another one, `times` over, each time under numbers higher by `step`.
pub fn multiply(source: &Path, file: &Path, times: i32, step: i32) -> Result<u64> {
    let source = Database::open_read(source)?;
    let mut rows = 0;
    for nth in 1..=times {
        let mut target = Database::open_write(file)?;
        for (table, number) in [("F_PCL", "CODPCL"), ("F_LPC", "CODLPC")] {
            rows += copy_rows(&source, &mut target, table, number, nth * step)?;
        }
    }
    Ok(rows)
}

fn copy_rows(source: &Database, target: &mut Database, table: &str, number: &str, shift: i32) -> Result<u64> {
    let definition = source.table(table)?;
    let number = definition.column(number).context("a table without its number")?.position();
    let mut scan = source.scan(&definition);
    let mut rows = 0;
    loop {
        let mut transaction = target.begin(TODAY)?;
        let before = rows;
        while rows < before + ROWS_IN_A_TRANSACTION {
            let Some(row) = scan.next_row()? else { break };
            transaction.insert(table, &renumbered(&row, &definition, number, shift)?)?;
            rows += 1;
        }
        transaction.commit()?;
        if rows == before {
            return Ok(rows);
        }
    }
}

/// Any date will do: it stands in the catalog only.
const TODAY: f64 = 46_000.0;
const ROWS_IN_A_TRANSACTION: u64 = 20_000;

/// Adds copies of the newest order of a series, under the numbers after it.
pub fn append_orders(file: &Path, series: &str, count: i32) -> Result<u64> {
    let mut database = Database::open_write(file)?;
    let newest = newest_order(&database, series)?;
    let mut transaction = database.begin(TODAY)?;
    for shift in 1..=count {
        for (table, number, row) in &newest {
            insert_shifted(&mut transaction, table, *number, row, shift)?;
        }
    }
    transaction.commit()?;
    Ok(newest.len() as u64)
}

fn insert_shifted(
    transaction: &mut Transaction<'_>,
    table: &str,
    number: usize,
    row: &Values,
    shift: i32,
) -> Result<()> {
    let mut row = row.clone();
    for (place, value) in &mut row {
        if let (true, Value::Long(value)) = (*place == number, value) {
            *value += shift;
        }
    }
    transaction.insert(table, &row)?;
    Ok(())
}

/// The header and the lines: the table, the place of the number, the values.
fn newest_order(database: &Database, series: &str) -> Result<Vec<(&'static str, usize, Values)>> {
    let (headers, lines) = (database.table("F_PCL")?, database.table("F_LPC")?);
    let header_number = headers.column("CODPCL").context("F_PCL has no CODPCL")?.position();
    let line_number = lines.column("CODLPC").context("F_LPC has no CODLPC")?.position();
    let header_key = headers.index_on(&["TIPPCL", "CODPCL"]).context("F_PCL has no key")?;
    let line_key = lines.index_on(&["TIPLPC", "CODLPC"]).context("F_LPC has no key")?;
    let prefix = [Value::Text(series.into())];
    let mut newest =
        database.range(&headers, header_key, Bound::Included(&prefix), Bound::Included(&prefix))?;
    let header = newest.prev_row()?.context("no order of that series")?;
    let order = [Value::Text(series.into()), header.get(header_number)?.into_owned()];
    let mut rows = vec![("F_PCL", header_number, values(&header, &headers)?)];
    let mut own = database.range(&lines, line_key, Bound::Included(&order), Bound::Included(&order))?;
    while let Some(line) = own.next_row()? {
        rows.push(("F_LPC", line_number, values(&line, &lines)?));
    }
    Ok(rows)
}

fn values(row: &Row<'_>, table: &TableDef) -> Result<Values> {
    (0..table.columns.len()).map(|place| Ok((place, row.get(place)?.into_owned()))).collect()
}

fn renumbered(row: &Row<'_>, table: &TableDef, number: usize, shift: i32) -> Result<Values> {
    let mut values = values(row, table)?;
    if let (_, Value::Long(value)) = &mut values[number] {
        *value += shift;
    }
    Ok(values)
}

//! Filling a file with supplier orders: the rows that Jackcess is given for the same task (tests/jackcess, Load.java).

use accdb::{ColumnType, Database, TableDef, Transaction, Value};
use anyhow::{Context, Result};
use std::borrow::Cow;
use std::path::Path;

/// Rows in a transaction, each of which is synced.
const BATCH: usize = 20_000;
/// 2026-03-12 and the day that means none, 1900-01-01.
const DAY: f64 = 46_093.0;
const NO_DAY: f64 = 2.0;
const SERIES: &str = "7";

/// Adds headers and lines; the number of rows.
pub fn orders(file: &Path, headers: i32, lines: i32) -> Result<u64> {
    let mut database = Database::open_write(file)?;
    let each = lines / headers;
    fill(&mut database, "F_PPR", &HEADER, headers, |nth| header(nth + 1))?;
    fill(&mut database, "F_LPP", &LINE, headers * each, |nth| line(nth / each + 1, nth % each + 1))?;
    Ok(u64::from((headers + headers * each).unsigned_abs()))
}

/// Begins a transaction with one order of five lines in it.
pub fn one_order(database: &mut Database, number: i32) -> Result<Transaction<'_>> {
    let (headers, lines) = (database.table("F_PPR")?, database.table("F_LPP")?);
    let mut transaction = database.begin(DAY)?;
    let mut row = plain_row(&headers);
    put(&mut row, &places(&headers, &HEADER)?, header(number));
    transaction.insert("F_PPR", &row)?;
    let (mut row, places) = (plain_row(&lines), places(&lines, &LINE)?);
    for position in 1..=5 {
        put(&mut row, &places, line(number, position));
        transaction.insert("F_LPP", &row)?;
    }
    Ok(transaction)
}

type Values = Vec<(usize, Value<'static>)>;

fn plain_row(table: &TableDef) -> Values {
    table.columns.iter().map(|column| plain(column.column_type)).enumerate().collect()
}

fn places(table: &TableDef, names: &[&str]) -> Result<Vec<usize>> {
    let place = |name: &&str| table.column(name).with_context(|| format!("{} has no {name}", table.name));
    names.iter().map(|name| Ok(place(name)?.position())).collect()
}

fn put<const N: usize>(row: &mut Values, places: &[usize], given: [Value<'static>; N]) {
    for (place, value) in places.iter().zip(given) {
        row[*place].1 = value;
    }
}

fn fill<const N: usize>(
    database: &mut Database,
    table: &str,
    given: &[&str; N],
    count: i32,
    row: impl Fn(i32) -> [Value<'static>; N],
) -> Result<()> {
    let definition = database.table(table)?;
    let (mut values, places) = (plain_row(&definition), places(&definition, given)?);
    let rows: Vec<i32> = (0..count).collect();
    for batch in rows.chunks(BATCH) {
        let mut transaction = database.begin(DAY)?;
        for nth in batch {
            put(&mut values, &places, row(*nth));
            transaction.insert(table, &values)?;
        }
        transaction.commit()?;
    }
    Ok(())
}

const HEADER: [&str; 10] =
    ["TIPPPR", "CODPPR", "REFPPR", "FECPPR", "PROPPR", "PNOPPR", "PDOPPR", "NET1PPR", "TOTPPR", "OB1PPR"];

fn header(number: i32) -> [Value<'static>; 10] {
    [
        text(SERIES),
        Value::Long(number),
        text(format!("FL duofic/2026 1-{number:06}")),
        Value::DateTime(DAY.into()),
        Value::Long(12),
        text("Suministros Centrales del Papel, S.L."),
        text("Calle de la Industria 14, nave 3"),
        Value::Currency(242_0000),
        Value::Currency(387_1000),
        text(format!("Pedido duofic 1-{number:06}")),
    ]
}

const LINE: [&str; 9] =
    ["TIPLPP", "CODLPP", "POSLPP", "ARTLPP", "DESLPP", "CANLPP", "PRELPP", "TOTLPP", "PENLPP"];

fn line(number: i32, position: i32) -> [Value<'static>; 9] {
    let quantity = Value::Currency(i64::from(position) * 2_0000);
    [
        text(SERIES),
        Value::Long(number),
        Value::Long(position),
        text(format!("OFI-{:05}", (number * 7 + position * 31) % 300)),
        text("Papel multifunción A4 80 g, paquete de 500 hojas"),
        quantity.clone(),
        Value::Currency(18_4500),
        Value::Currency(166_0500),
        quantity,
    ]
}

fn text(text: impl Into<Cow<'static, str>>) -> Value<'static> {
    Value::Text(text.into())
}

/// Never null, as the program that owns these files has it: an empty text, a zero, or the day that means none.
fn plain(column_type: ColumnType) -> Value<'static> {
    match column_type {
        ColumnType::Text | ColumnType::Memo => text(""),
        ColumnType::DateTime => Value::DateTime(NO_DAY.into()),
        ColumnType::Integer => Value::Integer(0),
        ColumnType::Single => Value::Single(0.0),
        ColumnType::Currency => Value::Currency(0),
        _ => Value::Long(0),
    }
}

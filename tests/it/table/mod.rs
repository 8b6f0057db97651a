//! Files of rows: the sample files as they are read, and other readers' view of them.

mod access;
#[cfg(feature = "xlsx")]
mod bad;
#[cfg(feature = "xlsx")]
mod peers;

use factulink::table::{self, Cell, Error, Facts, OpenOptions, SheetChoice};
use proving::shared::shared;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The folder of sample files.
fn fixtures() -> Option<PathBuf> {
    let folder = shared()?.join("bulk/fixtures");
    if folder.is_dir() {
        return Some(folder);
    }
    proving::shared::skipped("there are no bulk files among the samples");
    None
}

/// A row as it was read: its number, its line, its cells.
#[derive(Debug, Clone, PartialEq)]
struct Record {
    number: u64,
    line: Option<u64>,
    cells: Vec<Value>,
}

/// A cell that outlives its row.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Empty,
    Text(String),
    Number(f64),
    Date(String),
    Bool(bool),
    Error(String),
    Formula,
}

/// Reads all of a file as the profile of the sales ledger would.
fn read(file: &Path) -> Result<(Facts, Vec<Record>), Error> {
    let titles = ["Periodo", "Tipo Comprobante", "Sucursal", "IGV Adq. Vtas. Grav"].map(str::to_string);
    let pause = |_| {};
    let mut options = OpenOptions::new(SystemTime::now(), &pause);
    options.sheet = SheetChoice::Name("SUNAT".to_string());
    options.sheet_first = true;
    options.titles = &titles;
    let mut opened = table::open(file, &options)?;
    let mut records = Vec::new();
    while let Some(row) = opened.rows.next_row()? {
        let cells = (0..row.len()).map(|at| value(row.cell(at))).collect();
        records.push(Record { number: row.number, line: row.line, cells });
    }
    Ok((opened.facts, records))
}

fn value(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Empty => Value::Empty,
        Cell::Text(text) => Value::Text(text.to_string()),
        Cell::Number(number) => Value::Number(number),
        Cell::Date(date) => Value::Date(date.to_string()),
        Cell::Bool(value) => Value::Bool(value),
        Cell::Error(text) => Value::Error(text.to_string()),
        Cell::NoValue => Value::Formula,
        Cell::Decimal { .. } => panic!("only Access files have decimals"),
    }
}

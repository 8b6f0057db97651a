//! Prints every table of a database: its columns and how many rows it has; of one table, its rows.
//!
//!     cargo run --example read -- club.accdb [Members]

use accdb::{Database, TableKind, Value};
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [file] => println!("{}", tables(Path::new(file))?.join("\n")),
        [file, table] => println!("{}", rows(Path::new(file), table)?.join("\n")),
        _ => eprintln!("read FILE [TABLE]"),
    }
    Ok(())
}

/// A line for each table of users.
pub fn tables(file: &Path) -> accdb::Result<Vec<String>> {
    let database = Database::open_read(file)?;
    let mut lines = Vec::new();
    for entry in database.tables()? {
        if entry.kind != TableKind::Local || entry.system {
            continue;
        }
        let table = database.table(&entry.name)?;
        let columns: Vec<_> = table.columns.iter().map(|column| column.name.as_str()).collect();
        lines.push(format!("{} ({}): {} rows", table.name, columns.join(", "), table.row_count));
    }
    Ok(lines)
}

/// A line for each row, its values one after the other.
pub fn rows(file: &Path, table: &str) -> accdb::Result<Vec<String>> {
    let database = Database::open_read(file)?;
    let table = database.table(table)?;
    let mut lines = Vec::new();
    let mut scan = database.scan(&table);
    while let Some(row) = scan.next_row()? {
        let values = (0..table.columns.len()).map(|position| Ok(shown(&row.get(position)?)));
        lines.push(values.collect::<accdb::Result<Vec<_>>>()?.join(" | "));
    }
    Ok(lines)
}

fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text.to_string(),
        Value::Long(number) => number.to_string(),
        Value::DateTime(date) => accdb::CivilDateTime::from_ole(*date)
            .map_or_else(|| date.to_string(), |at| format!("{}-{:02}-{:02}", at.year, at.month, at.day)),
        other => format!("{other:?}"),
    }
}

//! Makes a database with two tables and some rows.
//!
//!     cargo run --example create -- club.accdb

use accdb::{
    CivilDateTime, ColumnSpec, ColumnType, CreateOptions, Database, IndexSpec, OleDate, TableSpec, Value,
};
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args_os().nth(1).unwrap_or_else(|| "club.accdb".into());
    create(Path::new(&file))?;
    println!("{} has members and dues", Path::new(&file).display());
    Ok(())
}

/// The file must not exist yet.
pub fn create(file: &Path) -> Result<(), Box<dyn std::error::Error>> {
    // The engine reads no clock: the time of making it comes from the caller.
    let now = OleDate::try_from(CivilDateTime { year: 2026, month: 3, day: 12, millisecond: 36_000_000 })?;
    let mut database = Database::create_file(file, &CreateOptions::new(now))?;

    let mut transaction = database.begin(now)?;
    transaction.create_table(
        &TableSpec::new("Members")
            .column(ColumnSpec::autonumber("Id"))
            .column(ColumnSpec::text("Name", 80).required())
            .column(ColumnSpec::new("Joined", ColumnType::DateTime).default("Date()"))
            .index(IndexSpec::primary_key(["Id"]))
            .index(IndexSpec::plain("ByName", ["Name"])),
    )?;
    transaction.create_table(
        &TableSpec::new("Dues")
            .column(ColumnSpec::new("Member", ColumnType::Long).required())
            .column(ColumnSpec::new("Year", ColumnType::Integer).required())
            .column(ColumnSpec::new("Amount", ColumnType::Currency))
            .index(IndexSpec::primary_key(["Member", "Year"])),
    )?;
    for name in ["Ada", "Grace", "Barbara"] {
        transaction.insert("Members", &[("Name", name.into())])?;
    }
    // Currency counts ten-thousandths: 25.00.
    let due = [("Member", 1.into()), ("Year", Value::Integer(2026)), ("Amount", Value::Currency(250_000))];
    transaction.insert("Dues", &due)?;
    transaction.commit()?;
    Ok(())
}

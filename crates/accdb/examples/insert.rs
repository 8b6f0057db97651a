//! Adds a member, and gives one a new name, in one transaction.
//!
//!     cargo run --example insert -- club.accdb Katherine

use accdb::{Database, Error, OleDate, RowId, Value};
use std::ops::Bound::Included;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, name] = arguments.as_slice() else { return Err("insert FILE NAME".into()) };
    let number = insert(Path::new(file), name)?;
    println!("{name} is member {number}");
    Ok(())
}

/// Returns the number that the new member got.
pub fn insert(file: &Path, name: &str) -> Result<i32, Error> {
    // Nobody else writes to the file while it is open so; a commit that was cut short is undone first.
    let mut database = Database::open_write(file)?;
    let members = database.table("Members")?;

    // `Date()` of a default takes the day from here.
    let mut transaction = database.begin(OleDate::from(46_093.5))?;
    let id = transaction.insert("Members", &[("Name", name.into())])?;
    if let Some(ada) = member_called(&transaction, "Ada")? {
        transaction.update("Members", ada, &[("Name", "Ada Lovelace".into())])?;
    }
    let row = transaction.row(&members, id)?.ok_or_else(|| Error::NoTable("Members".to_owned()))?;
    let number = match row.get("Id")? {
        Value::Long(number) => number,
        _ => 0,
    };
    drop(row);
    // Until here the file is as it was.
    transaction.commit()?;
    Ok(number)
}

/// The first member of that name, by the index; letter case does not count.
fn member_called(tables: &impl accdb::Tables, name: &str) -> Result<Option<RowId>, Error> {
    let members = tables.table("Members")?;
    let no_index = || Error::NoIndex { table: "Members".to_owned(), index: "ByName".to_owned() };
    let by_name = members.index("ByName").ok_or_else(no_index)?;
    let key = [name.into()];
    tables.range(&members, by_name, Included(&key), Included(&key))?.next_id()
}

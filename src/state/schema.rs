//! Whether a state has the tables that its schema's number promises.

use super::error::{Error, Result};
use rusqlite::Connection;

/// Kind, name and definition of everything in a schema.
type Objects = Vec<(String, String, Option<String>)>;

/// Fails where a table, an index or a trigger of `model` is missing in a state, or is another. What others have added
/// does no harm.
pub(super) fn check(connection: &Connection, model: &Connection) -> Result<()> {
    let found = objects(connection)?;
    match objects(model)?.into_iter().find(|object| !found.contains(object)) {
        None => Ok(()),
        Some((kind, name, _)) => {
            Err(Error::damaged(format_args!("the {kind} {name} is missing, or is another")))
        }
    }
}

fn objects(connection: &Connection) -> Result<Objects> {
    let mut objects =
        connection.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")?;
    let rows = objects.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

//! What people decided about branches, for all later jobs of a profile.

use super::error::Result;
use super::file::Write;
use super::values::{self, Moment};
use rusqlite::{Connection, Row, params};

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// Of the branch, normalised when it was decided.
    pub name: String,
    /// The branch as the person, or the job, wrote it.
    pub branch: String,
    /// `None`: it is left as it is.
    pub centre: Option<String>,
    pub since: Moment,
}

/// Stores a decision; an earlier one about the same name is replaced.
pub fn decide(tx: &Write<'_>, profile: &str, alias: &Alias) -> Result<()> {
    let sql = "INSERT INTO import_aliases (profile, name, branch, centre, since) VALUES (?1, ?2, ?3, ?4, ?5)
               ON CONFLICT DO UPDATE SET branch = excluded.branch, centre = excluded.centre, since = excluded.since";
    let Alias { name, branch, centre, since } = alias;
    tx.prepare_cached(sql)?.execute(params![profile, name, branch, centre, since.timestamp_millis()])?;
    Ok(())
}

/// Forgets a decision; tells whether there was one.
pub fn forget(tx: &Write<'_>, profile: &str, name: &str) -> Result<bool> {
    let sql = "DELETE FROM import_aliases WHERE profile = ?1 AND name = ?2";
    Ok(tx.prepare_cached(sql)?.execute([profile, name])? == 1)
}

/// The decisions for a profile, the oldest first.
pub fn of_profile(state: &Connection, profile: &str) -> Result<Vec<Alias>> {
    let sql = "SELECT * FROM import_aliases WHERE profile = ?1 ORDER BY since, name";
    values::rows(state.prepare_cached(sql)?.query([profile])?, read)
}

fn read(row: &Row<'_>) -> Result<Alias> {
    Ok(Alias {
        name: row.get("name")?,
        branch: row.get("branch")?,
        centre: row.get("centre")?,
        since: values::moment(row, "since")?,
    })
}

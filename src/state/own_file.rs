//! Whether the state's file is the one that its log belongs to: a copy that was put back beside a newer log is not, and
//! SQLite would make one of both without a word.

use super::error::{Error, Result};
use rusqlite::{Connection, OptionalExtension, params};
use std::path::Path;
use std::time::UNIX_EPOCH;

/// Length and time of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    /// Bytes.
    length: i64,
    /// Nanoseconds since 1970 UTC.
    modified: i64,
}

impl Extent {
    pub(super) fn of(path: &Path) -> Result<Extent> {
        let metadata = path.metadata()?;
        let since = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(Extent {
            length: i64::try_from(metadata.len()).unwrap_or(i64::MAX),
            modified: i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
        })
    }
}

/// Looks through a state whose file is not as it was left and whose log is not empty. `found`: the file before it was
/// opened. A run that was killed leaves the like, and is sound.
pub(super) fn check(connection: &Connection, found: Extent) -> Result<()> {
    if noted(connection)?.is_none_or(|noted| noted == found) {
        return Ok(());
    }
    let said: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if said == "ok" {
        return Ok(());
    }
    Err(Error::damaged(format_args!(
        "it does not go with the log beside it (-wal), as a copy put back: {said}"
    )))
}

/// Notes the file as it is left.
pub(super) fn note(connection: &Connection, path: &Path) -> Result<()> {
    let Extent { length, modified } = Extent::of(path)?;
    if noted(connection)? != Some(Extent { length, modified }) {
        let sql = "INSERT INTO own_file (id, length, modified) VALUES (1, ?1, ?2)
                   ON CONFLICT (id) DO UPDATE SET length = excluded.length, modified = excluded.modified";
        connection.execute(sql, params![length, modified])?;
    }
    Ok(())
}

fn noted(connection: &Connection) -> Result<Option<Extent>> {
    let row = connection.query_row("SELECT length, modified FROM own_file", [], |row| {
        Ok(Extent { length: row.get("length")?, modified: row.get("modified")? })
    });
    Ok(row.optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Error, State};
    use std::fs;

    /// Enters so many long rows, and says how many there are.
    fn enter(path: &Path, count: usize) -> i64 {
        let mut state = State::open(path).expect("opened");
        let tx = state.begin().expect("begun");
        for number in 0..count {
            let insert = "INSERT INTO runs (command, started_at) VALUES (printf('%.2000c', 'x'), ?1)";
            tx.execute(insert, [i64::try_from(number).expect("few")]).expect("a row");
        }
        tx.commit().expect("committed");
        state.query_row("SELECT count(*) FROM runs", [], |row| row.get(0)).expect("a count")
    }

    #[test]
    fn a_copy_that_is_put_back_beside_a_newer_log_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("state.db");
        enter(&path, 3);
        fs::copy(&path, folder.path().join("copy")).expect("copied");
        // Enough for the log to be moved into the file, and something in the log behind that.
        assert_eq!(enter(&path, 2_000), 2_003);
        enter(&path, 5);
        fs::copy(folder.path().join("copy"), &path).expect("put back");
        let refused = State::open(&path).err();
        assert!(
            matches!(&refused, Some(Error::Damaged { problem }) if problem.contains("-wal")),
            "{refused:?}"
        );
    }

    #[test]
    fn a_state_with_its_log_goes_anywhere() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, moved) = (folder.path().join("state.db"), folder.path().join("moved.db"));
        enter(&path, 2_000);
        enter(&path, 5);
        fs::copy(&path, &moved).expect("copied");
        fs::copy(folder.path().join("state.db-wal"), folder.path().join("moved.db-wal")).expect("copied");
        assert_eq!(enter(&moved, 1), 2_006);
    }
}

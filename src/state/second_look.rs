//! What an error of SQLite's leaves open: it calls a failed read damage, and any failed opening just that.

use super::error::Error;
use super::file::{SUFFIXES, check_schema, with_suffix};
use crate::files;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::OpenOptions;
use std::io;
use std::path::Path;

impl Error {
    /// The same error of the state at `path`, after a look at its files: damage only where it can be read and is none,
    /// rights only where they are missing.
    pub fn second_look(self, path: &Path) -> Error {
        match self {
            Error::Unsound(error) => match unreadable(path) {
                Some(error) => Error::Io(error),
                None => Error::damaged(error),
            },
            Error::Io(source) if could_not_open(&source) && lacks_rights(path) => Error::Permission(source),
            other => other,
        }
    }
}

fn could_not_open(error: &anyhow::Error) -> bool {
    let of_sqlite = error.downcast_ref::<rusqlite::Error>();
    of_sqlite.and_then(rusqlite::Error::sqlite_error_code) == Some(ErrorCode::CannotOpen)
}

fn lacks_rights(path: &Path) -> bool {
    let refused = |error: &io::Error| {
        [io::ErrorKind::PermissionDenied, io::ErrorKind::ReadOnlyFilesystem].contains(&error.kind())
    };
    let folder = path.parent().unwrap_or(path);
    let mut opened = SUFFIXES.iter().map(|suffix| {
        files::open_as(OpenOptions::new().read(true).write(true), &with_suffix(path, suffix)).map(drop)
    });
    opened.any(|opened| opened.is_err_and(|error| refused(&error)))
        || tempfile::tempfile_in(folder).is_err_and(|error| refused(&error))
}

/// What keeps a file from being read, or kept it: one that is sound now was not read a moment ago.
fn unreadable(path: &Path) -> Option<anyhow::Error> {
    for suffix in SUFFIXES {
        let read =
            files::open(&with_suffix(path, suffix)).and_then(|mut file| io::copy(&mut file, &mut io::sink()));
        match read {
            Err(error) if ![io::ErrorKind::NotFound, io::ErrorKind::InvalidInput].contains(&error.kind()) => {
                return Some(error.into());
            }
            _ => {}
        }
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).ok()?;
    check_schema(&connection).ok()?;
    let told: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).ok()?;
    (told == "ok").then(|| anyhow::anyhow!("a read failed that did not fail again"))
}

//! Getting at a file that others use, and what its errors mean to whoever asked for its rows.

use crate::table::{Error, Result, TableProblem};
use crate::upkeep::{self, Reach, Waiting};
use accdb::{ColumnId, ColumnType, Database, TableDef, TableKind, Tables};
use std::path::Path;
use std::sync::Arc;

/// How a file is opened that is only read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manners {
    /// A write of ours that was interrupted is undone first.
    Recovers,
    /// Not a byte is changed; a write that was interrupted is [`Error::Later`].
    ChangesNothing,
}

/// Opens a file for reading; others may write it meanwhile.
pub(super) fn open_read(file: &Path, manners: Manners) -> Result<Database> {
    let name = file.display().to_string();
    let waiting = Waiting::on(&name);
    let opened = waiting.open(|| match manners {
        Manners::Recovers => Database::open_read_with(file, &waiting),
        Manners::ChangesNothing => Database::open_as_it_is(file, &waiting),
    });
    opened.map_err(failed(file))
}

/// Opens a file for writing; nobody else may have it open.
pub(super) fn open_write(file: &Path) -> Result<Database> {
    let name = file.display().to_string();
    Waiting::on(&name).open(|| Database::open_write(file)).map_err(failed(file))
}

/// Reads what stood together in the file at one moment, however often it takes.
pub(super) fn read_consistent<T>(
    file: &Path,
    db: &mut Database,
    read: impl FnMut(&mut Database) -> Result<T>,
) -> Result<T> {
    let name = file.display().to_string();
    db.read_consistent(&Waiting::on(&name), read).unwrap_or_else(|error| Err(failed(file)(error)))
}

/// A table by its name; where it is missing, with those that are there.
pub(super) fn table(file: &Path, db: &Database, name: &str) -> Result<Arc<TableDef>> {
    match Tables::table(db, name) {
        Err(accdb::Error::NoTable(_)) => {
            let listed = db.tables().map_err(failed(file))?.into_iter();
            let of_users =
                listed.filter(|entry| entry.kind == TableKind::Local && !entry.system && !entry.hidden);
            let tables = of_users.map(|entry| entry.name).collect();
            Err(problem(file, name, TableProblem::NoTable { tables }))
        }
        found => found.map_err(failed(file)),
    }
}

/// The place of a column; where it is missing, with those that are there.
pub(super) fn column(file: &Path, table: &TableDef, name: &str) -> Result<usize> {
    table.column(name).map(ColumnId::position).ok_or_else(|| {
        let columns = table.columns.iter().map(|column| column.name.clone()).collect();
        problem(file, &table.name, TableProblem::NoColumn { column: name.to_owned(), columns })
    })
}

/// Whether cells can hold what is in a column; what they cannot is not even fetched.
pub(super) fn is_readable(column_type: ColumnType) -> bool {
    use ColumnType::{Binary, Complex, Guid, Ole, Unknown};
    !matches!(column_type, Binary | Complex | Guid | Ole | Unknown(_))
}

pub(super) fn problem(file: &Path, table: &str, problem: TableProblem) -> Error {
    Error::Table { file: file.to_owned(), table: table.to_owned(), problem }
}

/// What an error of the engine means.
pub(super) fn failed(file: &Path) -> impl Fn(accdb::Error) -> Error + '_ {
    move |error| {
        let file = file.to_owned();
        match error {
            accdb::Error::InUse => Error::Later { file, what: "it is open elsewhere" },
            accdb::Error::RecoveryPending => {
                Error::Later { file, what: "an interrupted write waits for recovery" }
            }
            accdb::Error::Replaced => Error::Later { file, what: "another file has taken its name" },
            accdb::Error::Unstable => Error::Later { file, what: "it kept changing while it was being read" },
            accdb::Error::Io { action, source } => match Reach::of(&source) {
                Reach::Held => Error::Later { file, what: "it is open elsewhere" },
                Reach::Away => Error::Later { file, what: "it cannot be reached" },
                Reach::Forbidden | Reach::Disk => Error::Io { file, action, source },
            },
            source => Error::Access { file, source },
        }
    }
}

impl From<upkeep::Error> for Error {
    fn from(error: upkeep::Error) -> Error {
        match error {
            upkeep::Error::At { path, source } => failed(&path)(source),
            upkeep::Error::Unsound { file, finding, findings } => Error::Unsound { file, finding, findings },
            upkeep::Error::NoRoom { file, needed, free } => Error::NoRoom { file, needed, free },
        }
    }
}

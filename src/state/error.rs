//! What can go wrong with the state file. The caller names the file.

use rusqlite::ErrorCode;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Every way in which the state file fails.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("another factulink is working on it")]
    Busy,
    #[error("damaged: {problem}")]
    Damaged { problem: String },
    /// SQLite calls what it read damaged, or could not read it: a second look tells.
    #[error("could not be read")]
    Unsound(#[source] rusqlite::Error),
    /// An SQLite database of another program.
    #[error("not a factulink state file (application id {application_id:#x})")]
    Foreign { application_id: i32 },
    #[error("written by a newer factulink (schema {found}, this program knows {known})")]
    Newer { found: i32, known: i32 },
    #[error("no permission")]
    Permission(#[source] anyhow::Error),
    #[error("could not be read or written")]
    Io(#[source] anyhow::Error),
    /// A statement that should not have failed: a bug.
    #[error("a statement failed")]
    Sql(#[source] rusqlite::Error),
    /// A value that has no stored form: a bug.
    #[error("a value could not be stored")]
    Unwritable(#[source] serde_json::Error),
}

impl Error {
    pub(super) fn damaged(problem: impl std::fmt::Display) -> Error {
        Error::Damaged { problem: problem.to_string() }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        use rusqlite::Error as E;
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Error::Unsound(error),
            Some(ErrorCode::TypeMismatch) => Error::damaged(error),
            Some(ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => Error::Permission(error.into()),
            // We have the state for ourselves: what keeps a lock of SQLite's is no factulink.
            Some(
                ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::CannotOpen
                | ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure,
            ) => Error::Io(error.into()),
            _ => match error {
                E::FromSqlConversionFailure(..)
                | E::IntegralValueOutOfRange(..)
                | E::InvalidColumnType(..)
                | E::Utf8Error(..)
                | E::QueryReturnedNoRows => Error::damaged(error),
                E::SqliteFailure(_, Some(ref why)) if why.starts_with("no such ") => Error::damaged(error),
                _ => Error::Sql(error),
            },
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        match error.kind() {
            std::io::ErrorKind::PermissionDenied => Error::Permission(error.into()),
            _ => Error::Io(error.into()),
        }
    }
}

//! What can go wrong with a company's database, and what the caller does about it.

use crate::accdb;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What a caller does after an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhatNow {
    /// The database is busy or away: leave the queue as it is and try later.
    Retry,
    /// This order is wrong and waits for a person.
    Park,
    /// The database is wrong; parking every order in turn would only hide it.
    Stop,
}

/// Every way in which a company's database fails. The caller names the company; the error names the file.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Locked by somebody, or an interrupted write waits for somebody who may write.
    #[error("{file} is in use")]
    Busy { file: String, source: Option<accdb::Error> },
    /// The file, or the folder or share it lies on, is not there.
    #[error("{file} cannot be reached")]
    Away { file: String, source: std::io::Error },
    #[error("no permission for {file}")]
    Permission { file: String, source: std::io::Error },
    /// Disk full, a read or a write failed.
    #[error("{file} could not be read or written")]
    Io { file: String, source: accdb::Error },
    /// Not a database, damaged, encrypted, cut short, of an unsupported version.
    #[error("{file} is not a usable company database")]
    Database { file: String, source: accdb::Error },
    /// A table or column that must be there is not, or is of another type; or a key is not as it must be.
    #[error("{file}: {table}{}: {problem}", column.as_ref().map(|column| format!(".{column}")).unwrap_or_default())]
    Schema { file: String, table: String, column: Option<String>, problem: String },
    /// A row holds a value that no document can have.
    #[error("{file}: {table} {row}: {column} holds {found}, which is not {expected}")]
    Value { file: String, table: String, row: String, column: String, found: String, expected: String },
    /// The row was refused by the target table.
    #[error("{file}: the order was refused")]
    Refused { file: String, source: accdb::Error },
    /// What was read back after the write is not what was written.
    #[error("{file}: {table}.{column} reads back as {found} instead of {written}")]
    ReadBack { file: String, table: String, column: String, written: String, found: String },
    /// Every number of the target series is taken.
    #[error("{file}: series {series} has no free number left")]
    SeriesFull { file: String, series: String },
}

impl Error {
    /// The file it happened in.
    pub fn file(&self) -> &str {
        match self {
            Error::Busy { file, .. }
            | Error::Away { file, .. }
            | Error::Permission { file, .. }
            | Error::Io { file, .. }
            | Error::Database { file, .. }
            | Error::Schema { file, .. }
            | Error::Value { file, .. }
            | Error::Refused { file, .. }
            | Error::ReadBack { file, .. }
            | Error::SeriesFull { file, .. } => file,
        }
    }

    /// The one question a caller asks.
    pub fn what_now(&self) -> WhatNow {
        match self {
            Error::Busy { .. } | Error::Away { .. } => WhatNow::Retry,
            Error::Refused { .. } | Error::ReadBack { .. } => WhatNow::Park,
            Error::Permission { .. }
            | Error::Io { .. }
            | Error::Database { .. }
            | Error::Schema { .. }
            | Error::Value { .. }
            | Error::SeriesFull { .. } => WhatNow::Stop,
        }
    }
}

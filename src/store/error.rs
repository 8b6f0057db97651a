//! What can go wrong with a company's database, and what the caller does about it.

use super::odbc::{Failure, Trouble, classify};
use crate::domain::OrderNumber;
use crate::upkeep::{self, Reach};
use std::io;

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
    /// The account has no environment variable of the name that the configuration says, which has so many characters:
    /// it may be the password itself.
    #[error("{file}: the environment variable that password_env names ({name_chars} characters) is not set")]
    NoPassword { file: String, name_chars: usize },
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
    Value {
        file: String,
        table: String,
        row: String,
        column: String,
        found: String,
        expected: String,
        /// The customer order it makes unreadable, where it is one's; the others can be read.
        order: Option<OrderNumber>,
    },
    /// The row was refused by the target table.
    #[error("{file}: the order was refused")]
    Refused { file: String, source: accdb::Error },
    /// What was read back after the write is not what was written.
    #[error("{file}: {table}.{column} reads back as {found} instead of {written}")]
    ReadBack { file: String, table: String, column: String, written: String, found: String },
    /// The walk over a whole file has found damage.
    #[error("{file} is damaged: {finding} ({findings} findings)")]
    Unsound { file: String, finding: String, findings: u64 },
    /// A table has rows that an index does not have, or the index has entries without rows. `named`: the documents
    /// that they are of, of many the first.
    #[error("{file}: {table} has {rows} rows, and its index {entries} entries ({named})")]
    Unindexed { file: String, table: String, rows: u64, entries: u64, named: String },
    /// A copy of that many bytes has no room on its disk; nothing was written.
    #[error("there is no room for {file}: {needed} bytes are needed, {free} are free")]
    NoRoom { file: String, needed: u64, free: u64 },
    /// Every number of the target series is taken.
    #[error("{file}: series {series} has no free number left")]
    SeriesFull { file: String, series: String },
    /// A driver that answers wrongly without an error.
    #[error("{file}: the driver of {driver} gives wrong answers to what is asked of it")]
    UnfitDriver { file: String, driver: String },
    /// A driver refused a call; what its records mean says what to do.
    #[error("{file}: the database driver refused ({})", trouble.name())]
    Driver { file: String, trouble: Trouble, source: Failure },
}

impl Error {
    /// The file it happened in.
    pub fn file(&self) -> &str {
        match self {
            Error::Busy { file, .. }
            | Error::Away { file, .. }
            | Error::Permission { file, .. }
            | Error::NoPassword { file, .. }
            | Error::Io { file, .. }
            | Error::Database { file, .. }
            | Error::Schema { file, .. }
            | Error::Value { file, .. }
            | Error::Refused { file, .. }
            | Error::ReadBack { file, .. }
            | Error::Unsound { file, .. }
            | Error::Unindexed { file, .. }
            | Error::NoRoom { file, .. }
            | Error::SeriesFull { file, .. }
            | Error::UnfitDriver { file, .. }
            | Error::Driver { file, .. } => file,
        }
    }

    /// The one question a caller asks.
    pub fn what_now(&self) -> WhatNow {
        match self {
            Error::Busy { .. } | Error::Away { .. } => WhatNow::Retry,
            Error::Refused { .. } | Error::ReadBack { .. } => WhatNow::Park,
            Error::Permission { .. }
            | Error::NoPassword { .. }
            | Error::Io { .. }
            | Error::Database { .. }
            | Error::Schema { .. }
            | Error::Value { .. }
            | Error::Unsound { .. }
            | Error::Unindexed { .. }
            | Error::NoRoom { .. }
            | Error::SeriesFull { .. }
            | Error::UnfitDriver { .. } => WhatNow::Stop,
            Error::Driver { trouble, .. } => trouble.what_now(),
        }
    }
}

impl From<upkeep::Error> for Error {
    fn from(error: upkeep::Error) -> Error {
        match error {
            upkeep::Error::At { path, source } => Error::engine(&path.display().to_string(), source),
            upkeep::Error::Unsound { file, finding, findings } => {
                Error::Unsound { file: file.display().to_string(), finding, findings }
            }
            upkeep::Error::NoRoom { file, needed, free } => {
                Error::NoRoom { file: file.display().to_string(), needed, free }
            }
        }
    }
}

impl AsRef<Error> for Error {
    fn as_ref(&self) -> &Error {
        self
    }
}

impl Error {
    /// Whether the driver itself is missing or does not start, whatever the file.
    pub fn is_no_driver(&self) -> bool {
        use Trouble::{DriverBroken, NoDriver, OtherWidth};
        matches!(self, Error::Driver { trouble: NoDriver | OtherWidth | DriverBroken, .. })
    }

    /// What a driver's refusal means for the store of `file`.
    pub fn driver(file: &str, failure: Failure) -> Error {
        let trouble = classify(&failure.records, file);
        Error::Driver { file: file.to_owned(), trouble, source: failure }
    }

    /// What an error of the engine means for the store of `file`.
    pub(super) fn engine(file: &str, source: accdb::Error) -> Error {
        let file = file.to_owned();
        match source {
            accdb::Error::Io { action, source } => Error::io(file, action, source),
            accdb::Error::InUse
            | accdb::Error::RecoveryPending
            | accdb::Error::Replaced
            | accdb::Error::Unstable => Error::Busy { file, source: Some(source) },
            accdb::Error::NoTable(table) => Error::missing(file, table, None, "there is no such table"),
            accdb::Error::NoColumn { table, column } => {
                Error::missing(file, table, Some(column), "there is no such column")
            }
            accdb::Error::NoIndex { table, index } => {
                Error::missing(file, table, None, &format!("there is no index {index}"))
            }
            accdb::Error::Rule { .. }
            | accdb::Error::Duplicate { .. }
            | accdb::Error::NoParent { .. }
            | accdb::Error::HasChildren { .. }
            | accdb::Error::NoRow { .. }
            | accdb::Error::TooLong { .. } => Error::Refused { file, source },
            accdb::Error::Poisoned => Error::Io { file, source },
            // The file is not what it should be, or not what the engine can do.
            _ => Error::Database { file, source },
        }
    }

    /// Says whose value it is.
    pub(super) fn of_order(self, number: OrderNumber) -> Error {
        match self {
            Error::Value { file, table, row, column, found, expected, .. } => {
                Error::Value { file, table, row, column, found, expected, order: Some(number) }
            }
            other => other,
        }
    }

    fn missing(file: String, table: String, column: Option<String>, problem: &str) -> Error {
        Error::Schema { file, table, column, problem: problem.to_owned() }
    }

    fn io(file: String, action: &'static str, source: io::Error) -> Error {
        match Reach::of(&source) {
            Reach::Held => Error::Busy { file, source: Some(accdb::Error::Io { action, source }) },
            Reach::Away => Error::Away { file, source },
            Reach::Forbidden => Error::Permission { file, source },
            Reach::Disk => Error::Io { file, source: accdb::Error::Io { action, source } },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use accdb::{PageNo, Rule};

    fn store(source: accdb::Error) -> Error {
        Error::engine("002.accdb", source)
    }

    fn io(kind: io::ErrorKind) -> Error {
        store(accdb::Error::Io { action: "reading", source: kind.into() })
    }

    #[test]
    fn a_file_that_somebody_holds_or_that_waits_for_recovery_is_busy() {
        let held = [
            store(accdb::Error::InUse),
            store(accdb::Error::RecoveryPending),
            store(accdb::Error::Replaced),
            store(accdb::Error::Unstable),
            io(io::ErrorKind::ResourceBusy),
            io(io::ErrorKind::WouldBlock),
        ];
        for error in held {
            assert!(matches!(error, Error::Busy { .. }), "{error:?}");
            assert_eq!(error.what_now(), WhatNow::Retry);
        }
    }

    #[test]
    fn a_file_or_share_that_is_not_there_is_away() {
        for kind in [io::ErrorKind::NotFound, io::ErrorKind::NetworkUnreachable, io::ErrorKind::TimedOut] {
            assert!(matches!(io(kind), Error::Away { .. }), "{kind:?}");
        }
    }

    #[test]
    fn rights_and_disk_troubles_are_told_apart() {
        assert!(matches!(io(io::ErrorKind::PermissionDenied), Error::Permission { .. }));
        assert!(matches!(io(io::ErrorKind::StorageFull), Error::Io { .. }));
        assert!(matches!(store(accdb::Error::Poisoned), Error::Io { .. }));
    }

    #[test]
    fn what_is_no_usable_database_stops_with_its_page() {
        let unusable = [
            accdb::Error::NotAccess("text".to_owned()),
            accdb::Error::UnsupportedVersion("Jet 3".to_owned()),
            accdb::Error::Encrypted,
            accdb::Error::Truncated { page: PageNo(9), pages: 3 },
            accdb::Error::Damaged { page: PageNo(9), what: "x".to_owned() },
            accdb::Error::UnsupportedSortOrder {
                table: "F_PPR".to_owned(),
                column: "TIPPPR".to_owned(),
                order: "3082".to_owned(),
                why: "x".to_owned(),
            },
            accdb::Error::Unsupported("x".to_owned()),
            accdb::Error::Limit { what: "file", limit: 1 },
            accdb::Error::Journal("another file's"),
            accdb::Error::Name("x".to_owned(), "y"),
        ];
        for source in unusable {
            let error = store(source);
            assert!(matches!(error, Error::Database { .. }), "{error:?}");
            assert_eq!(error.what_now(), WhatNow::Stop);
        }
    }

    #[test]
    fn what_is_missing_is_named_by_table_and_column() {
        let error = store(accdb::Error::NoTable("F_LPC".to_owned()));
        assert_eq!(error.to_string(), "002.accdb: F_LPC: there is no such table");
        let error = store(accdb::Error::NoColumn { table: "F_LPC".to_owned(), column: "ARTLPC".to_owned() });
        assert_eq!(error.to_string(), "002.accdb: F_LPC.ARTLPC: there is no such column");
        let error = store(accdb::Error::NoIndex { table: "F_LPC".to_owned(), index: "x".to_owned() });
        assert!(matches!(error, Error::Schema { .. }));
    }

    #[test]
    fn a_rule_or_a_double_key_is_the_fault_of_the_order() {
        let (table, column) = ("F_PPR".to_owned(), "REFPPR".to_owned());
        let rule = accdb::Error::Rule { table: table.clone(), column, rule: Rule::Required };
        let double = accdb::Error::Duplicate { table: table.clone(), index: "CLAPPR".to_owned() };
        let orphan = accdb::Error::NoParent { table, relation: "x".to_owned(), parent: "F_PRO".to_owned() };
        let long = accdb::Error::TooLong { what: "a row", limit: 4060 };
        for source in [rule, double, orphan, long] {
            assert_eq!(store(source).what_now(), WhatNow::Park);
        }
    }
}

//! What can be wrong when a driver refuses, as a closed list.

use crate::store::WhatNow;
use std::time::Duration;

/// What a driver's diagnostic records mean. `cli` has a sentence for each, under its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trouble {
    /// Somebody has it open so that nobody else can, or the rights are missing: the driver says the same of both.
    OpenedExclusively,
    /// Somebody uses the file in a way that keeps others out.
    InUse,
    /// Somebody changes the design, compacts, or holds a table.
    Locked,
    /// Somebody was writing the same page at the same time.
    WriteConflict,
    /// More connections than the engine has places for.
    TooManyClients,
    /// One transaction needs more locks than the engine may take.
    LockCount,
    /// Memory, handles or open tables have run out.
    OutOfResources,
    /// The file is not where it should be.
    NotFound,
    /// A path on this machine that leads nowhere.
    BadPath,
    /// A path on a share that leads nowhere at the moment.
    ShareAway,
    /// What stands in the configuration cannot be the name of a file.
    BadFileName,
    /// The connection broke, or the server is not there.
    ConnectionLost,
    /// The driver waited, and gave up.
    TimedOut,
    /// No database, a damaged one, or one of another format.
    NotADatabase,
    WrongPassword,
    /// The rights for a table or for the file are missing.
    NoRights,
    /// The file, the folder or the connection does not take writing.
    ReadOnly,
    /// The driver could not make its own entries; alone it means that file or rights are missing.
    RegistryKey,
    /// It failed without a word, as it does when it cannot make its lock file.
    DriverSilent,
    DiskFull,
    /// The disk, or the way to it, failed.
    DiskFailed,
    /// The file has reached 2 GB.
    TooLarge,
    MissingTable,
    MissingColumn,
    /// A statement that the driver does not understand.
    Syntax,
    /// A call that the driver does not offer.
    NotCapable,
    TypeMismatch,
    /// The key of a row is there already.
    Duplicate,
    /// A value is missing where one must be.
    NullNotAllowed,
    /// A row refers to another that is not there, or is referred to.
    RelationBroken,
    /// A text that is longer than its column.
    TooLong,
    /// A value that its column cannot hold, or a rule of the table forbids.
    ValueRefused,
    /// There is no driver of that name.
    NoDriver,
    /// The driver is there, but for programs of the other width.
    OtherWidth,
    /// The driver is there, and cannot be loaded.
    DriverBroken,
    /// Nothing that is known here.
    Unknown,
}

impl Trouble {
    pub const ALL: [Trouble; 36] = [
        Trouble::OpenedExclusively,
        Trouble::InUse,
        Trouble::Locked,
        Trouble::WriteConflict,
        Trouble::TooManyClients,
        Trouble::LockCount,
        Trouble::OutOfResources,
        Trouble::NotFound,
        Trouble::BadPath,
        Trouble::ShareAway,
        Trouble::BadFileName,
        Trouble::ConnectionLost,
        Trouble::TimedOut,
        Trouble::NotADatabase,
        Trouble::WrongPassword,
        Trouble::NoRights,
        Trouble::ReadOnly,
        Trouble::RegistryKey,
        Trouble::DriverSilent,
        Trouble::DiskFull,
        Trouble::DiskFailed,
        Trouble::TooLarge,
        Trouble::MissingTable,
        Trouble::MissingColumn,
        Trouble::Syntax,
        Trouble::NotCapable,
        Trouble::TypeMismatch,
        Trouble::Duplicate,
        Trouble::NullNotAllowed,
        Trouble::RelationBroken,
        Trouble::TooLong,
        Trouble::ValueRefused,
        Trouble::NoDriver,
        Trouble::OtherWidth,
        Trouble::DriverBroken,
        Trouble::Unknown,
    ];

    /// The name under which its sentence stands.
    pub fn name(self) -> &'static str {
        match self {
            Trouble::OpenedExclusively => "opened_exclusively",
            Trouble::InUse => "in_use",
            Trouble::Locked => "locked",
            Trouble::WriteConflict => "write_conflict",
            Trouble::TooManyClients => "too_many_clients",
            Trouble::LockCount => "lock_count",
            Trouble::OutOfResources => "out_of_resources",
            Trouble::NotFound => "not_found",
            Trouble::BadPath => "bad_path",
            Trouble::ShareAway => "share_away",
            Trouble::BadFileName => "bad_file_name",
            Trouble::ConnectionLost => "connection_lost",
            Trouble::TimedOut => "timed_out",
            Trouble::NotADatabase => "not_a_database",
            Trouble::WrongPassword => "wrong_password",
            Trouble::NoRights => "no_rights",
            Trouble::ReadOnly => "read_only",
            Trouble::RegistryKey => "registry_key",
            Trouble::DriverSilent => "driver_silent",
            Trouble::DiskFull => "disk_full",
            Trouble::DiskFailed => "disk_failed",
            Trouble::TooLarge => "too_large",
            Trouble::MissingTable => "missing_table",
            Trouble::MissingColumn => "missing_column",
            Trouble::Syntax => "syntax",
            Trouble::NotCapable => "not_capable",
            Trouble::TypeMismatch => "type_mismatch",
            Trouble::Duplicate => "duplicate",
            Trouble::NullNotAllowed => "null_not_allowed",
            Trouble::RelationBroken => "relation_broken",
            Trouble::TooLong => "too_long",
            Trouble::ValueRefused => "value_refused",
            Trouble::NoDriver => "no_driver",
            Trouble::OtherWidth => "other_width",
            Trouble::DriverBroken => "driver_broken",
            Trouble::Unknown => "unknown",
        }
    }

    /// The one question a caller asks.
    pub fn what_now(self) -> WhatNow {
        match self {
            Trouble::OpenedExclusively
            | Trouble::InUse
            | Trouble::Locked
            | Trouble::WriteConflict
            | Trouble::TooManyClients
            | Trouble::OutOfResources
            | Trouble::NotFound
            | Trouble::ShareAway
            | Trouble::ConnectionLost
            | Trouble::TimedOut
            | Trouble::Unknown => WhatNow::Retry,
            // What does not fit into one transaction even by itself waits for a person; others need not.
            Trouble::LockCount
            | Trouble::Duplicate
            | Trouble::NullNotAllowed
            | Trouble::RelationBroken
            | Trouble::TooLong
            | Trouble::ValueRefused => WhatNow::Park,
            _ => WhatNow::Stop,
        }
    }

    /// How long to wait before the next try within one run, where `tries` have failed so; `None`: leave it to the next
    /// run. Three quarters of a minute in all.
    ///
    /// Only the whole transaction is ever repeated, on a new connection, after its marks were looked up again.
    pub fn pause(self, tries: u32) -> Option<Duration> {
        let seconds: &[u64] = match self {
            Trouble::OpenedExclusively | Trouble::InUse | Trouble::Locked | Trouble::WriteConflict => {
                &[1, 3, 10, 30]
            }
            Trouble::Unknown | Trouble::TimedOut => &[1, 3],
            Trouble::OutOfResources
            | Trouble::TooManyClients
            | Trouble::DriverSilent
            | Trouble::ShareAway
            | Trouble::ConnectionLost => &[1],
            _ => &[],
        };
        let failed = usize::try_from(tries).ok()?.checked_sub(1)?;
        seconds.get(failed).copied().map(Duration::from_secs)
    }
}

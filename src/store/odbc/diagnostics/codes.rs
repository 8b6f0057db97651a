//! The Access engine's own codes, the one part of a record that no translation changes.
//!
//! Source: what users of the driver were shown, in public; where nothing was found, the number that the engine's common
//! ancestor gives the same failure (`esent.h`), with which all codes that could be checked agree.

use super::trouble::Trouble;

/// Native codes of the Access driver.
pub(super) const ACCESS: [(i32, Trouble); 44] = [
    (-1011, Trouble::OutOfResources),
    (-1013, Trouble::OutOfResources),
    (-1311, Trouble::OutOfResources),
    (-1021, Trouble::DiskFailed),
    (-1022, Trouble::DiskFailed),
    (-1023, Trouble::BadPath),
    (-1024, Trouble::InUse),
    (-1028, Trouble::NotADatabase),
    (-1206, Trouble::NotADatabase),
    (-1032, Trouble::OpenedExclusively),
    (-1033, Trouble::LockCount),
    (-1034, Trouble::Locked),
    (-1302, Trouble::Locked),
    (-1304, Trouble::Locked),
    (-1036, Trouble::TooManyClients),
    (-1044, Trouble::BadFileName),
    (-1048, Trouble::NullNotAllowed),
    (-1102, Trouble::WriteConflict),
    (-1305, Trouble::MissingTable),
    (-1507, Trouble::MissingColumn),
    (-1605, Trouble::Duplicate),
    (-1612, Trouble::RelationBroken),
    (-1613, Trouble::RelationBroken),
    (-1808, Trouble::DiskFull),
    (-1809, Trouble::ReadOnly),
    (-1811, Trouble::NotFound),
    (-1905, Trouble::WrongPassword),
    (-1907, Trouble::NoRights),
    // The numbers that Access's own object model gives: some providers pass them on.
    (-3010, Trouble::MissingColumn),
    (-3030, Trouble::TypeMismatch),
    (-3100, Trouble::Syntax),
    (3022, Trouble::Duplicate),
    (3026, Trouble::DiskFull),
    (3045, Trouble::InUse),
    (3049, Trouble::NotADatabase),
    (3052, Trouble::LockCount),
    (3163, Trouble::TooLong),
    (3183, Trouble::TooLarge),
    (3197, Trouble::WriteConflict),
    (3218, Trouble::WriteConflict),
    (3260, Trouble::WriteConflict),
    (3343, Trouble::NotADatabase),
    (3734, Trouble::Locked),
    (63, Trouble::RegistryKey),
];

/// Mistakes of grammar have a range of their own.
pub(super) const GRAMMAR: std::ops::RangeInclusive<i32> = -3599..=-3500;

/// Result codes of SQLite, whose driver gives HY000 to nearly all; they only count in a record that names it.
pub(super) const SQLITE: [(i32, Trouble); 10] = [
    (3, Trouble::NoRights),
    (5, Trouble::InUse),
    (6, Trouble::Locked),
    (8, Trouble::ReadOnly),
    (10, Trouble::DiskFailed),
    (11, Trouble::NotADatabase),
    (13, Trouble::DiskFull),
    (14, Trouble::NotFound),
    (18, Trouble::TooLong),
    (26, Trouble::NotADatabase),
];

//! How a command ended, worst first: what the exit code and the list of runs are made of.

use crate::state;
use crate::store;
use crate::store::odbc::Trouble;
use serde::Serialize;

/// The ways in which a command, or one company's part of it, ends. The order is the precedence: the least wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Internal,
    State,
    Database,
    Config,
    Usage,
    NoPermission,
    Io,
    Interrupted,
    Differs,
    Held,
    TryLater,
    Busy,
    Ok,
}

impl Outcome {
    /// The exit code that stands for this outcome.
    pub const fn code(self) -> u8 {
        match self {
            Outcome::Ok => 0,
            Outcome::Io => 74,
            Outcome::TryLater => 75,
            Outcome::NoPermission => 77,
            Outcome::Config => 78,
            Outcome::Usage => 79,
            Outcome::Held => 90,
            Outcome::Busy => 91,
            Outcome::Differs => 92,
            Outcome::State => 93,
            Outcome::Database => 94,
            Outcome::Interrupted => 98,
            Outcome::Internal => 99,
        }
    }

    /// Returns the one that takes precedence.
    pub fn worst(self, other: Outcome) -> Outcome {
        self.min(other)
    }
}

impl From<&store::Error> for Outcome {
    fn from(error: &store::Error) -> Outcome {
        match error {
            store::Error::Busy { .. } | store::Error::Away { .. } => Outcome::TryLater,
            store::Error::Permission { .. } | store::Error::NoPassword { .. } => Outcome::NoPermission,
            store::Error::Io { .. } | store::Error::NoRoom { .. } => Outcome::Io,
            store::Error::Database { .. }
            | store::Error::Schema { .. }
            | store::Error::Value { .. }
            | store::Error::Unsound { .. }
            | store::Error::Unindexed { .. }
            | store::Error::SeriesFull { .. } => Outcome::Database,
            store::Error::UnfitDriver { .. } => Outcome::Config,
            store::Error::Refused { .. } | store::Error::ReadBack { .. } => Outcome::Held,
            store::Error::Driver { trouble, .. } => (*trouble).into(),
        }
    }
}

impl From<Trouble> for Outcome {
    fn from(trouble: Trouble) -> Outcome {
        use Trouble::*;
        match trouble {
            OpenedExclusively | InUse | Locked | WriteConflict | TooManyClients | OutOfResources
            | NotFound | ShareAway | ConnectionLost | TimedOut | Unknown => Outcome::TryLater,
            NoRights | ReadOnly | RegistryKey | DriverSilent | WrongPassword => Outcome::NoPermission,
            LockCount | DiskFull | DiskFailed => Outcome::Io,
            BadPath | BadFileName | NoDriver | OtherWidth | DriverBroken => Outcome::Config,
            NotADatabase | TooLarge | MissingTable | MissingColumn | TypeMismatch => Outcome::Database,
            Duplicate | NullNotAllowed | RelationBroken | TooLong | ValueRefused => Outcome::Held,
            Syntax | NotCapable => Outcome::Internal,
        }
    }
}

impl From<&state::Error> for Outcome {
    fn from(error: &state::Error) -> Outcome {
        match error {
            state::Error::Busy => Outcome::Busy,
            state::Error::Damaged { .. }
            | state::Error::Unsound(_)
            | state::Error::Foreign { .. }
            | state::Error::Newer { .. } => Outcome::State,
            state::Error::Permission(_) => Outcome::NoPermission,
            state::Error::Io(_) => Outcome::Io,
            state::Error::Sql(_) | state::Error::Unwritable(_) => Outcome::Internal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Outcome::*;

    #[test]
    fn the_worst_outcome_wins_in_the_documented_order() {
        let documented =
            [Internal, State, Database, Config, NoPermission, Io, Differs, Held, TryLater, Busy, Ok];
        for (place, worse) in documented.iter().enumerate() {
            for milder in &documented[place..] {
                assert_eq!(worse.worst(*milder), *worse);
                assert_eq!(milder.worst(*worse), *worse);
            }
        }
        assert_eq!(documented.map(super::Outcome::code), [99, 93, 94, 78, 77, 74, 92, 90, 75, 91, 0]);
    }
}

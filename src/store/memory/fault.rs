//! Failures to order: which call, which time, what happens.

use crate::store::Error;
use std::io;

/// A call of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Call {
    Exists,
    Open,
    Series,
    ReadOrders,
    Articles,
    CheckTarget,
    FindMarks,
    InsertOrders,
    BackUp,
    Replace,
    Prepare,
    Keep,
    Place,
}

/// What happens at a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Harm {
    Busy,
    Away,
    Permission,
    DiskFull,
    Damaged,
    Schema,
    ReadBack,
    /// The process dies, as a panic.
    Die,
    /// The work is done, and then the process dies.
    DoAndDie,
    /// The work is done, and its answer is lost on the way.
    DoAndLose,
}

/// A failure of the calls `from` to `to` of one kind, the first being 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub call: Call,
    pub from: usize,
    pub to: usize,
    pub harm: Harm,
}

impl Fault {
    /// The `nth` call fails.
    pub fn once(call: Call, nth: usize, harm: Harm) -> Fault {
        Fault { call, from: nth, to: nth, harm }
    }

    /// Every call fails.
    pub fn always(call: Call, harm: Harm) -> Fault {
        Fault { call, from: 1, to: usize::MAX, harm }
    }
}

impl Harm {
    /// The error a file of that name would give.
    pub(super) fn error(self, file: String) -> Error {
        let disk = |kind| io::Error::from(kind);
        match self {
            Harm::Busy => Error::Busy { file, source: None },
            Harm::Away | Harm::DoAndLose => Error::Away { file, source: disk(io::ErrorKind::NotFound) },
            Harm::Permission => Error::Permission { file, source: disk(io::ErrorKind::PermissionDenied) },
            Harm::DiskFull => {
                let source = accdb::Error::Io { action: "writing", source: disk(io::ErrorKind::StorageFull) };
                Error::Io { file, source }
            }
            Harm::Damaged => Error::Database { file, source: accdb::Error::Encrypted },
            Harm::Schema => Error::Schema {
                file,
                table: "F_PPR".to_owned(),
                column: Some("REFPPR".to_owned()),
                problem: "there is no such column".to_owned(),
            },
            Harm::ReadBack => Error::ReadBack {
                file,
                table: "F_LPP".to_owned(),
                column: "CANLPP".to_owned(),
                written: "1".to_owned(),
                found: "2".to_owned(),
            },
            Harm::Die | Harm::DoAndDie => panic!("{file}: the process dies here"),
        }
    }
}

//! A file and its journal on a device whose calls fail.

use accdb::{Database, Error, Fault, FaultControl, FaultyStorage, MemoryStorage, Storage};
use std::io::ErrorKind;

/// A way in which a call fails.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    pub name: &'static str,
    kind: ErrorKind,
    short: bool,
}

pub const WAYS: [Way; 6] = [
    Way { name: "error", kind: ErrorKind::Other, short: false },
    Way { name: "no space", kind: ErrorKind::StorageFull, short: false },
    Way { name: "access denied", kind: ErrorKind::PermissionDenied, short: false },
    Way { name: "sharing violation", kind: ErrorKind::ResourceBusy, short: false },
    Way { name: "short write", kind: ErrorKind::WriteZero, short: true },
    Way { name: "device gone", kind: ErrorKind::NotConnected, short: false },
];

impl Way {
    /// That call fails in this way, or all from that one on.
    pub fn fault(self, call: u64, for_good: bool) -> Fault {
        let kind = self.kind;
        match (self.short, for_good) {
            (false, false) => Fault::Once { call, kind },
            (false, true) => Fault::From { call, kind },
            (true, false) => Fault::Short { call, kind },
            (true, true) => Fault::ShortFrom { call, kind },
        }
    }
}

/// A database and its journal, on storage that fails as one device does.
pub struct Device {
    pub database: MemoryStorage,
    journal: MemoryStorage,
    pub control: FaultControl,
}

impl Device {
    pub fn new(database: Vec<u8>, journal: Vec<u8>) -> Device {
        let (database, journal) = (MemoryStorage::new(database), MemoryStorage::new(journal));
        Device { database, journal, control: FaultControl::default() }
    }

    /// Opens the database; `way_to` may put something between it and its journal.
    pub fn open(&self, way_to: impl Fn(Box<dyn Storage>) -> Box<dyn Storage>) -> Result<Database, Error> {
        let faulty = |storage: &MemoryStorage| {
            Box::new(FaultyStorage::under(Box::new(storage.clone()), &self.control))
        };
        Database::open_with_journal(faulty(&self.database), way_to(faulty(&self.journal)))
    }

    /// What the next to open the file finds.
    pub fn recovered(&self) -> Vec<u8> {
        let next = Device::new(self.database.to_vec(), self.journal.to_vec());
        next.open(|journal| journal).expect("the file opens");
        next.database.to_vec()
    }
}

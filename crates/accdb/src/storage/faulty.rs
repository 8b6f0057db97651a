//! Storage that fails where a test wants it to.

use super::Storage;
use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// What goes wrong, and when. Calls and writes count from 1, over the life of the storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Call number `call` fails, of whatever kind it is, and the later ones work again.
    Once {
        /// The number of the call.
        call: u64,
        /// The error it gives.
        kind: io::ErrorKind,
    },
    /// Call number `call` and every later one fail.
    From {
        /// The number of the call.
        call: u64,
        /// The error it gives.
        kind: io::ErrorKind,
    },
    /// Call number `call` fails; a write arrives but for its second half.
    Short {
        /// The number of the call.
        call: u64,
        /// The error it gives.
        kind: io::ErrorKind,
    },
    /// As `Short`, and every later call fails too.
    ShortFrom {
        /// The number of the call.
        call: u64,
        /// The error it gives.
        kind: io::ErrorKind,
    },
    /// The power goes during write number `write`: its first `torn_at` bytes arrive, the rest and everything after it
    /// does not, and every later call fails.
    Cut {
        /// The number of the write.
        write: u64,
        /// How many of its bytes arrive.
        torn_at: usize,
    },
}

/// How often each call was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Counters {
    calls: u64,
    reads: u64,
    writes: u64,
    syncs: u64,
}

#[derive(Debug, Default)]
struct State {
    fault: Option<Fault>,
    counters: Counters,
    dead: bool,
}

/// Arms faults and reads counters while the storage itself belongs to a database.
#[derive(Debug, Clone, Default)]
pub struct FaultControl(Arc<Mutex<State>>);

/// Storage over another that fails as its [`FaultControl`] says.
pub struct FaultyStorage {
    inner: Box<dyn Storage>,
    control: FaultControl,
}

impl FaultControl {
    /// Replaces the fault to come; `None` works for good, also after a cut.
    pub fn arm(&self, fault: Option<Fault>) {
        self.with(|state| {
            state.fault = fault;
            state.dead = false;
        });
    }

    /// Calls made so far, those that failed included.
    pub fn calls(&self) -> u64 {
        self.with(|state| state.counters.calls)
    }

    /// Reads tried so far.
    pub fn reads(&self) -> u64 {
        self.with(|state| state.counters.reads)
    }

    /// Writes and changes of length tried so far.
    pub fn writes(&self) -> u64 {
        self.with(|state| state.counters.writes)
    }

    /// Syncs tried so far.
    pub fn syncs(&self) -> u64 {
        self.with(|state| state.counters.syncs)
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Counts a call and fails it if it is due.
    fn call(&self, count: impl FnOnce(&mut Counters)) -> io::Result<()> {
        self.with(|state| {
            count(&mut state.counters);
            state.step()
        })
    }

    /// Counts a write of `len` bytes. An error comes with how many of them arrive all the same.
    fn write(&self, len: usize) -> Result<(), (usize, io::Error)> {
        self.with(|state| {
            state.counters.writes += 1;
            let half = state.is_short_now().then_some(len / 2);
            state.step().map_err(|error| (half.unwrap_or(0), error))?;
            match state.fault {
                Some(Fault::Cut { write, torn_at }) if state.counters.writes == write => {
                    state.dead = true;
                    Err((torn_at.min(len), power_cut()))
                }
                _ => Ok(()),
            }
        })
    }
}

impl State {
    /// Whether the call about to be counted is the one that a short write is due in.
    fn is_short_now(&self) -> bool {
        let next = self.counters.calls + 1;
        matches!(self.fault, Some(Fault::Short { call, .. } | Fault::ShortFrom { call, .. }) if call == next)
    }

    fn step(&mut self) -> io::Result<()> {
        self.counters.calls += 1;
        if self.dead {
            return Err(power_cut());
        }
        let now = self.counters.calls;
        match self.fault {
            Some(Fault::Once { call, kind } | Fault::Short { call, kind }) if now == call => Err(kind.into()),
            Some(Fault::From { call, kind } | Fault::ShortFrom { call, kind }) if now >= call => {
                Err(kind.into())
            }
            _ => Ok(()),
        }
    }
}

impl FaultyStorage {
    /// Wraps `inner`; without a fault armed it only counts.
    pub fn new(inner: Box<dyn Storage>) -> (FaultyStorage, FaultControl) {
        let control = FaultControl::default();
        (FaultyStorage::under(inner, &control), control)
    }

    /// Wraps `inner` so that it fails together with everything else under the same control, as one machine does.
    pub fn under(inner: Box<dyn Storage>, control: &FaultControl) -> FaultyStorage {
        FaultyStorage { inner, control: control.clone() }
    }
}

impl Storage for FaultyStorage {
    fn len(&self) -> io::Result<u64> {
        self.control.call(|_| {})?;
        self.inner.len()
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        self.control.call(|counters| counters.reads += 1)?;
        self.inner.read_at(at, into)
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let Err((arriving, error)) = self.control.write(bytes.len()) else {
            return self.inner.write_at(at, bytes);
        };
        if let Some(arrived) = bytes.get(..arriving).filter(|arrived| !arrived.is_empty()) {
            self.inner.write_at(at, arrived)?;
        }
        Err(error)
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.control.write(0).map_err(|(_, error)| error)?;
        self.inner.set_len(len)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.control.call(|counters| counters.syncs += 1)?;
        self.inner.sync()
    }

    fn is_in_place(&self) -> io::Result<bool> {
        self.inner.is_in_place()
    }

    fn file(&self) -> Option<&File> {
        self.inner.file()
    }
}

fn power_cut() -> io::Error {
    io::Error::other("the power was cut")
}

#[cfg(test)]
mod tests {
    use super::super::MemoryStorage;
    use super::*;

    fn faulty() -> (MemoryStorage, FaultyStorage, FaultControl) {
        let memory = MemoryStorage::new(vec![0; 8]);
        let (storage, control) = FaultyStorage::new(Box::new(memory.clone()));
        (memory, storage, control)
    }

    #[test]
    fn a_single_fault_passes() {
        let (_, mut storage, control) = faulty();
        control.arm(Some(Fault::Once { call: 2, kind: io::ErrorKind::TimedOut }));
        storage.write_at(0, b"a").unwrap();
        assert_eq!(storage.read_at(0, &mut [0]).unwrap_err().kind(), io::ErrorKind::TimedOut);
        storage.sync().unwrap();
        assert_eq!((control.calls(), control.reads(), control.writes(), control.syncs()), (3, 1, 1, 1));
    }

    #[test]
    fn a_lasting_fault_stays_until_disarmed() {
        let (_, mut storage, control) = faulty();
        control.arm(Some(Fault::From { call: 1, kind: io::ErrorKind::NotConnected }));
        assert!(storage.len().is_err() && storage.sync().is_err());
        control.arm(None);
        storage.sync().unwrap();
        storage.set_len(4).unwrap();
        assert_eq!(storage.len().unwrap(), 4);
    }

    #[test]
    fn a_short_write_arrives_in_part() {
        let (memory, mut storage, control) = faulty();
        let kind = io::ErrorKind::WriteZero;
        control.arm(Some(Fault::Short { call: 1, kind }));
        assert_eq!(storage.write_at(0, b"1234").unwrap_err().kind(), kind);
        storage.write_at(6, b"78").unwrap();
        control.arm(Some(Fault::ShortFrom { call: 3, kind }));
        assert!(storage.write_at(2, b"34").is_err() && storage.set_len(0).is_err() && storage.len().is_err());
        assert_eq!(memory.to_vec(), b"123\0\0\x0078");
    }

    #[test]
    fn a_cut_tears_the_write_and_ends_everything() {
        let (memory, mut storage, control) = faulty();
        control.arm(Some(Fault::Cut { write: 2, torn_at: 3 }));
        storage.write_at(0, b"12").unwrap();
        assert!(storage.write_at(2, b"34567").is_err());
        assert!(storage.write_at(7, b"8").is_err() && storage.read_at(0, &mut [0]).is_err());
        assert_eq!(memory.to_vec(), b"12345\0\0\0");
    }
}

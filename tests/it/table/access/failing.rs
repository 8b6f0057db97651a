//! Every call on the storage fails in turn while a batch is written: the file is as before or as after, and a writer
//! that is opened anew finds out which.

use super::world::{TARGET, decimal, now, prices};
use accdb::{Database, Fault, FaultControl, FaultyStorage, MemoryStorage};
use factulink::table::access::{RowBatch, TableWriter, WriteOutcome};
use factulink::table::{Cell, Result};
use std::io::ErrorKind;
use std::path::Path;

/// A file and its journal, which fail as one device does.
struct Device {
    database: MemoryStorage,
    journal: MemoryStorage,
    control: FaultControl,
}

impl Device {
    fn new(bytes: &[u8]) -> Device {
        let (database, journal) = (MemoryStorage::new(bytes.to_vec()), MemoryStorage::default());
        Device { database, journal, control: FaultControl::default() }
    }

    fn write(&self, batch: &RowBatch) -> Result<Vec<WriteOutcome>> {
        let file = Path::new("prices.accdb");
        let faulty = |storage: &MemoryStorage| {
            Box::new(FaultyStorage::under(Box::new(storage.clone()), &self.control))
        };
        let opened = Database::open_with_journal(faulty(&self.database), faulty(&self.journal));
        let opened =
            opened.map_err(|source| factulink::table::Error::Access { file: file.to_owned(), source })?;
        TableWriter::over(file, opened, &TARGET, None, now())?.write(batch)
    }

    /// What the next to open the file finds.
    fn recovered(&self) -> Vec<u8> {
        let opened =
            Database::open_with_journal(Box::new(self.database.clone()), Box::new(self.journal.clone()));
        drop(opened.expect("opens"));
        self.database.to_vec()
    }
}

fn batch() -> RowBatch {
    let mut batch = RowBatch::new();
    for number in 0..60 {
        let article = format!("A-{number}");
        let units = Cell::Decimal { units: number, decimals: 0 };
        batch.push(&[Cell::Text(&article), decimal("6"), decimal("7.25"), units, Cell::Text("new")]);
    }
    batch
}

#[test]
fn whichever_call_fails_the_batch_is_there_or_not_and_the_next_writer_makes_it_good() {
    let (before, batch) = (prices(true).1.to_vec(), batch());
    let whole = Device::new(&before);
    assert!(whole.write(&batch).expect("written").iter().all(WriteOutcome::is_written));
    let (after, calls) = (whole.recovered(), whole.control.calls());
    let mut found = [0, 0];
    for call in 1..=calls {
        for kind in [ErrorKind::Other, ErrorKind::StorageFull] {
            for fault in [Fault::Once { call, kind }, Fault::ShortFrom { call, kind }] {
                let device = Device::new(&before);
                device.control.arm(Some(fault));
                let failed = device.write(&batch);
                device.control.arm(None);
                assert!(failed.is_err(), "call {call} of {calls}");
                let left = device.recovered();
                assert!(left == before || left == after, "call {call} of {calls}: neither all nor nothing");
                let is_written = left == after;
                found[usize::from(is_written)] += 1;
                let again = device.write(&batch).expect("written");
                assert!(
                    again.iter().all(|outcome| outcome.is_written() != is_written),
                    "call {call} of {calls}"
                );
                assert!(device.recovered() == after, "call {call} of {calls}");
            }
        }
    }
    assert!(found.iter().all(|times| *times > 0), "{found:?}: a failure was met on both sides of the commit");
}

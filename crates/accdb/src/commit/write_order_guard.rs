//! Watches the order in which a commit writes, in every build with debug assertions: the journal is on the disk before
//! the database changes, and the database before the journal ends. Tests run in such builds; others lose nothing.

use crate::storage::Storage;
use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// What is known of the two files.
#[derive(Debug, Default)]
struct Order {
    /// Whether the journal starts with a header that is not zeroed.
    journal_begun: bool,
    journal_unsynced: bool,
    database_unsynced: bool,
}

type Shared = Arc<Mutex<Order>>;

struct WatchedDatabase {
    inner: Box<dyn Storage>,
    order: Shared,
}

struct WatchedJournal {
    inner: Box<dyn Storage>,
    order: Shared,
}

/// The same two storages; from now on a write in a wrong order ends the test that led to it.
pub(crate) fn watched(
    database: Box<dyn Storage>,
    journal: Box<dyn Storage>,
) -> (Box<dyn Storage>, Box<dyn Storage>) {
    if cfg!(debug_assertions) { in_order(database, journal) } else { (database, journal) }
}

fn in_order(database: Box<dyn Storage>, journal: Box<dyn Storage>) -> (Box<dyn Storage>, Box<dyn Storage>) {
    let order = Shared::default();
    let database = WatchedDatabase { inner: database, order: Arc::clone(&order) };
    (Box::new(database), Box::new(WatchedJournal { inner: journal, order }))
}

fn with(order: &Shared, work: impl FnOnce(&mut Order)) {
    work(&mut order.lock().unwrap_or_else(PoisonError::into_inner));
}

impl WatchedDatabase {
    fn about_to_change(&self) {
        with(&self.order, |order| {
            assert!(order.journal_begun, "the database changes without a journal");
            assert!(!order.journal_unsynced, "the database changes before the journal is synced");
            order.database_unsynced = true;
        });
    }
}

impl Storage for WatchedDatabase {
    fn len(&self) -> io::Result<u64> {
        self.inner.len()
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        self.inner.read_at(at, into)
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.about_to_change();
        self.inner.write_at(at, bytes)
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.about_to_change();
        self.inner.set_len(len)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.inner.sync()?;
        with(&self.order, |order| order.database_unsynced = false);
        Ok(())
    }

    fn is_in_place(&self) -> io::Result<bool> {
        self.inner.is_in_place()
    }

    fn file(&self) -> Option<&File> {
        self.inner.file()
    }
}

impl Storage for WatchedJournal {
    fn len(&self) -> io::Result<u64> {
        self.inner.len()
    }

    /// A header that is read tells what an earlier process has left; it is as good as synced, for recovery writes
    /// nothing that the journal does not hold.
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        self.inner.read_at(at, into)?;
        if at == 0 {
            with(&self.order, |order| order.journal_begun = !into.starts_with(&[0]));
        }
        Ok(())
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        with(&self.order, |order| {
            assert!(!order.database_unsynced, "the journal changes before the database is synced");
            if at == 0 {
                order.journal_begun = !bytes.starts_with(&[0]);
            }
            order.journal_unsynced = true;
        });
        self.inner.write_at(at, bytes)
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.inner.set_len(len)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.inner.sync()?;
        with(&self.order, |order| order.journal_unsynced = false);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::MemoryStorage;

    fn pair() -> (Box<dyn Storage>, Box<dyn Storage>) {
        watched(Box::new(MemoryStorage::default()), Box::new(MemoryStorage::default()))
    }

    #[test]
    fn the_order_of_a_commit_passes() {
        let (mut database, mut journal) = pair();
        for _ in 0..2 {
            journal.write_at(0, b"live").unwrap();
            journal.sync().unwrap();
            database.write_at(0, b"page").unwrap();
            database.set_len(4).unwrap();
            database.sync().unwrap();
            journal.write_at(0, &[0; 4]).unwrap();
            journal.sync().unwrap();
        }
        journal.set_len(0).unwrap();
        assert_eq!((database.len().unwrap(), journal.len().unwrap()), (4, 0));
        assert!(database.read_at(0, &mut [0; 4]).is_ok() && journal.read_at(0, &mut [0]).is_err());
    }

    #[test]
    fn a_journal_that_was_there_will_do() {
        let (database, journal) = (MemoryStorage::default(), MemoryStorage::new(b"live".to_vec()));
        let (mut database, journal) = watched(Box::new(database), Box::new(journal));
        journal.read_at(1, &mut [0; 2]).unwrap();
        journal.read_at(0, &mut [0; 4]).unwrap();
        database.write_at(0, b"page").unwrap();
    }

    #[test]
    #[should_panic = "without a journal"]
    fn a_database_does_not_change_without_a_journal() {
        let _ = pair().0.write_at(0, b"page");
    }

    #[test]
    #[should_panic = "before the journal is synced"]
    fn a_database_does_not_change_before_its_journal_is_synced() {
        let (mut database, mut journal) = pair();
        journal.write_at(0, b"live").unwrap();
        let _ = database.set_len(4096);
    }

    #[test]
    #[should_panic = "before the database is synced"]
    fn a_journal_does_not_end_before_the_database_is_synced() {
        let (mut database, mut journal) = pair();
        journal.write_at(0, b"live").unwrap();
        journal.sync().unwrap();
        database.write_at(0, b"page").unwrap();
        let _ = journal.write_at(0, &[0]);
    }
}

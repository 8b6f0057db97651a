//! What a reader sees of the commits of others, without a lock.

use super::journal::Journal;
use super::journal_file::{self, journal_path};
use crate::error::Result;
use crate::storage::{FileStorage, Storage};
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

/// What the journal beside a database says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Commit {
    /// The pages of the database are those of one commit.
    None,
    /// Somebody is writing them, or is about to.
    UnderWay,
    /// Somebody who is gone has left a mixture.
    Interrupted,
}

/// Looks at the journal of a database as it is at the moment; never writes it, never removes it.
pub(crate) struct JournalObserver(Place);

enum Place {
    /// Beside a database in a file, which its writer holds locked.
    Beside { database: PathBuf, journal: PathBuf },
    /// In a storage: whether its writer lives cannot be told.
    In(Journal),
}

/// Whether a commit into the database at `path` was interrupted and has not been undone yet. Changes nothing.
///
/// # Errors
///
/// [`Error::Io`](crate::Error::Io) where the journal or the database cannot be read.
pub fn is_recovery_pending(path: &Path) -> Result<bool> {
    Ok(JournalObserver::beside(path).commit()? == Commit::Interrupted)
}

/// As [`is_recovery_pending`], and makes sure that whoever opens the file next can undo what is left of a commit.
/// Changes nothing.
///
/// # Errors
///
/// [`Error::Journal`](crate::Error::Journal) where the journal is damaged or does not go with the file, so that
/// everybody will refuse it; [`Error::Io`](crate::Error::Io).
pub fn check_recovery(path: &Path) -> Result<bool> {
    let observer = JournalObserver::beside(path);
    let commit = observer.commit()?;
    if commit != Commit::UnderWay
        && let Err(error) = observer.check(path)
    {
        // Somebody who has begun to write meanwhile changes file and journal under our eyes.
        return if observer.commit()? == Commit::UnderWay { Ok(false) } else { Err(error) };
    }
    Ok(commit == Commit::Interrupted)
}

impl JournalObserver {
    pub fn beside(database: &Path) -> JournalObserver {
        JournalObserver(Place::Beside { database: database.to_owned(), journal: journal_path(database) })
    }

    pub fn over(journal: Box<dyn Storage>) -> JournalObserver {
        JournalObserver(Place::In(Journal::new(journal)))
    }

    pub fn commit(&self) -> Result<Commit> {
        let begun = self.look(Journal::begun)?;
        if begun.is_none() {
            return Ok(Commit::None);
        }
        // The second look is for a commit that ended before the writer could be asked for.
        if self.has_writer()? || self.look(Journal::begun)? != begun {
            return Ok(Commit::UnderWay);
        }
        let live = self.look(|journal| Ok(journal.is_live()?.then_some(())))?;
        Ok(if live.is_some() { Commit::Interrupted } else { Commit::None })
    }

    fn look<T>(&self, at: impl FnOnce(&Journal) -> Result<Option<T>>) -> Result<Option<T>> {
        match &self.0 {
            Place::In(journal) => at(journal),
            Place::Beside { journal, .. } => {
                match journal_file::open(OpenOptions::new().read(true), journal)? {
                    Some(file) => at(&Journal::new(Box::new(file))),
                    None => Ok(None),
                }
            }
        }
    }

    fn check(&self, database: &Path) -> Result<()> {
        self.look(|journal| journal.check(&FileStorage::open_shared(database)?).map(Some)).map(drop)
    }

    fn has_writer(&self) -> Result<bool> {
        match &self.0 {
            Place::In(_) => Ok(true),
            Place::Beside { database, .. } => FileStorage::has_writer(database),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::journal::Plan;
    use super::*;
    use crate::error::Error;
    use crate::format::PAGE_SIZE;
    use crate::format::ids::PageNo;
    use crate::storage::{Fault, FaultyStorage, MemoryStorage};
    use std::io;
    use std::sync::Arc;

    /// The first bytes of a journal that was begun and says nothing more.
    const BEGUN: [u8; 37] = [0xA5; 37];

    fn commit(journal: &[u8]) -> Commit {
        JournalObserver::over(Box::new(MemoryStorage::new(journal.to_vec()))).commit().unwrap()
    }

    #[test]
    fn a_journal_that_has_begun_is_a_commit_under_way() {
        assert_eq!(commit(&[]), Commit::None);
        assert_eq!(commit(&[0; 5_000]), Commit::None);
        assert_eq!(commit(&BEGUN[..36]), Commit::None, "its header is not written yet");
        assert_eq!(commit(&BEGUN), Commit::UnderWay);
    }

    #[test]
    fn beside_a_file_it_is_under_way_while_the_writer_lives() {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("x.accdb");
        std::fs::write(&database, b"x").unwrap();
        let observer = JournalObserver::beside(&database);
        assert_eq!(observer.commit().unwrap(), Commit::None);
        std::fs::write(directory.path().join("x.accdb-journal"), BEGUN).unwrap();
        let writer = FileStorage::open_exclusive(&database).unwrap();
        assert_eq!(observer.commit().unwrap(), Commit::UnderWay);
        assert!(!check_recovery(&database).unwrap());
        drop(writer);
        assert!(matches!(observer.commit(), Err(Error::Journal(_))), "nobody could roll that one back");
    }

    #[test]
    fn beside_a_file_whose_writer_is_gone_it_is_interrupted_if_it_is_whole() {
        let directory = tempfile::tempdir().unwrap();
        let (database, journal) = (directory.path().join("x.accdb"), MemoryStorage::default());
        let page = MemoryStorage::new(vec![7; PAGE_SIZE]);
        let changed = [(PageNo(0), Arc::new([8; PAGE_SIZE]))];
        let plan = Plan { changed: &changed, pages_before: 1, pages_after: 1 };
        Journal::new(Box::new(journal.clone())).begin(&page, &plan).unwrap();
        std::fs::write(&database, page.to_vec()).unwrap();
        let beside = |bytes: &[u8]| {
            std::fs::write(directory.path().join("x.accdb-journal"), bytes).unwrap();
            let found = JournalObserver::beside(&database).commit().unwrap();
            assert_eq!(is_recovery_pending(&database).unwrap(), found == Commit::Interrupted);
            assert_eq!(check_recovery(&database).unwrap(), found == Commit::Interrupted);
            found
        };
        let whole = journal.to_vec();
        assert_eq!(beside(&whole), Commit::Interrupted);
        assert_eq!(beside(&[0; 5_000]), Commit::None, "it has ended");
        assert_eq!(beside(&whole[..whole.len() - 1]), Commit::None, "cut before it was synced");
        beside(&whole);
        std::fs::write(&database, [9; PAGE_SIZE]).unwrap();
        assert!(matches!(check_recovery(&database), Err(Error::Journal(_))), "another file");
    }

    #[test]
    fn a_journal_that_cannot_be_looked_at_is_an_error() {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("x.accdb");
        std::fs::create_dir(directory.path().join("x.accdb-journal")).unwrap();
        assert!(matches!(JournalObserver::beside(&database).commit(), Err(Error::Journal(_))));
        // To Windows there simply is nothing below a file.
        #[cfg(unix)]
        {
            std::fs::write(&database, b"x").unwrap();
            assert!(matches!(JournalObserver::beside(&database.join("y")).commit(), Err(Error::Io { .. })));
        }
    }

    #[test]
    fn a_journal_that_goes_while_it_is_looked_at_has_ended() {
        let (journal, control) = FaultyStorage::new(Box::new(MemoryStorage::new(BEGUN.to_vec())));
        control.arm(Some(Fault::Once { call: 2, kind: io::ErrorKind::UnexpectedEof }));
        assert_eq!(JournalObserver::over(Box::new(journal)).commit().unwrap(), Commit::None);
    }
}

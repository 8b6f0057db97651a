//! Reading a file that others are writing, as it stood at one moment.
//!
//! A stable read runs over the pages as they come, keeping a checksum of each. Then it looks whether a commit of ours
//! is under way, and reads every page again. Where none is and no page is another, all of them stood together at the
//! moment of that look, outside any commit of ours, so that what was read is whole: a row and its index entries, an
//! order and its lines. Otherwise it is forgotten and read again.
//!
//! A program that writes page after page without a journal, as Access does, can be met between two of its pages:
//! what was read is then what the file held at that moment, which its caller may find incomplete, and an error is
//! believed only when it is met twice in the same pages.

use crate::commit::{Commit, JournalObserver};
use crate::database::Database;
use crate::error::{Error, Result};
use crate::pager::ReadSet;
use crate::read::retry::{ReadConflict, RetryPolicy};

impl Database {
    /// Runs `read`, as often as it takes, until everything it has read stood together at one moment, outside any
    /// commit of ours; what it returned then is returned. Its errors count as what it returned, but not before they
    /// have been met twice in the same pages. The definitions of tables are read once in the life of a database, and
    /// taken over.
    ///
    /// Inside of another stable read, and in a database opened for writing, which nobody else writes, `read` is simply
    /// run. The reader keeps some thirty bytes for every page read.
    ///
    /// # Errors
    ///
    /// [`Error::Unstable`] where `retry` ended, [`Error::RecoveryPending`] where somebody left a commit half
    /// written, [`Error::Io`].
    pub fn read_consistent<T, E>(
        &mut self,
        retry: &dyn RetryPolicy,
        mut read: impl FnMut(&mut Database) -> Result<T, E>,
    ) -> Result<Result<T, E>> {
        if self.observer.is_none() || self.pager.is_stable() {
            return Ok(read(self));
        }
        let (mut times, mut failed_in) = (Times::default(), None::<ReadSet>);
        loop {
            self.outside_commits(retry, &mut times)?;
            let known = (self.catalog.clone(), self.proofs.clone());
            self.pager.begin_stable()?;
            let result = read(self);
            let seen = self.pager.end_stable();
            let confirmed = || failed_in.as_ref().is_some_and(|before| seen.includes(before));
            let conflict = match self.disturbed(&seen)? {
                None if result.is_ok() || confirmed() => return Ok(result),
                None => ReadConflict::Failure,
                Some(conflict) => conflict,
            };
            if !times.allow(retry, conflict) {
                return if conflict == ReadConflict::Failure { Ok(result) } else { Err(Error::Unstable) };
            }
            if conflict == ReadConflict::Failure {
                // What was known before may be what is wrong: the second time nothing is taken over.
                (self.catalog, self.proofs) = Default::default();
                failed_in = Some(seen);
            } else {
                (self.catalog, self.proofs) = known;
            }
        }
    }

    /// Waits until no commit is under way.
    fn outside_commits(&self, retry: &dyn RetryPolicy, times: &mut Times) -> Result<()> {
        loop {
            match self.commit()? {
                Commit::None => return Ok(()),
                Commit::Interrupted => return Err(Error::RecoveryPending),
                Commit::UnderWay if times.allow(retry, ReadConflict::Commit) => {}
                Commit::UnderWay => return Err(Error::Unstable),
            }
        }
    }

    /// What came in the way of what was read. The order counts: the moment at which the pages stood together is that
    /// of the look at the journal, between the two readings of each.
    fn disturbed(&self, seen: &ReadSet) -> Result<Option<ReadConflict>> {
        if self.commit()? != Commit::None {
            return Ok(Some(ReadConflict::Overtaken));
        }
        Ok(self.pager.changed(seen)?.map(ReadConflict::Changed))
    }

    fn commit(&self) -> Result<Commit> {
        self.observer.as_ref().map_or(Ok(Commit::None), JournalObserver::commit)
    }
}

/// How often each kind of conflict was met.
#[derive(Default)]
struct Times {
    changed: u32,
    commit: u32,
    failure: u32,
}

impl Times {
    fn allow(&mut self, retry: &dyn RetryPolicy, conflict: ReadConflict) -> bool {
        let times = match conflict {
            ReadConflict::Changed(_) | ReadConflict::Overtaken => &mut self.changed,
            ReadConflict::Commit => &mut self.commit,
            ReadConflict::Failure => &mut self.failure,
        };
        *times = times.saturating_add(1);
        retry.try_again(conflict, *times)
    }
}

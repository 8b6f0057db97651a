//! Rows into a table, batch by batch.

use super::Manners;
use super::batch::RowBatch;
use super::binding::{Binding, TableTarget};
use super::finder::Finder;
use super::opening::{failed, open_read, open_write, read_consistent};
use super::outcome::WriteOutcome;
use super::touched::Touched;
use super::value::ole_moment;
use super::writing::Writing;
use crate::table::Result;
use crate::upkeep::Daily;
use accdb::Database;
use chrono::NaiveDateTime;
use std::path::{Path, PathBuf};

/// Where the file is backed up before the first write of a day, and how many backups of it stay; 0: none is made.
#[derive(Debug, Clone)]
pub struct BackupSettings {
    pub folder: PathBuf,
    pub keep: usize,
}

/// Writes rows into one table of a file, which nobody else can open meanwhile.
///
/// Each batch is a transaction, and whole or not there at all wherever the power fails. Rows are compared with what is
/// there before they are written, so a batch that was written already is found [`WriteOutcome::Known`], and may be
/// given again without harm.
pub struct TableWriter {
    file: PathBuf,
    db: Database,
    binding: Binding,
    finder: Finder,
    touched: Touched,
    /// Until the backup of the day is known to be there.
    backups: Option<BackupSettings>,
    made: Option<PathBuf>,
    now: NaiveDateTime,
}

impl TableWriter {
    /// Opens a file for writing and makes sure that table and columns are there. `now` is the time by the clock on the
    /// wall.
    ///
    /// Errors: [`Error::Later`](crate::table::Error::Later) where somebody has the file open,
    /// [`Error::Table`](crate::table::Error::Table), [`Error::Access`](crate::table::Error::Access) for a file that is
    /// damaged or of an unsupported kind, [`Error::Io`](crate::table::Error::Io).
    pub fn open(
        file: &Path,
        target: &TableTarget<'_>,
        backups: BackupSettings,
        now: NaiveDateTime,
    ) -> Result<TableWriter> {
        TableWriter::over(file, open_write(file)?, target, Some(backups), now)
    }

    /// Opens a file to see what [`TableWriter::write`] would do; changes nothing, and others may use it meanwhile.
    pub fn look(file: &Path, target: &TableTarget<'_>, now: NaiveDateTime) -> Result<TableWriter> {
        let mut db = open_read(file, Manners::ChangesNothing)?;
        let (binding, finder) = read_consistent(file, &mut db, |db| bind(file, db, target))?;
        Ok(TableWriter::new(file, db, binding, finder, None, now))
    }

    /// Takes a database that was opened otherwise, in whatever storage; `file` is what errors and backups call it.
    /// Without `backups` none is made.
    pub fn over(
        file: &Path,
        db: Database,
        target: &TableTarget<'_>,
        backups: Option<BackupSettings>,
        now: NaiveDateTime,
    ) -> Result<TableWriter> {
        let (binding, finder) = bind(file, &db, target)?;
        Ok(TableWriter::new(file, db, binding, finder, backups, now))
    }

    fn new(
        file: &Path,
        db: Database,
        binding: Binding,
        finder: Finder,
        backups: Option<BackupSettings>,
        now: NaiveDateTime,
    ) -> TableWriter {
        let (file, touched) = (file.to_owned(), Touched::default());
        TableWriter { file, db, binding, finder, touched, backups, made: None, now }
    }

    /// Writes a batch in one transaction, reads it back and commits it; what became of each row, in their order. Rows
    /// that cannot be written leave the others alone. Where nothing is to be written, the file is not touched.
    ///
    /// After an error nothing of the batch is there, or all of it: a writer that is opened anew finds out.
    pub fn write(&mut self, batch: &RowBatch) -> Result<Vec<WriteOutcome>> {
        loop {
            match self.try_to_write(batch) {
                Ok(Some(outcomes)) => {
                    self.touched.keep();
                    self.finder.keep();
                    return Ok(outcomes);
                }
                Ok(None) => {
                    self.forget();
                    self.back_up()?;
                }
                Err(error) => {
                    self.forget();
                    return Err(error);
                }
            }
        }
    }

    /// What [`TableWriter::write`] would do with a batch. Rows of earlier rehearsals are not remembered.
    pub fn rehearse(&mut self, batch: &RowBatch) -> Result<Vec<WriteOutcome>> {
        let TableWriter { file, db, binding, finder, touched, now, .. } = self;
        read_consistent(file, db, |db| {
            let mut tx = db.begin(ole_moment(*now)).map_err(failed(file))?;
            let outcomes = Writing { file, binding, finder, touched }.carry_out(&mut tx, batch);
            finder.forget();
            touched.forget();
            outcomes
        })
    }

    /// Like [`TableWriter::rehearse`], with a batch that an earlier writer has written: its rows count as this
    /// writer's, so that a later row of their key is found [`WriteOutcome::Repeated`].
    pub fn remember(&mut self, batch: &RowBatch) -> Result<Vec<WriteOutcome>> {
        let TableWriter { file, db, binding, finder, touched, now, .. } = self;
        read_consistent(file, db, |db| {
            let mut tx = db.begin(ole_moment(*now)).map_err(failed(file))?;
            let outcomes = Writing { file, binding, finder, touched }.carry_out(&mut tx, batch);
            finder.forget();
            // A row that somebody took away since has no place any more.
            let are_there =
                |outcomes: &Vec<WriteOutcome>| !outcomes.iter().any(|row| matches!(row, WriteOutcome::New));
            if outcomes.as_ref().is_ok_and(are_there) {
                touched.keep()
            } else {
                touched.forget()
            }
            outcomes
        })
    }

    /// The backup that this writer has made.
    pub fn backup(&self) -> Option<&Path> {
        self.made.as_deref()
    }

    /// `None`: there is something to write, and no backup yet.
    fn try_to_write(&mut self, batch: &RowBatch) -> Result<Option<Vec<WriteOutcome>>> {
        let TableWriter { file, db, binding, finder, touched, backups, now, .. } = self;
        let mut tx = db.begin(ole_moment(*now)).map_err(failed(file))?;
        let outcomes = Writing { file, binding, finder, touched }.carry_out(&mut tx, batch)?;
        if outcomes.iter().any(WriteOutcome::is_written) {
            if backups.is_some() {
                return Ok(None);
            }
            tx.commit().map_err(failed(file))?;
        }
        Ok(Some(outcomes))
    }

    fn back_up(&mut self) -> Result<()> {
        if let Some(BackupSettings { folder, keep }) = &self.backups {
            self.made = Daily { folder, keep: *keep, now: self.now }.make(&self.file, &self.db)?;
        }
        self.backups = None;
        Ok(())
    }

    fn forget(&mut self) {
        self.touched.forget();
        self.finder.forget();
    }
}

fn bind(file: &Path, db: &Database, target: &TableTarget<'_>) -> Result<(Binding, Finder)> {
    let binding = Binding::new(file, db, target)?;
    let finder = Finder::new(db, &binding.def, binding.key_columns()).map_err(failed(file))?;
    Ok((binding, finder))
}

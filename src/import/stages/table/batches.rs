//! The accepted rows on their way into a table, batch by batch, and those that it does not take.

use super::{backups, table_failed, with_target};
use crate::import::check::Checked;
use crate::import::held_rows::{self, HeldRows};
use crate::import::period::Period;
use crate::import::profile::{AccessOutput, Profile};
use crate::import::report::HeldRow;
use crate::import::session::{Blocked, Flow, ImportSession};
use crate::import::stages::place_of;
use crate::import::stages::prepare::{OutputValues, shown};
use crate::state::import_batches::{self, BatchState};
use crate::state::import_figures::TableCounts;
use crate::state::import_jobs::{self, Job};
use crate::table::Row;
use crate::table::access::{Difference, RowBatch, TableWriter, WriteOutcome};

/// The rows on their way, and the table.
pub(super) struct TableLoad<'p> {
    profile: &'p Profile,
    output: &'p AccessOutput,
    pub(super) part: u32,
    values: OutputValues<'p>,
    writer: TableWriter,
    batch: RowBatch,
    /// Of the rows of the batch: their numbers in the source.
    numbers: Vec<u64>,
    /// Rows that a lookup holds.
    unfound: Vec<HeldRow>,
    n: u64,
    held: HeldRows<'p>,
    /// What would be done, where nothing is.
    foretold: Option<TableCounts>,
}

impl<'p> TableLoad<'p> {
    pub(super) fn open(
        session: &ImportSession<'p>,
        job: &Job,
        profile: &'p Profile,
        output: &'p AccessOutput,
    ) -> Flow<TableLoad<'p>> {
        let app = &session.app;
        let period = Period::of_job(&job.name);
        let file = place_of(session, profile, period, &output.file);
        let backups = backups(session);
        let now = app.clock.local(app.clock.now());
        let writer = with_target(output, |target| match session.is_rehearsal {
            true => TableWriter::look(&file, target, now),
            false => TableWriter::open(&file, target, backups, now),
        });
        // Of the day on which the job was made, so that a run after midnight finds its rows as an earlier one wrote
        // them.
        let today = app.clock.local(job.created_at).format("%d/%m/%Y").to_string();
        Ok(TableLoad {
            profile,
            output,
            part: 1,
            values: OutputValues::new(profile, period, today),
            writer: writer.map_err(table_failed)?,
            batch: RowBatch::new(),
            numbers: Vec::new(),
            unfound: Vec::new(),
            n: 0,
            held: HeldRows::begin(session, job)?,
            foretold: session.is_rehearsal.then(TableCounts::default),
        })
    }

    pub(super) fn add(&mut self, number: u64, checked: &Checked<'_>) {
        if let Some(unfound) = held_rows::unfound(self.profile, checked) {
            self.unfound.push(HeldRow { part: self.part, row: number, ..unfound });
            return;
        }
        let outputs = self.output.key.iter().chain(&self.output.columns).map(|(_, output)| output);
        let batch = &mut self.batch;
        self.values.with_cells(outputs, &checked.record, number, |cells| batch.push(cells));
        self.numbers.push(number);
    }

    pub(super) fn is_full(&self) -> bool {
        self.batch.len() + self.unfound.len() >= self.output.batch
    }

    /// Writes the rows at hand, unless a run before has done so.
    pub(super) fn write(&mut self, session: &mut ImportSession<'_>, job: &Job) -> Flow {
        if self.batch.is_empty() && self.unfound.is_empty() {
            return Ok(());
        }
        if session.stop_requested() {
            return Err(Blocked::interrupted().into());
        }
        self.n += 1;
        let n = self.n;
        if self.foretold.is_some() {
            return self.foretell_batch(session);
        }
        let rows = self.numbers.len() + self.unfound.len();
        let noted = session.read(|state| import_batches::get(state, job.id, n))?;
        match noted.map(|batch| (batch.state, batch.counts)) {
            Some((BatchState::Written, _)) => {
                let outcomes = self.writer.remember(&self.batch).map_err(table_failed)?;
                self.list_held(session, &outcomes)?;
            }
            noted => self.write_batch(session, job, n, noted.map(|(_, counts)| counts))?,
        }
        session.app.watch.advance(u64::try_from(rows).unwrap_or_default());
        self.clear();
        Ok(())
    }

    fn clear(&mut self) {
        self.batch.clear();
        self.numbers.clear();
        self.unfound.clear();
    }

    fn foretell_batch(&mut self, session: &ImportSession<'_>) -> Flow {
        let outcomes = self.writer.rehearse(&self.batch).map_err(table_failed)?;
        self.foretold = self.foretold.map(|before| self.count(before, &outcomes));
        self.list_held(session, &outcomes)?;
        self.clear();
        Ok(())
    }

    fn write_batch(
        &mut self,
        session: &mut ImportSession<'_>,
        job: &Job,
        n: u64,
        noted: Option<TableCounts>,
    ) -> Flow {
        let outcomes = self.writer.rehearse(&self.batch).map_err(table_failed)?;
        let planned = self.count(TableCounts::default(), &outcomes);
        self.list_held(session, &outcomes)?;
        let is_there =
            noted.is_some_and(|noted| noted.new + noted.changed > 0) && planned.new + planned.changed == 0;
        if !is_there {
            session.write(|tx| import_batches::plan(tx, job.id, n, &planned))?;
        }
        // What is there already is not written again, but the writer remembers its rows.
        session.app.watch.step();
        self.writer.write(&self.batch).map_err(table_failed)?;
        session.app.watch.step();
        Ok(session.write(|tx| import_batches::written(tx, job.id, n))?)
    }

    /// The counts with those of the batch added.
    fn count(&self, mut counts: TableCounts, outcomes: &[WriteOutcome]) -> TableCounts {
        counts.held += u64::try_from(self.unfound.len()).unwrap_or_default();
        for outcome in outcomes {
            let count = match outcome {
                WriteOutcome::New => &mut counts.new,
                WriteOutcome::Changed(_) => &mut counts.changed,
                WriteOutcome::Known => &mut counts.known,
                _ => &mut counts.held,
            };
            *count += 1;
        }
        counts
    }

    /// Lists the rows of the batch that are held, in the order of the file.
    fn list_held(&mut self, session: &ImportSession<'_>, outcomes: &[WriteOutcome]) -> Flow {
        let mut held = std::mem::take(&mut self.unfound);
        let rows = self.numbers.iter().zip(self.batch.rows());
        held.extend(rows.zip(outcomes).filter_map(|((number, row), outcome)| {
            self.held_row(&row, outcome).map(|held| HeldRow { part: self.part, row: *number, ..held })
        }));
        held.sort_by_key(|held| held.row);
        for held in held {
            let HeldRow { kind, column, there, wanted, .. } = &held;
            let remedy = session.app.words.remedy(kind, column, there, Some(wanted));
            self.held.add(&HeldRow { remedy, ..held })?;
        }
        Ok(())
    }

    /// Why the table does not take a row of the batch; `None`: it does.
    fn held_row(&self, row: &Row<'_>, outcome: &WriteOutcome) -> Option<HeldRow> {
        let change = self.output.change.as_ref().map_or("change_too_big", |change| change.code.as_str());
        let (reason, difference) = match outcome {
            WriteOutcome::New | WriteOutcome::Changed(_) | WriteOutcome::Known => return None,
            WriteOutcome::TooBig(difference) => (change, Some(difference.clone())),
            WriteOutcome::Conflict(differences) => ("key_conflict", differences.first().cloned()),
            WriteOutcome::Repeated(differences) => ("key_repeated", differences.first().cloned()),
            WriteOutcome::Misfit { column, .. } => {
                let wanted =
                    Difference { column: *column, before: String::new(), after: shown(row.cell(*column)) };
                ("column_misfit", Some(wanted))
            }
            WriteOutcome::Ambiguous => ("key_ambiguous", None),
            WriteOutcome::Refused(error) => {
                let held = self.held_as("table_refuses", row, None);
                return Some(HeldRow { there: crate::import::intake::chain(error), ..held });
            }
        };
        Some(self.held_as(reason, row, difference))
    }

    fn held_as(&self, reason: &str, row: &Row<'_>, difference: Option<Difference>) -> HeldRow {
        let names = || self.output.key.iter().chain(&self.output.columns).map(|(name, _)| name);
        let key = names().take(self.output.key.len()).enumerate();
        let key: Vec<_> = key.map(|(at, name)| format!("{name} {}", shown(row.cell(at)))).collect();
        let column = difference.as_ref().and_then(|difference| names().nth(difference.column)).cloned();
        let (there, wanted) = difference.map(|found| (found.before, found.after)).unwrap_or_default();
        HeldRow {
            key: key.join(", "),
            column: column.unwrap_or_default(),
            there,
            wanted,
            ..held_rows::bare(reason, self.profile)
        }
    }

    pub(super) fn finish(self, session: &mut ImportSession<'_>, job: &Job) -> Flow {
        self.held.finish()?;
        let table = match self.foretold {
            Some(foretold) => foretold,
            None => session.read(|state| import_batches::total(state, job.id))?,
        };
        let figures = crate::state::import_figures::Figures { table: Some(table), ..job.figures.clone() };
        Ok(session.write(|tx| import_jobs::set_figures(tx, job.id, &figures))?)
    }
}

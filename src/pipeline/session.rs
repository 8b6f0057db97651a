//! One command under way: the open state, and the report as it grows.

use super::app::App;
use super::error::{Error, Result};
use super::one_file_each;
use super::outcome::Outcome;
use super::report::{CompanyReport, Counts, Failure, Planned, Report};
use crate::domain::CompanyName;
use crate::state::{self, Moment, State, Write, lease, pause, runs, stage};
use crate::store::{self, CompanyFile, CompanyStore};
use std::path::PathBuf;
use std::sync::Arc;

/// What a verb works with.
pub(super) struct Session<'a> {
    pub app: App<'a>,
    pub state: State,
    pub dry_run: bool,
    /// Whether files that are scanned are read from end to end.
    pub deep: bool,
    /// Backups made by this command.
    pub backups: Vec<PathBuf>,
    /// Orders that a push gave back to be decided anew.
    pub sent_back: usize,
    command: &'static str,
    run_id: i64,
    started_at: Moment,
    companies: Vec<CompanyReport>,
    would_write: Vec<Planned>,
    interrupted: bool,
}

impl<'a> Session<'a> {
    /// Opens the state, or for a dry run a copy of it, and takes note of the run. We hold the lock by then: leases
    /// that are still there belong to processes that died.
    pub fn open(app: &App<'a>, command: &'static str, dry_run: bool) -> Result<Session<'a>> {
        one_file_each::check(app)?;
        let open = if dry_run { State::rehearse } else { State::open };
        let state = open(app.state).map_err(|source| of_state(app, source))?;
        let started_at = app.clock.now();
        let companies = named(app).map(empty).collect();
        let mut session = Session {
            app: *app,
            state,
            dry_run,
            deep: false,
            backups: Vec::new(),
            sent_back: 0,
            command,
            run_id: 0,
            started_at,
            companies,
            would_write: Vec::new(),
            interrupted: false,
        };
        session.run_id = session.write(|tx| {
            lease::reclaim(tx)?;
            runs::begin(tx, command, started_at)
        })?;
        Ok(session)
    }

    /// Opens a company's file for reading. Only what a write into the parent has left is undone for that: a journal
    /// beside a subsidiary is of whoever has it as a parent, and is told and left.
    pub fn reader(&self, file: &CompanyFile) -> store::Result<Box<dyn CompanyStore>> {
        let is_ours = file.company == self.app.settings.parent.name && !self.dry_run;
        if is_ours { self.app.stores.open(file, false) } else { self.app.stores.look(file) }
    }

    /// Does something to the state in one transaction.
    pub fn write<T>(&mut self, change: impl FnOnce(&Write<'_>) -> state::Result<T>) -> Result<T> {
        write(&mut self.state, change).map_err(|source| of_state(&self.app, source))
    }

    pub fn read<T>(&self, look: impl FnOnce(&State) -> state::Result<T>) -> Result<T> {
        look(&self.state).map_err(|source| of_state(&self.app, source))
    }

    /// The figures of a company, for the verb to add to.
    pub fn counts(&mut self, company: &CompanyName) -> &mut Counts {
        &mut self.company(company).counts
    }

    /// Takes down what went wrong with one company. What ends the whole command is handed back.
    pub fn fail(&mut self, company: &CompanyName, error: Error) -> Result<()> {
        if let Error::State { .. } = error {
            return Err(error);
        }
        let failure = Failure::from(Arc::new(error));
        log::warn!("{company}: {}: {}", failure.message, failure.causes.join(": "));
        self.company(company).errors.push(failure);
        Ok(())
    }

    fn company(&mut self, company: &CompanyName) -> &mut CompanyReport {
        let known = self.companies.iter().position(|entry| entry.name == *company);
        let at = known.unwrap_or_else(|| {
            self.companies.push(empty(company));
            self.companies.len() - 1
        });
        &mut self.companies[at]
    }

    pub fn plan(&mut self, document: Planned) {
        self.would_write.push(document);
    }

    /// Whether to stop; asked between transactions.
    pub fn stop_requested(&mut self) -> bool {
        self.interrupted |= self.app.progress.stop_requested();
        self.interrupted
    }

    /// Closes the run and reports.
    pub fn finish(mut self) -> Result<Report> {
        let now = self.app.clock.now();
        let mut counts = Counts::default();
        self.companies.iter().for_each(|company| counts += company.counts);
        let (paused, waiting) =
            self.read(|state| Ok((pause::paused(state, now)?, stage::waiting(state)?)))?;
        let outcome = self.outcome(paused, waiting);
        let kept = runs::RunCounts {
            captured: counts.captured,
            queued: counts.queued,
            pushed: counts.pushed,
            held: counts.held,
        };
        let run_id = self.run_id;
        self.write(|tx| runs::finish(tx, run_id, outcome.code(), &kept, now))?;
        Ok(Report {
            version: 1,
            command: self.command,
            run_id: (!self.dry_run).then_some(run_id),
            dry_run: self.dry_run,
            outcome,
            counts,
            paused,
            waiting,
            companies: self.companies,
            backups: self.backups,
            would_write: self.would_write,
            duration_ms: u64::try_from((now - self.started_at).num_milliseconds()).unwrap_or(0),
        })
    }

    fn outcome(&self, paused: u64, waiting: u64) -> Outcome {
        let companies = self.companies.iter().map(CompanyReport::outcome);
        let also = [
            (self.interrupted, Outcome::Interrupted),
            (waiting > 0, Outcome::Held),
            (paused > 0, Outcome::TryLater),
        ];
        let also = also.into_iter().filter_map(|(holds, outcome)| holds.then_some(outcome));
        companies.chain(also).fold(Outcome::Ok, Outcome::worst)
    }
}

pub(super) fn of_state(app: &App<'_>, source: state::Error) -> Error {
    Error::State { path: app.state.to_owned(), source: source.second_look(app.state) }
}

pub(super) fn write<T>(
    state: &mut State,
    change: impl FnOnce(&Write<'_>) -> state::Result<T>,
) -> state::Result<T> {
    let tx = state.begin()?;
    let done = change(&tx)?;
    tx.commit()?;
    Ok(done)
}

fn named<'a>(app: &App<'a>) -> impl Iterator<Item = &'a CompanyName> {
    let settings = app.settings;
    let subsidiaries = settings.subsidiaries.iter().map(|subsidiary| &subsidiary.company.name);
    subsidiaries.chain([&settings.parent.name])
}

fn empty(name: &CompanyName) -> CompanyReport {
    CompanyReport { name: name.clone(), counts: Counts::default(), errors: Vec::new() }
}

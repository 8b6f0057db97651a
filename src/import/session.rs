//! One command under way: the open state, the valid profiles, and how anything is written or done on the outside.

use super::app::ImportApp;
use super::error::{Error, Result};
use super::profile::Profile;
use super::report::ImportOutcome;
use crate::state::import_attempts::{self, About, Act, Attempt, Ended};
use crate::state::import_jobs::JobId;
use crate::state::{self, Moment, State, Write};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::Duration;

/// What goes with a reason, by the names that its texts use.
pub type Details = BTreeMap<String, String>;

/// Makes details out of names and values.
pub fn details<const N: usize>(values: [(&str, String); N]) -> Details {
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What a stage of one job gives, or why it goes no further.
pub type Flow<T = ()> = std::result::Result<T, Halt>;

/// Why a stage ends before its end.
#[derive(Debug)]
pub enum Halt {
    /// A person has to do something; the state knows.
    Held,
    /// This run cannot go on with the job.
    Blocked(Blocked),
    /// Nothing can go on.
    Failed(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Halt {
        Halt::Failed(error)
    }
}

impl From<Blocked> for Halt {
    fn from(blocked: Blocked) -> Halt {
        Halt::Blocked(blocked)
    }
}

/// Why a run leaves a job where it is; the next run tries again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    pub outcome: ImportOutcome,
    pub reason: &'static str,
    pub details: Details,
    /// Not before then.
    pub until: Option<Moment>,
}

impl Blocked {
    pub fn new(outcome: ImportOutcome, reason: &'static str, details: Details) -> Blocked {
        Blocked { outcome, reason, details, until: None }
    }

    /// Asked to stop.
    pub fn interrupted() -> Blocked {
        Blocked::new(ImportOutcome::Interrupted, "interrupted", Details::new())
    }
}

/// What a command works with.
pub struct ImportSession<'a> {
    pub app: ImportApp<'a>,
    pub state: State,
    pub profiles: &'a [Profile],
    /// Whether nothing that this session does is to last.
    pub is_rehearsal: bool,
    interrupted: Cell<bool>,
}

impl<'a> ImportSession<'a> {
    /// Opens the state to work on it. A commit waits for the disk: what was sent must not be forgotten in a power cut.
    pub fn open(app: &ImportApp<'a>, profiles: &'a [Profile]) -> Result<ImportSession<'a>> {
        let of_state = |source: state::Error| Error::State {
            path: app.state.to_owned(),
            source: source.second_look(app.state),
        };
        let mut state = State::open(app.state).map_err(of_state)?;
        state.commit_to_disk().map_err(of_state)?;
        Ok(ImportSession { app: *app, state, profiles, is_rehearsal: false, interrupted: Cell::new(false) })
    }

    /// A session on a copy of the state that goes away with it. The folder for work has to be one that goes away, too.
    pub fn rehearse(app: &ImportApp<'a>, profiles: &'a [Profile]) -> Result<ImportSession<'a>> {
        let state = State::rehearse(app.state);
        let state = state.map_err(|source: state::Error| Error::State {
            path: app.state.to_owned(),
            source: source.second_look(app.state),
        })?;
        Ok(ImportSession { app: *app, state, profiles, is_rehearsal: true, interrupted: Cell::new(false) })
    }

    /// A session that only looks.
    pub fn look(app: &ImportApp<'a>, profiles: &'a [Profile]) -> Result<ImportSession<'a>> {
        let state = State::open_read(app.state);
        let state = state.map_err(|source: state::Error| Error::State {
            path: app.state.to_owned(),
            source: source.second_look(app.state),
        })?;
        Ok(ImportSession { app: *app, state, profiles, is_rehearsal: false, interrupted: Cell::new(false) })
    }

    /// A second look at the state as it is now, for who reads it while it is written.
    pub fn another_look(&self) -> Result<State> {
        let state = State::open_read(self.app.state);
        state.map_err(|source| Error::State {
            path: self.app.state.to_owned(),
            source: source.second_look(self.app.state),
        })
    }

    /// Does something to the state in one transaction.
    pub fn write<T>(&mut self, change: impl FnOnce(&Write<'_>) -> state::Result<T>) -> Result<T> {
        self.app.watch.step();
        let written = write(&mut self.state, change);
        self.app.watch.step();
        written.map_err(|source| Error::State {
            path: self.app.state.to_owned(),
            source: source.second_look(self.app.state),
        })
    }

    pub fn read<T>(&self, look: impl FnOnce(&State) -> state::Result<T>) -> Result<T> {
        look(&self.state).map_err(|source| Error::State {
            path: self.app.state.to_owned(),
            source: source.second_look(self.app.state),
        })
    }

    /// Does something on the outside.
    pub fn outside<T>(&self, act: impl FnOnce() -> T) -> T {
        self.app.watch.step();
        let done = act();
        self.app.watch.step();
        done
    }

    /// Puts an attempt on record.
    pub fn note(
        &mut self,
        job: JobId,
        about: About,
        act: Act,
        ended: Ended,
        error: Option<String>,
    ) -> Result<()> {
        let attempt = Attempt { about, at: self.now(), act, ended, error };
        self.write(|tx| import_attempts::record(tx, job, &attempt))
    }

    pub fn now(&self) -> Moment {
        self.app.clock.now()
    }

    /// Whether to stop; asked between two acts.
    pub fn stop_requested(&self) -> bool {
        self.interrupted.set(self.interrupted.get() || self.app.watch.stop_requested());
        self.interrupted.get()
    }

    /// Whether somebody asked to stop before now.
    pub fn was_interrupted(&self) -> bool {
        self.interrupted.get()
    }

    pub fn profile(&self, name: &str) -> Option<&'a Profile> {
        self.profiles.iter().find(|profile| profile.name == name)
    }
}

fn write<T>(state: &mut State, change: impl FnOnce(&Write<'_>) -> state::Result<T>) -> state::Result<T> {
    let tx = state.begin()?;
    let done = change(&tx)?;
    tx.commit()?;
    Ok(done)
}

/// The longest pause that a run sits out; a longer one is the next run's.
pub const PAUSE_MAX: Duration = Duration::from_secs(60);

/// Waits until a moment, if that is soon; tells whether it came.
pub fn wait_until(session: &ImportSession<'_>, moment: Moment) -> bool {
    let left = (moment - session.now()).to_std().unwrap_or_default();
    if left > PAUSE_MAX {
        return false;
    }
    if !left.is_zero() {
        session.app.watch.pause(left);
    }
    !session.stop_requested() && session.now() >= moment
}

//! push: queued orders into the parent, each exactly once.
//!
//! The parent is opened for writing, which locks it, before its marks are looked up; so between the looking up and
//! the writing nobody else writes. An order is leased, written in one transaction with its batch, and settled. Killed
//! between writing and settling, the next push finds the mark.

mod parent;
mod recheck;

use crate::domain::{OrderKey, TraceMark, Year};
use crate::pipeline::app::{App, Phase};
use crate::pipeline::enqueue::decide_captured;
use crate::pipeline::error::Result;
use crate::pipeline::options::PushOptions;
use crate::pipeline::report::Report;
use crate::pipeline::session::Session;
use crate::state::lease;
use crate::store::{self, CompanyFile, CompanyStore, MarkLookup};
use chrono::{DateTime, Utc};
use parent::{NEVER_PARKED, ParentPush};
use std::collections::HashSet;

/// Writes queued orders into the parent.
pub fn push(app: &App<'_>, options: &PushOptions) -> Result<Report> {
    let mut session = Session::open(app, "push", options.dry_run)?;
    push_queued(&mut session, options.limit, options.batch)?;
    if session.sent_back > 0 {
        decide_captured(&mut session, None)?;
    }
    session.finish()
}

pub(super) fn push_queued(
    session: &mut Session<'_>,
    limit: Option<usize>,
    batch: Option<usize>,
) -> Result<()> {
    let batch = batch.or(session.app.settings.push.batch);
    // One moment for all: an order that falls due while marks are looked up waits for the next push.
    let now = session.app.clock.now();
    let mut left = limit.unwrap_or(usize::MAX);
    for year in session.read(|state| lease::due_years(state, now))? {
        if left > 0 && !session.stop_requested() {
            left -= push_year(session, year, now, left, batch)?;
        }
    }
    Ok(())
}

/// Pushes what is due for one exercise of the parent; tells how many orders it took in hand.
fn push_year(
    session: &mut Session<'_>,
    year: Year,
    now: DateTime<Utc>,
    limit: usize,
    batch: Option<usize>,
) -> Result<usize> {
    let wanted = wanted(session, year, now, limit)?;
    if wanted.is_empty() {
        return Ok(0);
    }
    let app = session.app;
    let parent = &app.settings.parent;
    let (due, file) = (wanted.len(), parent.file(year));
    let opened = open_parent(&app, &file, session.dry_run, wanted);
    let (store, marks) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            ParentPush::put_off_or_stop(session, year, error, NEVER_PARKED)?;
            return Ok(due);
        }
    };
    app.progress.begin(Phase::Push, &parent.name, u64::try_from(due).ok());
    let taken = ParentPush::new(session, store, (year, now), marks)
        .run(due, batch.unwrap_or_else(|| suggested_batch(due)).max(1));
    app.progress.end();
    taken
}

/// How many of `due` orders to write in one transaction where nobody says. Each transaction waits for the disk three
/// times, so that a long queue goes in larger ones; they bound how long others are kept out, and the memory.
fn suggested_batch(due: usize) -> usize {
    (due / 20).clamp(50, 500)
}

fn wanted(session: &Session<'_>, year: Year, now: DateTime<Utc>, limit: usize) -> Result<HashSet<TraceMark>> {
    let mut wanted = HashSet::new();
    let mut want = |key: OrderKey| {
        wanted.insert(key.trace_mark());
    };
    session.read(|state| lease::each_due(state, year, now, limit, &mut want))?;
    Ok(wanted)
}

type Opened = (Box<dyn CompanyStore>, MarkLookup);

/// Opens the parent, makes sure that it is what it should be, and looks up which orders it has already.
fn open_parent(
    app: &App<'_>,
    file: &CompanyFile,
    dry_run: bool,
    wanted: HashSet<TraceMark>,
) -> store::Result<Opened> {
    app.progress.begin(Phase::Marks, &file.company, None);
    let opened = if dry_run { app.stores.look(file) } else { app.stores.open(file, true) };
    let opened = opened.and_then(|mut store| {
        store.check_target()?;
        let marks = store.find_marks(wanted)?;
        Ok((store, marks))
    });
    app.progress.end();
    opened
}

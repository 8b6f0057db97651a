//! push: queued orders into the parent, each exactly once.
//!
//! The parent is opened for writing, which locks it, before its marks are looked up; so between the looking up and
//! the writing nobody else writes. An order is leased, written in one transaction with its batch, and settled. Killed
//! between writing and settling, the next push finds the mark.

mod parent;
mod recheck;
mod renamed;

use crate::domain::{OrderKey, TraceMark, Year};
use crate::pipeline::app::{App, Phase};
use crate::pipeline::documents::{self, Claimed};
use crate::pipeline::enqueue::decide_captured;
use crate::pipeline::error::Result;
use crate::pipeline::options::PushOptions;
use crate::pipeline::report::Report;
use crate::pipeline::session::Session;
use crate::state::{files, lease};
use crate::store::{self, CompanyFile, CompanyStore, FileStamp, MarkLookup, WholeFile};
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
    let due_keys = due_keys(session, year, now, limit)?;
    if due_keys.is_empty() {
        return Ok(0);
    }
    let app = session.app;
    let parent = &app.settings.parent;
    let (due, file) = (due_keys.len(), parent.file(year));
    let claimed = Claimed::read(&app, &session.state, year)?;
    let wanted =
        due_keys.iter().flat_map(|key| app.settings.marks_of(key)).chain(claimed.marks(&app)).collect();
    let counted = session.read(|state| files::counted(state, &parent.name, year))?;
    let opened = open_parent(&app, &file, session.dry_run, wanted, counted.as_deref());
    let (mut store, marks, stamp) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            ParentPush::put_off_or_stop(session, year, error, NEVER_PARKED)?;
            return Ok(due);
        }
    };
    let compared = claimed.compare(&app, &session.state, &mut *store, &marks)?;
    if documents::note(session, year, &compared, stamp.as_ref())? {
        return Ok(due);
    }
    let renamed = renamed::find(session, &mut *store, &due_keys, &marks)?;
    app.progress.begin(Phase::Push, &parent.name, u64::try_from(due).ok());
    let taken = ParentPush::new(session, store, (year, now), marks, renamed)
        .run(due, batch.unwrap_or_else(|| suggested_batch(due)).max(1));
    app.progress.end();
    taken
}

/// How many of `due` orders to write in one transaction where nobody says. Each transaction waits for the disk three
/// times, so that a long queue goes in larger ones; they bound how long others are kept out, and the memory.
fn suggested_batch(due: usize) -> usize {
    (due / 20).clamp(50, 500)
}

fn due_keys(session: &Session<'_>, year: Year, now: DateTime<Utc>, limit: usize) -> Result<Vec<OrderKey>> {
    let mut keys = Vec::new();
    session.read(|state| lease::each_due(state, year, now, limit, &mut |key| keys.push(key)))?;
    Ok(keys)
}

type Opened = (Box<dyn CompanyStore>, MarkLookup, Option<FileStamp>);

/// Opens the parent, makes sure that it is what it should be, and looks up which orders it has already. Its rows are
/// counted unless it is as it was when they were `counted` last.
fn open_parent(
    app: &App<'_>,
    file: &CompanyFile,
    dry_run: bool,
    wanted: HashSet<TraceMark>,
    counted: Option<&[u8]>,
) -> store::Result<Opened> {
    app.progress.begin(Phase::Marks, &file.company, None);
    let opened = if dry_run { app.stores.look(file) } else { app.stores.open(file, true) };
    let opened = opened.and_then(|mut store| {
        store.check_target()?;
        let stamp = store.whole_file().map(WholeFile::stamp).transpose()?;
        if stamp.as_ref().and_then(FileStamp::bytes).as_deref().is_none_or(|stamp| Some(stamp) != counted) {
            store.check_indexes()?;
        }
        let marks = store.find_marks(wanted)?;
        Ok((store, marks, stamp))
    });
    app.progress.end();
    opened
}

//! One exercise of the parent, batch after batch: lease, write, settle.

use super::recheck::Recheck;
use crate::domain::{CompanyName, DocumentId, OrderNumber, Reason, SupplierOrder, Year, backoff};
use crate::pipeline::app::App;
use crate::pipeline::backup::BackupFolder;
use crate::pipeline::error::{Error, Result};
use crate::pipeline::report::{Counts, Planned};
use crate::pipeline::session::Session;
use crate::state::lease::{self, Arrival, Leased, Terms};
use crate::state::pause::{self, Pause};
use crate::state::{self, EntryId, files};
use crate::store::{self, CompanyStore, MarkLookup, PushRefused, WhatNow};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashSet;
use std::time::Duration;

/// How long a lease lasts: far longer than a batch takes.
const LEASE: TimeDelta = TimeDelta::minutes(10);

/// The pause after the first failure, and the longest: whoever closes Factusol expects the orders soon after.
const PAUSE: Duration = Duration::from_secs(60);
const PAUSE_MAX: Duration = Duration::from_secs(15 * 60);

/// For a parent that cannot even be opened or copied: that says nothing of any order, however often it happens.
pub(super) const NEVER_PARKED: u32 = u32::MAX;

/// Whether the next batch makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    GoOn,
    Stop,
}

/// The pushing of what is due for one exercise of the parent.
pub(super) struct ParentPush<'s, 'a> {
    session: &'s mut Session<'a>,
    store: Box<dyn CompanyStore>,
    year: Year,
    /// What was due then is what the marks were looked up of.
    now: DateTime<Utc>,
    marks: MarkLookup,
    /// Whether there is a backup of this day.
    backed_up: bool,
    recheck: Recheck,
    /// Companies whose orders the parent has under another name.
    renamed: HashSet<CompanyName>,
}

impl<'s, 'a> ParentPush<'s, 'a> {
    pub fn new(
        session: &'s mut Session<'a>,
        store: Box<dyn CompanyStore>,
        (year, now): (Year, DateTime<Utc>),
        marks: MarkLookup,
        renamed: HashSet<CompanyName>,
    ) -> ParentPush<'s, 'a> {
        ParentPush {
            session,
            store,
            year,
            now,
            marks,
            backed_up: false,
            recheck: Recheck::default(),
            renamed,
        }
    }

    /// Pushes up to `due` orders, `batch` in a transaction; tells how many it took in hand.
    pub fn run(mut self, due: usize, batch: usize) -> Result<usize> {
        let (mut taken, mut last) = (0, EntryId::START);
        while taken < due && !self.session.stop_requested() {
            let entries = self.lease(last, batch.min(due - taken))?;
            let Some(newest) = entries.last() else { break };
            last = newest.id;
            taken += entries.len();
            self.session.app.progress.advance(u64::try_from(entries.len()).unwrap_or(0));
            if self.push(entries)? == Flow::Stop {
                break;
            }
        }
        Ok(taken)
    }

    fn lease(&mut self, after: EntryId, limit: usize) -> Result<Vec<Leased>> {
        let App { owner, clock, .. } = self.session.app;
        let (now, year) = (self.now, self.year);
        let terms = Terms { owner, now, until: clock.now() + LEASE };
        self.session.write(|tx| lease::lease(tx, &terms, year, after, limit))
    }

    fn push(&mut self, entries: Vec<Leased>) -> Result<Flow> {
        let (mut found, mut unwritten, mut unasked) = (Vec::new(), Vec::new(), Vec::new());
        for entry in entries {
            match self.found(&entry) {
                Some(document) => found.push((entry, document)),
                None if self.renamed.contains(&entry.order.source.company) => unasked.push(entry),
                None if self.marks.unwritten(&entry.order).is_some() => unwritten.push(entry),
                None => unasked.push(entry),
            }
        }
        self.settle(&found, Arrival::Found)?;
        if !unasked.is_empty() {
            let now = self.session.app.clock.now();
            self.session.write(|tx| lease::release(tx, &unasked, None, now))?;
        }
        match self.recheck.changed(&self.session.app, &mut *self.store, self.year, &unwritten) {
            Ok(changed) => self.send_back_and_write(unwritten, &changed),
            Err(error) => self.give_up(&unwritten, error, NEVER_PARKED),
        }
    }

    /// The document that bears the order's mark, or had it under a former name of the company.
    fn found(&self, entry: &Leased) -> Option<DocumentId> {
        let mut marks = self.session.app.settings.marks_of(&entry.order.source);
        marks.find_map(|mark| self.marks.found().get(&mark).copied())
    }

    /// Gives back what does not hang on the same masters any more, to be decided anew, and writes the rest.
    fn send_back_and_write(&mut self, entries: Vec<Leased>, changed: &HashSet<EntryId>) -> Result<Flow> {
        let (back, rest): (Vec<Leased>, _) =
            entries.into_iter().partition(|entry| changed.contains(&entry.id));
        if !back.is_empty() {
            log::info!("{} orders are decided anew: the parent's masters have changed", back.len());
            let now = self.session.app.clock.now();
            self.session.write(|tx| lease::send_back(tx, &back, now))?;
            self.session.sent_back += back.len();
        }
        self.write(rest)
    }

    /// Writes what it can: an order that the parent refuses is parked, and the others are written without it.
    fn write(&mut self, mut entries: Vec<Leased>) -> Result<Flow> {
        if let Err(error) = self.back_up_before(&entries) {
            return self.give_up(&entries, error, NEVER_PARKED);
        }
        while !entries.is_empty() {
            let refused = match self.insert(&entries) {
                Ok(documents) => {
                    let written: Vec<_> = entries.into_iter().zip(documents).collect();
                    self.settle(&written, Arrival::Written)?;
                    self.note_written()?;
                    return Ok(Flow::GoOn);
                }
                Err(refused) => refused,
            };
            let error = refused.error;
            match (error.what_now(), refused.failed_at) {
                (WhatNow::Retry | WhatNow::Stop, _) => {
                    let attempts_max = self.session.app.settings.push.attempts_max;
                    return self.give_up(&entries, error, attempts_max);
                }
                (WhatNow::Park, Some(at)) if at < entries.len() => {
                    let parked = entries.remove(at);
                    self.park(&parked, &error)?;
                }
                (WhatNow::Park, _) if entries.len() > 1 => return self.write_singly(entries),
                (WhatNow::Park, _) => {
                    let parked = entries.remove(0);
                    self.park(&parked, &error)?;
                }
            }
        }
        Ok(Flow::GoOn)
    }

    /// Sees to it that there is a backup of this day before anything is written.
    fn back_up_before(&mut self, entries: &[Leased]) -> store::Result<()> {
        if self.session.dry_run || self.backed_up || entries.is_empty() {
            return Ok(());
        }
        let app = self.session.app;
        let made = BackupFolder::new(&app).make_daily(&mut *self.store, self.year)?;
        self.backed_up = true;
        self.session.backups.extend(made);
        Ok(())
    }

    /// For a refusal that does not say whose fault it was.
    fn write_singly(&mut self, entries: Vec<Leased>) -> Result<Flow> {
        let mut entries = entries.into_iter();
        while let Some(entry) = entries.next() {
            if self.write(vec![entry])? == Flow::Stop {
                let rest: Vec<Leased> = entries.collect();
                let now = self.session.app.clock.now();
                self.session.write(|tx| lease::release(tx, &rest, None, now))?;
                return Ok(Flow::Stop);
            }
        }
        Ok(Flow::GoOn)
    }

    fn insert(&mut self, entries: &[Leased]) -> Result<Vec<DocumentId>, PushRefused> {
        if !self.session.dry_run {
            let orders: Option<Vec<_>> =
                entries.iter().map(|entry| self.marks.unwritten(&entry.order)).collect();
            let orders = orders.expect("only orders whose marks were looked up come here");
            return self.store.insert_orders(&orders, self.session.app.clock.today());
        }
        let orders: Vec<&SupplierOrder> = entries.iter().map(|entry| &entry.order).collect();
        self.store.rehearse_orders(&orders, self.session.app.clock.today())?;
        orders.iter().for_each(|order| self.session.plan(Planned::from(*order)));
        // Only the copy of the state ever sees this number.
        Ok(orders
            .iter()
            .map(|order| DocumentId { series: order.series, number: OrderNumber::FIRST })
            .collect())
    }

    /// How far the file has come, for the next push to compare with.
    fn note_written(&mut self) -> Result<()> {
        let Some(file) = self.store.whole_file().filter(|_| !self.session.dry_run) else { return Ok(()) };
        let stamp = match file.stamp() {
            Ok(stamp) => stamp,
            Err(error) => {
                log::warn!("how far the parent has come cannot be told: {error}");
                return Ok(());
            }
        };
        let (parent, year) = (&self.session.app.settings.parent.name, self.year);
        let counted = stamp.bytes();
        let written = files::FileExtent { length: stamp.length, counters: stamp.counters };
        self.session.write(|tx| {
            files::note_written(tx, parent, year, Some(&written))?;
            counted.map_or(Ok(()), |counted| files::note_counted(tx, parent, year, &counted))
        })
    }

    fn settle(&mut self, arrived: &[(Leased, DocumentId)], arrival: Arrival) -> Result<()> {
        let now = self.session.app.clock.now();
        let settled = self.session.write(|tx| {
            let settle =
                |(entry, document): &(Leased, DocumentId)| lease::settle(tx, entry, *document, arrival, now);
            arrived.iter().map(settle).collect::<state::Result<Vec<bool>>>()
        })?;
        for ((entry, document), settled) in arrived.iter().zip(settled) {
            let order = &entry.order.source;
            if settled {
                if !self.session.dry_run {
                    log::info!("{order} is in the parent as {document}");
                }
                let found = u64::from(arrival == Arrival::Found);
                *self.session.counts(&order.company) += Counts { pushed: 1, found, ..Counts::default() };
            } else {
                log::warn!("{order} is in the parent as {document}, but its lease has passed to another");
            }
        }
        Ok(())
    }

    fn park(&mut self, entry: &Leased, error: &store::Error) -> Result<()> {
        let reason = match error {
            store::Error::ReadBack { .. } => Reason::ReadBackDiffers,
            _ => Reason::WriteRefused,
        };
        let (detail, now) = (chain(error), self.session.app.clock.now());
        log::warn!("{} is parked: {detail}", entry.order.source);
        if self.session.write(|tx| lease::park(tx, entry, reason, &detail, now))? {
            self.session.counts(&entry.order.source.company).parked += 1;
        }
        Ok(())
    }

    fn give_up(&mut self, entries: &[Leased], error: store::Error, attempts_max: u32) -> Result<Flow> {
        let now = self.session.app.clock.now();
        let stop = (error.what_now() == WhatNow::Stop).then(|| chain(&error));
        self.session.write(|tx| lease::release(tx, entries, stop.as_deref(), now))?;
        ParentPush::put_off_or_stop(self.session, self.year, error, attempts_max)?;
        Ok(Flow::Stop)
    }

    /// After a failure of the parent itself: where it passes by itself, everything that is due is put off; the
    /// queue is whole in any case.
    pub fn put_off_or_stop(
        session: &mut Session<'_>,
        year: Year,
        error: store::Error,
        attempts_max: u32,
    ) -> Result<()> {
        if error.what_now() == WhatNow::Retry {
            put_off(session, year, &error, attempts_max)?;
        }
        let parent = session.app.settings.parent.name.clone();
        session.fail(&parent, Error::store(&parent)(error))
    }
}

fn put_off(session: &mut Session<'_>, year: Year, error: &store::Error, attempts_max: u32) -> Result<()> {
    let (error, now) = (chain(error), session.app.clock.now());
    let longer = |attempt| backoff(attempt, PAUSE, PAUSE_MAX, 0.0);
    let pause = Pause { attempts_max, pause: &longer, error: &error };
    for (company, paused) in session.write(|tx| pause::pause_due(tx, year, &pause, now))? {
        let counts = Counts { retried: paused.retried, parked: paused.parked, ..Counts::default() };
        *session.counts(&company) += counts;
    }
    Ok(())
}

/// An error with its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"))
}

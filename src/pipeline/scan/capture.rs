//! Takes the orders of one series into the state, as they are read: in chunks, each with the watermark that it moves.

use crate::domain::{CustomerOrder, OrderNumber, check_complete, content_hash};
use crate::pipeline::session;
use crate::state::SeriesId;
use crate::state::known::KnownOrders;
use crate::state::{self, EntryId, Moment, Snapshot, Stage, State, Write, incomplete, orders, watermark};
use std::collections::HashSet;

/// Orders in one transaction: enough to make a commit cheap, few enough to hold in memory.
const CHUNK: usize = 500;

/// What a scan of a series starts from.
#[derive(Debug, Clone)]
pub(super) struct ScanStart {
    pub series: SeriesId,
    pub watermark: Option<OrderNumber>,
    /// Whether the reading goes on where the watermark stands, so that the watermark moves with it.
    pub advances: bool,
    /// Numbers that were incomplete when last seen.
    pub incomplete: HashSet<OrderNumber>,
    pub now: Moment,
}

/// What was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct ScanCounts {
    pub read: u64,
    pub captured: u64,
    pub late: u64,
    pub changed: u64,
    pub incomplete: u64,
    pub last: Option<OrderNumber>,
}

enum Change {
    New(Snapshot),
    Again(EntryId, Snapshot),
    AfterPush(EntryId, Snapshot),
    Incomplete(String),
    Complete,
}

pub(super) struct Capture<'s> {
    state: &'s mut State,
    start: ScanStart,
    known: KnownOrders,
    counts: ScanCounts,
    changes: Vec<(OrderNumber, Change)>,
}

impl<'s> Capture<'s> {
    pub fn new(state: &'s mut State, start: ScanStart) -> Capture<'s> {
        let known = KnownOrders::new(start.series);
        Capture { state, start, known, counts: ScanCounts::default(), changes: Vec::with_capacity(CHUNK) }
    }

    /// Takes one order; `true` when a chunk was stored with it.
    pub fn add(&mut self, order: &CustomerOrder) -> state::Result<bool> {
        let change = self.change(order)?;
        self.note(order.id.number, change)
    }

    /// Takes note of an order that cannot be read, and why: the next scan looks at it again, as at one that is not
    /// ready.
    pub fn add_unreadable(&mut self, number: OrderNumber, problem: String) -> state::Result<bool> {
        self.counts.incomplete += 1;
        self.note(number, Some(Change::Incomplete(problem)))
    }

    fn note(&mut self, number: OrderNumber, change: Option<Change>) -> state::Result<bool> {
        self.counts.read += 1;
        self.counts.last = self.counts.last.max(Some(number));
        self.changes.extend(change.map(|change| (number, change)));
        self.start.incomplete.remove(&number);
        let full = self.changes.len() >= CHUNK;
        if full {
            self.store()?;
        }
        Ok(full)
    }

    fn change(&mut self, order: &CustomerOrder) -> state::Result<Option<Change>> {
        let number = order.id.number;
        let was_incomplete = self.start.incomplete.contains(&number);
        if let Err(problem) = check_complete(order) {
            self.counts.incomplete += 1;
            return Ok(Some(Change::Incomplete(problem.to_string())));
        }
        let hash = content_hash(order);
        let Some(known) = self.known.find(self.state, number)? else {
            self.counts.captured += 1;
            self.counts.late += u64::from(!was_incomplete && Some(number) <= self.start.watermark);
            return Ok(Some(Change::New(Snapshot::new(order, hash)?)));
        };
        if known.hash == hash {
            return Ok(was_incomplete.then_some(Change::Complete));
        }
        self.counts.changed += 1;
        let snapshot = Snapshot::new(order, hash)?;
        Ok(Some(match known.stage {
            Stage::Pushed => Change::AfterPush(known.id, snapshot),
            _ => Change::Again(known.id, snapshot),
        }))
    }

    fn store(&mut self) -> state::Result<()> {
        let (start, changes) = (&self.start, &mut self.changes);
        let reached = self.counts.last.filter(|_| start.advances);
        session::write(self.state, |tx| {
            for (number, change) in changes.drain(..) {
                apply(tx, start, number, change)?;
            }
            reached.map_or(Ok(()), |reached| watermark::advance(tx, start.series, reached))
        })
    }

    /// Stores the rest, and tells what was met and which numbers that were incomplete have not been met.
    pub fn finish(mut self) -> state::Result<(ScanCounts, HashSet<OrderNumber>)> {
        self.store()?;
        Ok((self.counts, self.start.incomplete))
    }
}

fn apply(tx: &Write<'_>, start: &ScanStart, number: OrderNumber, change: Change) -> state::Result<()> {
    let (series, now) = (start.series, start.now);
    match change {
        Change::Incomplete(problem) => return incomplete::remember(tx, series, number, &problem, now),
        Change::New(snapshot) => drop(orders::capture(tx, series, number, &snapshot, now)?),
        Change::Again(id, snapshot) => orders::recapture(tx, id, &snapshot, now)?,
        Change::AfterPush(id, snapshot) => orders::note_changed_after_push(tx, id, snapshot.hash, now)?,
        Change::Complete => {}
    }
    incomplete::forget(tx, series, number).map(drop)
}

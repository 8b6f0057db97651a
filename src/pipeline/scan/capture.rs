//! Takes the orders of one series into the state, as they are read: in chunks, each with the watermark that it moves.

use crate::domain::{CustomerOrder, NumberRun, NumberSet, OrderNumber, check_complete, content_hash};
use crate::pipeline::session;
use crate::state::SeriesId;
use crate::state::known::KnownOrders;
use crate::state::{
    self, EntryId, Moment, Snapshot, Stage, State, Write, incomplete, missing, numbers, orders, watermark,
};
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
    /// A scan had missed it.
    Back(EntryId),
    Incomplete {
        problem: String,
        is_unreadable: bool,
    },
    Complete,
}

pub(super) struct Capture<'s> {
    state: &'s mut State,
    start: ScanStart,
    known: KnownOrders,
    counts: ScanCounts,
    met: NumberSet,
    changes: Vec<(OrderNumber, Change)>,
}

/// What a reading leaves behind.
pub(super) struct Captured {
    pub counts: ScanCounts,
    /// Every number that was read.
    pub met: NumberSet,
    /// Numbers that were incomplete before and were not met.
    pub missed: HashSet<OrderNumber>,
}

impl<'s> Capture<'s> {
    pub fn new(state: &'s mut State, start: ScanStart) -> Capture<'s> {
        let known = KnownOrders::new(start.series);
        let (counts, met) = (ScanCounts::default(), NumberSet::default());
        Capture { state, start, known, counts, met, changes: Vec::with_capacity(CHUNK) }
    }

    /// Takes one order; `true` when a chunk was stored with it.
    pub fn add(&mut self, order: &CustomerOrder) -> state::Result<bool> {
        let change = self.change(order)?;
        self.note(order.id.number, change)
    }

    /// Takes note of an order that cannot be read, and why: a person is told, and the next scan looks at it again, as
    /// at one that is not ready.
    pub fn add_unreadable(&mut self, number: OrderNumber, problem: String) -> state::Result<bool> {
        self.counts.incomplete += 1;
        self.note(number, Some(Change::Incomplete { problem, is_unreadable: true }))
    }

    fn note(&mut self, number: OrderNumber, change: Option<Change>) -> state::Result<bool> {
        self.met.add(NumberRun::one(number));
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
            return Ok(Some(Change::Incomplete { problem: problem.to_string(), is_unreadable: false }));
        }
        let hash = content_hash(order);
        let Some(known) = self.known.find(self.state, number)? else {
            self.counts.captured += 1;
            self.counts.late += u64::from(!was_incomplete && Some(number) <= self.start.watermark);
            return Ok(Some(Change::New(Snapshot::new(order, hash)?)));
        };
        if known.hash == hash && known.is_missing {
            return Ok(Some(Change::Back(known.id)));
        }
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
        let taken = changes.iter().filter(|(_, change)| change.takes()).map(|(number, _)| *number);
        let taken: NumberSet = taken.map(NumberRun::one).collect();
        session::write(self.state, |tx| {
            for (number, change) in changes.drain(..) {
                apply(tx, start, number, change)?;
            }
            taken.runs().iter().try_for_each(|run| numbers::add(tx, start.series, *run))?;
            reached.map_or(Ok(()), |reached| watermark::advance(tx, start.series, reached))
        })
    }

    /// Stores the rest.
    pub fn finish(mut self) -> state::Result<Captured> {
        self.store()?;
        Ok(Captured { counts: self.counts, met: self.met, missed: self.start.incomplete })
    }
}

impl Change {
    /// Whether the state has the order afterwards, as one that the company's file has.
    fn takes(&self) -> bool {
        !matches!(self, Change::Incomplete { .. } | Change::Complete)
    }
}

fn apply(tx: &Write<'_>, start: &ScanStart, number: OrderNumber, change: Change) -> state::Result<()> {
    let (series, now) = (start.series, start.now);
    match change {
        Change::Incomplete { problem, is_unreadable } => {
            return incomplete::remember(tx, series, number, (&problem, is_unreadable), now);
        }
        Change::New(snapshot) => drop(orders::capture(tx, series, number, &snapshot, now)?),
        Change::Again(id, snapshot) => orders::recapture(tx, id, &snapshot, now)?,
        Change::AfterPush(id, snapshot) => orders::note_changed_after_push(tx, id, snapshot.hash, now)?,
        Change::Back(id) => missing::found_again(tx, id, now)?,
        Change::Complete => {}
    }
    incomplete::forget(tx, series, number).map(drop)
}

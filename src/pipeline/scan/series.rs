//! The scan of one series of one exercise: what is not known of it, wherever its numbers lie, and the newest once more.

use super::capture::{Capture, Captured, ScanCounts, ScanStart};
use crate::domain::{CustomerOrder, NumberRun, NumberSet, OrderNumber, Series};
use crate::pipeline::app::{App, Phase};
use crate::pipeline::error::{Error, Result};
use crate::pipeline::options::Range;
use crate::pipeline::report::Counts;
use crate::pipeline::session::{Session, of_state};
use crate::state::{self, SeriesId, incomplete, numbers, watermark};
use crate::store::{self, CompanyFile, CompanyStore, OrderRange};
use std::collections::HashSet;

/// The scan of one series of one exercise.
pub(super) struct SeriesScan<'a> {
    pub file: &'a CompanyFile,
    pub series: Series,
    pub range: Range,
    pub late_window: u32,
}

impl SeriesScan<'_> {
    pub fn run(&self, session: &mut Session<'_>, store: &mut dyn CompanyStore) -> Result<()> {
        let company = &self.file.company;
        let start = self.start(session)?;
        let series = start.series;
        let known = session.read(|state| numbers::of_series(state, series))?;
        let ranges = self.ranges(store, &known)?;
        let total = self.expected(store, &ranges)?;
        session.app.progress.begin(Phase::Scan, company, total);
        let main = self.read(session, store, start, &ranges)?;
        session.app.progress.end();
        *session.counts(company) += main.captured.counts.into();
        self.report(session, main.unreadable)?;
        if main.ended? == Ended::Stopped {
            return Ok(());
        }
        self.read_missed(session, store, series, main.captured.missed)?;
        let deleted = self.note_missing(session, store, series, (&ranges, &main.captured.met))?;
        let gaps = self.gaps(session, series, &ranges)?;
        let now = session.app.clock.now();
        session.write(|tx| watermark::scanned(tx, series, now))?;
        *session.counts(company) += Counts { gaps, deleted, ..Counts::default() };
        Ok(())
    }

    fn start(&self, session: &mut Session<'_>) -> Result<ScanStart> {
        let now = session.app.clock.now();
        session.write(|tx| {
            let series = watermark::series_id(tx, &self.file.company, self.file.year, self.series)?;
            let watermark = watermark::watermark(tx, series)?;
            let incomplete = incomplete::numbers(tx, series)?.into_iter().collect();
            Ok(ScanStart { series, watermark, advances: self.advances(watermark), incomplete, now })
        })
    }

    fn is_backfill(&self) -> bool {
        let Range { series, late_window, .. } = self.range;
        self.range != Range { series, late_window, ..Range::default() }
    }

    /// Whether every order from the watermark up to the last one read will have been read. A backfill that begins
    /// further up, or leaves out dates, says nothing of the numbers it passes over.
    fn advances(&self, watermark: Option<OrderNumber>) -> bool {
        let next = watermark.map_or(Some(OrderNumber::FIRST), OrderNumber::next);
        let whole = self.range.since.is_none() && self.range.until.is_none();
        whole && self.range.from.is_none_or(|from| next.is_some_and(|next| from <= next))
    }

    /// What is read, ascending: the range that was asked for; else every number that is not known and that the file
    /// has, and the newest orders once more, from which on all is read.
    fn ranges(&self, store: &mut dyn CompanyStore, known: &NumberSet) -> Result<Vec<OrderRange>> {
        let Range { from, to, since, until, .. } = self.range;
        let range = |first, last| OrderRange { series: self.series, from: first, to: last, since, until };
        if self.is_backfill() {
            return Ok(vec![range(from.unwrap_or(OrderNumber::FIRST), to.unwrap_or(OrderNumber::LAST))]);
        }
        let newest = known.start_of_highest(self.range.late_window.unwrap_or(self.late_window));
        let older = known.holes().into_iter().filter(|hole| hole.first < newest).collect();
        let found = store.with_orders(self.series, older).map_err(Error::store(&self.file.company))?;
        let older = found.into_iter().map(|run| range(run.first, run.last));
        Ok(older.chain([range(newest, OrderNumber::LAST)]).collect())
    }

    /// At most so many orders will be read.
    fn expected(&self, store: &mut dyn CompanyStore, ranges: &[OrderRange]) -> Result<Option<u64>> {
        let newest = store.newest_number(self.series).map_err(Error::store(&self.file.company))?;
        let Some(newest) = newest else { return Ok(None) };
        let run = |range: &OrderRange| NumberRun { first: range.from, last: range.to.min(newest) };
        Ok(Some(ranges.iter().map(|range| run(range).count()).sum()))
    }

    /// Reads ranges into the state. What was read before a failure is stored all the same.
    fn read(
        &self,
        session: &mut Session<'_>,
        store: &mut dyn CompanyStore,
        start: ScanStart,
        ranges: &[OrderRange],
    ) -> Result<Reading> {
        let app = session.app;
        let mut capture = Capture::new(&mut session.state, start);
        let mut unreadable = None;
        let read = ranges
            .iter()
            .try_for_each(|range| read_range(&app, store, &mut capture, *range, &mut unreadable));
        let captured = capture.finish().map_err(|source| of_state(&app, source))?;
        let ended = match read {
            Ok(()) => Ok(Ended::Whole),
            Err(error) if error.is::<Stopped>() => Ok(Ended::Stopped),
            Err(error) => Err(self.of_reading(&app, error)),
        };
        Ok(Reading { captured, unreadable, ended })
    }

    /// Looks at the orders again that were incomplete and that this scan has not come by. What is gone is forgotten.
    fn read_missed(
        &self,
        session: &mut Session<'_>,
        store: &mut dyn CompanyStore,
        series: SeriesId,
        missed: HashSet<OrderNumber>,
    ) -> Result<()> {
        let only =
            |number| OrderRange { series: self.series, from: number, to: number, since: None, until: None };
        let mut ranges: Vec<OrderRange> = missed.iter().copied().map(only).collect();
        ranges.sort_by_key(|range| range.from);
        let now = session.app.clock.now();
        let start = ScanStart { series, watermark: None, advances: false, incomplete: missed, now };
        let again = self.read(session, store, start, &ranges)?;
        *session.counts(&self.file.company) += again.captured.counts.into();
        self.report(session, again.unreadable)?;
        if again.ended? == Ended::Whole {
            session.write(|tx| {
                let gone = again.captured.missed.iter();
                gone.copied().try_for_each(|number| incomplete::forget(tx, series, number).map(drop))
            })?;
        }
        Ok(())
    }

    /// Reports an order that cannot be read.
    fn report(&self, session: &mut Session<'_>, unreadable: Option<store::Error>) -> Result<()> {
        let company = &self.file.company;
        let told = |error| Error::Unreadable { company: company.clone(), source: Box::new(error) };
        unreadable.map_or(Ok(()), |error| session.fail(company, told(error)))
    }

    fn of_reading(&self, app: &App<'_>, error: anyhow::Error) -> Error {
        let company = &self.file.company;
        match error.downcast::<state::Error>() {
            Ok(source) => of_state(app, source),
            Err(error) => match error.downcast::<store::Error>() {
                Ok(source) => Error::store(company)(source),
                Err(source) => Error::Reading { company: company.clone(), source },
            },
        }
    }
}

/// How a reading went.
struct Reading {
    captured: Captured,
    /// The first order that could not be read, though those after it could.
    unreadable: Option<store::Error>,
    ended: Result<Ended>,
}

/// Reads a range. Orders that cannot be read are skipped; the first such error is returned.
fn read_range(
    app: &App<'_>,
    store: &mut dyn CompanyStore,
    capture: &mut Capture<'_>,
    range: OrderRange,
    unreadable: &mut Option<store::Error>,
) -> anyhow::Result<()> {
    let mut rest = Some(range);
    while let Some(range) = rest {
        let mut add = |order: CustomerOrder| taken(app, capture.add(&order));
        let Err(error) = store.read_orders(range, &mut add) else { break };
        let (number, error) = one_order(error)?;
        taken(app, capture.add_unreadable(number, error.to_string()))?;
        unreadable.get_or_insert(error);
        let beyond = number.next().filter(|next| *next <= range.to);
        rest = beyond.map(|from| OrderRange { from, ..range });
    }
    Ok(())
}

/// Counts an order, and ends the reading where somebody asked for it and nothing is lost by it.
fn taken(app: &App<'_>, stored: state::Result<bool>) -> anyhow::Result<()> {
    app.progress.advance(1);
    if stored? && app.progress.stop_requested() { Err(Stopped.into()) } else { Ok(()) }
}

/// The order that a failure is confined to; any other failure ends the reading.
fn one_order(error: anyhow::Error) -> anyhow::Result<(OrderNumber, store::Error)> {
    let error = error.downcast::<store::Error>()?;
    match error {
        store::Error::Value { order: Some(number), .. } => Ok((number, error)),
        other => Err(other.into()),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Whole,
    /// Somebody asked for it.
    Stopped,
}

impl From<ScanCounts> for Counts {
    fn from(counts: ScanCounts) -> Counts {
        let ScanCounts { captured, late, changed, incomplete, .. } = counts;
        Counts { captured, late, changed, incomplete, ..Counts::default() }
    }
}

/// What the pipeline hands to the reading to end it.
#[derive(Debug, thiserror::Error)]
#[error("stopped")]
struct Stopped;

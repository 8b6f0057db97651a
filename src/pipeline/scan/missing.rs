//! What a scan has not met: orders that the file does not have any more, and numbers that were never seen.

use super::series::SeriesScan;
use crate::domain::{NumberRun, NumberSet, OrderNumber};
use crate::pipeline::error::{Error, Result};
use crate::pipeline::session::Session;
use crate::state::missing::{self, Expected};
use crate::state::{self, SeriesId, State, incomplete, numbers};
use crate::store::{CompanyStore, OrderRange};

/// A longer hole between two numbers is no row of missing orders.
const JUMP: u64 = 1000;

impl SeriesScan<'_> {
    /// Takes note of the orders that are known and that the file does not have: among the numbers that were read, and
    /// of all others those that are not settled. Tells how many there are. Dates say nothing of numbers.
    pub fn note_missing(
        &self,
        session: &mut Session<'_>,
        store: &mut dyn CompanyStore,
        series: SeriesId,
        (ranges, met): (&[OrderRange], &NumberSet),
    ) -> Result<u64> {
        if self.range.since.is_some() || self.range.until.is_some() {
            return Ok(0);
        }
        let is_read = |number| ranges.iter().any(|range| (range.from..=range.to).contains(&number));
        let mut gone = session.read(|state| unmet(state, series, ranges, met))?;
        let mut others = session.read(|state| missing::unsettled(state, series))?;
        others.retain(|order| !is_read(order.number));
        let runs = others.iter().map(|order| NumberRun::one(order.number)).collect();
        let there = store.with_orders(self.series, runs).map_err(Error::store(&self.file.company))?;
        let there: NumberSet = there.into_iter().collect();
        let (back, lost): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|order| there.contains(order.number));
        gone.extend(lost);
        let now = session.app.clock.now();
        session.write(|tx| {
            gone.iter().try_for_each(|order| missing::note(tx, series, order, now))?;
            let back = back.iter().filter(|order| order.was_missing);
            back.map(|order| order.id).try_for_each(|id| missing::found_again(tx, id, now))
        })?;
        gone.iter().filter(|order| !order.was_missing).for_each(|order| {
            log::warn!(
                "{}/{} {}-{}: the file does not have it any more",
                self.file.company,
                self.file.year,
                self.series,
                order.number
            );
        });
        Ok(u64::try_from(gone.len()).unwrap_or(u64::MAX))
    }

    /// How many numbers of the newest range were never seen, between the lowest known and the newest. A number far
    /// above the others was mistyped, or begins a new count: what lies between is one gap.
    pub fn gaps(&self, session: &Session<'_>, series: SeriesId, ranges: &[OrderRange]) -> Result<u64> {
        let (None, None, Some(range)) = (self.range.since, self.range.until, ranges.last()) else {
            return Ok(0);
        };
        let seen = session.read(|state| {
            let mut seen = numbers::of_series(state, series)?;
            let others =
                incomplete::numbers(state, series)?.into_iter().chain(missing::numbers(state, series)?);
            others.for_each(|number| seen.add(NumberRun::one(number)));
            Ok(seen)
        })?;
        let between = seen.holes().into_iter().filter(|hole| {
            hole.first != OrderNumber::FIRST && hole.last != OrderNumber::LAST && hole.first > range.from
        });
        let within = between.filter(|hole| hole.last < range.to).map(NumberRun::count);
        Ok(within.map(|count| if count > JUMP { 1 } else { count }).sum())
    }
}

/// The orders that the file was seen to have, of the numbers that were read now, and that were not met.
fn unmet(
    state: &State,
    series: SeriesId,
    ranges: &[OrderRange],
    met: &NumberSet,
) -> state::Result<Vec<Expected>> {
    let (known, mut unmet) = (numbers::of_series(state, series)?, Vec::new());
    for range in ranges {
        missing::each_between(state, series, [range.from, range.to], &mut |order| {
            if known.contains(order.number) && !met.contains(order.number) {
                unmet.push(order);
            }
        })?;
    }
    Ok(unmet)
}

//! Numbers for new supplier orders: the next of their series that nothing bears.

use crate::domain::{OrderNumber, Series};
use crate::store::{Error, Result};
use std::collections::{BTreeSet, HashMap};

/// The numbers of one transaction.
pub(crate) struct Numbers {
    series: HashMap<Series, Position>,
}

/// Where a series stands.
pub(crate) struct Position {
    next: Option<OrderNumber>,
    /// Numbers from `next` on that lines without a header bear: a document of that number would take them over.
    stray: BTreeSet<i32>,
}

impl Numbers {
    /// Looks up each series once, before the first row is written.
    pub fn find(
        series: impl Iterator<Item = Series>,
        mut find: impl FnMut(Series) -> Result<Position>,
    ) -> Result<Numbers> {
        let series: BTreeSet<Series> = series.collect();
        let found = series.into_iter().map(|series| Ok((series, find(series)?)));
        Ok(Numbers { series: found.collect::<Result<_>>()? })
    }

    /// The next free number of a series of the batch.
    pub fn take(&mut self, file: &str, series: Series) -> Result<OrderNumber> {
        let free = self.series.get_mut(&series).and_then(Position::take);
        free.ok_or_else(|| Error::SeriesFull { file: file.to_owned(), series: series.to_string() })
    }
}

impl Position {
    /// After the newest number; `stray` gives the numbers from the next on that lines bear.
    pub fn after(
        newest: Option<OrderNumber>,
        stray: impl FnOnce(OrderNumber) -> Result<BTreeSet<i32>>,
    ) -> Result<Position> {
        let next = newest.map_or(Some(OrderNumber::FIRST), OrderNumber::next);
        let stray = next.map(stray).transpose()?.unwrap_or_default();
        Ok(Position { next, stray })
    }

    fn take(&mut self) -> Option<OrderNumber> {
        loop {
            let number = self.next?;
            self.next = number.next();
            if !self.stray.contains(&number.get()) {
                return Some(number);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_lines_bear_is_passed_over() {
        let seven: Series = "7".parse().expect("a series");
        let newest = OrderNumber::new(41);
        let find = |_| Position::after(newest, |next| Ok([next.get(), next.get() + 2].into()));
        let mut numbers = Numbers::find([seven, seven].into_iter(), find).expect("found");
        let taken = [(); 2].map(|()| numbers.take("001.accdb", seven).expect("a number").get());
        assert_eq!(taken, [43, 45]);
    }

    #[test]
    fn a_series_that_is_full_says_so() {
        let seven: Series = "7".parse().expect("a series");
        let find = |_| Position::after(Some(OrderNumber::LAST), |_| Ok(BTreeSet::new()));
        let mut numbers = Numbers::find([seven].into_iter(), find).expect("found");
        assert!(matches!(numbers.take("001.accdb", seven), Err(Error::SeriesFull { .. })));
    }
}

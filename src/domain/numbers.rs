//! Sets of order numbers, kept as runs: a series of sixty thousand orders is a handful of them.

use super::ids::OrderNumber;

/// Numbers from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumberRun {
    pub first: OrderNumber,
    pub last: OrderNumber,
}

impl NumberRun {
    pub fn one(number: OrderNumber) -> NumberRun {
        NumberRun { first: number, last: number }
    }

    /// How many numbers it has.
    pub fn count(self) -> u64 {
        let span = i64::from(self.last.get()) - i64::from(self.first.get()) + 1;
        u64::try_from(span).unwrap_or(0)
    }

    pub fn contains(self, number: OrderNumber) -> bool {
        (self.first..=self.last).contains(&number)
    }
}

/// A set of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NumberSet {
    /// Ascending; they neither touch nor overlap.
    runs: Vec<NumberRun>,
}

impl NumberSet {
    /// Takes in a run, wherever it lies. Cheap where it lies behind all others.
    pub fn add(&mut self, run: NumberRun) {
        let behind = |one: OrderNumber, other: OrderNumber| one.next().is_some_and(|next| next < other);
        let from = self.runs.partition_point(|known| behind(known.last, run.first));
        let to = self.runs.partition_point(|known| !behind(run.last, known.first));
        let touched = self.runs.get(from..to).unwrap_or_default();
        let first = touched.first().map_or(run.first, |known| known.first.min(run.first));
        let last = touched.last().map_or(run.last, |known| known.last.max(run.last));
        self.runs.splice(from..to.max(from), [NumberRun { first, last }]);
    }

    pub fn runs(&self) -> &[NumberRun] {
        &self.runs
    }

    pub fn contains(&self, number: OrderNumber) -> bool {
        let at = self.runs.partition_point(|run| run.last < number);
        self.runs.get(at).is_some_and(|run| run.contains(number))
    }

    /// Every number there is that is not in the set.
    pub fn holes(&self) -> Vec<NumberRun> {
        let mut holes = Vec::with_capacity(self.runs.len() + 1);
        let mut next = Some(OrderNumber::FIRST);
        for run in &self.runs {
            let before = run.first.previous();
            holes.extend(next.zip(before).filter(|(first, last)| first <= last));
            next = run.last.next();
        }
        holes.extend(next.map(|first| (first, OrderNumber::LAST)));
        holes.into_iter().map(|(first, last)| NumberRun { first, last }).collect()
    }

    /// Where its highest `count` numbers begin; at the beginning of all numbers where it has no more than those.
    pub fn start_of_highest(&self, count: u32) -> OrderNumber {
        let mut left = u64::from(count);
        for run in self.runs.iter().rev() {
            if left < run.count() {
                return run.last.saturating_sub(u32::try_from(left).unwrap_or(u32::MAX));
            }
            left -= run.count();
        }
        OrderNumber::FIRST
    }
}

impl FromIterator<NumberRun> for NumberSet {
    fn from_iter<I: IntoIterator<Item = NumberRun>>(runs: I) -> NumberSet {
        let mut set = NumberSet::default();
        runs.into_iter().for_each(|run| set.add(run));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(first: i32, last: i32) -> NumberRun {
        let number = |number| OrderNumber::new(number).expect("a number");
        NumberRun { first: number(first), last: number(last) }
    }

    #[test]
    fn runs_that_touch_or_overlap_become_one() {
        let set: NumberSet = [run(5, 7), run(1, 2), run(10, 12), run(8, 8), run(3, 4)].into_iter().collect();
        assert_eq!(set.runs(), [run(1, 8), run(10, 12)]);
        let set: NumberSet = [run(1, 1), run(3, 3), run(5, 5), run(2, 9)].into_iter().collect();
        assert_eq!(set.runs(), [run(1, 9)]);
        let last = OrderNumber::LAST.get();
        let set: NumberSet = [run(last, last), run(1, 1), run(last - 1, last)].into_iter().collect();
        assert_eq!(set.runs(), [run(1, 1), run(last - 1, last)]);
    }

    #[test]
    fn the_holes_are_all_that_is_not_there() {
        let last = OrderNumber::LAST.get();
        assert_eq!(NumberSet::default().holes(), [run(1, last)]);
        let set: NumberSet = [run(1, 3), run(500, 500)].into_iter().collect();
        assert_eq!(set.holes(), [run(4, 499), run(501, last)]);
        let set: NumberSet = [run(2, last)].into_iter().collect();
        assert_eq!(set.holes(), [run(1, 1)]);
        assert!(set.contains(run(2, 2).first) && !set.contains(OrderNumber::FIRST));
    }

    #[test]
    fn the_highest_are_counted_and_not_measured() {
        let set: NumberSet = [run(1, 123), run(500_123, 500_123)].into_iter().collect();
        let start = |count| set.start_of_highest(count).get();
        assert_eq!([start(0), start(1), start(10), start(124), start(5000)], [500_123, 123, 114, 1, 1]);
    }
}

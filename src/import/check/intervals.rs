//! Numbers that are taken, kept as intervals for each key: exact, however many.
//!
//! Consecutive numbers, which is how vouchers come, are one interval. Past a budget of memory the intervals move into a
//! temporary file; what comes later is kept in memory again, in front of it.

use super::spill::Spill;
use std::collections::{BTreeMap, HashMap};

/// Numbers from `first` to `last`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NumberSpan {
    pub first: i64,
    pub last: i64,
}

/// What a key costs beside its text, and what an interval behind the first costs, in bytes, rather too much than too
/// little.
const KEY_COST: usize = 112;
const SPAN_COST: usize = 28;

/// Memory for a million intervals: the numbers of four million vouchers in no order at all. In their order they need
/// next to nothing.
const BUDGET: usize = 1_000_000 * SPAN_COST;

/// Intervals by key; those of one key do not overlap.
#[derive(Debug)]
pub struct Intervals {
    keys: HashMap<Box<str>, Spans>,
    spent: usize,
    budget: usize,
    spilled: Option<Spill>,
}

/// The intervals of one key: the one that grew last, and the others by their first number.
#[derive(Debug)]
struct Spans {
    head: NumberSpan,
    others: BTreeMap<i64, i64>,
}

impl Default for Intervals {
    fn default() -> Intervals {
        Intervals::new()
    }
}

impl Intervals {
    pub fn new() -> Intervals {
        Intervals::with_budget(BUDGET)
    }

    /// `budget` bytes, more or less, stay in memory.
    pub fn with_budget(budget: usize) -> Intervals {
        Intervals { keys: HashMap::new(), spent: 0, budget, spilled: None }
    }

    /// The lowest interval of a key that ends at `from` or above.
    pub fn next(&mut self, key: &str, from: i64) -> rusqlite::Result<Option<NumberSpan>> {
        let here = self.keys.get(key).and_then(|spans| spans.next(from));
        let there = self.spilled.as_ref().map_or(Ok(None), |spill| spill.next(key, from))?;
        Ok(lower(here, there))
    }

    /// Whether one of the numbers is taken.
    pub fn overlaps(&mut self, key: &str, span: NumberSpan) -> rusqlite::Result<bool> {
        let meets = |next: NumberSpan| next.first <= span.last;
        let here = self.keys.get(key).and_then(|spans| spans.next(span.first)).is_some_and(meets);
        Ok(here || self.spilled.as_ref().map_or(Ok(false), |spill| spill.overlaps(key, span))?)
    }

    /// Takes all numbers of a span, also where some of them are taken.
    pub fn insert(&mut self, key: &str, span: NumberSpan) -> rusqlite::Result<()> {
        let mut from = span.first;
        while let Some(next) = self.next(key, from)?.filter(|next| next.first <= span.last) {
            if from < next.first {
                self.insert_free(key, NumberSpan { first: from, last: next.first - 1 })?;
            }
            match next.last.checked_add(1).filter(|after| *after <= span.last) {
                Some(after) => from = after,
                None => return Ok(()),
            }
        }
        self.insert_free(key, NumberSpan { first: from, last: span.last })
    }

    /// Takes numbers of which none is taken.
    pub fn insert_free(&mut self, key: &str, span: NumberSpan) -> rusqlite::Result<()> {
        match self.keys.get_mut(key) {
            Some(spans) => {
                let before = spans.others.len();
                spans.insert(span);
                self.spent += spans.others.len() * SPAN_COST;
                self.spent = self.spent.saturating_sub(before * SPAN_COST);
            }
            None => {
                self.keys.insert(Box::from(key), Spans { head: span, others: BTreeMap::new() });
                self.spent += KEY_COST + key.len();
            }
        }
        if self.spent > self.budget { self.spill() } else { Ok(()) }
    }

    /// Shows every key with its intervals in ascending order, neighbours joined.
    pub fn visit<E>(&mut self, mut visit: impl FnMut(&str, NumberSpan) -> Result<(), E>) -> Result<(), E>
    where
        E: From<rusqlite::Error>,
    {
        if self.spilled.is_some() {
            self.spill()?;
        }
        if let Some(spill) = &self.spilled {
            return spill.visit(visit);
        }
        let mut keys: Vec<_> = self.keys.iter().collect();
        keys.sort_unstable_by_key(|(key, _)| *key);
        for (key, spans) in keys {
            let mut join = Join::default();
            for span in spans.in_order() {
                join.push(span).map_or(Ok(()), |span| visit(key, span))?;
            }
            join.0.map_or(Ok(()), |span| visit(key, span))?;
        }
        Ok(())
    }

    fn spill(&mut self) -> rusqlite::Result<()> {
        let spill = match &mut self.spilled {
            Some(spill) => spill,
            empty => empty.insert(Spill::open()?),
        };
        let mut keys: Vec<_> = self.keys.drain().collect();
        keys.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        spill.add(keys.iter().flat_map(|(key, spans)| spans.in_order().map(|span| (key.as_ref(), span))))?;
        self.spent = 0;
        Ok(())
    }
}

impl Spans {
    fn next(&self, from: i64) -> Option<NumberSpan> {
        let head = Some(self.head).filter(|head| head.last >= from);
        if self.others.is_empty() {
            return head;
        }
        let before = self.others.range(..=from).next_back().filter(|(_, last)| **last >= from);
        let other = before.or_else(|| self.others.range(from..).next());
        lower(head, other.map(|(first, last)| NumberSpan { first: *first, last: *last }))
    }

    /// Takes free numbers.
    fn insert(&mut self, span: NumberSpan) {
        if self.head.last.checked_add(1) == Some(span.first) {
            self.head.last = span.last;
        } else if span.last.checked_add(1) == Some(self.head.first) {
            self.head.first = span.first;
        } else {
            let NumberSpan { first, last } = std::mem::replace(&mut self.head, span);
            self.others.insert(first, last);
            self.absorb();
        }
    }

    /// Joins the newest interval with its neighbours.
    fn absorb(&mut self) {
        let below = self.others.range(..self.head.first).next_back().map(|(first, last)| (*first, *last));
        if let Some((first, _)) = below.filter(|(_, last)| last.checked_add(1) == Some(self.head.first)) {
            self.others.remove(&first);
            self.head.first = first;
        }
        if let Some(last) = self.head.last.checked_add(1).and_then(|above| self.others.remove(&above)) {
            self.head.last = last;
        }
    }

    fn in_order(&self) -> impl Iterator<Item = NumberSpan> {
        let span = |(first, last): (&i64, &i64)| NumberSpan { first: *first, last: *last };
        let below = self.others.range(..self.head.first).map(span);
        below.chain([self.head]).chain(self.others.range(self.head.first..).map(span))
    }
}

fn lower(a: Option<NumberSpan>, b: Option<NumberSpan>) -> Option<NumberSpan> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Joins spans that follow one another, on their way in ascending order.
#[derive(Debug, Default)]
pub struct Join(pub Option<NumberSpan>);

impl Join {
    /// Takes the next span; gives the one before if they do not touch.
    pub fn push(&mut self, span: NumberSpan) -> Option<NumberSpan> {
        match &mut self.0 {
            Some(open) if open.last.checked_add(1) == Some(span.first) => {
                open.last = span.last;
                None
            }
            open => open.replace(span),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn all(intervals: &mut Intervals) -> Vec<(String, i64, i64)> {
        let mut found = Vec::new();
        let visited = intervals.visit::<rusqlite::Error>(|key, span| {
            found.push((key.to_owned(), span.first, span.last));
            Ok(())
        });
        visited.expect("a temporary file");
        found
    }

    #[test]
    fn consecutive_numbers_of_a_key_are_one_interval() {
        let mut intervals = Intervals::new();
        for number in [3, 4, 5, 9, 8, 7, 6, 1] {
            intervals.insert_free("01/F001", NumberSpan { first: number, last: number }).expect("in memory");
        }
        intervals.insert_free("03/B001", NumberSpan { first: 3, last: 3 }).expect("in memory");
        let expected = [("01/F001", 1, 1), ("01/F001", 3, 9), ("03/B001", 3, 3)];
        assert_eq!(all(&mut intervals), expected.map(|(key, first, last)| (key.to_owned(), first, last)));
    }

    #[test]
    fn the_widest_and_the_last_numbers_do_no_harm() {
        let mut intervals = Intervals::with_budget(0);
        for span in
            [NumberSpan { first: i64::MAX, last: i64::MAX }, NumberSpan { first: i64::MIN, last: i64::MAX }]
        {
            intervals.insert("", span).expect("a temporary file");
        }
        assert_eq!(all(&mut intervals), [(String::new(), i64::MIN, i64::MAX)]);
        assert!(intervals.overlaps("", NumberSpan { first: 0, last: 0 }).expect("a temporary file"));
    }

    proptest! {
        #[test]
        fn intervals_agree_with_a_set(
            spans in prop::collection::vec((0_u8..3, 0_i64..80, 0_i64..6), 0..120),
            budget in prop::sample::select(vec![0_usize, 400, 1 << 20]),
        ) {
            let mut intervals = Intervals::with_budget(budget);
            let mut set = BTreeSet::new();
            for (key, first, more) in spans {
                let (name, span) = (key.to_string(), NumberSpan { first, last: first + more });
                let taken = (span.first..=span.last).any(|number| set.contains(&(key, number)));
                prop_assert_eq!(intervals.overlaps(&name, span).expect("a temporary file"), taken);
                if taken {
                    intervals.insert(&name, span).expect("a temporary file");
                } else {
                    intervals.insert_free(&name, span).expect("a temporary file");
                }
                set.extend((span.first..=span.last).map(|number| (key, number)));
            }
            let found = all(&mut intervals);
            for pair in found.windows(2) {
                prop_assert!(pair[0].0 < pair[1].0 || pair[0].2 + 1 < pair[1].1, "{:?}", pair);
            }
            let numbers = found.iter().flat_map(|(key, first, last)| {
                (*first..=*last).map(move |number| (key.parse().expect("a number"), number))
            });
            prop_assert_eq!(numbers.collect::<BTreeSet<(u8, i64)>>(), set);
        }
    }
}

//! The pairs of series and branch that the accepted rows of a file have, with how many rows each has.

use std::collections::HashMap;

/// More pairs than this are not a ledger of shops but a wrong column.
pub const PAIRS_MAX: usize = 50_000;

/// The texts of all pairs together, in bytes.
const TEXT_MAX: usize = 4 << 20;

/// Stands between series and branch; no cleaned text holds it.
const BETWEEN: char = '\u{1F}';

/// A series at a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairRows {
    pub series: String,
    pub branch: String,
    /// Accepted rows.
    pub rows: u64,
    /// The number of the first of them.
    pub first_row: u64,
}

/// A file has more than [`PAIRS_MAX`] pairs, or pairs with texts out of all proportion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more than {PAIRS_MAX} pairs of series and branch")]
pub struct TooManyPairs;

/// Counts pairs; nothing is allocated for a row whose pair is known.
#[derive(Debug, Default)]
pub struct PairCounter {
    places: HashMap<Box<str>, u32>,
    /// In the order of their first rows: rows, and the first row's number.
    counts: Vec<(u64, u64)>,
    key: String,
    bytes: usize,
}

impl PairCounter {
    pub fn new() -> PairCounter {
        PairCounter::default()
    }

    /// Counts one accepted row.
    pub fn add(&mut self, series: &str, branch: &str, row: u64) -> Result<(), TooManyPairs> {
        self.key.clear();
        self.key.push_str(series);
        self.key.push(BETWEEN);
        self.key.push_str(branch);
        let place = self.places.get(self.key.as_str()).and_then(|place| usize::try_from(*place).ok());
        match place.and_then(|place| self.counts.get_mut(place)) {
            Some((rows, _)) => *rows += 1,
            None => self.add_pair(row)?,
        }
        Ok(())
    }

    pub fn len(&self) -> usize {
        self.counts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// All pairs in the order of their first accepted row.
    pub fn into_pairs(self) -> Vec<PairRows> {
        let mut places: Vec<_> = self.places.into_iter().collect();
        places.sort_unstable_by_key(|(_, place)| *place);
        let pair = |((key, _), (rows, first_row)): ((Box<str>, u32), (u64, u64))| {
            let (series, branch) = key.split_once(BETWEEN).unwrap_or((&key, ""));
            PairRows { series: series.to_owned(), branch: branch.to_owned(), rows, first_row }
        };
        places.into_iter().zip(self.counts).map(pair).collect()
    }

    fn add_pair(&mut self, row: u64) -> Result<(), TooManyPairs> {
        self.bytes += self.key.len();
        if self.counts.len() >= PAIRS_MAX || self.bytes > TEXT_MAX {
            return Err(TooManyPairs);
        }
        let place = u32::try_from(self.counts.len()).map_err(|_| TooManyPairs)?;
        self.places.insert(Box::from(self.key.as_str()), place);
        self.counts.push((1, row));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_come_in_the_order_of_their_first_rows() {
        let mut pairs = PairCounter::new();
        let rows =
            [("F001", "NORTE"), ("B001", "SUR"), ("F001", "NORTE"), ("F001", "SUR"), ("F0", "01NORTE")];
        for (row, (series, branch)) in (2..).zip(rows) {
            pairs.add(series, branch, row).expect("few pairs");
        }
        let found: Vec<_> = pairs.into_pairs();
        let seen: Vec<_> =
            found.iter().map(|p| (p.series.as_str(), p.branch.as_str(), p.rows, p.first_row)).collect();
        let expected =
            [("F001", "NORTE", 2, 2), ("B001", "SUR", 1, 3), ("F001", "SUR", 1, 5), ("F0", "01NORTE", 1, 6)];
        assert_eq!(seen, expected);
    }

    #[test]
    fn the_pair_after_the_last_allowed_one_is_too_many_but_known_ones_still_count() {
        let mut pairs = PairCounter::new();
        for number in 0..PAIRS_MAX {
            pairs.add("B001", &number.to_string(), 2).expect("allowed");
        }
        assert_eq!(pairs.add("B001", "one more", 2), Err(TooManyPairs));
        assert_eq!(pairs.add("B001", "0", 3), Ok(()));
        assert_eq!(pairs.len(), PAIRS_MAX);
    }

    #[test]
    fn texts_out_of_all_proportion_are_too_many() {
        let mut pairs = PairCounter::new();
        let long = "x".repeat(32_000);
        let all = (0..1000).try_for_each(|number| pairs.add(&number.to_string(), &long, 2));
        assert_eq!(all, Err(TooManyPairs));
    }
}

//! What the platform's answer says: nothing is missing, or these pairs are; and that every pair is one of ours.

use super::names::compared;
use crate::state::import_pairs::PairKey;
use std::collections::HashSet;

/// A row of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnswerRow {
    /// As the file counts, for people.
    pub number: u64,
    /// Cleaned; empty is nothing.
    pub series: String,
    pub branch: String,
    /// Words in columns that the profile does not name: a message, where there is no pair.
    pub beside: Option<String>,
}

/// A row that is no detail, and so the answer no list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("row {row}: series \"{series}\" and branch \"{branch}\" are half a pair")]
    HalfAPair { row: u64, series: String, branch: String },
    #[error("row {row} has no pair and says: {text}")]
    Message { row: u64, text: String },
}

/// Pairs of the answer that were never sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{count} pairs were never sent, the first is {} {}", first.series, first.branch)]
pub struct NotOurs {
    pub first: PairKey,
    pub count: usize,
}

/// What names a pair, of a series and a branch as they are written.
pub fn pair_key(series: &str, branch: &str) -> PairKey {
    PairKey { series: compared(series), branch: compared(branch) }
}

/// The pairs that an answer names, each once, in its order; none: scenario A.
///
/// Only a whole list counts: a row without a pair must have no word in it.
pub fn read_details(rows: &[AnswerRow]) -> Result<Vec<PairKey>, Unreadable> {
    let mut seen = HashSet::new();
    let mut details = Vec::new();
    for row in rows {
        if let Some(key) = read_detail(row)?
            && seen.insert(key.clone())
        {
            details.push(key);
        }
    }
    Ok(details)
}

fn read_detail(row: &AnswerRow) -> Result<Option<PairKey>, Unreadable> {
    let key = pair_key(&row.series, &row.branch);
    match (key.series.is_empty(), key.branch.is_empty(), &row.beside) {
        (false, false, _) => Ok(Some(key)),
        (true, true, None) => Ok(None),
        (true, true, Some(text)) => Err(Unreadable::Message { row: row.number, text: text.clone() }),
        _ => Err(Unreadable::HalfAPair {
            row: row.number,
            series: row.series.clone(),
            branch: row.branch.clone(),
        }),
    }
}

/// Checks that every detail is a pair of ours.
pub fn check_ours<'a>(
    details: &[PairKey],
    ours: impl IntoIterator<Item = &'a PairKey>,
) -> Result<(), NotOurs> {
    let ours: HashSet<&PairKey> = ours.into_iter().collect();
    let mut foreign = details.iter().filter(|detail| !ours.contains(detail));
    match foreign.next() {
        None => Ok(()),
        Some(first) => Err(NotOurs { first: first.clone(), count: foreign.count().saturating_add(1) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u64, series: &str, branch: &str, beside: Option<&str>) -> AnswerRow {
        AnswerRow {
            number,
            series: series.to_owned(),
            branch: branch.to_owned(),
            beside: beside.map(str::to_owned),
        }
    }

    #[test]
    fn no_rows_or_only_empty_ones_are_no_details() {
        assert_eq!(read_details(&[]), Ok(vec![]));
        assert_eq!(read_details(&[row(2, "", "", None), row(3, " ", "\t", None)]), Ok(vec![]));
    }

    #[test]
    fn spelling_does_not_count_and_repetitions_are_one() {
        let rows = [
            row(2, "b057", " Plz  Los Cedros ", Some("not registered")),
            row(3, "B051", "PLZ LOS MOLINOS", None),
            row(4, "B057", "PLZ LOS CEDROS", None),
        ];
        let expected = vec![pair_key("B057", "PLZ LOS CEDROS"), pair_key("B051", "PLZ LOS MOLINOS")];
        assert_eq!(read_details(&rows), Ok(expected));
    }

    #[test]
    fn half_a_pair_and_a_message_are_no_list() {
        let half = read_details(&[row(2, "B001", "PLZ", None), row(3, "B002", "", None)]);
        assert!(matches!(half, Err(Unreadable::HalfAPair { row: 3, .. })), "{half:?}");
        let half = read_details(&[row(2, "", "PLZ", None)]);
        assert!(matches!(half, Err(Unreadable::HalfAPair { row: 2, .. })), "{half:?}");
        let message = read_details(&[row(2, "", "", Some("No se pudo procesar el periodo"))]);
        assert!(matches!(message, Err(Unreadable::Message { row: 2, .. })), "{message:?}");
    }

    #[test]
    fn a_pair_that_was_never_sent_is_told() {
        let ours = [pair_key("B001", "PLZ A"), pair_key("B002", "PLZ A")];
        assert_eq!(check_ours(&[pair_key("b002", "plz a")], &ours), Ok(()));
        let details = [pair_key("B001", "PLZ A"), pair_key("Z999", "AJENA"), pair_key("Z998", "AJENA")];
        let foreign = NotOurs { first: pair_key("Z999", "AJENA"), count: 2 };
        assert_eq!(check_ours(&details, &ours), Err(foreign));
    }
}

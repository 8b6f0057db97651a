//! Sums that must hold before anything is registered, and after.

use crate::state::import_pairs::{Decision, Pair, PairCounts, PairKey, PairOutcome};
use std::collections::HashSet;

/// Outcomes that do not add up: a bug, and nothing may be registered on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unbalanced {
    #[error("{pairs} pairs have {decisions} decisions")]
    Decisions { pairs: usize, decisions: usize },
    #[error("the pairs have {rows} rows, {accepted} were accepted")]
    Rows { rows: u64, accepted: u64 },
}

/// Pairs, and their rows, by outcome: every pair has one, and their rows are the accepted ones.
pub fn count_outcomes(
    pairs: &[Pair],
    decisions: &[Decision],
    accepted: u64,
) -> Result<(PairCounts, PairCounts), Unbalanced> {
    if pairs.len() != decisions.len() {
        return Err(Unbalanced::Decisions { pairs: pairs.len(), decisions: decisions.len() });
    }
    let (mut counts, mut rows) = (PairCounts::default(), PairCounts::default());
    for (pair, decision) in pairs.iter().zip(decisions) {
        counts.add(Some(decision.outcome), 1);
        rows.add(Some(decision.outcome), pair.content.rows);
    }
    if rows.total == accepted {
        Ok((counts, rows))
    } else {
        Err(Unbalanced::Rows { rows: rows.total, accepted })
    }
}

/// The pairs that the platform still names after registering though they are not held.
pub fn still_named<'a>(details: &'a [PairKey], pairs: &[Pair]) -> Vec<&'a PairKey> {
    let is_held =
        |pair: &&Pair| pair.decision.as_ref().is_some_and(|decision| decision.outcome == PairOutcome::Held);
    let held: HashSet<&PairKey> = pairs.iter().filter(is_held).map(|pair| &pair.content.key).collect();
    details.iter().filter(|detail| !held.contains(detail)).collect()
}

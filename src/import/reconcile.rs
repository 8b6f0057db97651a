//! What becomes of every pair that the answer names, and which rows have to be registered: a plan, nothing is done yet.
//!
//! Only equality decides; whatever is in doubt is held for a person.

mod outcomes;
mod planner;
#[cfg(test)]
mod tests;

pub use outcomes::{Unbalanced, count_outcomes, still_named};

use super::accounts::{Account, NoAccount};
use super::centres::Centre;
use super::names::Names;
use super::profile::{Accounts, MatchingSettings, Pairs};
use super::registry::RegistryRow;
use crate::state::import_pairs::{Decision, How, Pair, PairKey, PairOutcome};
use planner::{Entry, PairVerdict, Planner};
use std::collections::HashSet;

/// What a plan is made of.
#[derive(Debug, Clone, Copy)]
pub struct PlanBasis<'a> {
    pub settings: ReconcileSettings<'a>,
    /// The job's pairs in the order of their first accepted rows.
    pub pairs: &'a [Pair],
    /// The pairs that the answer names; all are ours.
    pub details: &'a [PairKey],
    pub registry: &'a [RegistryRow],
    pub centres: &'a [Centre],
    pub accounts: &'a [Account],
    /// Accounts of this job that are or may be written, whether the report shows them or not.
    pub written: &'a [Account],
    /// Accounts that other jobs of the profile have written, the report of that day may be older.
    pub recalled: &'a [Account],
    /// Branches and the centres that a person said they are; `None`: left as it is. Of two about one branch the later
    /// counts, and both go before those of the profile.
    pub aliases: &'a [(String, Option<String>)],
}

/// The tables of a profile that a plan follows.
#[derive(Debug, Clone, Copy)]
pub struct ReconcileSettings<'a> {
    pub pairs: &'a Pairs,
    /// Without it no words are treated alike and nothing is proposed.
    pub matching: Option<&'a MatchingSettings>,
    /// Without it pairs have no account.
    pub accounts: Option<&'a Accounts>,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationPlan {
    /// One for each pair of the basis, in the same order.
    pub decisions: Vec<Decision>,
    /// Accounts to make, in this order.
    pub accounts: Vec<NewAccount>,
    /// Rows of the registry to add, in this order.
    pub series: Vec<NewSeries>,
}

/// An account to make, and the centre of the first pair that needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    pub account: Account,
    pub centre: Centre,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSeries {
    pub row: RegistryRow,
    pub how: How,
}

/// Why a pair is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairHold {
    /// The registry books the branch in two ways, or incompletely.
    BranchDisagrees,
    /// The series is another branch's.
    SeriesElsewhere,
    /// Several centres have the name.
    BranchAmbiguous,
    /// None has the name, some are alike; or the profile has a person confirm known branches.
    BranchToConfirm,
    BranchUnknown,
    /// The profile holds new series of known branches.
    BranchKnown,
    /// A person said to leave it.
    BranchLeft,
    /// A person named a centre that is not in the report.
    CentreUnknown,
    Account(NoAccount),
}

impl PairHold {
    /// The code of the reason.
    pub const fn as_str(self) -> &'static str {
        match self {
            PairHold::BranchDisagrees => "branch_disagrees",
            PairHold::SeriesElsewhere => "series_elsewhere",
            PairHold::BranchAmbiguous => "branch_ambiguous",
            PairHold::BranchToConfirm => "branch_to_confirm",
            PairHold::BranchUnknown => "branch_unknown",
            PairHold::BranchKnown => "branch_known",
            PairHold::BranchLeft => "branch_left",
            PairHold::CentreUnknown => "centre_unknown",
            PairHold::Account(NoAccount::RangeFull) => "account_range_full",
            PairHold::Account(NoAccount::RangeUnknown) => "account_range_unknown",
            PairHold::Account(NoAccount::Ambiguous) => "account_ambiguous",
        }
    }
}

/// Decides every pair. The same basis gives the same plan.
pub fn plan(basis: &PlanBasis<'_>) -> RegistrationPlan {
    let words = basis.settings.matching.map(|matching| matching.words.as_slice()).unwrap_or_default();
    let names = Names::new(words);
    let mut planner = Planner::new(basis, &names);
    let named: HashSet<&PairKey> = basis.details.iter().collect();
    let mut plan = RegistrationPlan { decisions: Vec::new(), accounts: Vec::new(), series: Vec::new() };
    for pair in basis.pairs {
        let verdict =
            if named.contains(&pair.content.key) { planner.decide(pair) } else { PairVerdict::NotNamed };
        plan.decisions.push(decision(pair, &verdict));
        if let PairVerdict::Register(entry) = verdict {
            plan.series.push(new_series(basis.settings.pairs, pair, entry));
        }
    }
    plan.accounts = planner.made;
    plan
}

fn decision(pair: &Pair, verdict: &PairVerdict<'_>) -> Decision {
    let before = pair.decision.as_ref().filter(|before| was_registered(before));
    match (verdict, before) {
        (PairVerdict::NotNamed | PairVerdict::Registered(_), Some(before)) => before.clone(),
        (PairVerdict::NotNamed, None) => bare(PairOutcome::Loaded),
        (PairVerdict::Registered(row), None) => Decision {
            centre: Some(row.centre.clone()),
            centre_name: Some(row.centre_name.clone()),
            account: Some(row.account.clone()),
            account_name: Some(row.account_name.clone()),
            ..bare(PairOutcome::Known)
        },
        (PairVerdict::Register(entry), _) => Decision {
            how: Some(entry.how),
            centre: Some(entry.centre.code.clone()),
            centre_name: Some(entry.centre.name.clone()),
            account: Some(entry.account.code.clone()),
            account_name: Some(entry.account.name.clone()),
            ..bare(entry.outcome)
        },
        (PairVerdict::Held(why, candidates), _) => Decision {
            reason: Some(why.as_str().to_owned()),
            candidates: candidates.clone(),
            ..bare(PairOutcome::Held)
        },
    }
}

/// A pair that was registered for this job stays what it was when the platform names it no more.
fn was_registered(before: &Decision) -> bool {
    matches!(before.outcome, PairOutcome::Known | PairOutcome::New)
}

fn bare(outcome: PairOutcome) -> Decision {
    Decision {
        outcome,
        reason: None,
        how: None,
        centre: None,
        centre_name: None,
        account: None,
        account_name: None,
        candidates: Vec::new(),
    }
}

fn new_series(settings: &Pairs, pair: &Pair, entry: Entry) -> NewSeries {
    let (operation, operation_name) = settings.operation.clone();
    let row = RegistryRow {
        series: pair.content.series.clone(),
        centre: entry.centre.code,
        centre_name: entry.centre.name,
        branch: pair.content.branch.clone(),
        operation,
        operation_name,
        account: entry.account.code,
        account_name: entry.account.name,
    };
    NewSeries { row, how: entry.how }
}

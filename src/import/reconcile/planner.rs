//! The table of decisions: what a pair becomes, by registry, centres, accounts, and what people said.

use super::{NewAccount, PairHold, PlanBasis, ReconcileSettings};
use crate::import::accounts::{Account, AccountChoice, Ledger, NoAccount};
use crate::import::centres::{Centre, Centres, candidate};
use crate::import::names::{Names, Score};
use crate::import::profile::{Accounts, KnownBranch, Per};
use crate::import::registry::{Registry, RegistryRow};
use crate::state::import_pairs::{Candidate, How, Pair, PairOutcome};
use std::collections::{HashMap, HashSet};

/// What is found of a pair.
#[derive(Debug)]
pub(super) enum PairVerdict<'a> {
    /// The answer does not name it.
    NotNamed,
    /// The registry has it, and the period only has to be processed again.
    Registered(&'a RegistryRow),
    Register(Entry),
    Held(PairHold, Vec<Candidate>),
}

/// How a pair is to be registered.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) outcome: PairOutcome,
    pub(super) how: How,
    pub(super) centre: Centre,
    pub(super) account: Account,
}

/// What a person said of a branch.
#[derive(Debug, Clone, Copy)]
enum Said<'a> {
    Nothing,
    Leave,
    Centre(&'a str),
}

/// Decides pair by pair, in their order.
pub(super) struct Planner<'a> {
    settings: ReconcileSettings<'a>,
    names: &'a Names,
    registry: Registry<'a>,
    centres: Centres<'a>,
    ledger: Option<Ledger<'a>>,
    /// By normalised branch.
    aliases: HashMap<String, Option<&'a str>>,
    /// By centre, or by centre and series where each series has its own.
    chosen: HashMap<(String, Option<String>), Result<AccountChoice, NoAccount>>,
    /// Proposals by normalised branch, since a branch has many series.
    proposals: HashMap<String, Vec<Candidate>>,
    pub(super) made: Vec<NewAccount>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(basis: &PlanBasis<'a>, names: &'a Names) -> Planner<'a> {
        let settings = basis.settings;
        // Past 100 nothing is proposed.
        let propose = settings.matching.map_or(101, |matching| matching.propose);
        let ledger = settings.accounts.map(|accounts| {
            let mut ledger = Ledger::new(accounts, basis.accounts);
            basis.written.iter().for_each(|account| ledger.add(account));
            basis.recalled.iter().for_each(|account| ledger.recall(account));
            ledger
        });
        Planner {
            settings,
            names,
            registry: Registry::new(names, basis.registry),
            centres: Centres::new(names, basis.centres, propose),
            ledger,
            aliases: aliases(basis, names),
            chosen: HashMap::new(),
            proposals: HashMap::new(),
            made: Vec::new(),
        }
    }

    /// What becomes of a pair that the answer names.
    pub(super) fn decide(&mut self, pair: &Pair) -> PairVerdict<'a> {
        if let Some(row) = self.registry.pair(&pair.content.key) {
            return PairVerdict::Registered(row);
        }
        let said = self.said(&pair.content.branch);
        let decided = match self.registry.branch(&pair.content.branch) {
            Some(rows) => self.of_known_branch(pair, &rows, said),
            None => self.of_new_branch(pair, said),
        };
        match (decided, said) {
            (Ok(entry), _) => PairVerdict::Register(entry),
            (Err(_), Said::Leave) => PairVerdict::Held(PairHold::BranchLeft, Vec::new()),
            (Err((why, candidates)), _) => PairVerdict::Held(why, candidates),
        }
    }

    fn said(&self, branch: &str) -> Said<'a> {
        match self.aliases.get(&self.names.normalise(branch)) {
            None => Said::Nothing,
            Some(None) => Said::Leave,
            Some(Some(centre)) => Said::Centre(centre),
        }
    }

    /// A new series of a branch that the registry has: it is booked as the branch is.
    fn of_known_branch(&mut self, pair: &Pair, rows: &[&RegistryRow], said: Said<'_>) -> Decided {
        let policy = self.settings.pairs.known_branch;
        match (self.agreed(rows), said) {
            (Some(row), _) if policy == KnownBranch::Inherit => self.inherit(pair, row, How::Inherited),
            (_, Said::Centre(centre)) => {
                let meant: Vec<_> = rows.iter().copied().filter(|row| row.centre == centre).collect();
                let row = self
                    .agreed(&meant)
                    .ok_or_else(|| (PairHold::BranchDisagrees, registered_centres(rows)))?;
                self.inherit(pair, row, How::Confirmed)
            }
            (None, _) => Err((PairHold::BranchDisagrees, registered_centres(rows))),
            (Some(_), _) if policy == KnownBranch::Hold => {
                Err((PairHold::BranchKnown, registered_centres(rows)))
            }
            (Some(_), _) => Err((PairHold::BranchToConfirm, registered_centres(rows))),
        }
    }

    /// One row for all of a branch, where they agree on whole bookings.
    fn agreed<'r>(&self, rows: &[&'r RegistryRow]) -> Option<&'r RegistryRow> {
        let first = *rows.first()?;
        let same_account = |row: &RegistryRow| self.has_own_accounts() || row.account == first.account;
        let same = rows.iter().all(|row| row.centre == first.centre && same_account(row));
        let has_account = self.settings.accounts.is_none() || !first.account.is_empty();
        (same && !first.centre.is_empty() && has_account).then_some(first)
    }

    /// Whether each series has an account of its own.
    fn has_own_accounts(&self) -> bool {
        self.settings.accounts.is_some_and(|accounts| accounts.per == Per::Series)
    }

    fn inherit(&mut self, pair: &Pair, row: &RegistryRow, how: How) -> Decided {
        let centre = Centre { code: row.centre.clone(), name: row.centre_name.clone() };
        if self.has_own_accounts() {
            return self.with_account(pair, PairOutcome::Known, centre, how == How::Confirmed);
        }
        let account = Account { code: row.account.clone(), name: row.account_name.clone() };
        Ok(Entry { outcome: PairOutcome::Known, how, centre, account })
    }

    /// A branch that the registry does not have.
    fn of_new_branch(&mut self, pair: &Pair, said: Said<'_>) -> Decided {
        let centre = match said {
            Said::Centre(code) => self.centres.by_code(code).ok_or((PairHold::CentreUnknown, Vec::new()))?,
            _ => self.matching_centre(pair)?,
        };
        self.with_account(pair, PairOutcome::New, centre.clone(), matches!(said, Said::Centre(_)))
    }

    fn matching_centre(&mut self, pair: &Pair) -> Result<&'a Centre, Doubt> {
        let elsewhere = self.registry.has_series(&pair.content.key.series);
        if elsewhere && !self.settings.pairs.series_elsewhere_is_new {
            return Err((PairHold::SeriesElsewhere, Vec::new()));
        }
        let name = self.names.normalise(&pair.content.branch);
        match self.centres.equal(&name).as_slice() {
            [centre] => Ok(centre),
            [] => Err(self.proposed(name)),
            several => {
                let several = several.iter().map(|centre| candidate(centre, Score::FULL));
                Err((PairHold::BranchAmbiguous, several.take(CANDIDATES_MAX).collect()))
            }
        }
    }

    fn proposed(&mut self, name: String) -> Doubt {
        let centres = &self.centres;
        let proposals = self.proposals.entry(name).or_insert_with_key(|name| centres.proposals(name));
        let why = if proposals.is_empty() { PairHold::BranchUnknown } else { PairHold::BranchToConfirm };
        (why, proposals.clone())
    }

    fn with_account(
        &mut self,
        pair: &Pair,
        outcome: PairOutcome,
        centre: Centre,
        confirmed: bool,
    ) -> Decided {
        let choice = self.account(pair, &centre).map_err(|why| (PairHold::Account(why), Vec::new()))?;
        let how = match choice.found {
            _ if confirmed => How::Confirmed,
            true => How::AccountFound,
            false => How::Allocated,
        };
        Ok(Entry { outcome, how, centre, account: choice.account })
    }

    /// The account of a centre, or of a series at it: chosen once.
    fn account(&mut self, pair: &Pair, centre: &Centre) -> Result<AccountChoice, NoAccount> {
        let (Some(settings), Some(ledger)) = (self.settings.accounts, &mut self.ledger) else {
            let none = Account { code: String::new(), name: String::new() };
            return Ok(AccountChoice { account: none, found: true });
        };
        let series = (settings.per == Per::Series).then(|| pair.content.key.series.clone());
        let made = &mut self.made;
        let chosen = self.chosen.entry((centre.code.clone(), series)).or_insert_with(|| {
            let choice = ledger.choose(&description(settings, pair, centre))?;
            if !choice.found && made.iter().all(|known| known.account != choice.account) {
                made.push(NewAccount { account: choice.account.clone(), centre: centre.clone() });
            }
            Ok(choice)
        });
        chosen.clone()
    }
}

/// Why a pair is held, and what a person may choose from.
type Doubt = (PairHold, Vec<Candidate>);
type Decided = Result<Entry, Doubt>;

/// Candidates of equal right that are kept.
const CANDIDATES_MAX: usize = 20;

fn aliases<'a>(basis: &PlanBasis<'a>, names: &Names) -> HashMap<String, Option<&'a str>> {
    let of_profile = basis.settings.matching.into_iter().flat_map(|matching| &matching.aliases);
    let of_profile = of_profile.map(|(branch, centre)| (branch, Some(centre.as_str())));
    let said = basis.aliases.iter().map(|(branch, centre)| (branch, centre.as_deref()));
    of_profile.chain(said).map(|(branch, centre)| (names.normalise(branch), centre)).collect()
}

fn description(settings: &Accounts, pair: &Pair, centre: &Centre) -> String {
    settings.description.fill(|placeholder| match placeholder {
        "centre" => Some(centre.code.clone()),
        "centre_name" => Some(centre.name.clone()),
        "branch" => Some(pair.content.branch.clone()),
        "series" => Some(pair.content.series.clone()),
        _ => None,
    })
}

/// The centres that the registry has for a branch.
fn registered_centres(rows: &[&RegistryRow]) -> Vec<Candidate> {
    let mut seen = HashSet::new();
    let distinct = rows.iter().filter(|row| !row.centre.is_empty() && seen.insert(&row.centre));
    let centre = |row: &&RegistryRow| Centre { code: row.centre.clone(), name: row.centre_name.clone() };
    distinct.map(|row| candidate(&centre(row), Score::FULL)).take(CANDIDATES_MAX).collect()
}

//! The table of decisions, line by line.

use super::*;
use crate::import::answer::pair_key;
use crate::import::profile::{ColumnId, KnownBranch, Per};
use crate::state::import_pairs::NewPair;
use crate::template::Template;

/// A small world: registry, centres and accounts, and what a profile says.
struct World {
    pairs: Pairs,
    matching: MatchingSettings,
    accounts: Option<Accounts>,
    registry: Vec<RegistryRow>,
    centres: Vec<Centre>,
    aliases: Vec<(String, Option<String>)>,
}

fn world() -> World {
    World {
        pairs: Pairs {
            series: ColumnId(0),
            branch: ColumnId(1),
            classes: Vec::new(),
            known_branch: KnownBranch::Inherit,
            series_elsewhere_is_new: false,
            operation: ("20".to_owned(), "CANCELACIONES".to_owned()),
        },
        matching: MatchingSettings {
            propose: 80,
            words: vec![("PLZ".to_owned(), "PLAZA".to_owned())],
            aliases: Vec::new(),
        },
        accounts: Some(per(Per::Centre, "TICKETS - {centre_name}")),
        registry: vec![
            row("B001", "PLZ SOL", "1001", "000101"),
            row("F001", "PLZ SOL", "1001", "000101"),
            row("B002", "PLZ LUNA", "1002", "000102"),
            row("F002", "PLZ LUNA", "1002", "000199"),
        ],
        centres: [
            ("1001", "PLAZA SOL"),
            ("1002", "PLAZA LUNA"),
            ("1003", "PLAZA MAR"),
            ("1004", "PLAZA PINO"),
            ("1005", "PLAZA PINO"),
        ]
        .map(|(code, name)| Centre { code: code.to_owned(), name: name.to_owned() })
        .to_vec(),
        aliases: Vec::new(),
    }
}

fn per(per: Per, description: &str) -> Accounts {
    let known = |name: &str| ["centre", "centre_name", "branch", "series"].contains(&name);
    Accounts {
        prefix: "000".to_owned(),
        words: "TICKETS".to_owned(),
        width: 6,
        description: Template::parse(description, known).expect("a template"),
        per,
    }
}

fn row(series: &str, branch: &str, centre: &str, account: &str) -> RegistryRow {
    let [series, branch, centre, account] = [series, branch, centre, account].map(str::to_owned);
    RegistryRow { series, branch, centre, account, ..RegistryRow::default() }
}

fn pair(at: u64, series: &str, branch: &str) -> Pair {
    let (key, [series, branch]) = (pair_key(series, branch), [series, branch].map(str::to_owned));
    Pair { content: NewPair { key, series, branch, rows: 2, first_no: at }, decision: None }
}

fn pairs(named: &[(&str, &str)]) -> Vec<Pair> {
    (1..).zip(named).map(|(at, (series, branch))| pair(at, series, branch)).collect()
}

impl World {
    fn plan_of(&self, pairs: &[Pair]) -> RegistrationPlan {
        let details: Vec<PairKey> = pairs.iter().map(|pair| pair.content.key.clone()).collect();
        let accounts = [("000101", "TICKETS - PLAZA SOL"), ("000199", "TICKETS OLD")]
            .map(|(code, name)| Account { code: code.to_owned(), name: name.to_owned() });
        plan(&PlanBasis {
            settings: ReconcileSettings {
                pairs: &self.pairs,
                matching: Some(&self.matching),
                accounts: self.accounts.as_ref(),
            },
            pairs,
            details: &details,
            registry: &self.registry,
            centres: &self.centres,
            accounts: &accounts,
            written: &[],
            recalled: &[],
            aliases: &self.aliases,
        })
    }

    fn plan(&self, named: &[(&str, &str)]) -> RegistrationPlan {
        self.plan_of(&pairs(named))
    }

    /// The outcome of one pair, or why it is held.
    fn fate(&self, series: &str, branch: &str) -> String {
        let plan = self.plan(&[(series, branch)]);
        let decision = &plan.decisions[0];
        assert_eq!(plan.series.is_empty(), decision.how.is_none(), "registered is what was decided");
        match (&decision.reason, decision.how) {
            (Some(reason), _) => reason.clone(),
            (None, how) => format!("{} {}", decision.outcome, how.map_or("-", How::as_str)),
        }
    }

    fn said(mut self, branch: &str, centre: Option<&str>) -> World {
        self.aliases.push((branch.to_owned(), centre.map(str::to_owned)));
        self
    }
}

#[test]
fn a_new_series_of_a_known_branch_is_booked_as_the_branch_is() {
    let plan = world().plan(&[("B009", "Plaza  Sol")]);
    let new = &plan.series[0];
    assert_eq!((new.row.series.as_str(), new.row.branch.as_str()), ("B009", "Plaza  Sol"), "as it was sent");
    assert_eq!((new.row.centre.as_str(), new.row.account.as_str()), ("1001", "000101"));
    assert_eq!((new.row.operation.as_str(), new.how), ("20", How::Inherited));
    assert_eq!(plan.decisions[0].outcome, PairOutcome::Known);
    assert!(plan.accounts.is_empty());
}

#[test]
fn a_series_that_is_known_elsewhere_may_come_to_a_known_branch() {
    assert_eq!(world().fate("B002", "PLZ SOL"), "known inherited");
}

#[test]
fn a_branch_whose_rows_disagree_is_held() {
    let plan = world().plan(&[("B009", "PLZ LUNA")]);
    assert_eq!(plan.decisions[0].reason.as_deref(), Some("branch_disagrees"));
    assert_eq!(plan.decisions[0].candidates.len(), 1, "the centre that the registry has");
    let mut incomplete = world();
    incomplete.registry = vec![row("B001", "PLZ SOL", "1001", "")];
    assert_eq!(incomplete.fate("B009", "PLZ SOL"), "branch_disagrees");
}

#[test]
fn a_person_may_say_which_of_a_branch_s_centres_is_meant() {
    let mut world = world().said("PLZ SOL", Some("1003"));
    assert_eq!(world.fate("B009", "PLZ SOL"), "known inherited", "the registry is clear by itself");
    world.registry.push(row("B003", "PLZ SOL", "1003", "000103"));
    let plan = world.plan(&[("B009", "PLZ SOL")]);
    assert_eq!((plan.series[0].row.account.as_str(), plan.series[0].how), ("000103", How::Confirmed));
    assert_eq!(world.said("PLZ SOL", Some("1002")).fate("B009", "PLZ SOL"), "branch_disagrees");
}

#[test]
fn a_known_series_at_an_unknown_branch_is_held_unless_the_profile_lets_it_pass() {
    assert_eq!(world().fate("B001", "PLZ MAR"), "series_elsewhere");
    let mut open = world();
    open.pairs.series_elsewhere_is_new = true;
    assert_eq!(open.fate("B001", "PLZ MAR"), "new allocated");
    assert_eq!(world().said("plz mar", Some("1003")).fate("B001", "PLZ MAR"), "new confirmed");
}

#[test]
fn only_exactly_one_centre_of_the_same_name_makes_a_branch_new() {
    assert_eq!(world().fate("B009", "plz mar."), "new allocated");
    assert_eq!(world().fate("B009", "PLZ PINO"), "branch_ambiguous");
    assert_eq!(world().fate("B009", "PLZ MARE"), "branch_to_confirm");
    assert_eq!(world().fate("B009", "KIOSCO 14"), "branch_unknown");
    assert_eq!(world().fate("B009", ""), "branch_unknown");
}

#[test]
fn a_person_decides_and_the_later_word_counts() {
    let world = world().said("PLZ PINO", Some("1004"));
    assert_eq!(world.fate("B009", "Plaza Pino"), "new confirmed");
    let world = world.said("PLAZA PINO", Some("1005"));
    assert_eq!(world.plan(&[("B009", "PLZ PINO")]).series[0].row.centre, "1005");
    assert_eq!(world.said("PLZ PINO", Some("9999")).fate("B009", "PLZ PINO"), "centre_unknown");
}

#[test]
fn the_aliases_of_the_profile_count_after_those_of_people() {
    let mut world = world();
    world.matching.aliases = vec![("KIOSCO".to_owned(), "1003".to_owned())];
    assert_eq!(world.fate("B009", "KIOSCO"), "new confirmed");
    assert_eq!(world.said("KIOSCO", None).fate("B009", "KIOSCO"), "branch_left");
}

#[test]
fn what_is_left_is_held_only_where_it_would_be_held_anyway() {
    assert_eq!(world().said("PLZ PINO", None).fate("B009", "PLZ PINO"), "branch_left");
    assert_eq!(world().said("PLZ SOL", None).fate("B009", "PLZ SOL"), "known inherited");
}

#[test]
fn a_profile_may_have_a_person_look_at_new_series_of_known_branches() {
    for (choice, held) in [(KnownBranch::Confirm, "branch_to_confirm"), (KnownBranch::Hold, "branch_known")] {
        let mut world = world();
        world.pairs.known_branch = choice;
        assert_eq!(world.fate("B009", "PLZ SOL"), held);
        assert_eq!(world.said("PLZ SOL", Some("1001")).fate("B009", "PLZ SOL"), "known confirmed");
    }
}

#[test]
fn a_pair_that_the_registry_has_is_known_and_not_registered() {
    assert_eq!(world().fate("b001", "plz  sol"), "known -");
}

#[test]
fn one_account_is_made_for_a_centre_and_held_pairs_make_none() {
    let plan = world().plan(&[
        ("B008", "PLZ MARE"),
        ("B009", "PLZ MAR"),
        ("F009", "PLZ MAR"),
        ("B010", "PLAZA MAR"),
    ]);
    let codes: Vec<_> = plan.accounts.iter().map(|new| new.account.code.as_str()).collect();
    assert_eq!(codes, ["000200"]);
    assert_eq!(plan.series.len(), 3);
    assert!(plan.series.iter().all(|new| new.row.account == "000200" && new.how == How::Allocated));
}

#[test]
fn an_account_can_be_made_for_each_series() {
    let mut world = world();
    world.accounts = Some(per(Per::Series, "TICKETS - {centre_name} {series}"));
    let plan =
        world.plan(&[("B009", "PLZ MAR"), ("F009", "PLZ MAR"), ("B010", "PLZ SOL"), ("B011", "PLZ LUNA")]);
    let codes: Vec<_> = plan.accounts.iter().map(|new| new.account.code.as_str()).collect();
    assert_eq!(codes, ["000200", "000201", "000202", "000203"], "of known branches, too");
    assert_eq!(plan.decisions[2].outcome, PairOutcome::Known);
}

#[test]
fn pairs_without_an_account_are_held_and_the_others_go_on() {
    let mut world = world();
    world.accounts = Some(Accounts {
        prefix: "000".to_owned(),
        width: 6,
        words: "NOBODY".to_owned(),
        ..per(Per::Centre, "X {centre_name}")
    });
    let plan = world.plan(&[("B009", "PLZ MAR"), ("B010", "PLZ SOL")]);
    assert_eq!(plan.decisions[0].reason.as_deref(), Some("account_range_unknown"));
    assert_eq!(plan.decisions[1].outcome, PairOutcome::Known);
    assert_eq!((plan.accounts.len(), plan.series.len()), (0, 1));
}

#[test]
fn a_profile_without_accounts_registers_series_alone() {
    let mut world = world();
    world.accounts = None;
    let plan = world.plan(&[("B009", "PLZ MAR")]);
    assert!(plan.accounts.is_empty());
    assert_eq!((plan.series[0].row.centre.as_str(), plan.series[0].row.account.as_str()), ("1003", ""));
}

#[test]
fn what_was_registered_for_the_job_stays_what_it_was() {
    let mut all = pairs(&[("B009", "PLZ MAR"), ("B010", "PLZ PINO"), ("B011", "PLZ SOL")]);
    let first = world().plan_of(&all);
    for (pair, decision) in all.iter_mut().zip(&first.decisions) {
        pair.decision = Some(decision.clone());
    }
    let mut registered = world();
    registered.registry.extend(first.series.iter().map(|new| new.row.clone()));
    let again = registered.plan_of(&all);
    assert_eq!(again.decisions, first.decisions);
    assert!(again.accounts.is_empty() && again.series.is_empty());
}

#[test]
fn outcomes_that_do_not_add_up_are_a_bug_that_stops() {
    let pairs = pairs(&[("B009", "PLZ MAR"), ("B010", "PLZ PINO")]);
    let plan = world().plan_of(&pairs);
    let (counts, rows) = count_outcomes(&pairs, &plan.decisions, 4).expect("adds up");
    assert_eq!((counts.new, counts.held, rows.new, rows.held), (1, 1, 2, 2));
    assert_eq!(count_outcomes(&pairs, &plan.decisions, 5), Err(Unbalanced::Rows { rows: 4, accepted: 5 }));
    let short = count_outcomes(&pairs, &plan.decisions[..1], 4);
    assert_eq!(short, Err(Unbalanced::Decisions { pairs: 2, decisions: 1 }));
}

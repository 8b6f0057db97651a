//! The pairs of the sample ledgers against the sample registry, centres and accounts: what facts.json says of them.

use calamine::{Reader, Xlsx, open_workbook};
use factulink::import::accounts::Account;
use factulink::import::answer::{check_ours, pair_key, read_details};
use factulink::import::centres::Centre;
use factulink::import::profile::{
    Accounts, ColumnId, KnownBranch, MatchingSettings, Pairs, Per, ReportPlace, ReportSettings,
};
use factulink::import::reconcile::{
    NewAccount, NewSeries, PlanBasis, ReconcileSettings, RegistrationPlan, count_outcomes, plan, still_named,
};
use factulink::import::registry::{RegistryRow, lost_rows, union_registry};
use factulink::import::report_json::from_json;
use factulink::import::reports;
use factulink::state::import_pairs::{How, NewPair, Pair, PairKey, PairOutcome};
use factulink::template::Template;
use proving::shared::shared;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// The sample files of one month.
struct Month {
    facts: Value,
    settings: (Pairs, MatchingSettings, Accounts),
    pairs: Vec<Pair>,
    registry: Vec<RegistryRow>,
    registry_after: Vec<RegistryRow>,
    centres: Vec<Centre>,
    accounts: Vec<Account>,
}

fn month(name: &str) -> Option<Month> {
    let folder = shared()?.join("bulk/fixtures");
    let facts = std::fs::read_to_string(folder.join("facts.json")).expect("facts.json");
    let facts: Value = serde_json::from_str(&facts).expect("JSON");
    let facts = facts[name].clone();
    let rows = |file: &str| workbook(&folder.join(file));
    Some(Month {
        settings: settings(&folder),
        pairs: pairs(&folder, &facts),
        registry: rows("platform/series0926.xlsx").iter().map(|row| registry_row(row)).collect(),
        registry_after: rows("expected/2026-10/series1026.xlsx")
            .iter()
            .map(|row| registry_row(row))
            .collect(),
        centres: rows("accounting/centros.xlsx").into_iter().map(centre).collect(),
        accounts: rows("accounting/cuentas.xlsx").into_iter().map(account).collect(),
        facts,
    })
}

/// The rows below the titles of a workbook's first sheet, as another reader has them.
fn workbook(file: &Path) -> Vec<Vec<String>> {
    let mut workbook: Xlsx<_> = open_workbook(file).expect("a workbook");
    let range = workbook.worksheet_range_at(0).expect("a sheet").expect("cells");
    range.rows().skip(1).map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

fn registry_row(cells: &[String]) -> RegistryRow {
    let cell = |at: usize| cells.get(at).cloned().unwrap_or_default();
    RegistryRow {
        series: cell(1),
        centre: cell(2),
        centre_name: cell(3),
        branch: cell(4),
        operation: cell(5),
        operation_name: cell(6),
        account: cell(7),
        account_name: cell(8),
    }
}

fn centre(cells: Vec<String>) -> Centre {
    Centre { code: cells[0].clone(), name: cells[1].clone() }
}

fn account(cells: Vec<String>) -> Account {
    Account { code: cells[0].clone(), name: cells[1].clone() }
}

/// The tables of the sample profile that reconciling follows.
fn settings(folder: &Path) -> (Pairs, MatchingSettings, Accounts) {
    let text = std::fs::read_to_string(folder.join("profiles/sunat-ventas.toml")).expect("a profile");
    let profile: toml::Table = text.parse().expect("TOML");
    let text = |value: &toml::Value| value.as_str().expect("a text").to_owned();
    let two = |value: &toml::Value| {
        let list = value.as_array().expect("a list");
        (text(&list[0]), text(&list[1]))
    };
    let [pairs, matching, accounts] = ["pairs", "match", "accounts"].map(|name| &profile[name]);
    let pairs = Pairs {
        series: ColumnId(0),
        branch: ColumnId(1),
        classes: Vec::new(),
        known_branch: KnownBranch::Inherit,
        series_elsewhere_is_new: false,
        operation: two(&pairs["operation"]),
    };
    let words = matching["words"].as_array().expect("groups of words").iter().map(two).collect();
    let propose = matching["propose"].as_integer().and_then(|score| score.try_into().ok()).expect("a score");
    let matching = MatchingSettings { propose, words, aliases: Vec::new() };
    let accounts = Accounts {
        prefix: text(&accounts["prefix"]),
        words: text(&accounts["words"]),
        width: accounts["width"].as_integer().and_then(|width| width.try_into().ok()).expect("a width"),
        description: Template::parse(&text(&accounts["description"]), |name| name == "centre_name")
            .expect("a description"),
        per: Per::Centre,
    };
    (pairs, matching, accounts)
}

/// The pairs of the chunks that are to be sent, in the order of their first rows.
fn pairs(folder: &Path, facts: &Value) -> Vec<Pair> {
    let (mut order, mut counted) = (Vec::new(), HashMap::<PairKey, NewPair>::new());
    let mut number = 0;
    for chunk in chunks(folder, facts) {
        let mut reader = csv::Reader::from_path(chunk).expect("a chunk");
        for row in reader.records() {
            let row = row.expect("a row");
            number += 1;
            let (series, branch) = (row[5].to_owned(), row[19].to_owned());
            let key = pair_key(&series, &branch);
            let pair = counted.entry(key.clone()).or_insert_with(|| {
                order.push(key.clone());
                NewPair { key, series, branch, rows: 0, first_no: number }
            });
            pair.rows += 1;
        }
    }
    let pair = |key| Pair { content: counted.remove(&key).expect("counted"), decision: None };
    order.into_iter().map(pair).collect()
}

fn chunks(folder: &Path, facts: &Value) -> Vec<PathBuf> {
    let expected = folder.join(facts["expected"].as_str().map_or("expected/2026-09", |path| path));
    let files = facts["chunks"].as_array().expect("chunks").iter();
    files.map(|chunk| expected.join(chunk["file"].as_str().expect("a file"))).collect()
}

impl Month {
    fn basis<'a>(&'a self, details: &'a [PairKey], aliases: &'a [(String, Option<String>)]) -> PlanBasis<'a> {
        let (pairs, matching, accounts) = &self.settings;
        PlanBasis {
            settings: ReconcileSettings { pairs, matching: Some(matching), accounts: Some(accounts) },
            pairs: &self.pairs,
            details,
            registry: &self.registry,
            centres: &self.centres,
            accounts: &self.accounts,
            written: &[],
            recalled: &[],
            aliases,
        }
    }

    fn details(&self) -> Vec<PairKey> {
        let details = self.facts["details"].as_array().expect("details").iter();
        details.map(|detail| pair_key(text(detail, "series"), text(detail, "branch"))).collect()
    }

    fn accepted(&self) -> u64 {
        self.facts["rows"]["accepted"].as_u64().expect("a count")
    }

    /// The month as it is when a plan was carried out: registered, and every pair decided.
    fn carried_out(mut self, plan: &RegistrationPlan) -> Month {
        self.registry = self.registry_after.clone();
        self.accounts.extend(plan.accounts.iter().map(|new| new.account.clone()));
        for (pair, decision) in self.pairs.iter_mut().zip(&plan.decisions) {
            pair.decision = Some(decision.clone());
        }
        self
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().expect("a text")
}

/// The accounts of a plan as the facts have them.
fn accounts_of(plan: &RegistrationPlan) -> Value {
    let account = |new: &NewAccount| {
        json!({"code": new.account.code, "description": new.account.name, "tax_number": "", "document_type": "0",
            "cost_centre": new.centre.code})
    };
    plan.accounts.iter().map(account).collect()
}

/// The series of a plan as the facts have them.
fn series_of(plan: &RegistrationPlan) -> Value {
    let series = |new: &NewSeries| {
        let row = &new.row;
        json!({"series": row.series, "cost_centre": row.centre, "cost_centre_name": row.centre_name,
            "branch": row.branch, "operation": row.operation, "operation_name": row.operation_name,
            "account": row.account, "account_name": row.account_name, "how": new.how.as_str()})
    };
    plan.series.iter().map(series).collect()
}

fn held_of(month: &Month, plan: &RegistrationPlan) -> Vec<Value> {
    let held = month.pairs.iter().zip(&plan.decisions).filter(|(_, one)| one.outcome == PairOutcome::Held);
    held.map(|(pair, decision)| {
        let candidates: Vec<_> = decision.candidates.iter().map(|one| &one.centre).collect();
        json!({"series": pair.content.series, "branch": pair.content.branch, "reason": decision.reason,
            "candidates": candidates, "rows": pair.content.rows})
    })
    .collect()
}

#[test]
fn every_pair_of_the_ledger_becomes_what_the_facts_say() {
    let Some(month) = month("2026-10") else { return };
    let details = month.details();
    let plan = plan(&month.basis(&details, &[]));
    assert_eq!(accounts_of(&plan), month.facts["registrations"]["accounting"]);
    assert_eq!(series_of(&plan), month.facts["registrations"]["platform"]);
    assert_eq!(Value::from(held_of(&month, &plan)), month.facts["held"]);
    let (pairs, rows) = count_outcomes(&month.pairs, &plan.decisions, month.accepted()).expect("adds up");
    assert!(pairs.add_up() && rows.add_up());
    let counts = json!({"total": pairs.total, "loaded": pairs.loaded, "known": pairs.known, "new": pairs.new,
        "held": pairs.held});
    assert_eq!(counts, month.facts["pairs"]);
    let by_outcome = json!({"loaded": rows.loaded, "known": rows.known, "new": rows.new, "held": rows.held});
    assert_eq!(by_outcome, month.facts["rows_by_outcome"]);
}

#[test]
fn proposals_bear_the_scores_that_a_person_is_shown() {
    let Some(month) = month("2026-10") else { return };
    let details = month.details();
    let plan = plan(&month.basis(&details, &[]));
    let scores: BTreeMap<&str, Vec<&str>> = month
        .pairs
        .iter()
        .zip(&plan.decisions)
        .filter(|(_, decision)| decision.reason.as_deref() == Some("branch_to_confirm"))
        .map(|(pair, decision)| {
            (pair.content.branch.as_str(), decision.candidates.iter().map(|one| one.score.as_str()).collect())
        })
        .collect();
    assert_eq!(scores["PLZ LOS PINO"], ["96.6", "83.9"]);
    assert_eq!(scores["PLAZA NORTE III"][0], "96.6");
}

#[test]
fn the_registry_to_write_is_the_one_that_is_expected() {
    let Some(month) = month("2026-10") else { return };
    let details = month.details();
    let ours: Vec<_> = plan(&month.basis(&details, &[])).series.into_iter().map(|new| new.row).collect();
    assert_eq!(ours.len(), 11);
    let written = union_registry(&month.registry, &ours);
    assert_eq!(written, month.registry_after);
    assert!(lost_rows(&written, &month.registry_after).is_empty());
    assert_eq!(lost_rows(&written, &month.registry).len(), 11);
}

#[test]
fn what_a_person_confirmed_goes_through_and_the_rest_stays_held() {
    let Some(month) = month("2026-10") else { return };
    let details = month.details();
    let first = plan(&month.basis(&details, &[]));
    let month = month.carried_out(&first);
    let facts = &month.facts["after_confirmation"];
    let confirmed = facts["confirmed"].as_object().expect("branches");
    let aliases: Vec<_> = confirmed
        .iter()
        .map(|(branch, centre)| (branch.clone(), centre.as_str().map(str::to_owned)))
        .collect();
    // The platform names what is not registered; naming all again must change nothing.
    let held: Vec<PairKey> = month
        .pairs
        .iter()
        .filter(|pair| pair.decision.as_ref().is_some_and(|one| one.outcome == PairOutcome::Held))
        .map(|pair| pair.content.key.clone())
        .collect();
    assert!(still_named(&held, &month.pairs).is_empty());
    assert_eq!(still_named(&details, &month.pairs).len(), details.len() - held.len());
    for named in [&held, &details] {
        let second = plan(&month.basis(named, &aliases));
        assert_eq!(accounts_of(&second), facts["accounting"]);
        assert_eq!(series_of(&second), facts["platform"]);
        let still: Vec<_> = held_of(&month, &second).iter().map(|one| one["branch"].clone()).collect();
        assert_eq!(Value::from(still), facts["still_held"]);
        let (pairs, _) = count_outcomes(&month.pairs, &second.decisions, month.accepted()).expect("adds up");
        assert_eq!((pairs.loaded, pairs.known, pairs.new, pairs.held), (68, 4, 9, 3));
    }
}

#[test]
fn the_answer_as_json_names_the_details_of_the_facts() {
    let Some(month) = month("2026-10") else { return };
    let file = shared().expect("was there").join("bulk/fixtures/platform/errores1026.json");
    let column = |name: &str, key: &str| (name.to_owned(), key.to_owned(), 1);
    let settings = ReportSettings {
        from: ReportPlace::Path(Template::literal("/details")),
        format: None,
        sheet: None,
        rows: Some("/details".to_owned()),
        columns: vec![column("series", "serie"), column("branch", "sucursal")],
        rules: Vec::new(),
        max_age: None,
        table: None,
    };
    let rows = reports::answer(&from_json(&file, &settings).expect("an answer"));
    let details = read_details(&rows).expect("a list");
    assert_eq!(details, month.details());
    check_ours(&details, month.pairs.iter().map(|pair| &pair.content.key)).expect("pairs that were sent");
}

#[test]
fn without_details_every_pair_is_loaded() {
    let Some(month) = month("2026-09") else { return };
    let plan = plan(&month.basis(&[], &[]));
    assert!(plan.accounts.is_empty() && plan.series.is_empty());
    assert!(plan.decisions.iter().all(|one| one.outcome == PairOutcome::Loaded));
    let (pairs, rows) = count_outcomes(&month.pairs, &plan.decisions, month.accepted()).expect("adds up");
    assert_eq!((pairs.total, pairs.loaded, rows.loaded), (58, 58, 620));
}

#[test]
fn accounts_that_were_written_and_not_reported_yet_are_not_planned_again() {
    let Some(month) = month("2026-10") else { return };
    let details = month.details();
    let first = plan(&month.basis(&details, &[]));
    let written: Vec<_> = first.accounts.iter().take(2).map(|new| new.account.clone()).collect();
    let second = plan(&PlanBasis { written: &written, ..month.basis(&details, &[]) });
    assert_eq!(second.accounts, first.accounts[2..]);
    let rows = |plan: &RegistrationPlan| plan.series.iter().map(|new| new.row.clone()).collect::<Vec<_>>();
    assert_eq!(rows(&second), rows(&first));
    assert_eq!(second.series[0].how, How::AccountFound);
}

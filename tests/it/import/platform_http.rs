//! A month from the file to the last registration, over HTTP: nothing is sent twice, and a person decides what only a
//! person can.

use super::world::{JOB, OCTOBER, Office, SEPTEMBER, arrived_once, job_of, submissions};
use crate::double::Double;
use serde_json::{Value, json};

const ACCOUNTING: &str = "accounting/contabilidad.accdb";

/// Code, description, tax number and document type of the accounts, as the facts have them.
pub fn accounts(facts: &Value) -> Vec<Vec<String>> {
    rows(facts, &["code", "description", "tax_number", "document_type"])
}

/// Rows of the registry, as the facts have them.
pub fn registry(facts: &Value) -> Vec<Vec<String>> {
    let columns = [
        "series",
        "cost_centre",
        "cost_centre_name",
        "branch",
        "operation",
        "operation_name",
        "account",
        "account_name",
    ];
    rows(facts, &columns)
}

fn rows(facts: &Value, columns: &[&str]) -> Vec<Vec<String>> {
    let text = |row: &Value, column: &&str| row[*column].as_str().expect("a text").to_owned();
    let rows = facts.as_array().expect("rows");
    rows.iter().map(|row| columns.iter().map(|column| text(row, column)).collect()).collect()
}

/// The last rows of the registry at the platform, without their running number.
pub fn last_of_registry(double: &Double, count: usize) -> Vec<Vec<String>> {
    let all = double.report("series");
    all[all.len() - count..].iter().map(|row| row[1..].to_vec()).collect()
}

/// The first four columns of the accounts in the accounting program's file.
fn booked(office: &Office) -> Vec<Vec<String>> {
    office.table(ACCOUNTING, "CUENTAS").into_iter().map(|row| row[..4].to_vec()).collect()
}

#[test]
fn october_is_loaded_registered_and_confirmed_as_the_facts_have_it() {
    let Some((office, double)) = Office::with_double(&[]) else { return };
    let facts = office.facts();
    let october = &facts["2026-10"];
    let (old_accounts, old_registry) = (booked(&office), double.report("series"));

    let (code, job) = office.run(OCTOBER, "500");
    assert_eq!((code, &job["state"], &job["reason"]), (90, &json!("held"), &json!("pairs_held")), "{job}");
    assert_eq!(job["scenario"], "B");
    assert_eq!(job["pairs"], october["pairs"]);
    assert_eq!(job["row_outcomes"], october["rows_by_outcome"]);
    assert_eq!(job["chunks"], json!({ "total": 4, "taken": 4, "unknown": 0 }));
    arrived_once(&double, 1918);
    assert_eq!(held(&job), expected_held(october));

    let new = accounts(&october["registrations"]["accounting"]);
    assert_eq!(booked(&office), [old_accounts.clone(), new.clone()].concat());
    let series = registry(&october["registrations"]["platform"]);
    assert_eq!(double.report("series").len(), old_registry.len() + series.len());
    assert_eq!(double.report("series")[..old_registry.len()], old_registry);
    assert_eq!(last_of_registry(&double, series.len()), series);

    for pair in october["registrations"]["platform"].as_array().expect("rows") {
        let (_, told) = office.told(&["explain", JOB, pair["series"].as_str().expect("a series")]);
        let stories = told["pairs"].as_array().cloned().unwrap_or_else(|| vec![told["pair"].clone()]);
        let story = stories.iter().find(|story| story["branch"] == pair["branch"]).expect("the pair");
        assert_eq!((&story["how"], &story["account"]), (&pair["how"], &pair["account"]), "{story}");
    }
    the_first_row_of_a_pair_is_its_row_in_the_file(&office, &job);
    nothing_changes(&office, &double);
    let after = &october["after_confirmation"];
    for (branch, centre) in after["confirmed"].as_object().expect("branches") {
        let (code, told) = office.told(&["confirm", JOB, branch, centre.as_str().expect("a code")]);
        assert_eq!((code, &told["done"]), (0, &json!("decided")), "{told}");
    }
    let (code, job) = job_of(office.told(&["run", "--profile", "sunat-ventas", "--period", "2026-10"]));
    assert_eq!((code, &job["reason"]), (90, &json!("pairs_held")), "{job}");
    let confirmed = accounts(&after["accounting"]);
    assert_eq!(booked(&office), [old_accounts, new, confirmed].concat());
    assert_eq!(last_of_registry(&double, 2), registry(&after["platform"]));
    let still: Vec<_> = held(&job).into_iter().map(|(branch, ..)| branch).collect();
    let mut expected: Vec<String> = serde_json::from_value(after["still_held"].clone()).expect("branches");
    expected.sort();
    assert_eq!(still, expected);

    for branch in &still {
        assert_eq!(office.import(&["confirm", JOB, branch, "--leave"]).code, 0);
    }
    let (code, job) = job_of(office.told(&["run", "--profile", "sunat-ventas", "--period", "2026-10"]));
    assert_eq!((code, &job["state"]), (0, &json!("done")), "{job}");
    arrived_once(&double, 1918);

    // A decision that is taken back is named, and so is a branch about which there is none.
    for (branch, centre) in after["confirmed"].as_object().expect("branches") {
        let forget = || office.import(&["confirm", JOB, "--forget", branch]).stdout;
        let centre = centre.as_str().expect("a code");
        assert!(forget().contains(&format!("{branch} is no longer {centre};")));
        assert!(forget().contains(&format!("nothing was decided about {branch}")));
    }
}

/// Rejected rows and blank ones stand between, so that the running number is another.
fn the_first_row_of_a_pair_is_its_row_in_the_file(office: &Office, job: &Value) {
    for pair in job["needs_attention"].as_array().expect("pairs").iter().take(2) {
        let (_, told) = office.told(&["explain", JOB, pair["series"].as_str().expect("a series")]);
        let story = &told["pair"];
        assert_ne!(story["first_row"], story["first_number"], "{story}");
        let (_, row) = office.told(&["explain", JOB, &story["first_row"].to_string()]);
        let of = |name: &str| (row["row"][name].clone(), story[name].clone());
        for (row, pair) in [of("series"), of("branch")] {
            assert_eq!(row, pair);
        }
        assert_eq!(row["row"]["number"], story["first_number"]);
        // It waits for what its pair waits for.
        assert_eq!(row["row"]["held"]["reason"], pair["reason"], "{row}");
        assert_eq!(row["row"]["held"]["commands"], pair["commands"], "{row}");
    }
}

/// A second run sends nothing and registers nothing.
fn nothing_changes(office: &Office, double: &Double) {
    let (sent, accounts, series) = (submissions(double), office.bytes(ACCOUNTING), double.report("series"));
    let (code, job) = office.run(OCTOBER, "500");
    assert_eq!((code, &job["reason"]), (90, &json!("pairs_held")), "{job}");
    assert_eq!(submissions(double), sent);
    assert!(office.bytes(ACCOUNTING) == accounts);
    assert_eq!(double.report("series"), series);
}

type Held = (String, String, String, Vec<String>, u64);

/// Branch, series, reason, candidates and rows of what waits for a person.
fn held(job: &Value) -> Vec<Held> {
    sorted(&job["needs_attention"], |candidate| candidate["centre"].clone())
}

fn expected_held(facts: &Value) -> Vec<Held> {
    sorted(&facts["held"], Value::clone)
}

fn sorted(held: &Value, centre: impl Fn(&Value) -> Value) -> Vec<Held> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let one = |pair: &Value| {
        let candidates = pair["candidates"].as_array().expect("candidates");
        let candidates = candidates.iter().map(|one| text(&centre(one))).collect();
        let rows = pair["rows"].as_u64().expect("rows");
        (text(&pair["branch"]), text(&pair["series"]), text(&pair["reason"]), candidates, rows)
    };
    let mut all: Vec<_> = held.as_array().expect("pairs").iter().map(one).collect();
    all.sort();
    all
}

#[test]
fn september_which_the_platform_knows_whole_is_done() {
    let Some((office, double)) = Office::with_double(&[]) else { return };
    let (code, job) = office.run(SEPTEMBER, "500");
    assert_eq!((code, &job["state"], &job["scenario"]), (0, &json!("done"), &json!("A")), "{job}");
    assert_eq!(job["pairs"], office.facts()["2026-09"]["pairs"]);
    assert_eq!(job["row_outcomes"], json!({ "loaded": 620 }));
    arrived_once(&double, 620);
    let (code, told) = office.told(&["run", "--profile", "sunat-ventas", "--period", "2026-09"]);
    assert_eq!((code, &told["files"][0]["outcome"]), (0, &json!("known")), "{told}");
    arrived_once(&double, 620);
}

#[test]
fn stage_by_stage_the_folder_of_ledgers_comes_to_the_same_end() {
    let Some((mut office, double)) = Office::with_double(&[]) else { return };
    office.place.variables.insert("CHUNK_SIZE", "500".to_owned());
    for other in ["sunat-ventas-folder", "tarifa"] {
        std::fs::remove_file(office.path(&format!("profiles/{other}.toml"))).expect("removed");
    }
    let facts = office.facts();
    let states = |told: &Value| {
        let state = |job: &Value| {
            format!("{} {}", job["job"].as_str().expect("a job"), job["state"].as_str().expect("a state"))
        };
        let mut states: Vec<_> = told["jobs"].as_array().expect("jobs").iter().map(state).collect();
        states.sort();
        states
    };
    let (code, told) = office.told(&["prepare"]);
    assert_eq!((code, submissions(&double)), (90, 0), "with rejected rows: {told}");
    assert_eq!(states(&told), ["sunat-ventas/2026-09 prepared", "sunat-ventas/2026-10 prepared"]);
    let (code, told) = office.told(&["load"]);
    assert_eq!(code, 0, "{told}");
    assert_eq!(states(&told), ["sunat-ventas/2026-09 done", "sunat-ventas/2026-10 answered"]);
    let (code, told) = office.told(&["reconcile"]);
    assert_eq!((code, states(&told)), (0, vec!["sunat-ventas/2026-10 reconciled".to_owned()]), "{told}");
    let before = booked(&office);
    let (code, told) = office.told(&["register"]);
    assert_eq!((code, states(&told)), (90, vec!["sunat-ventas/2026-10 held".to_owned()]), "{told}");
    let october = &facts["2026-10"]["registrations"];
    assert_eq!(booked(&office), [before, accounts(&october["accounting"])].concat());
    let series = registry(&october["platform"]);
    assert_eq!(last_of_registry(&double, series.len()), series);
    arrived_once(&double, 1918 + 620);
    let (code, told) = office.told(&["run"]);
    assert_eq!((code, submissions(&double)), (90, 6), "pairs wait: {told}");
    arrived_once(&double, 1918 + 620);
}

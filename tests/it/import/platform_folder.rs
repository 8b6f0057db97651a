//! A month whose platform and accounting program are only reached through folders and files.

use super::platform_http::{accounts, registry};
use super::world::{OCTOBER, Office, SEPTEMBER};
use crate::double::Double;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

const JOB: &str = "sunat-ventas-folder/2026-10";

/// What the double has written down, once it has taken all that was dropped.
fn state(double: &Double) -> Value {
    double.catch_up();
    double.kept_state().expect("a state")
}

/// What arrived at the platform.
fn arrived(double: &Double) -> (usize, u64) {
    let state = state(double);
    let files = state["files"].as_object().expect("files");
    (files.len(), files.values().filter_map(|file| file["rows_taken"].as_u64()).sum())
}

fn registry_of(double: &Double) -> Vec<Vec<String>> {
    serde_json::from_value(state(double)["registry"].clone()).expect("rows")
}

/// The person at the accounting program exports its accounts anew.
fn export_accounts(office: &Office, double: &Double) {
    let rows: Vec<Vec<String>> = serde_json::from_value(state(double)["accounts"].clone()).expect("rows");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let titles = ["Código", "Descripción", "RUC", "Tipo Doc."].map(str::to_owned).to_vec();
    for (row, texts) in (0..).zip([vec![titles], rows].concat()) {
        for (column, text) in (0..).zip(texts) {
            sheet.write_string(row, column, text).expect("written");
        }
    }
    workbook.save(office.path("accounting/cuentas.xlsx")).expect("saved");
}

#[test]
fn october_is_loaded_and_registered_through_folders_as_the_facts_have_it() {
    let Some((office, double)) = Office::with_folder(&[]) else { return };
    let facts = office.facts();
    let october = &facts["2026-10"];
    let (code, job) = office.run(OCTOBER, "500");
    assert_eq!((code, &job["reason"]), (90, &json!("not_confirmed_yet")), "with rejected rows: {job}");
    assert_eq!((&job["pairs"], &job["row_outcomes"]), (&october["pairs"], &october["rows_by_outcome"]));
    assert_eq!(arrived(&double), (4, 1918));
    let (code, job) = office.run(OCTOBER, "500");
    assert_eq!(
        (code, &job["reason"]),
        (75, &json!("not_confirmed_yet")),
        "until the accounts are seen: {job}"
    );

    export_accounts(&office, &double);
    let (code, job) = office.run(OCTOBER, "500");
    assert_eq!((code, &job["reason"]), (90, &json!("pairs_held")), "{job}");
    assert_eq!(arrived(&double), (4, 1918), "nothing is sent twice");
    let all: Vec<Vec<String>> = serde_json::from_value(state(&double)["accounts"].clone()).expect("rows");
    let new = accounts(&october["registrations"]["accounting"]);
    assert_eq!(all[all.len() - new.len()..], new);
    let series = registry(&october["registrations"]["platform"]);
    let rows = registry_of(&double);
    assert_eq!(rows[rows.len() - series.len()..], series);
    let dropped = std::fs::read_dir(office.path("platform/taken")).expect("a folder").filter(|entry| {
        entry.as_ref().is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with("cuentas"))
    });
    assert_eq!(dropped.count(), 1, "the accounts were dropped once");
    let (code, job) = office.run(OCTOBER, "500");
    assert_eq!((code, &job["job"], arrived(&double)), (90, &json!(JOB), (4, 1918)));
}

#[test]
fn september_is_done_also_where_answers_are_written_slowly() {
    let Some((mut office, double)) = Office::with_folder(&[("slow_write", "0.05")]) else { return };
    // A short pause: the program looks while the double writes, and half an answer is at most none yet.
    let clock = Arc::clone(&office.clock);
    office.place.sleep = Box::new(move |time| {
        std::thread::sleep(Duration::from_millis(20));
        clock.pass(time);
    });
    let mut runs = (0..200).map(|_| office.run(SEPTEMBER, "500"));
    let (code, job) = runs.find(|(code, _)| *code != 75).expect("an end");
    assert_eq!((code, &job["state"], &job["scenario"]), (0, &json!("done"), &json!("A")), "{job}");
    assert_eq!(arrived(&double), (2, 620));
}

#[test]
fn a_file_that_is_taken_without_a_word_is_waited_for_and_not_dropped_again() {
    let Some((office, double)) = Office::with_folder(&[("no_ack", "on")]) else { return };
    office.edit("profiles/sunat-ventas-folder.toml", &[("timeout = \"2m\"", "timeout = \"10s\"")]);
    for _ in 0..2 {
        let (code, job) = office.run(SEPTEMBER, "500");
        assert_eq!(
            (code, &job["state"], &job["reason"]),
            (75, &json!("loading"), &json!("platform_working")),
            "{job}"
        );
        assert_eq!(arrived(&double), (1, 500));
    }
}

#[test]
fn an_answer_that_is_cut_is_waited_for_while_it_may_still_be_written_and_never_taken_for_none() {
    let cut = [("broken_answer", "truncated")];
    let Some((office, double)) = Office::with_folder(&cut) else { return };
    let (code, job) = office.run(SEPTEMBER, "500");
    assert_eq!((code, &job["state"], &job["reason"]), (75, &json!("loaded"), &json!("answer_not_there")));
    // By the clock of the next run the answer is older than the patience of the profile.
    office.clock.pass(Duration::from_secs(24 * 3600));
    let (code, job) = office.run(SEPTEMBER, "500");
    assert_eq!(
        (code, &job["state"], &job["reason"]),
        (90, &json!("held"), &json!("answer_unreadable")),
        "{job}"
    );
    assert_eq!(arrived(&double), (2, 620));
}

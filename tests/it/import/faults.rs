//! A platform that fails in every way it can: each ends as it should, and no voucher arrives twice.
//!
//! Most runs send the six sound rows in three chunks.

use super::between::who_takes_a_row_away;
use super::world::{JOB, Office, SIX, arrived_once, submissions};
use crate::double::Double;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const PROFILE: &str = "profiles/sunat-ventas.toml";

/// Whether a run ended with this code, in this state, for this reason.
#[track_caller]
fn ends(ended: &(u8, Value), code: u8, state: &str, reason: Option<&str>) {
    let (found, job) = ended;
    assert_eq!((*found, &job["state"], &job["reason"]), (code, &json!(state), &json!(reason)), "{job}");
}

/// Runs the six rows against a platform with these switches.
fn run_with(switches: &[(&str, &str)]) -> Option<(Office, Double, (u8, Value))> {
    run_changed(switches, &[])
}

/// The same with another profile.
fn run_changed(switches: &[(&str, &str)], changes: &[(&str, &str)]) -> Option<(Office, Double, (u8, Value))> {
    let (office, double) = Office::with_double(switches)?;
    office.edit(PROFILE, changes);
    let ended = office.run(SIX, "2");
    Some((office, double, ended))
}

/// The run ends as if nothing had been, and everything was taken once.
#[track_caller]
fn is_taken_once(switches: &[(&str, &str)], changes: &[(&str, &str)], sent: usize) {
    let Some((_office, double, ended)) = run_changed(switches, changes) else { return };
    ends(&ended, 0, "done", None);
    arrived_once(&double, 6);
    assert_eq!(submissions(&double), sent);
}

#[test]
fn a_busy_platform_is_waited_for_as_long_as_it_says() {
    let Some((office, double, ended)) = run_with(&[("fail", "2"), ("retry_after", "30")]) else { return };
    ends(&ended, 0, "done", None);
    arrived_once(&double, 6);
    let waited = office.clock.passed().num_seconds();
    assert!((60..120).contains(&waited), "{waited} s");
}

#[test]
fn a_busy_platform_that_says_a_date_or_nothing_is_waited_for() {
    is_taken_once(&[("fail", "2"), ("fail_code", "429")], &[], 5);
    is_taken_once(&[("fail", "1"), ("retry_after", "-1")], &[], 4);
}

#[test]
fn a_platform_that_asks_for_a_long_pause_is_left_to_the_next_run() {
    let Some((office, double, ended)) = run_with(&[("fail", "1"), ("retry_after", "3600")]) else { return };
    ends(&ended, 75, "loading", Some("platform_busy"));
    ends(&office.go_on(), 75, "loading", Some("platform_busy"));
    assert_eq!(submissions(&double), 1, "not before its time");
    office.clock.pass(Duration::from_secs(3600));
    ends(&office.go_on(), 0, "done", None);
    arrived_once(&double, 6);
}

#[test]
fn a_platform_that_stays_busy_is_given_up_after_eight_attempts() {
    let Some((office, double, ended)) = run_with(&[("fail", "100"), ("retry_after", "1")]) else { return };
    ends(&ended, 90, "held", Some("attempts_exhausted"));
    assert_eq!(submissions(&double), 8);
    double.switch("fail", 0);
    ends(&office.retry(), 0, "done", None);
    arrived_once(&double, 6);
}

#[test]
fn a_chunk_whose_response_is_lost_is_looked_for_by_its_key() {
    for lost in ["fail_after", "drop_after", "drop_response"] {
        is_taken_once(&[(lost, "2"), ("fail_code", "502")], &[], 3);
    }
}

#[test]
fn a_chunk_that_is_cut_on_the_way_is_sent_again() {
    is_taken_once(&[("drop_during", "2")], &[], 5);
}

#[test]
fn a_platform_that_knows_names_alone_says_that_a_chunk_is_there() {
    let names = ("resend = \"key\"", "resend = \"name\"\nname = \"{yyyy}{mm}-{total}-{key8}.csv\"");
    let no_lookup = (
        "[platform.lookup]\npath = \"/v1/periods/{yyyy}{mm}/files?key={key}\"\nfound = \"/files/0/ticket\"\n",
        "",
    );
    for lost in ["drop_after", "drop_response", "drop_during"] {
        let switches = [("keys", "off"), ("names_once", "on"), (lost, "1")];
        let Some((_office, double, ended)) = run_changed(&switches, &[names, no_lookup]) else { return };
        ends(&ended, 0, "done", None);
        let state = double.state();
        assert_eq!(
            (&state["vouchers_twice"], &state["periods"]["202610"]["rows"]),
            (&json!(0), &json!(6)),
            "{lost}"
        );
    }
}

#[test]
fn what_became_of_a_chunk_that_cannot_be_looked_for_is_said_by_a_person() {
    let never = ("resend = \"key\"", "resend = \"never\"");
    let switches = |lost| [("keys", "off"), (lost, "1")];
    for (lost, fate) in [("drop_after", "--taken"), ("drop_during", "--lost")] {
        let Some((office, double, ended)) = run_changed(&switches(lost), &[never]) else { return };
        ends(&ended, 90, "held", Some("chunk_unknown"));
        assert_eq!(ended.1["chunks"]["unknown"], 1);
        ends(&office.run(SIX, "2"), 90, "held", Some("chunk_unknown"));
        assert_eq!(submissions(&double), 1, "nothing is sent before a person has spoken");
        let settled = office.import(&["settle", JOB, "1", fate]);
        assert_eq!(settled.code, 0, "{settled:?}");
        ends(&office.go_on(), 0, "done", None);
        let state = double.state();
        assert_eq!(
            (&state["vouchers_twice"], &state["periods"]["202610"]["rows"]),
            (&json!(0), &json!(6)),
            "{fate}"
        );
    }
}

#[test]
fn status_requests_that_fail_are_asked_again() {
    is_taken_once(&[("fail_polls", "3"), ("retry_after", "2")], &[], 3);
}

#[test]
fn credentials_that_are_refused_stop_the_run_and_lose_nothing() {
    let Some((office, double, ended)) = run_with(&[("unauthorized", "1")]) else { return };
    ends(&ended, 77, "loading", Some("credentials"));
    ends(&office.go_on(), 0, "done", None);
    arrived_once(&double, 6);
}

#[test]
fn nothing_is_sent_where_a_redirect_points() {
    let Some((office, double, ended)) = run_with(&[("redirect", "http://127.0.0.1:9/elsewhere")]) else {
        return;
    };
    ends(&ended, 90, "held", Some("platform_redirects"));
    double.switch("redirect", "");
    ends(&office.retry(), 0, "done", None);
    arrived_once(&double, 6);
}

#[test]
fn a_chunk_that_is_too_long_is_held_with_a_size_to_try() {
    let Some((_office, double, ended)) = run_with(&[("max_body", "100")]) else { return };
    ends(&ended, 90, "held", Some("platform_refuses"));
    assert_eq!(ended.1["details"]["chunk_size"], "1", "{}", ended.1);
    assert_eq!(ended.1["details"]["status"], "413");
    assert_eq!(double.state()["files"], json!([]));
}

#[test]
fn a_platform_that_is_never_done_is_left_with_the_ticket_kept() {
    let soon = ("timeout = \"30m\"", "timeout = \"10s\"");
    let Some((office, double, ended)) = run_changed(&[("never_done", "on")], &[soon]) else { return };
    ends(&ended, 75, "loading", Some("platform_working"));
    double.switch("never_done", false);
    ends(&office.go_on(), 0, "done", None);
    assert_eq!(submissions(&double), 3);
    arrived_once(&double, 6);
}

#[test]
fn a_platform_that_dies_goes_on_with_what_it_had_taken() {
    let soon = ("timeout = \"30m\"", "timeout = \"10s\"");
    let Some((office, mut double, ended)) = run_changed(&[("never_done", "on")], &[soon]) else { return };
    ends(&ended, 75, "loading", Some("platform_working"));
    double.kill();
    ends(&office.go_on(), 75, "loading", Some("platform_away"));
    double.restart();
    double.switch("never_done", false);
    ends(&office.go_on(), 0, "done", None);
    arrived_once(&double, 6);
}

#[test]
fn a_platform_that_dies_between_two_attempts_is_left_to_the_next_run() {
    let Some((mut office, double)) = Office::with_double(&[("fail", "1"), ("retry_after", "1")]) else {
        return;
    };
    let double = Arc::new(Mutex::new(double));
    let (clock, dying) = (Arc::clone(&office.clock), Arc::clone(&double));
    office.place.sleep = Box::new(move |time| {
        clock.pass(time);
        dying.lock().expect("a double").kill();
    });
    ends(&office.run(SIX, "2"), 75, "loading", Some("platform_away"));
    let clock = Arc::clone(&office.clock);
    office.place.sleep = Box::new(move |time| clock.pass(time));
    let mut double = double.lock().expect("a double");
    double.restart();
    double.switch("fail", 0);
    office.clock.pass(Duration::from_secs(300));
    ends(&office.go_on(), 0, "done", None);
    arrived_once(&double, 6);
}

#[test]
fn a_state_that_nobody_knows_is_held_and_not_guessed() {
    let Some((office, double, ended)) = run_with(&[("strange_state", "???")]) else { return };
    ends(&ended, 90, "held", Some("state_unknown"));
    assert_eq!(ended.1["details"]["state"], "???");
    double.switch("strange_state", "");
    ends(&office.retry(), 0, "done", None);
    arrived_once(&double, 6);
}

#[test]
fn a_file_that_the_platform_gives_up_is_held() {
    let Some((_office, _double, ended)) = run_with(&[("fail_file", "on")]) else { return };
    ends(&ended, 90, "held", Some("chunk_failed"));
}

#[test]
fn rows_that_the_platform_does_not_take_are_noticed() {
    for lost in ["refuse_rows", "lose_rows"] {
        let Some((_office, _double, ended)) = run_with(&[(lost, "1")]) else { return };
        ends(&ended, 90, "held", Some("rows_differ"));
        let details = &ended.1["details"];
        assert_eq!((&details["sent"], &details["taken"]), (&json!("2"), &json!("1")), "{lost}");
    }
}

#[test]
fn an_answer_without_details_means_that_all_is_loaded() {
    for details in ["none", "empty_row"] {
        let Some((_office, _double, ended)) = run_with(&[("details", details)]) else { return };
        ends(&ended, 0, "done", None);
        assert_eq!(ended.1["scenario"], "A");
    }
}

#[test]
fn an_answer_that_is_no_list_is_never_taken_for_a_clean_one() {
    let as_workbook: &[(&str, &str)] = &[(
        "path = \"/v1/periods/{yyyy}{mm}/details?format=json\"\nformat = \"json\"\nrows = \"/details\"\n\
          columns = { series = \"serie\", branch = \"sucursal\" }",
        "path = \"/v1/periods/{yyyy}{mm}/details?format=xlsx\"\nformat = \"xlsx\"\n\
          columns = { series = \"Serie\", branch = \"Sucursal\" }",
    )];
    let cases = [
        ("details", "message", &[][..]),
        ("details", "message", as_workbook),
        ("broken_answer", "html", &[]),
        ("broken_answer", "html", as_workbook),
        ("broken_answer", "truncated", &[]),
        ("broken_answer", "truncated", as_workbook),
        ("broken_answer", "empty", &[]),
        ("broken_answer", "empty", as_workbook),
        ("broken_answer", "other_titles", as_workbook),
    ];
    for (switch, value, changes) in cases {
        let Some((office, double, ended)) = run_changed(&[(switch, value)], changes) else { return };
        let (code, job) = &ended;
        let waits = (*code, job["state"].as_str(), job["reason"].as_str());
        let held = (90, Some("held"), Some("answer_unreadable"));
        assert!(waits == held || waits.0 == 75, "{switch} {value}: {ended:?}");
        assert_eq!(job["scenario"], Value::Null, "{switch} {value}");
        double.switch(switch, if switch == "details" { "auto" } else { "" });
        let ended = if *code == 90 { office.retry() } else { office.go_on() };
        ends(&ended, 0, "done", None);
        arrived_once(&double, 6);
    }
}

#[test]
fn a_detail_that_was_never_sent_is_held() {
    let Some((_office, _double, ended)) = run_with(&[("foreign", "on")]) else { return };
    ends(&ended, 90, "held", Some("detail_not_ours"));
    assert_eq!(ended.1["details"]["branch"], "SUCURSAL AJENA");
}

/// Six rows of which one is of a branch that gets an account, and a series that the platform does not know.
fn with_a_new_branch(office: &Office) -> &'static str {
    let new = "input/new.csv";
    office.copy_with(SIX, new, &[("PLAZA LA VIÑA", "PLZ LOS MOLINOS"), ("B015", "B051")]);
    new
}

#[test]
fn spelling_and_repetition_in_the_answer_do_not_matter() {
    let Some((office, double)) = Office::with_double(&[("spelling", "on")]) else { return };
    ends(&office.run(with_a_new_branch(&office), "2"), 0, "done", None);
    arrived_once(&double, 6);
}

#[test]
fn what_the_platform_still_names_after_it_was_registered_is_held() {
    let Some((office, double)) = Office::with_double(&[("stale", "on")]) else { return };
    ends(&office.run(with_a_new_branch(&office), "2"), 90, "held", Some("still_named"));
    double.switch("stale", false);
    assert_eq!(office.import(&["retry", JOB]).code, 0);
    ends(&office.run(with_a_new_branch(&office), "2"), 0, "done", None);
    arrived_once(&double, 6);
}

#[test]
fn what_somebody_adds_to_the_registry_after_it_was_read_stays_there() {
    let Some((office, double)) = Office::with_double(&[("meddle", "1")]) else { return };
    let before = double.report("series").len();
    double.switch("meddle", 1);
    ends(&office.run(with_a_new_branch(&office), "2"), 0, "done", None);
    let after = double.report("series");
    assert_eq!(after.len(), before + 3, "theirs, theirs and ours");
    assert_eq!(after.last().expect("a row")[1], "B051");
}

#[test]
fn a_row_that_vanishes_from_the_registry_while_it_is_written_is_told() {
    let Some((mut office, double)) = Office::with_double(&[]) else { return };
    office.place.variables.insert("IMPORT_PLATFORM_URL", who_takes_a_row_away(&double));
    let lost = double.report("series").swap_remove(0);
    let ended = office.run(with_a_new_branch(&office), "2");
    ends(&ended, 90, "held", Some("registry_lost_rows"));
    let details = &ended.1["details"];
    assert_eq!((&details["series"], &details["branch"]), (&json!(lost[1]), &json!(lost[4])), "{details}");
    arrived_once(&double, 6);
}

/// Accounts are registered over HTTP, too.
const ACCOUNTS_OVER_HTTP: [(&str, &str); 2] = [
    (
        "[reports.accounts]\nfile = \"accounting/cuentas.xlsx\"",
        "[reports.accounts]\npath = \"/v1/accounts?format=xlsx\"\nformat = \"xlsx\"",
    ),
    (
        "to = \"access\"\nfile = \"accounting/contabilidad.accdb\"\ntable = \"CUENTAS\"\nkey = [\"CODIGO\"]\n\
      columns = { CODIGO = \"{account}\", DESCRIPCION = \"{account_name}\", RUC = \"\", TIPODOC = \"0\", ALTA = \"{today}\" }",
        "to = \"http\"\nmethod = \"POST\"\npath = \"/v1/accounts\"\n\
      columns = { code = \"{account}\", description = \"{account_name}\", tax_number = \"\", document_type = \"0\" }",
    ),
];

#[test]
fn accounts_can_be_registered_over_http() {
    let Some((office, double)) = Office::with_double(&[]) else { return };
    office.edit(PROFILE, &ACCOUNTS_OVER_HTTP);
    let ended = office.run(with_a_new_branch(&office), "2");
    ends(&ended, 0, "done", None);
    let accounts = double.report("accounts");
    let last = accounts.last().expect("an account");
    assert_eq!(last[..2], ["00000000132", "TICKETS VARIOS - PLAZA LOS MOLINOS"]);
}

#[test]
fn an_account_that_another_takes_between_report_and_registration_gets_the_next_number() {
    // Somebody adds an account after the first reading of the series, and one after that of the accounts.
    let Some((office, double)) = Office::with_double(&[("meddle", "2")]) else { return };
    office.edit(PROFILE, &ACCOUNTS_OVER_HTTP);
    let ended = office.run(with_a_new_branch(&office), "2");
    ends(&ended, 0, "done", None);
    let accounts = double.report("accounts");
    let ours: Vec<_> = accounts.iter().filter(|row| row[1] == "TICKETS VARIOS - PLAZA LOS MOLINOS").collect();
    assert_eq!(ours.len(), 1, "{accounts:?}");
    let mut codes: Vec<_> = accounts.iter().map(|row| &row[0]).collect();
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), accounts.len());
}

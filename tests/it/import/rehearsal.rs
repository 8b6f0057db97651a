//! A dry run says what would be sent and registered, and what of it nobody can tell yet.

use super::world::{OCTOBER, Office, job_of};
use serde_json::{Value, json};

fn rehearse(office: &Office, profile: &str, file: &str) -> Value {
    let file = office.path(file);
    let args = ["run", file.to_str().expect("a plain path"), "--profile", profile, "--dry-run"];
    let (code, job) = job_of(office.told(&args));
    assert_eq!(code, 90, "rows are rejected: {job}");
    assert!(!office.path("import").exists() && !office.path("output").exists());
    job
}

fn texts(lines: &Value, of: impl Fn(&Value) -> &Value) -> Vec<String> {
    let lines = lines.as_array().expect("lines");
    lines.iter().map(|line| of(line).as_str().expect("a text").to_owned()).collect()
}

#[test]
fn what_would_be_registered_is_what_the_registry_at_hand_does_not_show() {
    let Some(mut office) = Office::new() else { return };
    office.profile = "sunat-ventas-folder";
    let facts = office.facts();
    let job = rehearse(&office, office.profile, OCTOBER);
    let foretold = &job["foretold"];
    let file = |name: &Value| {
        std::path::Path::new(name.as_str().expect("a path")).file_name().map(|name| name.to_owned())
    };
    assert_eq!(foretold["chunks"].as_array().map(Vec::len), Some(1), "{foretold}");
    assert_eq!(file(&foretold["chunks"][0]["file"]), Some("1918.csv".into()));
    let registrations = foretold["registrations"].as_array().expect("registrations");
    let of = |target: &str| registrations.iter().filter(|one| one["target"] == target).collect::<Vec<_>>();
    let expected = &facts["2026-10"]["registrations"];
    let accounts: Vec<_> = of("accounts").iter().map(|one| one["values"]["account"].clone()).collect();
    let planned = expected["accounting"].as_array().expect("accounts");
    assert_eq!(accounts.len(), planned.len(), "{accounts:?} {planned:?}");
    assert_eq!(of("series").len(), expected["platform"].as_array().expect("rows").len());
    assert_eq!(texts(&foretold["unknown"], |one| &one["what"]), ["not_sent_yet", "answer_to_come"]);
}

#[test]
fn a_platform_is_not_asked_even_for_a_report_and_that_is_said() {
    let Some((office, double)) = Office::with_double(&[]) else { return };
    let job = rehearse(&office, "sunat-ventas", OCTOBER);
    let foretold = &job["foretold"];
    let unknown = ["not_sent_yet", "answer_to_come", "report_remote"];
    assert_eq!(texts(&foretold["unknown"], |one| &one["what"]), unknown);
    assert_eq!(foretold["registrations"], json!([]));
    let state = double.state();
    let mut calls = state["log"].as_array().expect("a log").iter();
    assert!(calls.all(|call| call["what"] == "GET /_double/state"), "{state}");
    let file = office.path(OCTOBER);
    let told =
        office.import(&["run", file.to_str().expect("a path"), "--profile", "sunat-ventas", "--dry-run"]);
    assert!(told.stdout.contains("would send") && told.stdout.contains("1918.csv: 1,918 rows"), "{told:?}");
    assert!(
        !told.stdout.contains("factulink import retry"),
        "nothing can be done to a job that is none: {told:?}"
    );
}

//! The program as a process: what only the real thing can show.

use super::call::Place;
use super::configuration::VALID;
use crate::process::{Ended, call};
use crate::program::program;
use std::path::Path;
use std::process::Command;

fn factulink(place: &Place, args: &[&str]) -> Ended {
    let mut command = program();
    command.env_clear().current_dir(place.path("")).args(args);
    call(&mut command)
}

/// The one file of a log folder.
fn log_of(folder: &Path) -> String {
    let mut files = std::fs::read_dir(folder).expect("a log folder");
    let file = files.next().expect("a log file").expect("an entry").path();
    std::fs::read_to_string(file).expect("text")
}

#[test]
fn the_process_ends_with_the_code_of_the_call() {
    let place = Place::new();
    assert_eq!(factulink(&place, &["--version"]).code, Some(0));
    assert_eq!(factulink(&place, &["pusch"]).code, Some(79));
    assert_eq!(factulink(&place, &["status", "--config", "absent.toml"]).code, Some(78));
}

#[test]
fn a_configuration_in_the_working_directory_is_not_looked_at() {
    let place = Place::new();
    place.write("factulink.toml", VALID);
    let ended = factulink(&place, &["status"]);
    assert_eq!(ended.code, Some(78), "{}", ended.stderr);
}

#[test]
fn what_happens_is_logged_to_the_file_and_more_of_it_with_v() {
    let place = Place::new();
    place.write("factulink.toml", VALID);
    let ended = factulink(&place, &["run", "--config", "factulink.toml", "-vv"]);
    assert_eq!(ended.code, Some(75), "{}", ended.stderr);
    let log = log_of(&place.path("logs"));
    assert!(log.contains("DEBUG configuration "), "{log}");
    assert!(log.contains("WARN  duofic: "), "{log}");
    assert!(ended.stderr.contains("DEBUG configuration "), "{}", ended.stderr);
}

/// `driver = "auto"`, which every company of the demo has.
#[test]
fn every_run_says_of_each_company_that_it_opens_which_way_it_took_and_why() {
    let place = Place::new();
    let folder = place.path("demo");
    assert_eq!(factulink(&place, &["init", "--year", "2026", "--demo", "demo"]).code, Some(0));
    let logs = folder.join("logs");
    let said_by_run = || {
        let before = if logs.exists() { log_of(&logs).len() } else { 0 };
        let run = ["run", "--year", "2026", "--config", "demo/factulink.toml"];
        assert_eq!(factulink(&place, &run).code, Some(90));
        log_of(&logs).split_off(before)
    };
    let says = |log: &str, company: &str, file: &str| {
        let of_it = |line: &&str| line.contains(&format!("INFO  {company}: ")) && line.contains(file);
        log.lines()
            .filter(of_it)
            .any(|line| line.contains(" engine, because ") || line.contains(" driver, because "))
    };
    let (first, second) = (said_by_run(), said_by_run());
    for log in [&first, &second] {
        assert!(says(log, "duofic", "0022026.accdb") && says(log, "ofifactory", "0032026.accdb"), "{log}");
    }
    assert!(says(&first, "oficit", "0012026.accdb"), "{first}");
    assert!(!second.contains("0012026.accdb"), "nothing to write, nothing to open: {second}");
}

#[test]
fn what_ends_the_program_is_in_the_log_and_once_on_standard_error() {
    let place = Place::new();
    place.write("factulink.toml", VALID);
    place.write(
        "state.db",
        "this is not a state file at all, but it is long enough to be taken for a file of some kind",
    );
    let ended = factulink(&place, &["run", "--config", "factulink.toml"]);
    assert_eq!(ended.code, Some(93));
    assert!(log_of(&place.path("logs")).contains("ERROR 93 state: "));
    let stderr = ended.stderr;
    assert_eq!((stderr.matches("error").count(), stderr.contains("ERROR")), (1, false), "{stderr}");
}

#[test]
fn a_log_that_cannot_be_written_is_a_warning_and_stops_nothing() {
    let place = Place::new();
    place.write("factulink.toml", VALID);
    place.write("logs", "a file where the folder should be");
    let ended = factulink(&place, &["run", "--config", "factulink.toml", "--json"]);
    assert_eq!(ended.code, Some(75));
    assert!(ended.stderr.contains("WARN  no log file in "), "{}", ended.stderr);
    let document = ended.json();
    assert_eq!(document["command"], "run");
}

#[test]
fn a_parent_that_nears_two_gigabytes_is_warned_of_before_it_is_full() {
    let place = Place::new();
    assert_eq!(factulink(&place, &["init", "--quiet", "--year", "2026", "--demo", "demo"]).code, Some(0));
    let parent = std::fs::OpenOptions::new().write(true).open(place.path("demo/0012026.accdb"));
    // Nothing is written to the disk for what is not there.
    parent.expect("opens").set_len(1_700 << 20).expect("grows");
    let rehearsal = ["run", "--dry-run", "--year", "2026", "--config", "demo/factulink.toml"];
    let stderr = factulink(&place, &rehearsal).stderr;
    assert!(stderr.contains("has 1700 MiB and can grow by 347 MiB more"), "{stderr}");
}

/// Names the folder for the report to the child that is to panic.
const REPORTS: &str = "FACTULINK_TEST_REPORTS";

/// Nothing by itself; started by the test below, a process in which the program finds a bug in itself.
#[test]
fn a_call_that_panics() {
    if let Some(folder) = std::env::var_os(REPORTS) {
        let code = factulink::cli::panic::guarded(folder.into(), || panic!("a bug of the test's"));
        std::process::exit(code.into());
    }
}

#[test]
fn a_bug_ends_the_process_with_99_and_says_where_the_report_lies() {
    let place = Place::new();
    let mut child = Command::new(std::env::current_exe().expect("the tests"));
    child.args(["--exact", "--nocapture", "cli::process::a_call_that_panics"]);
    let ended = call(child.env(REPORTS, place.path("")));
    assert_eq!(ended.code, Some(99), "{}", ended.stderr);
    let file = place.path("factulink-panic-1.txt");
    let report = std::fs::read_to_string(&file).expect("a report");
    assert!(report.contains("a bug of the test's"), "{report}");
    let stderr = ended.stderr;
    for words in ["has found a bug in itself", "ha encontrado un fallo propio", &file.display().to_string()] {
        assert!(stderr.contains(words), "{words}: {stderr}");
    }
}

//! The program as a process: what only the real thing can show.

use super::call::Place;
use super::configuration::VALID;
use crate::program::{is_foreign, program};
use std::path::Path;
use std::process::{Command, Output};

fn factulink(place: &Place, args: &[&str]) -> Output {
    let mut command = program();
    command.env_clear().current_dir(place.path("")).args(args);
    command.output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
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
    assert_eq!(factulink(&place, &["--version"]).status.code(), Some(0));
    assert_eq!(factulink(&place, &["pusch"]).status.code(), Some(79));
    assert_eq!(factulink(&place, &["status", "--config", "absent.toml"]).status.code(), Some(78));
}

#[test]
fn a_configuration_in_the_working_directory_is_not_looked_at() {
    let place = Place::new();
    place.write("factulink.toml", VALID);
    let ended = factulink(&place, &["status"]);
    assert_eq!(ended.status.code(), Some(78), "{}", text(&ended.stderr));
}

#[test]
fn what_happens_is_logged_to_the_file_and_more_of_it_with_v() {
    let place = Place::new();
    place.write("factulink.toml", VALID);
    let ended = factulink(&place, &["run", "--config", "factulink.toml", "-vv"]);
    assert_eq!(ended.status.code(), Some(75), "{}", text(&ended.stderr));
    let log = log_of(&place.path("logs"));
    assert!(log.contains("DEBUG configuration "), "{log}");
    assert!(log.contains("WARN  duofic: "), "{log}");
    assert!(text(&ended.stderr).contains("DEBUG configuration "), "{}", text(&ended.stderr));
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
    assert_eq!(ended.status.code(), Some(93));
    assert!(log_of(&place.path("logs")).contains("ERROR 93 state: "));
    let stderr = text(&ended.stderr);
    assert_eq!((stderr.matches("error").count(), stderr.contains("ERROR")), (1, false), "{stderr}");
}

#[test]
fn a_log_that_cannot_be_written_is_a_warning_and_stops_nothing() {
    let place = Place::new();
    place.write("factulink.toml", VALID);
    place.write("logs", "a file where the folder should be");
    let ended = factulink(&place, &["run", "--config", "factulink.toml", "--json"]);
    assert_eq!(ended.status.code(), Some(75));
    assert!(text(&ended.stderr).contains("WARN  no log file in "), "{}", text(&ended.stderr));
    let document: serde_json::Value = serde_json::from_slice(&ended.stdout).expect("one document");
    assert_eq!(document["command"], "run");
}

#[test]
fn a_parent_that_nears_two_gigabytes_is_warned_of_before_it_is_full() {
    let place = Place::new();
    assert!(factulink(&place, &["init", "--quiet", "--year", "2026", "--demo", "demo"]).status.success());
    let parent = std::fs::OpenOptions::new().write(true).open(place.path("demo/0012026.accdb"));
    // Nothing is written to the disk for what is not there.
    parent.expect("opens").set_len(1_700 << 20).expect("grows");
    let rehearsal = ["run", "--dry-run", "--year", "2026", "--config", "demo/factulink.toml"];
    let stderr = text(&factulink(&place, &rehearsal).stderr);
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
    let ended = child.env(REPORTS, place.path("")).output().expect("it starts");
    assert_eq!(ended.status.code(), Some(99), "{}", text(&ended.stderr));
    let file = place.path("factulink-panic-1.txt");
    let report = std::fs::read_to_string(&file).expect("a report");
    assert!(report.contains("a bug of the test's"), "{report}");
    let stderr = text(&ended.stderr);
    for words in ["has found a bug in itself", "ha encontrado un fallo propio", &file.display().to_string()] {
        assert!(stderr.contains(words), "{words}: {stderr}");
    }
}

/// The demo with a transaction for every order, at work.
#[cfg(unix)]
fn running(place: &Place) -> std::process::Child {
    let mut command = program();
    command.env_clear().args(["run", "--lang", "en", "--config"]).arg(place.path("demo/factulink.toml"));
    let piped = || std::process::Stdio::piped();
    command.stdout(piped()).stderr(piped()).spawn().expect("the program starts")
}

#[test]
#[cfg(unix)]
fn whoever_asks_it_to_end_gets_98_and_the_next_run_goes_on() {
    use std::time::Duration;
    let place = Place::new();
    let folder = place.path("demo");
    let folder = folder.to_str().expect("a plain path");
    assert_eq!(factulink(&place, &["init", "--quiet", "--demo", folder]).status.code(), Some(0));
    let configuration = place.path("demo/factulink.toml");
    let text_before = std::fs::read_to_string(&configuration).expect("text");
    std::fs::write(&configuration, format!("{text_before}\n[push]\nbatch = 1\n")).expect("written");
    let (mut codes, mut delay) = (Vec::new(), Duration::from_millis(20));
    // To a Windows program only Ctrl-C can be brought, and one that does not listen yet ends with C000013A.
    let (signals, unheard) = if is_foreign() { (["-INT"; 2], Some(0x3a)) } else { (["-INT", "-TERM"], None) };
    while !codes.contains(&Some(90)) {
        let child = running(&place);
        std::thread::sleep(delay);
        let signal = signals[codes.len() % 2];
        let kill = Command::new("kill").args([signal, &child.id().to_string()]).output();
        assert!(kill.is_ok());
        let ended = child.wait_with_output().expect("it ends");
        let code = ended.status.code();
        assert!([unheard, Some(98), Some(90)].contains(&code), "{code:?} {}", text(&ended.stderr));
        assert_eq!(code == Some(98), text(&ended.stdout).contains("stopped as asked"), "{code:?}");
        codes.push(code);
        delay += Duration::from_millis(20);
    }
    assert!(codes.contains(&Some(98)), "{codes:?}");
    let rows = crate::facts::rows::read(&place.path("demo/0012026.accdb"), "F_PPR");
    let mut marks: Vec<_> =
        rows.iter().map(|row| row.text("REFPPR")).filter(|text| text.starts_with("FL ")).collect();
    let written = marks.len();
    marks.sort();
    marks.dedup();
    assert_eq!((written, marks.len()), (71, 71));
}

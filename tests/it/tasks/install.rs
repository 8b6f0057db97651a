//! `task` and the tasks in `status`, on a Windows that is played.

use super::played::Played;
use crate::cli::call::{Ended, Place};
use factulink::task::leaves;
use std::fs;
use std::path::{Path, PathBuf};

const CONFIG: &str = r#"
[parent]
name = "oficit"
path = "data & more/001{year}.accdb"

[[subsidiary]]
name = "duofic"
path = "data & more/002{year}.accdb"
target_series = "7"
supplier = 12
"#;

const RUNS: &str = "last=2026-11-21T10:55:01Z\nnext=2026-11-21T11:00:00Z\nresult=90\nstate=3\n";

fn windows() -> (Place, PathBuf, Played) {
    let mut place = Place::new();
    let file = place.write("factulink.toml", CONFIG);
    let played = Played { runs: Some(RUNS), ..Played::default() };
    place.scheduler = Some(Box::new(played.clone()));
    (place, file, played)
}

fn exported(windows: &Played, name: &str, path: &str) -> String {
    let kept = windows.kept.borrow();
    let leaves = leaves(&kept.tasks[name]).expect("XML");
    leaves.into_iter().find(|(found, _)| found == path).expect("an element").1
}

fn assert_code(ended: &Ended, code: u8) {
    assert_eq!(ended.code, code, "{ended:?}");
}

#[test]
fn install_makes_both_tasks_for_the_system_and_says_what_to_do_next() {
    let (place, file, windows) = windows();
    let ended = place.call_on(&file, &["task", "install"]);
    assert_code(&ended, 0);
    assert!(ended.stdout.starts_with("factulink\\orders: installed\nfactulink\\nightly: installed\n"));
    assert!(ended.stdout.contains("factulink task run"), "{}", ended.stdout);
    let arguments = exported(&windows, r"factulink\orders", "Task/Actions/Exec/Arguments");
    assert_eq!(arguments, format!("run --max-minutes 20 --config {}", file.display()));
    assert_eq!(exported(&windows, r"factulink\orders", "Task/Principals/Principal/UserId"), "S-1-5-18");
    let about = exported(&windows, r"factulink\nightly", "Task/RegistrationInfo/Description");
    assert!(about.ends_with(": duofic -> oficit"), "{about}");
}

#[test]
fn hours_days_and_one_task_alone_can_be_chosen() {
    let (place, file, windows) = windows();
    let args = ["task", "install", "orders", "--every", "15", "--hours", "9:00-14:00", "--days", "mon-sat"];
    assert_code(&place.call_on(&file, &args), 0);
    assert_eq!(windows.kept.borrow().tasks.len(), 1);
    let trigger = |name: &str| {
        exported(&windows, r"factulink\orders", &format!("Task/Triggers/CalendarTrigger/{name}"))
    };
    assert_eq!(
        (trigger("Repetition/Interval"), trigger("Repetition/Duration")),
        ("PT15M".into(), "PT5H".into())
    );
}

#[test]
fn a_dry_run_shows_the_call_and_the_file_and_makes_nothing() {
    let (place, file, windows) = windows();
    let ended = place.call_on(&file, &["task", "install", "nightly", "--dry-run"]);
    assert_code(&ended, 0);
    assert!(ended.stdout.contains("  schtasks.exe /create /tn factulink\\nightly /xml FILE.xml /f\n"));
    assert!(ended.stdout.contains("    <ExecutionTimeLimit>PT2H</ExecutionTimeLimit>\n"), "{}", ended.stdout);
    let json = place.call_on(&file, &["task", "install", "--dry-run", "--json"]).json();
    assert_eq!((&json["version"], &json["dry_run"]), (&1.into(), &true.into()));
    assert_eq!(json["tasks"][0]["call"][2], "/tn");
    assert!(leaves(json["tasks"][1]["xml"].as_str().expect("a document")).is_some());
    assert!(windows.kept.borrow().calls.is_empty());
}

#[test]
fn the_task_of_bulk_files_comes_beside_the_others_when_it_is_asked_for() {
    let (place, file, windows) = windows();
    let ended = place.call_on(&file, &["task", "install", "--import", "--at", "5:45"]);
    assert_code(&ended, 0);
    assert!(ended.stdout.contains("nightly: installed\nfactulink\\import: installed\n"), "{}", ended.stdout);
    let of = |path: &str| exported(&windows, r"factulink\import", path);
    let arguments = format!("import run --max-minutes 110 --config {}", file.display());
    assert_eq!(of("Task/Actions/Exec/Arguments"), arguments);
    assert_eq!(of("Task/Triggers/CalendarTrigger/StartBoundary"), "2020-01-01T05:45:00");
    // From now on it is shown and removed with the others.
    assert!(place.call_on(&file, &["task", "show"]).stdout.contains("factulink\\import\n"));
    assert_code(&place.call_on(&file, &["task", "run", "import"]), 0);
    assert_code(&place.call_on(&file, &["task", "remove", "import"]), 0);
    assert!(!place.call_on(&file, &["task", "show"]).stdout.contains("factulink\\import\n"));
}

#[test]
fn a_configuration_of_bulk_files_alone_has_their_task_alone() {
    let (place, _, windows) = windows();
    let file = place.write("bulk.toml", "[import]\nwork = \"import\"\n");
    let ended = place.call_on(&file, &["task", "install"]);
    assert_code(&ended, 78);
    assert!(ended.stderr.contains("names no companies"), "{}", ended.stderr);
    assert!(ended.stderr.contains("task install --import"), "{}", ended.stderr);
    assert_code(&place.call_on(&file, &["task", "install", "--import"]), 0);
    assert_eq!(windows.kept.borrow().tasks.keys().collect::<Vec<_>>(), [r"factulink\import"]);
    let shown = place.call_on(&file, &["task", "show", "--json"]).json();
    assert_eq!(shown["tasks"].as_array().map(Vec::len), Some(1));
    assert_code(&place.call_on(&file, &["task", "remove"]), 0);
    assert!(windows.kept.borrow().tasks.is_empty());
}

#[test]
#[cfg(unix)]
fn elsewhere_bulk_files_have_their_line_of_a_crontab() {
    let (mut place, file, _) = windows();
    place.scheduler = None;
    let lines = |file: &Path, args: &[&str]| -> Vec<String> {
        let ended = place.call_on(file, args);
        assert_code(&ended, 79);
        ended.stderr.lines().filter(|line| line.contains(" * * ")).map(str::to_owned).collect()
    };
    let both = lines(&file, &["task", "install", "--import"]);
    assert_eq!(both.len(), 3);
    assert!(both[2].starts_with("  30 6 * * * /") && both[2].contains(" import run --max-minutes 110 "));
    let alone = place.write("bulk.toml", "[import]\n");
    assert_eq!(lines(&alone, &["task", "install", "--import"]).len(), 1);
}

#[test]
fn a_user_without_a_password_is_s4u_and_one_with_needs_somebody_to_ask() {
    let (mut place, file, windows) = windows();
    let args = ["task", "install", "orders", "--user", r"OFICINA\ana"];
    assert_code(&place.call_on(&file, &[&args[..], &["--without-password"]].concat()), 0);
    assert_eq!(exported(&windows, r"factulink\orders", "Task/Principals/Principal/LogonType"), "S4U");
    let ended = place.call_on(&file, &args);
    assert_code(&ended, 79);
    assert!(ended.stderr.contains("schtasks asks for the password"), "{}", ended.stderr);
    place.answer = Some("");
    assert_code(&place.call_on(&file, &args), 0);
    assert!(windows.kept.borrow().calls.iter().any(|call| call.contains(r"/ru OFICINA\ana /rp * /f (asks)")));
}

#[test]
fn files_on_a_share_need_a_user_with_a_password() {
    let (mut place, _, windows) = windows();
    let config = CONFIG.replace("data & more/001{year}", r"//server/datos/001{year}");
    let file = place.write("shared.toml", config);
    for account in [&[][..], &["--user", "ana", "--without-password"]] {
        let ended = place.call_on(&file, &[&["task", "install"], account].concat());
        assert_code(&ended, 79);
        assert!(ended.stderr.contains("server") && ended.stderr.contains("--user"), "{}", ended.stderr);
    }
    place.answer = Some("");
    assert_code(&place.call_on(&file, &["task", "install", "--user", "ana"]), 0);
    let network = exported(&windows, r"factulink\orders", "Task/Settings/RunOnlyIfNetworkAvailable");
    assert_eq!(network, "true");
}

#[test]
#[cfg(feature = "odbc")]
fn a_share_that_only_a_connection_string_names_is_one_too() {
    let (place, ..) = windows();
    let connected = CONFIG.replace("[parent]", "[parent]\ndriver = \"odbc\"").replace(
        "path = \"data & more/001{year}.accdb\"",
        r"connection = 'Driver={X};DBQ=\\server\datos\001.accdb;'",
    );
    let file = place.write("connected.toml", connected);
    let ended = place.call_on(&file, &["task", "install"]);
    assert_code(&ended, 79);
    assert!(ended.stderr.contains("server") && ended.stderr.contains("--user"), "{}", ended.stderr);
}

#[test]
fn a_drive_letter_that_leads_nowhere_is_refused_before_anything_is_made() {
    let (place, _, windows) = windows();
    let config = CONFIG.replace("\"data & more/002{year}.accdb\"", r"'Q:\FS\002{year}.accdb'");
    let file = place.write("mapped.toml", config);
    let ended = place.call_on(&file, &["task", "install"]);
    // A letter is a plain name where there are none.
    if cfg!(windows) {
        assert_code(&ended, 79);
        assert!(windows.kept.borrow().calls.is_empty());
    }
}

#[test]
fn without_unlocked_rights_the_answer_is_77_and_how_to_unlock_them() {
    let (mut place, file, windows) = windows();
    place.scheduler = Some(Box::new(Played { plain_user: true, ..windows }));
    let ended = place.call_on(&file, &["task", "install"]);
    assert_code(&ended, 77);
    assert!(ended.stderr.contains("as administrator"), "{}", ended.stderr);
    assert!(ended.stderr.contains("Acceso denegado"), "{}", ended.stderr);
}

#[test]
fn remove_takes_both_away_and_has_nothing_against_their_absence() {
    let (place, file, windows) = windows();
    place.call_on(&file, &["task", "install"]);
    let rehearsed = place.call(&["task", "remove", "--dry-run"]);
    assert!(rehearsed.stdout.contains("factulink\\orders: removed"), "{}", rehearsed.stdout);
    assert_eq!(windows.kept.borrow().tasks.len(), 2);
    // There need not be a configuration any more.
    for word in ["removed", "not there"] {
        let ended = place.call(&["task", "remove"]);
        assert_code(&ended, 0);
        assert_eq!(ended.stdout.matches(&format!(": {word}")).count(), 2, "{}", ended.stdout);
    }
    assert!(windows.kept.borrow().tasks.is_empty());
    assert_code(&place.call(&["task", "run"]), 79);
}

#[test]
fn show_and_status_tell_the_last_run_in_words() {
    let (place, file, _) = windows();
    place.call_on(&file, &["task", "install", "orders"]);
    let shown = place.call_on(&file, &["task", "show"]);
    assert_code(&shown, 0);
    let last = "last run 2026-11-21 11:55: 90 (an order or a bulk file waits for a person); next run 2026-11-21 12:00";
    assert!(shown.stdout.contains(last), "{}", shown.stdout);
    assert!(
        shown.stdout.contains("account: SYSTEM") && shown.stdout.contains("not installed, or not visible")
    );
    let json = place.call_on(&file, &["task", "show", "--json"]).json();
    assert_eq!(json["tasks"][0]["last_result_name"], "held");
    assert_eq!(json["tasks"][1]["installed"], false);
    let status = place.call_on(&file, &["status"]);
    assert!(
        status.stdout.contains(&format!("Scheduled tasks:\n  factulink\\orders: {last}")),
        "{}",
        status.stdout
    );
    let json = place.call_on(&file, &["status", "--json"]).json();
    let task = &json["tasks"][0];
    assert_eq!((&task["name"], &task["running"]), (&r"factulink\orders".into(), &false.into()));
    assert_eq!(
        (&task["last_run"], &task["next_run"]),
        (&"2026-11-21T10:55:01Z".into(), &"2026-11-21T11:00:00Z".into())
    );
    assert_eq!((&task["last_result"], &task["last_result_name"]), (&90.into(), &"held".into()));
    assert_eq!(json["orders"]["captured"], 0);
}

#[test]
fn codes_of_the_scheduler_have_words_in_both_languages() {
    let (mut place, file, windows) = windows();
    place.call_on(&file, &["task", "install", "orders"]);
    let cases = [
        ("last=1999-11-30T00:00:00Z\nnext=\nresult=267011\nstate=3", "nunca ejecutada; sin próxima"),
        ("last=2026-11-21T10:00:00Z\nnext=\nresult=267014\nstate=3", "0x00041306 (terminada a la fuerza"),
        (
            "last=2026-11-21T10:00:00Z\nnext=\nresult=-2147024894\nstate=3",
            "0x80070002 (no se encontró el programa",
        ),
        ("last=2026-11-21T10:00:00Z\nnext=\nresult=75\nstate=4", "en ejecución ahora; última ejecución"),
        ("last=2026-11-21T10:00:00Z\nnext=\nresult=5555\nstate=3", "5555 (ni es un código de factulink"),
    ];
    for (runs, words) in cases {
        place.scheduler = Some(Box::new(Played { runs: Some(runs), ..windows.clone() }));
        let shown = place.call_on(&file, &["task", "show", "--lang", "es"]);
        assert!(shown.stdout.contains(words), "{words}: {}", shown.stdout);
    }
}

#[test]
#[cfg(unix)]
fn elsewhere_the_answer_is_for_cron_and_status_has_no_tasks() {
    let (mut place, file, _) = windows();
    place.scheduler = None;
    for action in ["install", "remove", "show", "run"] {
        let ended = place.call_on(&file, &["task", action]);
        assert_code(&ended, 79);
        let lines: Vec<_> = ended.stderr.lines().skip(1).take(2).collect();
        let config = format!(" --config {}", file.display());
        assert!(lines[0].starts_with("  */5 8-19 * * 1-5 /") && lines[0].ends_with(&config), "{lines:?}");
        assert!(lines[0].contains(" run --max-minutes 20 "), "{lines:?}");
        assert!(lines[1].starts_with("  30 22 * * * /") && lines[1].ends_with(&config), "{lines:?}");
        assert!(
            lines[1].contains(" run --late-window 10000 --deep --wait 30 --max-minutes 110 "),
            "{lines:?}"
        );
    }
    let status = place.call_on(&file, &["status", "--json"]).json();
    assert!(status.get("tasks").is_none());
}

#[test]
fn wrong_hours_days_and_names_are_usage_errors() {
    let (place, file, _) = windows();
    for args in [
        &["task"][..],
        &["task", "install", "weekly"],
        &["task", "install", "--hours", "8-20"],
        &["task", "install", "--days", "lunes"],
        &["task", "install", "--every", "0"],
        &["task", "install", "--night", "25:00"],
        &["task", "install", "--without-password"],
    ] {
        assert_code(&place.call_on(&file, args), 79);
    }
}

/// The lines of the README that a call prints.
#[test]
fn the_readme_shows_what_the_program_says() {
    for (lang, file) in [("en", "README.md"), ("es", "README.es.md")] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("a README");
        let shown: Vec<_> = text.lines().map(str::trim).collect();
        let (place, config, _) = windows();
        for (args, first) in
            [(&["task", "install"][..], 3), (&["task", "run"], 1), (&["task", "show", "orders"], 3)]
        {
            let ended = place.call_on(&config, &[args, &["--lang", lang]].concat());
            let said: Vec<_> = ended.stdout.lines().map(str::trim).take(first).collect();
            assert!(shown.windows(said.len()).any(|lines| lines == said), "{file} does not show {said:#?}");
        }
    }
}

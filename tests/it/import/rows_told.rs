//! What is told of single rows, and of files that are not what they should be: an office with one small list.

use crate::cli::call::{Ended, Place};
use serde_json::{Value, json};

const PROFILE: &str = r##"
[profile]
name = "list"
period = "none"
[source]
files = ["in/*.csv"]
delimiter = ";"
[columns]
name  = { title = "Name", type = "text", required = true, remove = "'", empty = ["-"] }
price = { title = "Price", type = "decimal", mark = "point" }
[chunks]
rows = 500
[output.csv]
folder = "out"
name = "{total}.csv"
columns = [["No", "#"], ["Name", "name"], ["Price", "price"]]
[rejects]
allowed = 9
"##;

/// Accepted, rejected, blank, accepted.
const LIST: &str = "Name;Price\r\nA;1.50\r\nB;x\r\n;\r\nD;4\r\n";

struct Office(Place);

impl Office {
    fn new(list: &str) -> Office {
        let place = Place::new();
        place.write("factulink.toml", "[import]\n");
        place.write("profiles/list.toml", PROFILE);
        place.write("in/list.csv", list);
        Office(place)
    }

    fn import(&self, args: &[&str]) -> Ended {
        self.0.call_on(&self.0.path("factulink.toml"), &[&["import"], args].concat())
    }

    fn told(&self, args: &[&str]) -> (u8, Value) {
        let ended = self.import(&[args, &["--json"]].concat());
        assert!(!ended.stdout.is_empty(), "{args:?}: {ended:?}");
        (ended.code, ended.json())
    }

    /// A file of the office, as an argument.
    fn file(&self, name: &str) -> String {
        self.0.path(name).to_str().expect("a plain path").to_owned()
    }

    /// The outcome of a row of the first job, and whether only what was kept of it is told.
    fn row(&self, row: &str) -> (Value, Value) {
        let (code, told) = self.told(&["explain", "list#1", row]);
        assert_eq!(code, 0, "{told}");
        (told["row"]["outcome"].clone(), told["row"]["changed"].clone())
    }
}

#[test]
fn blank_rows_are_explained_and_those_beyond_the_end_are_not_there() {
    let office = Office::new(LIST);
    assert_eq!(office.import(&["run"]).code, 90);
    for (row, outcome) in [("2", "accepted"), ("3", "rejected"), ("4", "blank"), ("5", "accepted")] {
        assert_eq!(office.row(row), (json!(outcome), Value::Null), "{row}");
    }
    for beyond in ["1", "6", "1:99"] {
        let ended = office.import(&["explain", "list#1", beyond]);
        assert_eq!(ended.code, 79, "{ended:?}");
        assert!(ended.stderr.contains("2 to 5"), "{ended:?}");
    }
}

#[test]
fn rows_are_explained_from_what_was_kept_when_their_file_is_another_one() {
    let office = Office::new(LIST);
    assert_eq!(office.import(&["run"]).code, 90);
    office.0.write("in/list.csv", "Name;Price\r\nZ;1\r\nZ;1\r\n");
    assert_eq!(office.row("3"), (json!("rejected"), json!("file_changed")));
    assert_eq!(office.row("2"), (json!("unknown"), json!("file_changed")));
    let told = office.import(&["explain", "list#1", "3"]).stdout;
    assert!(told.contains("row 3 (line 3): rejected") && told.contains("another one now"), "{told}");

    std::fs::remove_file(office.0.path("in/list.csv")).expect("removed");
    assert_eq!(office.row("3"), (json!("rejected"), json!("file_missing")));
}

#[test]
fn rows_that_were_judged_by_another_profile_say_so() {
    let office = Office::new(LIST);
    assert_eq!(office.import(&["run"]).code, 90);
    office
        .0
        .write("profiles/list.toml", PROFILE.replace("\"text\", required", "\"text\", max = 9, required"));
    assert_eq!(office.row("3"), (json!("rejected"), json!("profile_changed")));
    assert_eq!(office.row("2"), (json!("accepted"), json!("judged_anew")));
}

#[test]
fn a_rejected_row_of_a_text_file_is_named_by_its_line_too() {
    let office = Office::new("Name;Price\r\n\"A\nA\";1\r\nB;x\r\n");
    assert_eq!(office.import(&["run"]).code, 90);
    let rejects = std::fs::read_to_string(office.0.path("import/list-1/rejects.csv")).expect("a text");
    let lines: Vec<_> = rejects.lines().collect();
    assert!(lines[0].ends_with(";#Línea") && lines[1].ends_with(";4"), "{rejects}");
}

#[test]
fn what_stands_under_no_title_refuses_the_file_and_blanks_there_do_not() {
    let office = Office::new("Name;;Price\r\nA; ;1\r\n");
    assert_eq!(office.import(&["run"]).code, 0);
    let office = Office::new("Name;;Price\r\nA;;1\r\nB;lost;2\r\n");
    let (code, told) = office.told(&["run"]);
    let file = &told["files"][0];
    assert_eq!((code, &file["reason"]), (90, &json!("titles")), "{told}");
    assert_eq!(
        (&file["details"]["letter"], &file["details"]["at_row"]),
        (&json!("B"), &json!("3")),
        "{told}"
    );
    let told = office.import(&["run"]).stdout;
    assert!(told.contains("column B (2) has a value in row 3 and no title"), "{told}");
}

#[test]
fn a_placeholder_that_remove_uncovers_stands_for_nothing() {
    let office = Office::new("Name;Price\r\n''-'';1\r\n");
    let (_, told) = office.told(&["run"]);
    assert_eq!(told["jobs"][0]["violations"], json!({ "required": 1 }), "{told}");
}

#[test]
fn rejected_rows_are_asked_for_in_a_folder_and_a_form_that_there_are() {
    let office = Office::new(LIST);
    let file = office.file("in/list.csv");
    for (rejects, said) in [("nodir/r.csv", "there is no folder"), ("r.txt", ".xlsx or .csv")] {
        let ended = office.import(&["check", &file, "--rejects", &office.file(rejects)]);
        assert_eq!(ended.code, 79, "{ended:?}");
        assert!(ended.stderr.contains(said), "{ended:?}");
        assert!(!office.0.path(rejects).exists());
    }
    let ended = office.import(&["check", &file, "--rejects", &office.file("r.CSV")]);
    assert_eq!(ended.code, 90, "{ended:?}");
}

#[test]
fn files_that_are_never_read_and_folders_are_named_with_why() {
    let office = Office::new(LIST);
    office.0.write("in/~$list.csv", "x");
    office.0.write("in/.list.csv", "x");
    for (name, outcome, why) in [
        ("in/~$list.csv", "ignored", "lock_mark"),
        ("in/.list.csv", "ignored", "hidden"),
        ("in", "refused", "folder"),
    ] {
        let (_, told) = office.told(&["run", &office.file(name)]);
        let file = &told["files"][0];
        assert_eq!((&file["outcome"], &file["reason"]), (&json!(outcome), &json!(why)), "{told}");
    }
}

#[test]
fn a_job_that_is_not_there_is_a_wrong_call_also_for_what_is_appended() {
    let office = Office::new(LIST);
    let file = office.file("in/list.csv");
    for args in [&["explain", "list#7"][..], &["run", &file, "--append", "list#7"], &["retry", "list#7"]] {
        let ended = office.import(args);
        assert_eq!(ended.code, 79, "{ended:?}");
        assert!(ended.stderr.contains("there is no job list#7"), "{ended:?}");
    }
}

#[test]
fn chunks_that_nothing_sends_are_not_said_to_wait() {
    let office = Office::new(LIST);
    let told = office.import(&["run"]).stdout;
    assert!(told.contains("1 written (2 rows") && !told.contains("none sent yet"), "{told}");
}

#[test]
fn a_fixed_value_that_its_column_refuses_is_a_mistake_of_the_profile() {
    let office = Office::new(LIST);
    let price = "mark = \"point\" }";
    office.0.write("profiles/list.toml", PROFILE.replace(price, "mark = \"point\", default = \"frist\" }"));
    assert_eq!(office.import(&["run"]).code, 78);
    let ended = office.import(&["profile", "check", "list"]);
    assert_eq!(ended.code, 78, "{ended:?}");
    assert!(ended.stdout.contains("list.toml:10:") && ended.stdout.contains("frist"), "{ended:?}");
    office.0.write("profiles/list.toml", PROFILE.replace(price, "mark = \"point\", default = \"0.50\" }"));
    assert_eq!(office.import(&["run"]).code, 90);
}

//! `init --demo`: three companies as real files, and everything tried on them through the command line.

use super::call::{Ended, Noon, Place};
use accdb::{ColumnType, Database, SortOrder, Value};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use factulink::pipeline::Clock;
use factulink::store::NativeStores;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A demo of the year of the fixed clock.
pub(super) struct Demo {
    pub place: Place,
    pub folder: PathBuf,
}

impl Demo {
    pub fn new() -> Demo {
        let place = Place::new();
        let folder = place.path("demo");
        let ended = place.call_with(&["init", "--demo", text(&folder)], &NativeStores);
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
        assert!(ended.stdout.contains("factulink --config"), "{}", ended.stdout);
        Demo { place, folder }
    }

    pub fn call(&self, args: &[&str]) -> Ended {
        let config = self.folder.join("factulink.toml");
        self.place.call_with(&[args, &["--config", text(&config)]].concat(), &NativeStores)
    }

    pub fn parent(&self) -> PathBuf {
        self.folder.join("0012026.accdb")
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

/// The version bytes that Access 2010 writes, by which programs of others take a file for one that they know (the
/// Python package access-parser knows none above 3), and the text order of an Access in Spanish.
#[test]
fn the_files_are_of_access_2010_and_in_spanish_order() {
    let demo = Demo::new();
    for name in ["0012026.accdb", "0022026.accdb", "0032026.accdb"] {
        let bytes = std::fs::read(demo.folder.join(name)).expect("a file");
        assert_eq!(bytes[..0x16], *b"\0\x01\0\0Standard ACE DB\0\x03\0", "{name}");
        let database = Database::open_read(&demo.folder.join(name)).expect("opens");
        assert_eq!(database.sort_order(), SortOrder::SPANISH, "{name}");
        for entry in database.tables().expect("a catalog") {
            let table = database.table(&entry.name).expect("a table");
            let texts = table.columns.iter().filter(|column| column.column_type == ColumnType::Text);
            assert!(
                texts.into_iter().all(|column| column.sort_order == SortOrder::SPANISH),
                "{name} {}",
                entry.name
            );
        }
    }
}

/// The references of all supplier orders of a file, sorted.
fn references(file: &Path) -> Vec<String> {
    let db = Database::open_read(file).expect("opens");
    let table = db.table("F_PPR").expect("a table");
    let reference = table.column("REFPPR").expect("a column");
    let mut rows = db.scan(&table);
    let mut found = Vec::new();
    while let Some(row) = rows.next_row().expect("a row") {
        if let Value::Text(text) = row.get(reference).expect("a value") {
            found.push(text.into_owned());
        }
    }
    found.sort();
    found
}

#[test]
fn the_first_run_takes_every_order_over_and_the_second_changes_nothing() {
    let demo = Demo::new();
    let before = references(&demo.parent()).len();
    let first = demo.call(&["run", "--json"]);
    assert_eq!(first.code, 90, "some orders wait for a person: {}", first.stderr);
    let pushed = first.json()["pushed"].as_u64().expect("a count");
    assert!(pushed > 20, "{pushed} orders");
    let written = references(&demo.parent());
    assert_eq!(written.len() as u64, before as u64 + pushed);
    let mut once = written.clone();
    once.retain(|reference| reference.starts_with("FL "));
    once.dedup();
    assert_eq!(once.len() as u64, pushed, "every mark stands there once");

    let bytes = std::fs::read(demo.parent()).expect("bytes");
    let second = demo.call(&["run", "--json"]);
    assert_eq!((second.code, &second.json()["pushed"]), (90, &0.into()));
    assert_eq!(std::fs::read(demo.parent()).expect("bytes"), bytes, "not a byte of the parent changed");
}

#[test]
fn a_dry_run_counts_as_the_real_one_and_changes_no_byte() {
    let demo = Demo::new();
    let bytes = || -> Vec<Vec<u8>> {
        let files = ["001", "002", "003"].map(|code| demo.folder.join(format!("{code}2026.accdb")));
        files.iter().map(|file| std::fs::read(file).expect("bytes")).collect()
    };
    let before = bytes();
    let dry = demo.call(&["run", "--dry-run", "--json"]).json();
    assert!(bytes() == before && !demo.folder.join("state.db").exists());
    let real = demo.call(&["run", "--json"]).json();
    for count in ["captured", "late", "changed", "queued", "skipped", "held", "pushed", "parked"] {
        assert_eq!(dry[count], real[count], "{count}");
    }
    assert_eq!(
        dry["would_write"].as_array().map(Vec::len),
        real["pushed"].as_u64().map(|count| count as usize)
    );
}

#[test]
fn a_state_lost_between_two_runs_pushes_nothing_twice() {
    let demo = Demo::new();
    demo.call(&["run"]);
    let written = references(&demo.parent());
    for name in ["state.db", "state.db-wal", "state.db-shm"] {
        let _ = std::fs::remove_file(demo.folder.join(name));
    }
    let again = demo.call(&["run", "--json"]).json();
    assert_eq!(again["found"], again["pushed"], "all are found under their marks");
    assert_eq!(references(&demo.parent()), written);
}

/// A clock that goes on by ten seconds each time it is looked at.
struct Hurried(AtomicI64);

impl Clock for Hurried {
    fn now(&self) -> DateTime<Utc> {
        let looks = self.0.fetch_add(1, Ordering::Relaxed);
        Noon.now() - TimeDelta::hours(2) + TimeDelta::seconds(10 * looks)
    }

    fn today(&self) -> NaiveDate {
        Noon.today()
    }
}

#[test]
fn a_run_whose_time_is_up_ends_cleanly_and_the_next_one_does_the_rest() {
    let whole = Demo::new();
    whole.call(&["run"]);
    let mut demo = Demo::new();
    demo.place.clock = Arc::new(Hurried(AtomicI64::new(0)));
    let cut = demo.call(&["run", "--max-minutes", "1"]);
    assert_eq!(cut.code, 98, "{}{}", cut.stdout, cut.stderr);
    demo.place.clock = Arc::new(Noon);
    assert_eq!(demo.call(&["run"]).code, 90);
    assert_eq!(references(&demo.parent()), references(&whole.parent()));
}

#[test]
fn the_folder_can_move() {
    let demo = Demo::new();
    let moved = Demo { folder: demo.place.path("moved"), place: Place::new() };
    std::fs::rename(&demo.folder, &moved.folder).expect("moved");
    assert_eq!(moved.call(&["run"]).code, 90);
}

#[test]
fn every_order_that_waits_says_why_in_both_languages() {
    let demo = Demo::new();
    demo.call(&["run"]);
    let waiting = demo.call(&["status", "--json"]).json()["needs_attention"].clone();
    let waiting = waiting.as_array().expect("orders");
    assert!(!waiting.is_empty());
    for order in waiting {
        let key = order["order"].as_str().expect("a key");
        for lang in ["es", "en"] {
            let told = demo.call(&["explain", key, "--lang", lang]);
            assert_eq!(told.code, 0, "{key}: {}", told.stderr);
            assert!(told.stdout.lines().count() > 3, "{}", told.stdout);
        }
    }
}

#[test]
fn a_demo_is_made_once_in_a_folder_and_not_at_all_by_a_dry_run() {
    let demo = Demo::new();
    let bytes = std::fs::read(demo.parent()).expect("bytes");
    let again = demo.place.call_with(&["init", "--demo", text(&demo.folder)], &NativeStores);
    assert_eq!(again.code, 79);
    assert!(again.stderr.contains("is there already"), "{}", again.stderr);
    assert_eq!(std::fs::read(demo.parent()).expect("bytes"), bytes);

    let elsewhere = demo.place.path("elsewhere");
    let dry = demo.place.call(&["init", "--demo", text(&elsewhere), "--dry-run", "--json"]);
    assert_eq!(dry.json()["files"].as_array().map(Vec::len), Some(4));
    assert_eq!(dry.json()["bulk"].as_array().map(Vec::len), Some(6));
    assert!(!elsewhere.exists());
}

#[test]
fn the_demo_has_a_month_of_sales_of_which_thirty_rows_are_rejected() {
    let demo = Demo::new();
    let ledger = demo.folder.join("input/2026/10. PLE OCTUBRE 26.csv");
    let checked = demo.call(&["import", "check", text(&ledger), "--json"]);
    assert_eq!(checked.code, 90, "{}", checked.stderr);
    let rows = &checked.json()["files"][0]["rows"];
    assert_eq!((&rows["read"], &rows["rejected"]), (&3000.into(), &30.into()), "{}", checked.stdout);
}

/// Gives the first line of duofic's order 1-000123 another discount, and returns the one it had.
fn give_discount(demo: &Demo, discount: f32) -> f32 {
    let mut db = Database::open_write(&demo.folder.join("0022026.accdb")).expect("opens");
    let table = db.table("F_LPC").expect("a table");
    let first = table.column("DT1LPC").expect("a column");
    let key = table.index_on(&["TIPLPC", "CODLPC"]).expect("a primary key");
    let order = [Value::Text("1".into()), Value::Long(123)];
    let mut rows = db.range(&table, key, Bound::Included(&order), Bound::Included(&order)).expect("a range");
    let row = rows.next_row().expect("a row").expect("a line");
    let (line, before) = (row.id(), row.get(first).expect("a value").into_owned());
    drop(rows);
    let mut transaction = db.begin(46_000.0).expect("begins");
    transaction.update("F_LPC", line, &[(first, Value::Single(discount))]).expect("updated");
    transaction.commit().expect("committed");
    let Value::Single(before) = before else { panic!("{before:?}") };
    before
}

#[test]
fn an_order_with_an_impossible_value_is_named_and_holds_up_no_other() {
    let demo = Demo::new();
    let before = give_discount(&demo, 1e30);
    for pushed in [70, 0] {
        let run = demo.call(&["run", "--json"]);
        let report = run.json();
        assert_eq!((run.code, &report["pushed"]), (90, &pushed.into()));
        let error = report["companies"][0]["errors"][0]["causes"][0].as_str().expect("a cause");
        assert!(error.contains("F_LPC 1-123-1: DT1LPC holds 1"), "{error}");
    }
    let told = demo.call(&["explain", "duofic/2026/1-000123", "--json"]).json();
    assert_eq!(told["state"], "incomplete");
    assert!(told["detail"].as_str().expect("a text").contains("DT1LPC holds 1"), "{told}");

    give_discount(&demo, before);
    let run = demo.call(&["run", "--json"]);
    assert_eq!((run.code, &run.json()["pushed"]), (90, &1.into()));
}

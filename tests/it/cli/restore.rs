//! Backups and `restore` on real files: the demo's companies.

use super::call::{Ended, Place};
use crate::full_disk::FullDisk;
use accdb::{Database, FileStorage};
use factulink::state::State;
use factulink::store::{NativeStores, Stores};
use std::path::{Path, PathBuf};

/// Made at the clock's noon, before anything was written.
const BACKUP: &str = "oficit-2026-20261121-130000.accdb";
const REPLACED: &str = "oficit-2026-20261121-130000-replaced.accdb";
/// Orders of the demo that a run writes.
const ORDERS: usize = 71;

struct Demo {
    place: Place,
}

impl Demo {
    fn new() -> Demo {
        let place = Place::new();
        let folder = place.path("demo");
        let made = place.call(&["init", "--demo", folder.to_str().expect("a plain path")]);
        assert_eq!(made.code, 0, "{made:?}");
        Demo { place }
    }

    /// With every order written.
    fn run() -> Demo {
        let demo = Demo::new();
        assert_eq!(demo.call(&["run"]).code, 90, "some orders of the demo wait for a person");
        assert_eq!(demo.marks().len(), ORDERS);
        demo
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.path("demo").join(name)
    }

    fn parent(&self) -> PathBuf {
        self.path("0012026.accdb")
    }

    fn backup(&self) -> PathBuf {
        self.path("backups").join(BACKUP)
    }

    fn call(&self, args: &[&str]) -> Ended {
        self.call_with(args, &NativeStores)
    }

    fn call_with(&self, args: &[&str], stores: &dyn Stores) -> Ended {
        let config = self.path("factulink.toml");
        self.place.call_with(&[args, &["--config", config.to_str().expect("a plain path")]].concat(), stores)
    }

    fn restore(&self) -> Ended {
        self.call(&["restore", "--latest", "--yes"])
    }

    /// The trace marks in the parent, with doubles.
    fn marks(&self) -> Vec<String> {
        let rows = crate::facts::rows::read(&self.parent(), "F_PPR");
        let references = rows.iter().map(|row| row.text("REFPPR").to_owned());
        let mut marks: Vec<_> = references.filter(|reference| reference.starts_with("FL ")).collect();
        marks.sort();
        marks
    }

    /// The names in the folder of backups.
    fn backups(&self) -> Vec<String> {
        let listed = NativeStores.backups().list(&self.path("backups")).expect("listed");
        listed.into_iter().map(|file| file.name).collect()
    }
}

fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).expect("bytes")
}

#[test]
fn the_backup_is_the_file_before_the_first_write_and_restoring_it_round_trips() {
    let demo = Demo::new();
    let before = bytes(&demo.parent());
    demo.call(&["run"]);
    assert_eq!(demo.backups(), [BACKUP]);
    assert!(bytes(&demo.backup()) == before);
    let (marks, after) = (demo.marks(), bytes(&demo.parent()));

    let restored = demo.restore();
    assert_eq!((restored.code, restored.stderr.as_str()), (0, ""));
    assert!(bytes(&demo.parent()) == before);
    assert_eq!(demo.backups(), [REPLACED, BACKUP]);
    assert!(bytes(&demo.path("backups").join(REPLACED)) == after);

    assert_eq!(demo.call(&["run"]).code, 90);
    assert_eq!(demo.marks(), marks);
    assert_eq!(demo.backups().len(), 2, "there is one of this day already");
}

#[test]
fn what_a_restore_does_is_said_in_both_languages_and_as_json() {
    let demo = Demo::run();
    let planned = demo.call(&["restore", "--latest", "--dry-run", "--lang", "en"]);
    let said: Vec<&str> = planned.stdout.lines().take(4).collect();
    let file = demo.parent();
    assert_eq!(
        said,
        [
            "Dry run: this is what would happen; nothing was written.",
            &format!("{} is now as it was at 2026-11-21 13:00 ({BACKUP})", file.display()),
            "  71 orders pushed since then are not in it; the next push writes them again:",
            "    duofic/2026/1-000101",
        ]
    );
    let spanish = demo.call(&["restore", "--latest", "--dry-run", "--lang", "es"]).stdout;
    assert!(spanish.contains("vuelve a estar como el 2026-11-21 13:00"), "{spanish}");
    let json = demo.call(&["restore", "oficit", "--backup", BACKUP, "--yes", "--json"]).json();
    assert_eq!((&json["command"], &json["backup"]["name"]), (&"restore".into(), &BACKUP.into()));
    assert_eq!(json["queued"].as_array().map(Vec::len), Some(ORDERS));
    assert_eq!(json["replaced"], demo.path("backups").join(REPLACED).display().to_string());
}

#[test]
fn the_backups_are_listed_and_status_tells_the_newest() {
    let demo = Demo::new();
    let none = demo.call(&["restore", "--list", "--lang", "en"]);
    assert!(none.stdout.starts_with("There are no backups of oficit in "), "{}", none.stdout);
    demo.call(&["run"]);
    let list = demo.call(&["restore", "--list", "--lang", "en"]).stdout;
    assert!(list.contains(&format!("{BACKUP}  2026-11-21 13:00  0 minutes")), "{list}");
    let json = demo.call(&["restore", "--list", "--json"]).json();
    assert_eq!(
        (&json["backups"][0]["made_at"], &json["backups"][0]["kind"]),
        (&"2026-11-21T12:00:00Z".into(), &"daily".into())
    );
    let status = demo.call(&["status", "--lang", "en"]).stdout;
    assert!(
        status.contains(&format!("Backup of oficit 2026: 2026-11-21 13:00, 0 minutes old ({BACKUP})")),
        "{status}"
    );
}

#[test]
fn nothing_is_replaced_unless_somebody_says_so() {
    let mut demo = Demo::run();
    let after = bytes(&demo.parent());
    let unasked = demo.call(&["restore", "--latest"]);
    assert_eq!(unasked.code, 79);
    assert!(unasked.stderr.contains("--yes"), "{}", unasked.stderr);
    for (answer, code) in [("n\n", 98), ("", 98), ("y\n", 0)] {
        assert!(bytes(&demo.parent()) == after);
        demo.place.answer = Some(answer);
        let asked = demo.call(&["restore", "--latest", "--lang", "en"]);
        assert_eq!(asked.code, code, "{asked:?}");
        assert!(asked.stderr.ends_with("Go on? [y/N] "), "{}", asked.stderr);
        assert!(asked.stderr.contains("71 orders pushed since then"), "{}", asked.stderr);
    }
    assert_eq!(demo.marks().len(), 0);
}

#[test]
fn a_damaged_backup_is_refused_and_nothing_is_touched() {
    let demo = Demo::run();
    let (after, mut damaged) = (bytes(&demo.parent()), bytes(&demo.backup()));
    let half = damaged.len() / 2;
    damaged.truncate(half - half % 4096);
    std::fs::write(demo.backup(), damaged).expect("written");
    let refused = demo.restore();
    assert_eq!(refused.code, 94, "{refused:?}");
    assert!(refused.stderr.contains(BACKUP), "{}", refused.stderr);
    assert!(bytes(&demo.parent()) == after);
    assert_eq!(demo.backups(), [BACKUP]);
}

#[test]
fn a_damaged_parent_is_not_written_to_and_can_be_restored() {
    let demo = Demo::new();
    demo.call(&["scan"]);
    demo.call(&["enqueue"]);
    demo.call(&["push", "--limit", "10"]);
    let mut torn = bytes(&demo.parent());
    torn.truncate(20 * 4096);
    std::fs::write(demo.parent(), &torn).expect("written");
    assert_eq!(demo.call(&["push"]).code, 94);
    assert!(bytes(&demo.parent()) == torn);
    assert_eq!(demo.restore().code, 0);
    assert!(bytes(&demo.path("backups").join(REPLACED)) == torn, "nothing is ever lost");
    assert_eq!((demo.call(&["push"]).code, demo.marks().len()), (90, ORDERS));
}

#[test]
fn what_the_walk_finds_wrong_is_named_and_the_parent_is_not_written_to() {
    let demo = Demo::new();
    let mut parent = bytes(&demo.parent());
    // A page of a table that pushing has no need of says that it belongs to another.
    let table =
        Database::open_read(&demo.parent()).and_then(|db| db.table("MSysACEs")).expect("a table").page();
    let start = (1..parent.len() / 4096).map(|page| page * 4096).find(|start| {
        parent[*start..start + 2] == [1, 1] && parent[start + 4..start + 8] == table.0.to_le_bytes()
    });
    parent[start.expect("a data page") + 4] ^= 1;
    std::fs::write(demo.parent(), &parent).expect("written");
    let ended = demo.call(&["run", "--lang", "en"]);
    assert_eq!(ended.code, 94, "{ended:?}");
    assert!(ended.stdout.contains("0012026.accdb is damaged: page "), "{}", ended.stdout);
    assert!(bytes(&demo.parent()) == parent);
    assert_eq!(demo.backups(), [""; 0]);
}

#[test]
fn a_parent_that_is_gone_comes_back() {
    let demo = Demo::run();
    let marks = demo.marks();
    std::fs::remove_file(demo.parent()).expect("removed");
    assert_eq!(demo.restore().code, 0);
    assert_eq!((demo.call(&["run"]).code, demo.marks()), (90, marks));
    assert_eq!(demo.backups(), [BACKUP]);
}

#[test]
fn while_somebody_has_the_file_open_or_another_factulink_works_nothing_is_restored() {
    let demo = Demo::run();
    let after = bytes(&demo.parent());
    let writer = FileStorage::open_exclusive(&demo.parent()).expect("opened");
    assert_eq!(demo.restore().code, 75);
    drop(writer);
    let working = State::open(&demo.path("state.db")).expect("opened");
    assert_eq!(demo.restore().code, 91);
    drop(working);
    assert!(bytes(&demo.parent()) == after);
    assert_eq!((demo.backups(), demo.restore().code), (vec![BACKUP.to_owned()], 0));
}

#[test]
fn on_a_full_disk_nothing_is_written_and_nothing_restored() {
    let demo = Demo::new();
    let before = bytes(&demo.parent());
    let ended = demo.call_with(&["run", "--lang", "en"], &FullDisk);
    assert_eq!(ended.code, 74, "{ended:?}");
    assert!(ended.stdout.contains("MiB are needed, 1.0 MiB are free"), "{}", ended.stdout);
    assert!(bytes(&demo.parent()) == before);
    assert_eq!(demo.backups(), [""; 0]);

    assert_eq!(demo.call(&["run"]).code, 90, "the queue was intact");
    let after = bytes(&demo.parent());
    assert_eq!(demo.call_with(&["restore", "--latest", "--yes"], &FullDisk).code, 74);
    assert!(bytes(&demo.parent()) == after);
    assert_eq!(demo.call(&["run", "--json"]).json()["pushed"], 0);
}

#[test]
fn what_is_to_be_restored_must_be_said() {
    let demo = Demo::run();
    assert_eq!(demo.call(&["restore", "--yes"]).code, 79);
    assert_eq!(demo.call(&["restore", "--latest", "--backup", BACKUP]).code, 79);
    assert_eq!(demo.call(&["restore", "duofic", "--list"]).code, 79);
    assert_eq!(demo.call(&["restore", "--latest", "--yes", "--year", "2025"]).code, 79);
}

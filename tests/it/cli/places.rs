//! Names that lead elsewhere: to another company's file, to no file at all.

use super::demo::Demo;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

impl Demo {
    fn file(&self, code: &str) -> PathBuf {
        self.folder.join(format!("{code}2026.accdb"))
    }

    fn configure(&self, from: &str, to: &str) {
        let path = self.folder.join("factulink.toml");
        let text = fs::read_to_string(&path).expect("a configuration");
        assert!(text.contains(from), "{text}");
        fs::write(&path, text.replacen(from, to, 1)).expect("written");
    }

    fn contents(&self) -> Vec<Vec<u8>> {
        ["001", "002", "003"].map(|code| fs::read(self.file(code)).expect("bytes")).into()
    }
}

/// What is done to a demo so that `ofifactory` is another company.
type Way = fn(&Demo, &str);
type Make = fn(&Path);

/// Every way in which one company's file can be another's.
fn ways() -> [(&'static str, Way); 4] {
    [
        ("a link", |demo, of| {
            fs::remove_file(demo.file("003")).expect("removed");
            symlink(demo.file(of), demo.file("003")).expect("linked");
        }),
        ("a hard link", |demo, of| {
            fs::remove_file(demo.file("003")).expect("removed");
            fs::hard_link(demo.file(of), demo.file("003")).expect("linked");
        }),
        ("a way round", |demo, of| {
            demo.configure("\"003{year}.accdb\"", &format!("\"exports/../{of}{{year}}.accdb\""));
            fs::create_dir_all(demo.folder.join("exports")).expect("made");
        }),
        ("a linked folder", |demo, of| {
            symlink(&demo.folder, demo.folder.join("again")).expect("linked");
            demo.configure("\"003{year}.accdb\"", &format!("\"again/{of}{{year}}.accdb\""));
        }),
    ]
}

#[test]
fn two_companies_that_are_one_file_are_a_mistake_of_the_configuration() {
    for (way, make) in ways() {
        for of in ["001", "002"] {
            let demo = Demo::new();
            make(&demo, of);
            let before = demo.contents();
            for args in [&["run"][..], &["scan"], &["push"], &["run", "--dry-run"]] {
                let ended = demo.call(args);
                assert_eq!(ended.code, 78, "{way} to {of}: {ended:?}");
                assert!(ended.stderr.contains("are one file"), "{way} to {of}: {ended:?}");
            }
            assert_eq!(demo.call(&["restore", "--latest", "--yes"]).code, 78, "{way} to {of}");
            let doctor = demo.call(&["doctor"]);
            assert_eq!(doctor.code, 92);
            assert!(doctor.stdout.contains("are the same file"), "{way} to {of}: {doctor:?}");
            assert!(demo.contents() == before && !demo.folder.join("state.db").exists(), "{way} to {of}");
        }
    }
}

#[test]
fn two_years_of_one_company_that_are_one_file_are_one_too() {
    let demo = Demo::new();
    fs::hard_link(demo.file("002"), demo.folder.join("0022025.accdb")).expect("linked");
    assert_eq!(demo.call(&["run"]).code, 78);
}

fn pipe(path: &Path) {
    let _ = fs::remove_file(path);
    let made = std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo runs");
    assert!(made.success());
}

/// The places of a demo in which a file is looked for, and what `run` ends with where there is none.
const PLACES: [(&str, u8); 9] = [
    ("0012026.accdb", 94),
    ("0022026.accdb", 94),
    ("state.db", 93),
    ("state.db-wal", 93),
    ("state.db-shm", 93),
    ("state.db.lock", 93),
    ("0012026.accdb-journal", 94),
    ("0012026.laccdb", 74),
    ("factulink.toml", 78),
];

#[test]
fn a_pipe_a_folder_or_a_device_in_the_place_of_a_file_holds_nobody_up() {
    let kinds: [(&str, Make); 3] = [
        ("a pipe", pipe),
        ("a folder", |path| {
            let _ = fs::remove_file(path);
            fs::create_dir(path).expect("made");
        }),
        ("a device", |path| {
            let _ = fs::remove_file(path);
            symlink("/dev/zero", path).expect("linked");
        }),
    ];
    for (place, code) in PLACES {
        for (kind, make) in kinds {
            let demo = Demo::new();
            make(&demo.folder.join(place));
            let ended = demo.call(&["run"]);
            assert_eq!(ended.code, code, "{kind} at {place}: {ended:?}");
            for args in [&["status"][..], &["doctor"], &["run", "--dry-run"], &["import", "status"]] {
                let ended = demo.call(args);
                assert!(ended.code != 99, "{kind} at {place}: {ended:?}");
            }
        }
    }
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::MetadataExt;
    path.metadata().unwrap_or_else(|error| panic!("{}: {error}", path.display())).mode() & 0o777
}

#[test]
fn what_a_run_makes_is_for_its_account_or_for_who_may_read_the_parent() {
    let demo = Demo::new();
    fs::set_permissions(demo.file("001"), std::os::unix::fs::PermissionsExt::from_mode(0o640)).expect("set");
    assert_eq!(demo.call(&["run"]).code, 90);
    for place in ["state.db", "state.db.lock", "state.db-wal"] {
        assert_eq!(mode(&demo.folder.join(place)), 0o600, "{place}");
    }
    let backups = demo.folder.join("backups");
    assert_eq!(mode(&backups), 0o700);
    for backup in fs::read_dir(&backups).expect("backups") {
        assert_eq!(mode(&backup.expect("a backup").path()), 0o640);
    }
}

#[test]
fn a_link_to_the_state_is_the_same_state() {
    let demo = Demo::new();
    assert_eq!(demo.call(&["run"]).code, 90);
    fs::rename(demo.folder.join("state.db"), demo.folder.join("real.db")).expect("renamed");
    fs::rename(demo.folder.join("state.db-wal"), demo.folder.join("real.db-wal")).expect("renamed");
    let _ = fs::remove_file(demo.folder.join("state.db-shm"));
    symlink("real.db", demo.folder.join("state.db")).expect("linked");
    let second = demo.call(&["run", "--json"]);
    assert_eq!(second.json()["pushed"], 0, "{second:?}");
    assert!(demo.folder.join("real.db.lock").exists(), "one lock, whichever name is used");
}

/// A commit that changes a file of customer orders is cut; returns its journal.
fn cut_commit(file: &Path) -> Vec<u8> {
    use accdb::{Database, Fault, FaultyStorage, MemoryStorage, Value};
    let (bytes, journal) = (MemoryStorage::new(fs::read(file).expect("bytes")), MemoryStorage::default());
    let (faulty, control) = FaultyStorage::new(Box::new(bytes.clone()));
    let mut database =
        Database::open_with_journal(Box::new(faulty), Box::new(journal.clone())).expect("opens");
    let mut transaction = database.begin(46_090.0).expect("begins");
    for code in 900..940 {
        let row = [(0, Value::Text("9".into())), (1, Value::Long(code))];
        let table = transaction.table("F_PCL").expect("a table");
        let named = |name: &str| table.column(name).expect("a column").position();
        let row = row.map(|(place, value)| (named(["TIPPCL", "CODPCL"][place]), value));
        transaction.insert("F_PCL", &row).expect("inserted");
    }
    control.arm(Some(Fault::Cut { write: control.writes() + 2, torn_at: 0 }));
    transaction.commit().expect_err("cut");
    fs::write(file, bytes.to_vec()).expect("written");
    journal.to_vec()
}

#[test]
fn a_journal_beside_a_subsidiary_is_told_and_left() {
    let demo = Demo::new();
    let journal = demo.folder.join("0022026.accdb-journal");
    fs::write(&journal, cut_commit(&demo.file("002"))).expect("written");
    let left = || (fs::read(&journal).expect("bytes"), demo.contents()[1].clone());
    let before = left();
    let ended = demo.call(&["run", "--json"]).json();
    let error = &ended["companies"][0]["errors"][0];
    assert_eq!(error["code"], 75, "{ended}");
    assert!(error.to_string().contains("an interrupted write waits for recovery"), "{error}");
    assert!(left() == before);
}

#[test]
fn a_run_that_looks_deep_finds_damage_where_no_order_is_looked_for() {
    let demo = Demo::new();
    let mut bytes = demo.contents()[2].clone();
    // Every row of a page of articles has another length.
    let page = bytes.chunks(4096).rposition(|page| page[0] == 1).expect("a page of rows");
    bytes[page * 4096 + 12..page * 4096 + 14].copy_from_slice(&[0xFF, 0x0F]);
    fs::write(demo.file("003"), bytes).expect("written");
    let codes = [&["scan"][..], &["run", "--deep"]].map(|args| demo.call(args).code);
    assert_eq!(codes[1], 94, "{codes:?}");
}

#[test]
fn a_demo_whose_making_was_killed_is_made_anew() {
    let demo = Demo::new();
    fs::remove_file(demo.folder.join("factulink.toml")).expect("removed");
    fs::create_dir(demo.folder.join(".factulink-demo")).expect("made");
    assert_eq!(demo.call(&["run"]).code, 78, "without its configuration it is none");
    let folder = demo.folder.to_str().expect("a plain path");
    let again = demo.place.call_with(&["init", "--demo", folder], &factulink::store::NativeStores);
    assert_eq!(again.code, 0, "{again:?}");
    assert_eq!(demo.call(&["run"]).code, 90);
}

//! Three companies as real files, and what `doctor` finds of them.

use crate::cli::call::{Ended, Place};
use accdb::{Database, Fault, FaultyStorage, FileStorage, Storage, Value};
use factulink::store::{NativeStores, Stores};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

pub struct Demo {
    pub place: Place,
    pub folder: PathBuf,
}

/// What was found: which fact, of which company.
pub struct Found(Vec<(String, String, String)>);

impl Found {
    /// Whether a fact was found, of a company or, with an empty name, of none.
    pub fn has(&self, fact: &str, company: &str) -> bool {
        self.0.iter().any(|(found, of, _)| found == fact && of == company)
    }

    /// Facts that are warnings or problems.
    pub fn alarms(&self) -> Vec<&str> {
        let alarming = |severity: &str| matches!(severity, "warning" | "problem");
        self.0.iter().filter(|(.., severity)| alarming(severity)).map(|(fact, ..)| fact.as_str()).collect()
    }
}

impl Demo {
    pub fn new() -> Demo {
        Demo::in_folder("demo", &[])
    }

    pub fn in_folder(name: &str, options: &[&str]) -> Demo {
        let place = Place::new();
        let folder = place.path(name);
        if options.is_empty() {
            copy(made_once(), &folder);
        } else {
            make(&place, &folder, options);
        }
        Demo { place, folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub fn parent(&self) -> PathBuf {
        self.path("0012026.accdb")
    }

    pub fn duofic(&self) -> PathBuf {
        self.path("0022026.accdb")
    }

    /// Replaces a piece of the configuration, which is there once or more.
    pub fn configure(&self, old: &str, new: &str) {
        let file = self.path("factulink.toml");
        let before = std::fs::read_to_string(&file).expect("a configuration");
        assert!(before.contains(old), "{before}");
        std::fs::write(&file, before.replace(old, new)).expect("written");
    }

    pub fn call(&self, args: &[&str], stores: &dyn Stores) -> Ended {
        let config = self.path("factulink.toml");
        self.place.call_with(&[args, &["--config", text(&config)]].concat(), stores)
    }

    pub fn run(&self) {
        assert_eq!(self.call(&["run"], &NativeStores).code, 90);
    }

    pub fn doctor(&self) -> Found {
        self.doctor_with(&[], &NativeStores)
    }

    /// Calls it with `--json`; the exit code must be what the findings make it.
    pub fn doctor_with(&self, options: &[&str], stores: &dyn Stores) -> Found {
        let ended = self.call(&[&["doctor", "--json"], options].concat(), stores);
        let json = ended.json();
        let findings = json["findings"].as_array().expect("findings").iter();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let found =
            findings.map(|found| (text(&found["fact"]), text(&found["company"]), text(&found["severity"])));
        let found = Found(found.collect());
        assert_eq!(ended.code, if found.alarms().is_empty() { 0 } else { 92 }, "{}", ended.stdout);
        found
    }
}

fn make(place: &Place, folder: &Path, options: &[&str]) {
    let args = [&["init", "--demo", text(folder)], options].concat();
    assert_eq!(place.call_with(&args, &NativeStores).code, 0);
}

/// Making three companies takes longer than copying them.
fn made_once() -> &'static Path {
    static MADE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let outer = tempfile::tempdir().expect("a folder");
        let folder = outer.path().join("demo");
        make(&Place::new(), &folder, &[]);
        (outer, folder)
    });
    &made.1
}

pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            std::fs::copy(&path, to).expect("copied");
        }
    }
}

pub fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

/// Gives a text column of every row of a table another value.
pub fn overwrite(file: &Path, table: &str, column: &str, value: &str) {
    let mut db = Database::open_write(file).expect("opens");
    let def = db.table(table).expect("a table");
    let at = def.column(column).expect("a column");
    let mut ids = Vec::new();
    let mut rows = db.scan(&def);
    while let Some(row) = rows.next_row().expect("a row") {
        ids.push(row.id());
    }
    drop(rows);
    let mut transaction = db.begin(46_000.0).expect("begins");
    for id in ids {
        transaction.update(table, id, &[(at, Value::Text(value.into()))]).expect("updated");
    }
    transaction.commit().expect("committed");
}

/// The lock file that a session of Access has beside a database; nobody holds it.
#[cfg(unix)]
pub fn leave_lock_file(database: &Path) -> PathBuf {
    let mut entry = [0; 64];
    entry[..11].copy_from_slice(b"MOSTRADOR-1");
    entry[32..37].copy_from_slice(b"Admin");
    let lock = database.with_extension("laccdb");
    std::fs::write(&lock, entry).expect("written");
    lock
}

/// Leaves the parent's file as a commit does that was cut after its first page, with the journal beside it.
pub fn cut_a_commit(demo: &Demo) {
    let journal = demo.path("0012026.accdb-journal");
    let storage = FileStorage::open_exclusive(&demo.parent()).expect("opens");
    let journal: Box<dyn Storage> = Box::new(FileStorage::create_new(&journal).expect("made"));
    let (faulty, control) = FaultyStorage::new(Box::new(storage));
    let mut db = Database::open_with_journal(Box::new(faulty), journal).expect("opens");
    let table = db.table("F_ALM").expect("a table");
    let code = table.column("CODALM").expect("a column");
    let mut transaction = db.begin(46_000.0).expect("begins");
    transaction.insert("F_ALM", &[(code, Value::Text("ZZZ".into()))]).expect("inserted");
    control.arm(Some(Fault::Cut { write: 2, torn_at: 100 }));
    transaction.commit().expect_err("it is cut");
}

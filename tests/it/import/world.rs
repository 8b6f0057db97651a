//! An office with the sample files: its profiles, ledgers and reports are copies, its clock goes on when the program
//! pauses.

#![cfg_attr(not(all(feature = "http", feature = "xlsx")), allow(dead_code))]

use crate::cli::call::{Ended, Place};
use crate::double::{Double, catch_up, fixtures};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use factulink::pipeline::Clock;
use factulink::table::access::{AccessRows, Manners, Query};
use factulink::table::{Cell, Rows};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub const OCTOBER: &str = "input/2026/10. PLE OCTUBRE 26.xlsx";
pub const SEPTEMBER: &str = "input/2026/09. PLE SETIEMBRE 26.xlsx";
/// The same rows as October's workbook.
pub const TWIN: &str = "input/csv/10. PLE OCTUBRE 26.csv";
/// Six sound rows of October, of branches that the platform knows.
pub const SIX: &str = "bad/comma.csv";
/// The job of October.
pub const JOB: &str = "sunat-ventas/2026-10";

/// What the variable of the token is set to.
pub const TOKEN: &str = "hunter2-token";

/// A clock that starts now, for the age of files counts, and goes on by the pauses.
pub struct Passing {
    start: DateTime<Utc>,
    now: Mutex<DateTime<Utc>>,
}

impl Passing {
    fn begin() -> Passing {
        let start = Utc::now();
        Passing { start, now: Mutex::new(start) }
    }

    /// The time that passed since the office opened.
    pub fn passed(&self) -> TimeDelta {
        self.now() - self.start
    }

    pub fn pass(&self, time: Duration) {
        *self.now.lock().expect("a clock") += TimeDelta::from_std(time).expect("a short time");
    }
}

impl Clock for Passing {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().expect("a clock")
    }

    fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }
}

pub struct Office {
    pub place: Place,
    pub clock: Arc<Passing>,
    /// The profile of `run`.
    pub profile: &'static str,
    /// Where the fixtures are.
    pub fixtures: PathBuf,
}

impl Office {
    /// `None`, and a word about it, in a plain clone.
    pub fn new() -> Option<Office> {
        let fixtures = fixtures()?;
        let mut place = Place::new();
        for part in ["profiles", "input", "accounting", "platform", "prices", "bad"] {
            copy(&fixtures.join(part), &place.path(part));
        }
        place.write("factulink.toml", "[import]\n");
        let clock = Arc::new(Passing::begin());
        place.clock = Arc::clone(&clock) as _;
        let passing = Arc::clone(&clock);
        place.sleep = Box::new(move |time| passing.pass(time));
        Some(Office { place, clock, profile: "sunat-ventas", fixtures })
    }

    /// One whose platform is the double, with these switches.
    pub fn with_double(switches: &[(&str, &str)]) -> Option<(Office, Double)> {
        let double = Double::http(switches)?;
        let mut office = Office::new()?;
        office.place.variables.insert("IMPORT_PLATFORM_URL", double.address());
        office.place.variables.insert("IMPORT_PLATFORM_TOKEN", TOKEN.to_owned());
        Some((office, double))
    }

    /// One whose platform is the double and reached through the folder `platform`. A pause lasts until the double has
    /// done what there is to do, since its clock is another; long ones come in pieces, and once a second is enough.
    pub fn with_folder(switches: &[(&str, &str)]) -> Option<(Office, Double)> {
        let mut office = Office::new()?;
        let double = Double::folder(&office.path("platform"), switches)?;
        office.profile = "sunat-ventas-folder";
        office.edit("profiles/sunat-ventas-folder.toml", &[("timeout = \"30m\"", "timeout = \"2m\"")]);
        let (folder, passing) = (office.path("platform"), Arc::clone(&office.clock));
        let since = std::cell::Cell::new(Duration::ZERO);
        office.place.sleep = Box::new(move |time| {
            passing.pass(time);
            since.set(since.get() + time);
            if since.get() >= Duration::from_secs(1) {
                catch_up(&folder);
                since.set(Duration::ZERO);
            }
        });
        Some((office, double))
    }

    pub fn facts(&self) -> Value {
        let text = fs::read_to_string(self.fixtures.join("facts.json")).expect("the facts");
        serde_json::from_str(&text).expect("JSON")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.place.path(name)
    }

    /// Calls `factulink import ARGS`.
    pub fn import(&self, args: &[&str]) -> Ended {
        self.place.call_on(&self.path("factulink.toml"), &[&["import"], args].concat())
    }

    /// The same with `--json`: the exit code, and what was told.
    pub fn told(&self, args: &[&str]) -> (u8, Value) {
        let ended = self.import(&[args, &["--json"]].concat());
        assert!(!ended.stdout.is_empty(), "{args:?}: {ended:?}");
        (ended.code, ended.json())
    }

    /// Runs a file as October's in chunks of so many rows; the exit code and the job.
    pub fn run(&self, file: &str, chunk_size: &str) -> (u8, Value) {
        let period = if file.contains("PLE") { &[][..] } else { &["--period", "2026-10"] };
        let file = self.path(file);
        let file = file.to_str().expect("a plain path");
        let args = ["run", file, "--profile", self.profile, "--chunk-size", chunk_size];
        job_of(self.told(&[&args, period].concat()))
    }

    /// Brings October's job on by loading it; the exit code and the job.
    pub fn go_on(&self) -> (u8, Value) {
        job_of(self.told(&["load", JOB]))
    }

    /// Puts October's job back and loads it. Of one of which nothing was sent that is another job.
    pub fn retry(&self) -> (u8, Value) {
        let (code, told) = self.told(&["retry", JOB]);
        assert_eq!(code, 0, "{told}");
        let jobs = told["jobs"].as_array().expect("jobs");
        let open = jobs.iter().find(|job| job["state"] != "superseded").expect("an open job");
        let (code, told) = self.told(&["load", open["job"].as_str().expect("a name")]);
        job_of((code, told))
    }

    /// The job as it is shown.
    pub fn job(&self, job: &str) -> Value {
        job_of(self.told(&["status", job])).1
    }

    /// Changes a text of a file, which has to be there.
    pub fn edit(&self, file: &str, changes: &[(&str, &str)]) {
        let path = self.path(file);
        let mut text = fs::read_to_string(&path).expect("a text");
        for (from, to) in changes {
            assert!(text.contains(from), "{file} has no {from:?}");
            text = text.replace(from, to);
        }
        fs::write(path, text).expect("written");
    }

    /// A copy of a file with other texts in it.
    pub fn copy_with(&self, file: &str, to: &str, changes: &[(&str, &str)]) {
        fs::copy(self.path(file), self.place.write(to, "")).expect("a copy");
        self.edit(to, changes);
    }

    pub fn bytes(&self, file: &str) -> Vec<u8> {
        fs::read(self.path(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// The rows of a table of an Access file, without titles.
    pub fn table(&self, file: &str, table: &str) -> Vec<Vec<String>> {
        let query = Query { table, columns: None, filter: &[], manners: Manners::ChangesNothing };
        let mut rows = AccessRows::open(&self.path(file), &query).expect("a table");
        let mut all = Vec::new();
        while let Some(row) = rows.next_row().expect("a row") {
            let text = |cell: Cell<'_>| match cell {
                Cell::Text(text) => text.to_owned(),
                other => format!("{other:?}"),
            };
            all.push((0..row.len()).map(|at| text(row.cell(at))).collect());
        }
        all.remove(0);
        all
    }
}

/// The one job of a report.
pub fn job_of((code, told): (u8, Value)) -> (u8, Value) {
    let jobs = told["jobs"].as_array().map(Vec::as_slice).unwrap_or_default();
    let [job] = jobs else { panic!("one job: {told}") };
    (code, job.clone())
}

/// What arrived at the platform arrived once: every key and every voucher.
pub fn arrived_once(double: &Double, rows: u64) {
    let state = double.state();
    assert_eq!(state["vouchers_twice"], 0, "{state}");
    let files = state["files"].as_array().expect("files");
    let mut keys: Vec<_> = files.iter().map(|file| file["key"].to_string()).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), files.len(), "{state}");
    let taken: u64 = files.iter().filter_map(|file| file["rows_taken"].as_u64()).sum();
    assert_eq!(taken, rows, "{state}");
}

/// The submissions that the platform saw.
pub fn submissions(double: &Double) -> usize {
    let state = double.state();
    let log = state["log"].as_array().expect("a log");
    log.iter()
        .filter(|entry| {
            entry["what"].as_str().is_some_and(|what| what.starts_with("POST") && what.ends_with("/files"))
        })
        .count()
}

/// Copies a folder; what was read-only is not.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in from.read_dir().expect("a folder") {
        let entry = entry.expect("an entry");
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::write(to, fs::read(path).expect("a file")).expect("a copy");
        }
    }
}

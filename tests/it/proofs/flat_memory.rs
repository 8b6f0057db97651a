//! The memory of a scan through an ODBC driver does not grow with the lines that it reads, and that of a push not with
//! the lines that are queued.

use crate::odbc::driver;
use crate::odbc::loading::load;
use crate::program::own;
use factulink::domain::Year;
use factulink::store::demo;
use proving::budget::rounds;
use proving::shared::skipped;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const LINES: usize = 5;

/// What ten times as many lines may need beyond the few, in KiB. Each line held would need more than half of one.
const SCAN_MORE_MAX: u64 = 4096;

/// The page caches of state and parent fill up, 2 MiB each, and each order's mark is in memory. Each order held would
/// need more than 10 MiB in all.
const PUSH_MORE_MAX: u64 = 6144;

#[test]
fn ten_times_as_many_lines_through_odbc_need_no_more_memory() {
    ten_times_as_many("scan", rounds(0, 3_000, 6_000, 6_000) as u64, peak_of_scan, SCAN_MORE_MAX);
}

#[test]
fn ten_times_as_many_queued_orders_through_odbc_need_no_more_memory() {
    ten_times_as_many("push", rounds(0, 600, 600, 600) as u64, peak_of_push, PUSH_MORE_MAX);
}

fn ten_times_as_many(verb: &str, few: u64, peak_of: fn(&Path, u64) -> (u64, u64), more_max: u64) {
    let Some(library) = driver::sqlite() else { return };
    if !Path::new("/usr/bin/time").exists() {
        return skipped("there is no GNU time");
    }
    if few == 0 {
        return println!("skipped: it takes many lines to tell (FACTULINK_PROOFS=gate)");
    }
    let [(few, less), (many, more)] = [few, 10 * few].map(|orders| peak_of(&library, orders));
    println!(
        "peak of {verb} through ODBC: {less} KiB for {few} orders of {LINES} lines, {more} KiB for {many}"
    );
    assert!(more <= less + more_max, "{more} KiB, where a tenth of the lines needed {less}");
}

/// How many orders of a company are taken in, and the kibibytes resident at the most meanwhile.
fn peak_of_scan(library: &Path, orders: u64) -> (u64, u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let place = |name| folder.path().join(name);
    large(&place("002.accdb"), orders);
    load(&place("002.accdb"), &place("002.db"));
    let connection = driver::connection(library, &place("002.db"));
    let subsidiary = format!("driver = 'odbc'\nconnection = '{connection}'");
    let configuration = configure(folder.path(), "path = '001{year}.accdb'", &subsidiary);
    let (report, peak) = run(&["scan"], &configuration);
    assert_eq!(report["captured"], orders, "{report}");
    (orders, peak)
}

/// The same while they, captured already, are written into the parent; some are held for articles that it has not.
fn peak_of_push(library: &Path, orders: u64) -> (u64, u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let place = |name| folder.path().join(name);
    demo::create(folder.path(), year()).expect("a group of companies");
    fs::remove_file(place("0022026.accdb")).expect("removed");
    large(&place("0022026.accdb"), orders);
    load(&place("0012026.accdb"), &place("001.db"));
    let connection = driver::connection(library, &place("001.db"));
    let parent = format!("driver = 'odbc'\nconnection = '{connection}'");
    let configuration = configure(folder.path(), &parent, "path = '002{year}.accdb'");
    assert_eq!(run(&["scan"], &configuration).0["captured"], orders);
    let queued = run(&["enqueue"], &configuration).0["queued"].as_u64().expect("a count");
    // A long queue would go in larger transactions, up to a bound, each of which is in memory.
    let (report, peak) = run(&["push", "--batch", "50"], &configuration);
    assert_eq!(report["pushed"], queued, "{report}");
    assert!(queued > orders / 2, "{queued} of {orders}");
    (queued, peak)
}

fn year() -> Year {
    Year::new(2026).expect("a year")
}

fn large(file: &Path, orders: u64) {
    let orders = usize::try_from(orders).expect("a count");
    demo::large(file, year(), orders, LINES).expect("a large company");
}

fn configure(folder: &Path, parent: &str, subsidiary: &str) -> PathBuf {
    let text = format!(
        "[parent]\nname = 'oficit'\n{parent}\n[[subsidiary]]\nname = 'duofic'\n{subsidiary}\ntarget_series = '7'\n\
         supplier = 12\n"
    );
    let file = folder.join("factulink.toml");
    fs::write(&file, text).expect("written");
    file
}

/// What a command reports, and its peak.
fn run(verb: &[&str], configuration: &Path) -> (Value, u64) {
    let mut command = Command::new("/usr/bin/time");
    command.args(["-f", "peak %M"]).arg(own().get_program());
    let ended = command.args(verb).args(["--json", "--year", "2026", "--config"]).arg(configuration).output();
    let ended = ended.expect("the program starts");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(matches!(ended.status.code(), Some(0 | 90)), "{said}");
    let report = serde_json::from_slice(&ended.stdout).expect("a report");
    let peak = said.lines().find_map(|line| line.strip_prefix("peak ")?.parse().ok());
    (report, peak.unwrap_or_else(|| panic!("no peak: {said}")))
}

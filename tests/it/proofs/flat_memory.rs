//! The memory of a scan through an ODBC driver does not grow with the lines that it reads.

use super::budget::rounds;
use crate::odbc::driver;
use crate::odbc::loading::load;
use crate::program::own;
use crate::shared::skipped;
use factulink::domain::Year;
use factulink::store::demo;
use std::fs;
use std::path::Path;
use std::process::Command;

const LINES: usize = 5;

/// What ten times as many lines may need beyond the few, in KiB. Each line held would need more than half of one.
const MORE_MAX: u64 = 4096;

#[test]
fn ten_times_as_many_lines_through_odbc_need_no_more_memory() {
    let Some(library) = driver::sqlite() else { return };
    if !Path::new("/usr/bin/time").exists() {
        return skipped("there is no GNU time");
    }
    let few = rounds(0, 6_000, 6_000);
    if few == 0 {
        return println!("skipped: it takes 300,000 lines to tell (FACTULINK_PROOFS=ci)");
    }
    let [less, more] = [few, 10 * few].map(|orders| peak_of_scan(&library, orders));
    println!(
        "peak of scan through ODBC: {less} KiB for {} lines, {more} KiB for {}",
        few * LINES,
        10 * few * LINES
    );
    assert!(more <= less + MORE_MAX, "{more} KiB, where a tenth of the lines needed {less}");
}

/// Kibibytes resident at the most, while every order of a company is taken in.
fn peak_of_scan(library: &Path, orders: usize) -> u64 {
    let folder = tempfile::tempdir().expect("a folder");
    let [file, database, configuration] =
        ["002.accdb", "002.db", "factulink.toml"].map(|name| folder.path().join(name));
    demo::large(&file, Year::new(2026).expect("a year"), orders, LINES).expect("a large company");
    load(&file, &database);
    let connection = driver::connection(library, &database);
    let text = format!(
        "[parent]\nname = 'oficit'\npath = '001{{year}}.accdb'\n[[subsidiary]]\nname = 'duofic'\ndriver = 'odbc'\n\
         connection = '{connection}'\ntarget_series = '7'\nsupplier = 12\n"
    );
    fs::write(&configuration, text).expect("written");
    let mut command = Command::new("/usr/bin/time");
    command.args(["-f", "peak %M"]).arg(own().get_program());
    let ended = command.args(["scan", "--json", "--year", "2026", "--config"]).arg(&configuration).output();
    let ended = ended.expect("the program starts");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{said}");
    let report: serde_json::Value = serde_json::from_slice(&ended.stdout).expect("a report");
    assert_eq!(report["captured"], orders, "{report}");
    let peak = said.lines().find_map(|line| line.strip_prefix("peak ")?.parse().ok());
    peak.unwrap_or_else(|| panic!("no peak: {said}"))
}

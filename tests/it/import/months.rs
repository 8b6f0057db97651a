//! What becomes of every row of the sample ledgers, and of files that are refused.

use super::world::{OCTOBER, Office, SEPTEMBER, TWIN, job_of};
use serde_json::{Value, json};
use std::path::Path;

/// The counts of a month, as the facts have them.
fn counts(of: &Value) -> Value {
    let keys = ["rows", "violations", "mended", "warnings", "gaps", "sums"];
    let mut counts = json!({});
    for key in keys {
        counts[key] = of[key].clone();
    }
    // The facts count gaps by key alone.
    if let Some(warnings) = counts["warnings"].as_object_mut() {
        warnings.remove("gap");
    }
    for sum in ["base", "tax", "total"] {
        counts["sums"][sum] = of["sums"][sum].clone();
    }
    if let Some(sums) = counts["sums"].as_object_mut() {
        sums.retain(|name, _| ["base", "tax", "total"].contains(&name.as_str()));
    }
    counts
}

#[test]
fn both_months_and_the_twin_are_checked_as_the_facts_have_them() {
    let Some(office) = Office::new() else { return };
    let facts = office.facts();
    for (file, month, code) in
        [(OCTOBER, "2026-10", 90), (TWIN, "2026-10-csv", 90), (SEPTEMBER, "2026-09", 0)]
    {
        let path = office.path(file);
        let path = path.to_str().expect("a plain path");
        let (ended, told) = office.told(&["check", path, "--profile", "sunat-ventas"]);
        assert_eq!((ended, &told["files"][0]["outcome"]), (code, &json!("read")), "{told}");
        assert_eq!(counts(&told["files"][0]), counts(&facts[month]), "{month}");
    }
    assert!(!office.path("import").exists() && !office.path("output").exists(), "a check writes nothing");
}

#[test]
fn chunks_of_both_months_are_those_expected_byte_for_byte() {
    let Some(mut office) = Office::new() else { return };
    // Nobody is there to load them into.
    office.place.variables.insert("IMPORT_PLATFORM_URL", "http://127.0.0.1:9".to_owned());
    office.place.variables.insert("IMPORT_PLATFORM_TOKEN", "x".to_owned());
    let facts = office.facts();
    for (file, month, folder) in [(OCTOBER, "2026-10", "OCTUBRE"), (SEPTEMBER, "2026-09", "SETIEMBRE")] {
        let (code, job) = office.run(file, "500");
        assert_eq!(
            (code, &job["state"]),
            (if month == "2026-10" { 90 } else { 75 }, &json!("loading")),
            "{job}"
        );
        assert_eq!(counts(&job), counts(&facts[month]), "{month}");
        for chunk in facts[month]["chunks"].as_array().expect("chunks") {
            let name = chunk["file"].as_str().expect("a name");
            let expected =
                std::fs::read(office.fixtures.join("expected").join(month).join(name)).expect("expected");
            let made = office.bytes(&format!("output/2026/{folder}/{name}"));
            assert!(made == expected, "{month}: {name} differs");
        }
    }
}

#[test]
fn every_listed_row_of_october_and_of_its_twin_ends_as_the_facts_have_it() {
    let Some(mut office) = Office::new() else { return };
    office.place.variables.insert("IMPORT_PLATFORM_URL", "http://127.0.0.1:9".to_owned());
    office.place.variables.insert("IMPORT_PLATFORM_TOKEN", "x".to_owned());
    let facts = office.facts();
    for (file, month) in [(OCTOBER, "2026-10"), (TWIN, "2026-10-csv")] {
        let (_, job) = office.run(file, "500");
        let listed = facts[month]["listed"].as_array().expect("rows");
        let rejects = office.path(job["files"]["rejects"].as_str().expect("a file")).with_extension("csv");
        let rejected = listed.iter().filter(|row| row["outcome"] == "rejected");
        let rejected: Vec<_> =
            rejected.map(|row| (number(row), violations(row, "rules").collect())).collect();
        assert_eq!(rejected_rows(&rejects), rejected, "{month}");
        // Each story reads the file up to its row: a share of them is enough beside the file of rejected rows.
        let job = job["job"].as_str().expect("a job");
        listed.iter().step_by(8).for_each(|row| is_explained(&office, job, row));
    }
}

fn number(row: &Value) -> u64 {
    row["row"].as_u64().expect("a row")
}

/// The rules that a row breaks, or their columns.
fn violations<'r>(row: &'r Value, what: &str) -> impl Iterator<Item = String> + 'r {
    let place = usize::from(what == "columns");
    let pairs = row["violations"].as_array().into_iter().flatten();
    pairs.map(move |pair| pair[place].as_str().expect("a name").to_owned())
}

fn is_explained(office: &Office, job: &str, row: &Value) {
    let (_, told) = office.told(&["explain", job, &number(row).to_string()]);
    let story = &told["row"];
    assert_eq!(story["outcome"], row["outcome"], "{row}: {told}");
    let found = |what| {
        let told = story["violations"].as_array().expect("violations").iter();
        told.map(|violation| violation[what].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("rule"), violations(row, "rules").collect::<Vec<_>>(), "{row}");
    assert_eq!(found("column"), violations(row, "columns").collect::<Vec<_>>(), "{row}");
}

/// Row and rules of `rejects.csv`.
fn rejected_rows(file: &Path) -> Vec<(u64, Vec<String>)> {
    let text = std::fs::read_to_string(file).expect("a file of rejected rows");
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b';').from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let titles = reader.headers().expect("titles").clone();
    let at = |title: &str| titles.iter().position(|own| own == title).expect("a title");
    let (row, rule) = (at("#Fila"), at("#Regla"));
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.expect("a record");
        let rules = record[rule].split(['\n', '|', ',']).map(|rule| rule.trim().to_owned()).collect();
        rows.push((record[row].parse().expect("a number"), rules));
    }
    rows
}

#[test]
fn every_bad_file_ends_as_the_facts_have_it() {
    let Some(office) = Office::new() else { return };
    let facts = office.facts();
    let mut wrong = Vec::new();
    for bad in facts["bad"].as_array().expect("files") {
        let name = bad["file"].as_str().expect("a name");
        let path = office.path(name);
        let mut args = vec!["check", path.to_str().expect("a plain path"), "--profile", "sunat-ventas"];
        if !name.starts_with("bad/2026") {
            args.extend(["--period", "2026-10"]);
        }
        let (code, told) = office.told(&args);
        let file = &told["files"][0];
        let read = |key: &str| bad.get(key).cloned().unwrap_or(json!(0));
        // Of those the facts give no reason.
        let ignored = bad["outcome"] == "ignored";
        let is_as_told = file["outcome"] == bad["outcome"]
            && (ignored || file["reason"] == bad.get("reason").cloned().unwrap_or_default())
            && file["rows"]["accepted"] == read("accepted")
            && file["rows"]["rejected"] == read("rejected")
            && bad
                .get("rule")
                .is_none_or(|rule| file["violations"][rule.as_str().expect("a rule")] == read("rejected"));
        let sound = ignored || (bad["outcome"] == "read" && read("rejected") == 0);
        if !is_as_told || code != if sound { 0 } else { 90 } {
            wrong.push(format!("{name}: {code} {file}, expected {bad}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_refused_file_stops_no_other() {
    let Some((office, double)) = Office::with_double(&[]) else { return };
    let (bad, good) = (office.path("bad/truncated.xlsx"), office.path(super::world::SIX));
    let (bad, good) = (bad.to_str().expect("a path"), good.to_str().expect("a path"));
    let (code, told) = office.told(&["run", bad, good, "--profile", "sunat-ventas", "--period", "2026-10"]);
    // Two files of one period with different contents: a person says which is right.
    assert_eq!((code, &told["files"][0]["reason"]), (90, &json!("two_sources")), "{told}");
    let (code, told) = office.told(&[
        "run",
        bad,
        office.path(SEPTEMBER).to_str().expect("a path"),
        "--profile",
        "sunat-ventas",
    ]);
    assert_eq!(code, 90);
    let (_, job) = job_of((code, told));
    assert_eq!((&job["period"], &job["state"]), (&json!("2026-09"), &json!("done")));
    assert_eq!(double.state()["vouchers_twice"], 0);
}

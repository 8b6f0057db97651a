//! A price list into an Access table.

use super::world::{Office, job_of};
use serde_json::{Value, json};

const LIST: &str = "prices/tarifa-2026-11.csv";
const COMPANY: &str = "prices/0012026.accdb";

fn run(office: &Office, file: &str) -> (u8, Value) {
    let file = office.path(file);
    office.told(&["run", file.to_str().expect("a plain path"), "--profile", "tarifa"])
}

/// Row and reason of `held.csv`.
fn held_rows(office: &Office, job: &str) -> Vec<(u64, String)> {
    let text = String::from_utf8(office.bytes(&format!("import/{job}/held.csv"))).expect("UTF-8");
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b';').from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let one = |record: csv::StringRecord| (record[0].parse().expect("a row"), record[1].to_owned());
    let mut rows: Vec<_> = reader.records().map(|record| one(record.expect("a record"))).collect();
    rows.sort();
    rows
}

#[test]
fn every_price_ends_as_the_facts_have_it_and_a_second_run_writes_nothing() {
    let Some(office) = Office::new() else { return };
    let facts = office.facts();
    let facts = &facts["prices"];
    let before = office.table(COMPANY, "F_LPA").len();
    let (code, job) = job_of(run(&office, LIST));
    assert_eq!((code, &job["state"]), (90, &json!("done")), "{job}");
    let rows = &facts["rows"];
    assert_eq!((&job["rows"]["read"], &job["rows"]["rejected"]), (&rows["read"], &rows["rejected"]));
    for outcome in ["new", "changed", "known", "held"] {
        assert_eq!(job["row_outcomes"][outcome], rows[outcome], "{outcome}");
    }
    let held: Vec<(u64, String)> = facts["outcomes"]
        .as_array()
        .expect("rows")
        .iter()
        .filter(|row| row["outcome"] == "held")
        .map(|row| {
            (row["row"].as_u64().expect("a row"), row["reason"].as_str().expect("a reason").to_owned())
        })
        .collect();
    assert_eq!(held_rows(&office, "tarifa-1"), held);
    assert_eq!(office.table(COMPANY, "F_LPA").len(), before + 23);
    written_as_told(&office, facts);

    let after = office.bytes(COMPANY);
    let (code, job) = run(&office, LIST);
    assert_eq!((code, &job["files"][0]["outcome"]), (0, &json!("known")), "{job}");
    let (code, told) = office.told(&["run", "--profile", "tarifa"]);
    assert_eq!(code, 0, "{told}");
    assert!(office.bytes(COMPANY) == after, "a second run writes nothing");
    // The same prices under another name and with another byte are a job of their own, which finds all as it should be.
    let text = [office.bytes(LIST), b"\r\n".to_vec()].concat();
    office.place.write("prices/tarifa-again.csv", text);
    let (code, job) = job_of(run(&office, "prices/tarifa-again.csv"));
    assert_eq!(
        (code, &job["job"], &job["row_outcomes"]["known"]),
        (90, &json!("tarifa#2"), &json!(52)),
        "{job}"
    );
    assert!(office.bytes(COMPANY) == after, "what is as it should be is not written");
}

/// Every row that the facts name stands in the table so.
fn written_as_told(office: &Office, facts: &Value) {
    let rows = office.table(COMPANY, "F_LPA");
    for written in facts["written"].as_array().expect("rows") {
        let article = written["ARTLPA"].as_str().expect("an article");
        let is_there = rows.iter().any(|row| {
            let has = |column: &str| {
                let text = written[column].as_str().expect("a number");
                let digits = text.replace('.', "");
                let wanted = digits.trim_start_matches('0');
                row.iter().any(|cell| {
                    cell.contains(&format!("units: {}", if wanted.is_empty() { "0" } else { wanted }))
                })
            };
            row.iter().any(|cell| cell == article) && has("PRELPA") && has("RESLPA") && has("DT1LPA")
        });
        assert!(
            is_there,
            "{written}: {:?}",
            rows.iter().filter(|row| row.iter().any(|cell| cell == article)).collect::<Vec<_>>()
        );
    }
}

#[test]
fn a_text_that_is_too_long_and_a_number_that_does_not_fit_reject_the_row_and_are_never_cut() {
    let long = format!("REFLPA = \"{}\"", "{reference} ".repeat(7).trim_end());
    let changes = [
        ("REFLPA = \"{reference}\"", long.as_str(), "length", 54, "reference"),
        ("DT2LPA = 0", "DT2LPA = 9000000000000000", "out_of_range", 54 + 3, ""),
    ];
    for (from, to, rule, rows, column) in changes {
        let Some(office) = Office::new() else { return };
        office.edit("profiles/tarifa.toml", &[(from, to)]);
        let before = office.bytes(COMPANY);
        let (code, checked) = office.told(&["check", office.path(LIST).to_str().expect("a path")]);
        // Rows that a lookup holds go nowhere; what a rejected row bears may be borne by a later one.
        let held = checked["files"][0]["rows"]["accepted"].as_u64().expect("rows");
        assert_eq!((code, held), (90, 5), "{checked}");
        assert_eq!(checked["files"][0]["violations"][rule], rows, "{checked}");
        let (code, job) = job_of(run(&office, LIST));
        assert_eq!((code, &job["reason"]), (90, &json!("too_many_rejects")), "{job}");
        let rejects = String::from_utf8(office.bytes("import/tarifa-1/rejects.csv")).expect("UTF-8");
        let told = format!(";{rule};{column};");
        let row = rejects.lines().find(|line| line.contains(&told)).expect("a rejected row");
        assert!(row.contains("P6-1000 P6-1000") || row.contains("9000000000000000"), "{row}");
        let (_, explained) = office.told(&["explain", "tarifa#1", "2"]);
        assert_eq!(explained["row"]["violations"][0]["rule"], rule, "{explained}");
        assert!(office.bytes(COMPANY) == before, "{to}");
    }
}

#[test]
fn a_text_that_may_be_cut_is_cut_to_the_room_that_its_column_has() {
    let Some(office) = Office::new() else { return };
    office.edit(
        "profiles/tarifa.toml",
        &[
            (
                "max = 30 }",
                "max = 30 }\nlong = { title = \"Descripción\", type = \"text\", max = 200, over = \"cut\" }",
            ),
            ("REFLPA = \"{reference}\"", "REFLPA = \"{long}\""),
        ],
    );
    let text = encoding_rs::WINDOWS_1252.decode(&office.bytes(LIST)).0.into_owned();
    let long = format!("Tóner negro 01 {}", "x".repeat(120));
    let text = text.replacen("Tóner negro 01", &long, 1);
    office.place.write("prices/tarifa-long.csv", &encoding_rs::WINDOWS_1252.encode(&text).0);
    let (_, job) = job_of(run(&office, "prices/tarifa-long.csv"));
    assert_eq!((&job["state"], &job["mended"]["cut"]), (&json!("done"), &json!(1)), "{job}");
    let rows = office.table(COMPANY, "F_LPA");
    let cut = rows.iter().flatten().find(|cell| cell.starts_with("Tóner negro 01 x")).expect("the row");
    assert!(cut.chars().count() < long.chars().count(), "{cut}");
}

/// A reference is borne once, in a file or in all of the profile. What is kept of other jobs are numbers: a box of each
/// holds 12.
fn unique_in(office: &Office, scope: &str) {
    let units = "units = { title = \"Ud. caja\", type = \"integer\" }\nprice     = ";
    let rule = "unique = [\"reference\"]\nnumbers = [\"units\", \"units\"]";
    let rule = format!("{rule}\nscope = \"{scope}\"");
    office.edit("profiles/tarifa.toml", &[("price     = ", units), ("unique = [\"reference\"]", &rule)]);
}

#[test]
fn what_earlier_jobs_of_the_profile_loaded_is_not_written_again() {
    let Some(office) = Office::new() else { return };
    unique_in(&office, "profile");
    run(&office, LIST);
    let text = encoding_rs::WINDOWS_1252.decode(&office.bytes(LIST)).0.into_owned();
    let mut lines = text.lines();
    let (titles, known) = (lines.next().expect("titles"), lines.next().expect("a row"));
    let new = lines.find(|line| line.contains(";101;")).expect("a rejected row").replace(";101;", ";10;");
    let again = known.replacen("132,3420", "133,0000", 1);
    office.place.write(
        "prices/tarifa-next.csv",
        &encoding_rs::WINDOWS_1252.encode(&format!("{titles}\r\n{again}\r\n{new}\r\n")).0,
    );
    let (code, checked) =
        office.told(&["check", office.path("prices/tarifa-next.csv").to_str().expect("a path")]);
    assert_eq!((code, &checked["files"][0]["violations"]["already_loaded"]), (90, &json!(1)), "{checked}");
    let (_, job) = job_of(run(&office, "prices/tarifa-next.csv"));
    assert_eq!((&job["state"], &job["rows"]["accepted"]), (&json!("done"), &json!(1)), "{job}");
    assert_eq!(job["row_outcomes"], json!({ "new": 1, "already_loaded": 1 }), "{job}");
    let written = office.table(COMPANY, "F_LPA").iter().flatten().any(|cell| cell.contains("units: 133"));
    assert!(!written, "the price of a row that was rejected");
}

#[test]
fn a_rejected_price_that_comes_back_corrected_is_written() {
    for scope in ["file", "profile"] {
        corrected_in(scope);
    }
}

fn corrected_in(scope: &str) {
    let Some(office) = Office::new() else { return };
    unique_in(&office, scope);
    run(&office, LIST);
    let rejects = String::from_utf8(office.bytes("import/tarifa-1/rejects.csv")).expect("UTF-8");
    // Of the rejected rows one is left: its discount of 101 % becomes one of 10 %.
    let kept = |line: &&str| line.contains("#Fila") || line.contains(";101;");
    let corrected: String =
        rejects.lines().filter(kept).map(|line| line.replace(";101;", ";10;") + "\r\n").collect();
    office.place.write("prices/corrected.csv", corrected);
    let file = office.path("prices/corrected.csv");
    let (code, job) =
        job_of(office.told(&["run", file.to_str().expect("a plain path"), "--append", "tarifa#1"]));
    assert_eq!((code, &job["job"], &job["state"]), (0, &json!("tarifa#1"), &json!("done")), "{job}");
    assert_eq!((&job["rows"]["rejected"], &job["rows"]["accepted"]), (&json!(7), &json!(59)), "{job}");
    let expected = json!({ "new": 24, "changed": 26, "known": 3, "held": 6 });
    assert_eq!(job["row_outcomes"], expected, "{job}");
}

/// The command that puts the job back, for the configuration that was named.
fn retrying(office: &Office) -> String {
    format!("factulink --config {} import retry tarifa#1", office.path("factulink.toml").display())
}

/// Row 12 is 31 % dearer than before, row 56 has a reference that no article has.
const DEARER: &str = "12";
const NOWHERE: &str = "56";

#[test]
fn rows_that_the_table_does_not_take_are_named_wherever_the_job_is_told() {
    let Some(office) = Office::new() else { return };
    let (_, job) = job_of(run(&office, LIST));
    let held = &job["needs_attention"][0];
    assert_eq!((&held["reason"], &held["rows"]), (&json!("rows_held"), &json!(6)), "{job}");
    let rows = held["held_rows"].as_array().expect("rows");
    let numbers: Vec<_> = rows.iter().filter_map(|row| row["row"].as_u64()).collect();
    assert_eq!(numbers, [12, 52, 53, 54, 55, 56], "{held}");
    let dearer = &rows[0];
    assert_eq!(
        (&dearer["reason"], &dearer["column"]),
        (&json!("change_too_big"), &json!("PRELPA")),
        "{dearer}"
    );
    assert!(dearer["key"].as_str().is_some_and(|key| key.starts_with("ARTLPA OF-")), "{dearer}");
    assert_eq!(rows[3]["there"], "OF-0053, OF-0054", "{}", rows[3]);
    let retry = retrying(&office);
    for row in rows {
        assert_eq!(row["commands"], json!([retry]), "{row}");
    }
    let (there, wanted) =
        (dearer["there"].as_str().expect("a price"), dearer["wanted"].as_str().expect("a price"));
    let said = format!("PRELPA is {there}, and {wanted} is wanted");
    let told = office.import(&["status", "tarifa#1"]).stdout;
    assert!(told.contains(&said) && told.contains("row 56"), "{told}");
    assert!(told.contains("REFART P6-1053 has OF-0053, OF-0054"), "{told}");
    let page =
        |name: &str| String::from_utf8(office.bytes(&format!("import/tarifa-1/{name}"))).expect("UTF-8");
    for file in ["report.csv", "report.html", "held.csv"] {
        let text = page(file).replace("&#x2f;", "/");
        assert!(text.contains(&retry), "{file}: {text}");
        assert!(
            text.contains(there) && text.contains(wanted) && text.contains("article_unknown"),
            "{file}: {text}"
        );
    }
}

#[test]
fn a_held_row_is_explained_with_its_reason_and_the_command_that_decides() {
    let Some(office) = Office::new() else { return };
    run(&office, LIST);
    for (row, reason) in [(DEARER, "change_too_big"), (NOWHERE, "article_unknown")] {
        let (code, told) = office.told(&["explain", "tarifa#1", row]);
        let story = &told["row"];
        assert_eq!(
            (code, &story["outcome"], &story["held"]["reason"]),
            (0, &json!("held"), &json!(reason)),
            "{told}"
        );
        assert_eq!(story["held"]["commands"], json!([retrying(&office)]), "{told}");
    }
    let (_, told) = office.told(&["explain", "tarifa#1", "13"]);
    assert_eq!((&told["row"]["outcome"], &told["row"]["held"]), (&json!("accepted"), &Value::Null), "{told}");
}

#[test]
fn a_held_row_goes_through_when_the_job_is_put_back_after_the_profile_allows_it() {
    let Some(office) = Office::new() else { return };
    run(&office, LIST);
    office.edit("profiles/tarifa.toml", &[("at_most = \"30%\"", "at_most = \"40%\"")]);
    let (code, told) = office.told(&["retry", "tarifa#1"]);
    assert_eq!(code, 90, "rows are rejected: {told}");
    let (_, told) = office.told(&["run", "--profile", "tarifa"]);
    let job = office.job("tarifa#2");
    let expected = json!({ "changed": 1, "known": 52, "held": 5 });
    assert_eq!((&job["state"], &job["row_outcomes"]), (&json!("done"), &expected), "{told}");
    assert_eq!(office.job("tarifa#1")["state"], "superseded");
}

#[test]
fn a_dry_run_says_what_the_table_would_take_and_writes_nothing() {
    let Some(office) = Office::new() else { return };
    let before = office.bytes(COMPANY);
    let file = office.path(LIST);
    let args = ["run", file.to_str().expect("a path"), "--profile", "tarifa", "--dry-run"];
    let (code, job) = job_of(office.told(&args));
    assert_eq!(code, 90, "{job}");
    assert!(office.bytes(COMPANY) == before && !office.path("import").exists());
    let held = &job["needs_attention"][0];
    assert_eq!(
        (held["held_rows"].as_array().map(Vec::len), &held["commands"]),
        (Some(6), &json!([])),
        "{job}"
    );
    let (_, told) = job_of(run(&office, LIST));
    assert_eq!(job["row_outcomes"], told["row_outcomes"], "what it foretells comes true");
}

//! The commands over three companies in memory: what is printed, in both languages and as JSON, and how they end.

use super::call::{Ended, Place};
use crate::pipeline::world::{DUOFIC, OFICIT, World, of_article};
use factulink::state::State;
use factulink::store::memory::{Call, Fault, Harm};
use std::path::PathBuf;

const CONFIG: &str = r#"
[parent]
name = "oficit"
path = "oficit{year}.accdb"
[[subsidiary]]
name = "duofic"
path = "duofic{year}.accdb"
target_series = "7"
supplier = 12
[[subsidiary]]
name = "ofifactory"
path = "ofifactory{year}.accdb"
target_series = "8"
supplier = 12
"#;

/// The companies, and a folder with their configuration.
struct Office {
    companies: World,
    place: Place,
    config: PathBuf,
}

impl Office {
    /// With orders of duofic's series 1.
    fn with_orders(numbers: impl IntoIterator<Item = i32>) -> Office {
        let place = Place::new();
        let config = place.write("factulink.toml", CONFIG);
        Office { companies: World::with_orders(numbers), place, config }
    }

    fn call(&self, args: &[&str]) -> Ended {
        let config = ["--config", self.config.to_str().expect("a plain path")];
        self.place.call_with(&[args, &config].concat(), &self.companies.stores)
    }

    fn state(&self) -> PathBuf {
        self.place.path("state.db")
    }
}

#[test]
fn a_run_tells_in_a_few_lines_what_it_did() {
    let office = Office::with_orders(1..=3);
    let ended = office.call(&["run"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    assert_eq!(
        ended.stdout,
        "run: 3 captured, 3 queued, 3 pushed (0 ms)\n \
         company  captured  queued  pushed\n \
         duofic          3       3       3\n"
    );
    assert_eq!(office.call(&["run"]).stdout, "run: nothing to do (0 ms)\n");
    let spanish = office.call(&["run", "--lang", "es"]).stdout;
    assert_eq!(spanish, "run: nada que hacer (0 ms)\n");
}

#[test]
fn a_run_in_json_has_the_documented_shape() {
    let document = Office::with_orders(1..=3).call(&["run", "--json"]).json();
    let expected = [
        ("version", 1),
        ("run_id", 1),
        ("captured", 3),
        ("late", 0),
        ("changed", 0),
        ("queued", 3),
        ("skipped", 0),
        ("held", 0),
        ("pushed", 3),
        ("retried", 0),
        ("parked", 0),
        ("duration_ms", 0),
    ];
    for (key, value) in expected {
        assert_eq!(document[key], value, "{key}");
    }
    assert_eq!(document["command"], "run");
    let duofic = &document["companies"][0];
    assert_eq!((&duofic["name"], &duofic["captured"]), (&"duofic".into(), &3.into()));
}

#[test]
fn the_three_verbs_do_what_run_does() {
    let office = Office::with_orders(1..=3);
    for (verb, key) in [("scan", "captured"), ("enqueue", "queued"), ("push", "pushed")] {
        let ended = office.call(&[verb, "--json"]);
        assert_eq!((ended.code, &ended.json()[key]), (0, &3.into()), "{verb}");
    }
    assert!(office.companies.every_order_is_written_once());
}

#[test]
fn limit_and_batch_reach_the_pipeline() {
    let office = Office::with_orders(1..=5);
    office.call(&["scan"]);
    assert_eq!(office.call(&["enqueue", "--limit", "4", "--json"]).json()["queued"], 4);
    assert_eq!(office.call(&["push", "--limit", "3", "--batch", "1", "--json"]).json()["pushed"], 3);
    assert_eq!(office.call(&["run", "--json"]).json()["pushed"], 2);
}

#[test]
fn a_backfill_range_reads_below_the_watermark() {
    let office = Office::with_orders([100]);
    office.call(&["run"]);
    office.companies.enter(crate::pipeline::world::order("1-2"));
    assert_eq!(office.call(&["scan", "--json"]).json()["captured"], 1, "a gap within the window of 500");
    let ended = office.call(&["run", "--from", "1", "--to", "50", "--series", "1", "--json"]);
    assert_eq!((ended.code, &ended.json()["pushed"]), (0, &1.into()));
}

#[test]
fn a_dry_run_names_the_documents_counts_as_the_real_one_and_leaves_no_file() {
    let office = Office::with_orders(1..=3);
    let dry = office.call(&["run", "--dry-run", "--json"]);
    let dry_text = office.call(&["run", "--dry-run"]).stdout;
    assert!(!office.state().exists());
    assert!(office.companies.written().iter().all(|(_, documents)| *documents == 0));
    let real = office.call(&["run", "--json"]).json();
    for count in ["captured", "queued", "skipped", "held", "pushed"] {
        assert_eq!(dry.json()[count], real[count], "{count}");
    }
    assert_eq!(dry.json()["run_id"], serde_json::Value::Null);
    assert_eq!(dry.json()["would_write"][0]["order"], "duofic/2026/1-000001");
    assert!(dry_text.contains("duofic/2026/1-000001  2026  7"), "{dry_text}");
    assert!(dry_text.starts_with("Dry run: "), "{dry_text}");
}

#[test]
fn quiet_prints_nothing_but_errors() {
    let office = Office::with_orders(1..=3);
    for command in ["run", "status"] {
        let ended = office.call(&[command, "--quiet"]);
        assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr.as_str()), (0, "", ""), "{command}");
    }
    let wrong = office.call(&["explain", "duofic/2026/1-9", "--quiet"]);
    assert_eq!((wrong.code, wrong.stdout.as_str()), (79, ""));
    assert!(wrong.stderr.starts_with("error: "));
}

#[test]
fn status_shows_watermarks_queue_and_runs() {
    let office = Office::with_orders(1..=3);
    office.call(&["run"]);
    let text = office.call(&["status"]).stdout;
    for part in ["duofic", "1-000003", "3 pushed", "No order waits for a person.", "0 ok", "2026-11-21 13:00"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let document = office.call(&["status", "--json"]).json();
    assert_eq!(document["version"], 1);
    assert_eq!(document["generated_at"], "2026-11-21T12:00:00Z");
    assert_eq!(document["state"], office.state().display().to_string());
    assert_eq!(document["orders"]["pushed"], 3);
    let duofic = document["companies"].as_array().expect("companies").iter().find(|c| c["name"] == DUOFIC);
    let mark = &duofic.expect("duofic")["watermarks"][0];
    assert_eq!((&mark["series"], &mark["code"]), (&"1".into(), &3.into()));
    assert_eq!(document["runs"][0]["exit_code"], 0);
}

#[test]
fn explain_tells_the_decision_on_every_line_and_where_the_order_went() {
    let office = Office::with_orders([123]);
    office.call(&["run"]);
    let text = office.call(&["explain", "duofic/2026/1-123"]).stdout;
    for part in [
        "Order duofic/2026/1-000123: pushed",
        "written into oficit 2026 as 7-000001, reference FL duofic/2026 1-000123",
        "OFI-1",
        "the parent is its usual supplier",
        "2026-11-21 13:00  written",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let document = office.call(&["explain", "duofic/2026/1-000123", "--json"]).json();
    assert_eq!((&document["order"], &document["state"]), (&"duofic/2026/1-000123".into(), &"pushed".into()));
    let line = &document["lines"][0];
    assert_eq!(
        (&line["decision"], &line["quantity"], &line["total"]),
        (&"parent".into(), &"3".into(), &"15".into())
    );
    assert_eq!(document["target"]["document"], "7-000001");
    assert_eq!(document["attempts"][0]["outcome"], "done");
}

#[test]
fn an_order_or_company_that_nobody_knows_is_the_callers_mistake() {
    let office = Office::with_orders([1]);
    office.call(&["run"]);
    for args in [&["explain", "duofic/2026/1-9"][..], &["retry", "duofic/2026/1-9"], &["scan", "nobody"]] {
        let ended = office.call(args);
        assert_eq!(ended.code, 79, "{args:?}: {}", ended.stderr);
    }
    let pushed = office.call(&["retry", "duofic/2026/1-1"]);
    assert_eq!(pushed.code, 79);
    assert!(pushed.stderr.contains("order duofic/2026/1-000001 is pushed"), "{}", pushed.stderr);
}

#[test]
fn a_held_order_ends_with_90_is_shown_with_its_reason_and_goes_on_after_retry() {
    let office = Office::with_orders([1]);
    office.companies.enter(of_article("1-2", "OFI-2"));
    office.companies.subsidiary(|company| {
        let known = company.articles[0].clone();
        company.articles.push(factulink::domain::Article { code: "OFI-2".into(), ..known });
    });
    let run = office.call(&["run"]);
    assert_eq!(run.code, 90, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("1 wait for a person"), "{}", run.stdout);

    let status = office.call(&["status", "--check"]);
    assert_eq!(status.code, 92);
    assert!(status.stdout.contains("duofic/2026/1-000002  held"), "{}", status.stdout);
    let spanish = office.call(&["status", "--lang", "es"]);
    assert_eq!(spanish.code, 0);
    assert!(spanish.stdout.contains("la matriz no tiene el artículo"), "{}", spanish.stdout);

    office.companies.parent(|company| {
        let known = company.articles[0].clone();
        company.articles.push(factulink::domain::Article { code: "OFI-2".into(), ..known });
    });
    let rehearsed = office.call(&["retry", "--held", "--dry-run"]);
    assert!(rehearsed.stdout.starts_with("Dry run: "), "{}", rehearsed.stdout);
    let retried = office.call(&["retry", "--held", "--json"]);
    assert_eq!((retried.code, &retried.json()["orders"][0]), (0, &"duofic/2026/1-000002".into()));
    assert_eq!(office.call(&["run"]).code, 0);
    assert!(office.companies.every_order_is_written_once());
    assert_eq!(office.call(&["status", "--check"]).code, 0);
    assert_eq!(office.call(&["retry", "--held"]).stdout, "no order was held or parked\n");
}

#[test]
fn a_state_that_another_works_on_ends_with_91() {
    let office = Office::with_orders([1]);
    let held = State::open(&office.state()).expect("opened");
    let ended = office.call(&["run"]);
    assert_eq!(ended.code, 91, "{}", ended.stderr);
    assert!(ended.stderr.contains("another factulink is working on it"), "{}", ended.stderr);
    drop(held);
    assert_eq!(office.call(&["run"]).code, 0);
}

#[test]
fn a_state_that_is_damaged_foreign_or_newer_ends_with_93_and_stays_as_it_is() {
    let office = Office::with_orders([1]);
    std::fs::write(office.state(), "this is no database, but long enough to be looked at as one")
        .expect("written");
    assert_eq!(office.call(&["run"]).code, 93);

    std::fs::remove_file(office.state()).expect("removed");
    sqlite(&office.state(), "CREATE TABLE theirs (id); PRAGMA application_id = 77");
    let foreign = office.call(&["run", "--json"]);
    assert_eq!((foreign.code, &foreign.json()["error"]["name"]), (93, &"state".into()));
    assert_eq!(foreign.json()["error"]["where"]["file"], office.state().display().to_string());

    std::fs::remove_file(office.state()).expect("removed");
    office.call(&["status"]);
    office.call(&["run"]);
    sqlite(&office.state(), "PRAGMA user_version = 900");
    let before = std::fs::read(office.state()).expect("bytes");
    let newer = office.call(&["run", "--lang", "es"]);
    assert_eq!(newer.code, 93);
    assert!(newer.stderr.contains("escrito por un factulink más nuevo (esquema 900"), "{}", newer.stderr);
    assert_eq!(std::fs::read(office.state()).expect("bytes"), before);
}

#[test]
fn a_state_of_our_number_that_is_another_inside_ends_with_93() {
    for damage in [
        "DROP TABLE runs",
        "ALTER TABLE orders RENAME COLUMN hash TO other",
        "ALTER TABLE orders RENAME TO kept; CREATE VIEW orders AS SELECT * FROM kept",
        "DROP INDEX attempts_of_order",
        "UPDATE series SET year = 99999",
        "UPDATE runs SET started_at = 9223372036854775807",
    ] {
        let office = Office::with_orders([1]);
        office.call(&["run"]);
        sqlite(&office.state(), damage);
        for args in [&["run"][..], &["status"], &["run", "--dry-run"], &["retry", "--held"], &["doctor"]] {
            let ended = office.call(args);
            assert!(ended.code != 99, "{damage}: {args:?}: {ended:?}");
        }
        let codes = ["run", "status"].map(|command| office.call(&[command]).code);
        assert!(codes.contains(&93), "{damage}: {codes:?}");
    }
}

#[test]
fn what_others_have_added_to_a_state_does_no_harm() {
    let office = Office::with_orders([1]);
    office.call(&["run"]);
    sqlite(&office.state(), "CREATE TABLE theirs (a); CREATE INDEX theirs_a ON theirs (a)");
    assert_eq!(office.call(&["status"]).code, 0);
    assert_ne!(office.call(&["run"]).code, 93);
}

fn sqlite(file: &std::path::Path, sql: &str) {
    rusqlite::Connection::open(file).and_then(|db| db.execute_batch(sql)).expect("SQL");
}

#[test]
fn a_company_that_cannot_be_reached_ends_with_75_and_keeps_nobody_waiting() {
    let office = Office::with_orders([1]);
    office.companies.fault("ofifactory", Fault::always(Call::Open, Harm::Away));
    let ended = office.call(&["run", "--json"]);
    assert_eq!(ended.code, 75);
    let document = ended.json();
    assert_eq!(document["pushed"], 1);
    let ofifactory = &document["companies"][1];
    let error = &ofifactory["errors"][0];
    assert_eq!((&error["code"], &error["name"]), (&75.into(), &"try-later".into()));
    let text = office.call(&["run", "--lang", "es"]).stdout;
    assert!(text.contains("! ofifactory"), "{text}");
    assert!(text.contains("no se llega a"), "{text}");
}

#[test]
fn a_parent_in_use_keeps_the_queue_and_a_wrong_one_is_named() {
    let office = Office::with_orders([1]);
    office.companies.fault(OFICIT, Fault::always(Call::CheckTarget, Harm::Schema));
    let wrong = office.call(&["run"]);
    assert_eq!(wrong.code, 94, "{}{}", wrong.stdout, wrong.stderr);
    assert!(wrong.stdout.contains("! oficit"), "{}", wrong.stdout);
    office.companies.mend(OFICIT);
    assert_eq!(office.call(&["run", "--json"]).json()["pushed"], 1);
}

#[test]
fn every_kind_of_failure_has_its_code_and_its_name_in_json() {
    let failures = [
        (OFICIT, Call::CheckTarget, Harm::Busy, 75, "try-later"),
        (OFICIT, Call::CheckTarget, Harm::Permission, 77, "no-permission"),
        (OFICIT, Call::InsertOrders, Harm::DiskFull, 74, "io"),
        (OFICIT, Call::CheckTarget, Harm::Damaged, 94, "database"),
        (DUOFIC, Call::Series, Harm::Away, 75, "try-later"),
        (DUOFIC, Call::ReadOrders, Harm::Permission, 77, "no-permission"),
        (DUOFIC, Call::Series, Harm::DiskFull, 74, "io"),
        (DUOFIC, Call::Series, Harm::Schema, 94, "database"),
    ];
    for (company, call, harm, code, name) in failures {
        let office = Office::with_orders([1]);
        office.companies.fault(company, Fault::always(call, harm));
        let ended = office.call(&["run", "--json"]);
        assert_eq!(ended.code, code, "{harm:?} at {call:?}: {}", ended.stdout);
        let document = ended.json();
        let companies = document["companies"].as_array().expect("companies");
        let entry = companies.iter().find(|entry| entry["name"] == company).expect("the company");
        assert_eq!((&entry["errors"][0]["code"], &entry["errors"][0]["name"]), (&code.into(), &name.into()));
        assert_eq!(document["outcome"], name);
    }
}

#[test]
fn an_order_that_the_parent_garbles_is_parked_and_waits_for_a_person() {
    let office = Office::with_orders([1]);
    office.companies.fault(OFICIT, Fault::always(Call::InsertOrders, Harm::ReadBack));
    let ended = office.call(&["run"]);
    assert_eq!(ended.code, 90, "{}", ended.stdout);
    assert!(ended.stdout.contains("1 parked"), "{}", ended.stdout);
    assert!(office.call(&["status"]).stdout.contains("duofic/2026/1-000001  parked"));
    office.companies.mend(OFICIT);
    assert_eq!(office.call(&["retry", "--parked"]).code, 0);
    assert_eq!(office.call(&["push"]).code, 0);
    assert!(office.companies.every_order_is_written_once());
}

//! The price list of the fixtures into a company: every row as the facts have it.

use super::tariff::{Outcomes, TARGET, import};
use super::world::{Copied, now, shown};
use factulink::table::access::{AccessRows, Manners, Query, TableWriter};
use proving::readers::proof::Proof;

fn expected(facts: &serde_json::Value) -> Outcomes {
    let rows = facts["prices"]["outcomes"].as_array().expect("outcomes");
    let outcome = |row: &serde_json::Value| {
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        (row["row"].as_u64().expect("a row"), [text("outcome"), text("reason")].join(" ").trim().to_owned())
    };
    rows.iter().map(outcome).collect()
}

/// The rows of the table as the facts write those that are written, in their order.
fn written(copied: &Copied, facts: &serde_json::Value) -> (Vec<String>, Vec<String>) {
    let columns = [TARGET.key, TARGET.columns].concat();
    let query =
        Query { table: "F_LPA", columns: Some(&columns), filter: &[], manners: Manners::ChangesNothing };
    let found = shown(&mut AccessRows::open(&copied.file, &query).expect("the table"));
    let found = found.iter().map(|row| row.split_once(' ').expect("a number").1.to_owned()).collect();
    let amount = |value: &serde_json::Value| match value.as_str() {
        Some(text) if text.contains('.') => {
            format!("{}/4", text.replace('.', "").parse::<i64>().expect("digits"))
        }
        Some(text) => text.to_owned(),
        None => format!("{value}/0"),
    };
    let rows = facts["prices"]["written"].as_array().expect("rows").iter();
    let expected =
        rows.map(|row| columns.iter().map(|name| amount(&row[*name])).collect::<Vec<_>>().join("|"));
    (found, expected.collect())
}

#[test]
fn a_price_list_ends_as_the_facts_say_whatever_the_batch() {
    for batch in [7, 1000] {
        let Some(copied) = Copied::of("prices/0012026.accdb") else { return };
        let (facts, proof, before) = (copied.facts(), Proof::here(), copied.bytes());
        let findings = proof.findings(&copied.file);

        let mut looking = TableWriter::look(&copied.file, &TARGET, now()).expect("opens");
        assert_eq!(import(&copied, &mut looking, batch, false), expected(&facts));
        drop(looking);
        assert!(copied.bytes() == before && copied.backup_count() == 0, "a rehearsal changes nothing");

        let mut writer = TableWriter::open(&copied.file, &TARGET, copied.backups(), now()).expect("opens");
        assert_eq!(import(&copied, &mut writer, batch, true), expected(&facts));
        let backup = writer.backup().expect("a backup").to_owned();
        drop(writer);
        assert!(std::fs::read(&backup).expect("a backup") == before, "it is the file as it was");

        let (found, wanted) = written(&copied, &facts);
        assert_eq!(found.len(), 1 + 31 + 23, "titles, rows before, new rows");
        wanted.iter().for_each(|row| assert!(found.contains(row), "{row}"));
        proof.of_others(std::slice::from_ref(&copied.file), &[findings]);
    }
}

#[test]
fn a_second_run_writes_nothing() {
    let Some(copied) = Copied::of("prices/0012026.accdb") else { return };
    let open = || TableWriter::open(&copied.file, &TARGET, copied.backups(), now()).expect("opens");
    import(&copied, &mut open(), 10, true);
    let (after, backups) = (copied.bytes(), copied.backup_count());
    let again = import(&copied, &mut open(), 10, true);
    assert!(again.values().all(|outcome| !["new", "changed"].contains(&outcome.as_str())), "{again:?}");
    assert!(copied.bytes() == after, "to the last byte");
    assert_eq!(copied.backup_count(), backups);
}

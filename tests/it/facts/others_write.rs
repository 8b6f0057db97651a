//! What other programs do to the files behind our back, on real files.

use super::odd_rows::change;
use super::world::World;
use accdb::{Database, Value};
use factulink::domain::Reason;
use factulink::pipeline::{self, Outcome, Report, Resolution, ResolveOptions};
use std::path::Path;

fn status_reasons(world: &World) -> Vec<Reason> {
    let status = world.with_app(pipeline::status).expect("status");
    status.needs_attention.into_iter().map(|order| order.reason).collect()
}

fn enter(world: &World, number: i32) {
    // An order of one line that belongs to the parent, copied from what is there.
    let file = world.folder.path().join("0022026.accdb");
    let (header, lines) = {
        let database = Database::open_read(&file).expect("the file can be read");
        let read = |table: &str, key: &[(&str, Value<'_>)]| rows(&database, table, key);
        let of = |series: &'static str, code: &'static str| {
            [(series, Value::Text("1".into())), (code, Value::Long(124))]
        };
        (read("F_PCL", &of("TIPPCL", "CODPCL")), read("F_LPC", &of("TIPLPC", "CODLPC")))
    };
    change(&file, |tx| {
        for (table, code, rows) in [("F_PCL", "CODPCL", header), ("F_LPC", "CODLPC", lines)] {
            for mut row in rows {
                row.iter_mut()
                    .filter(|(name, _)| name == code)
                    .for_each(|(_, value)| *value = Value::Long(number));
                let row: Vec<(&str, Value<'_>)> =
                    row.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
                tx.insert(table, &row)?;
            }
        }
        Ok(())
    });
}

type Row = Vec<(String, Value<'static>)>;

/// The rows of a table with these values, without what is NULL.
fn rows(database: &Database, table: &str, wanted: &[(&str, Value<'_>)]) -> Vec<Row> {
    let def = database.table(table).expect("the table is there");
    let mut scan = database.scan(&def);
    let mut found = Vec::new();
    while let Some(row) = scan.next_row().expect("a row") {
        let value = |name: &str| row.get(def.column(name).expect("a column")).expect("a value").into_owned();
        if wanted.iter().all(|(name, wanted)| value(name) == *wanted) {
            let columns = def.columns.iter().map(|column| (column.name.clone(), value(&column.name)));
            found.push(columns.filter(|(_, value)| *value != Value::Null).collect());
        }
    }
    found
}

fn parent_error(report: &Report) -> String {
    let parent =
        report.companies.iter().find(|company| company.name.as_str() == "oficit").expect("the parent");
    parent.errors.iter().map(|failure| format!("{} {}", failure.message, failure.causes.join(" "))).collect()
}

#[test]
fn pages_that_another_program_puts_back_are_noticed_and_what_they_lost_is_written_again() {
    let world = World::of_demo();
    let stale = std::fs::read(world.parent_file()).expect("the pages are remembered");
    let pushed = world.run().counts.pushed;
    assert!(pushed > 50);
    let grown = std::fs::read(world.parent_file()).expect("the file can be read");
    let (rest, old) = (grown.get(stale.len()..).unwrap_or_default(), stale);
    // The file keeps its new length, as a page writer leaves it.
    std::fs::write(world.parent_file(), [&old[..], rest].concat()).expect("the old pages are put back");
    enter(&world, 900);
    let report = world.run();
    assert_eq!((report.counts.pushed, report.outcome), (0, Outcome::Held), "{}", parent_error(&report));
    assert!(parent_error(&report).contains("duofic/2026/1-"), "{}", parent_error(&report));
    let status = world.with_app(pipeline::status).expect("status");
    let lost = status.needs_attention.into_iter().filter(|order| order.reason == Reason::DocumentMissing);
    let orders: Vec<_> = lost.map(|order| order.order).collect();
    assert_eq!(u64::try_from(orders.len()), Ok(pushed));
    let options = ResolveOptions { orders: Vec::new(), missing: true, how: Resolution::Again };
    world.with_app(|app| pipeline::resolve(app, &options, false)).expect("they fit");
    assert_eq!(world.run().counts.pushed, pushed + 1);
    assert!(!status_reasons(&world).contains(&Reason::DocumentMissing));
}

/// Takes the entries of a table's rows out of its index, as a writer leaves them that stopped half way.
fn forget_the_index(file: &Path, table: &str) {
    let mut bytes = std::fs::read(file).expect("the file can be read");
    let (root, definition) = {
        let database = Database::open_read(file).expect("the file can be read");
        let def = database.table(table).expect("the table is there");
        let index = def.indexes.iter().find(|index| index.primary).expect("a key");
        (index.root().0, def.page().0)
    };
    assert_ne!(root, definition);
    let leaf = leaf_of(&bytes, root);
    let at = leaf * 4096;
    // An empty leaf: no entries, all of its bytes free.
    bytes[at + 2..at + 4].copy_from_slice(&(4096u16 - 0x1E0).to_le_bytes());
    bytes[at + 0x1B..at + 0x1E0].fill(0);
    std::fs::write(file, bytes).expect("the file can be written");
}

fn leaf_of(bytes: &[u8], page: u32) -> usize {
    let at = page as usize * 4096;
    assert!(matches!(bytes[at], 3 | 4), "a page of an index");
    assert_eq!(bytes[at], 4, "the demo's key fits onto one leaf");
    page as usize
}

#[test]
fn an_order_of_which_an_index_lacks_rows_is_named_and_the_other_company_goes_on() {
    let world = World::of_demo();
    forget_the_index(&world.folder.path().join("0032026.accdb"), "F_PCL");
    let report = world.run();
    assert_eq!(report.outcome, Outcome::Database);
    let third = report.companies.iter().find(|company| company.name.as_str() == "ofifactory").expect("there");
    let told = third.errors.last().expect("an error").causes.join(" ");
    assert!(told.contains("F_PCL has") && told.contains("1-"), "{told}");
    assert!(report.counts.pushed > 30, "the other company goes on");
    assert!(status_reasons(&world).contains(&Reason::OrderUnreadable));
}

#[test]
fn a_parent_of_which_an_index_lacks_rows_is_not_written() {
    for table in ["F_PPR", "F_LPP"] {
        let world = World::of_demo();
        forget_the_index(&world.parent_file(), table);
        let before = std::fs::read(world.parent_file()).expect("the file can be read");
        let report = world.run();
        assert_eq!((report.counts.pushed, report.outcome), (0, Outcome::Database), "{table}");
        assert!(parent_error(&report).contains(&format!("{table} has")), "{}", parent_error(&report));
        assert!(before == std::fs::read(world.parent_file()).expect("the file can be read"), "{table}");
    }
}

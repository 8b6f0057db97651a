//! Rows of real files that hold what no row can: each costs only what depends on it.

use super::world::World;
use accdb::{Database, RowId, Value};
use factulink::pipeline::Outcome;
use std::path::{Path, PathBuf};

/// Changes a file as another program would.
pub fn change(file: &Path, change: impl FnOnce(&mut accdb::Transaction<'_>) -> accdb::Result<()>) {
    let mut database = Database::open_write(file).expect("the file can be written");
    let mut tx = database.begin(46_000.0).expect("a transaction");
    change(&mut tx).expect("the change is taken");
    tx.commit().expect("committed");
}

/// The first row of a table whose columns have these values.
pub fn find(file: &Path, table: &str, wanted: &[(&str, Value<'_>)]) -> RowId {
    let database = Database::open_read(file).expect("the file can be read");
    let def = database.table(table).expect("the table is there");
    let mut rows = database.scan(&def);
    while let Some(row) = rows.next_row().expect("a row") {
        let fits = |(column, value): &(&str, Value<'_>)| {
            row.get(def.column(column).expect("the column is there")).expect("a value") == *value
        };
        if wanted.iter().all(fits) {
            return row.id();
        }
    }
    panic!("{table} has no such row");
}

fn subsidiary(world: &World) -> PathBuf {
    world.folder.path().join("0022026.accdb")
}

fn series(name: &str) -> Value<'_> {
    Value::Text(name.into())
}

/// What a sound demo gives.
fn usual() -> (u64, Outcome) {
    let report = World::of_demo().run();
    (report.counts.pushed, report.outcome)
}

#[test]
fn an_article_with_an_impossible_vat_that_no_order_names_costs_nothing() {
    let world = World::of_demo();
    change(&world.parent_file(), |tx| {
        let values = [("CODART", Value::Text("JOB-ODD".into())), ("TIVART", Value::Integer(4))];
        tx.insert("F_ART", &values).map(drop)
    });
    let report = world.run();
    assert_eq!((report.counts.pushed, report.outcome), usual());
}

#[test]
fn headers_of_impossible_series_and_numbers_cost_no_order_but_their_own() {
    let world = World::of_demo();
    change(&subsidiary(&world), |tx| {
        for (name, number) in [("?", 5), ("?", 6), ("1", 0), ("1", -7), ("", 1)] {
            tx.insert("F_PCL", &[("TIPPCL", series(name)), ("CODPCL", Value::Long(number))])?;
        }
        Ok(())
    });
    let report = world.run();
    assert_eq!((report.counts.pushed, report.outcome), (usual().0, Outcome::Held));
    let duofic = report.companies.iter().find(|company| company.name.as_str() == "duofic").expect("duofic");
    let rows: Vec<String> = duofic.errors.iter().map(|failure| failure.causes.join(" ")).collect();
    assert_eq!(rows.len(), 4, "each impossible series by its first row: {rows:?}");
    for row in ["F_PCL ?-5", "F_PCL 1-0", "F_PCL 1--7"] {
        assert!(rows.iter().any(|told| told.contains(row)), "{row}: {rows:?}");
    }
}

#[test]
fn a_document_of_an_impossible_series_in_the_parent_costs_nothing() {
    let world = World::of_demo();
    change(&world.parent_file(), |tx| {
        tx.insert("F_PPR", &[("TIPPPR", series("?")), ("CODPPR", Value::Long(1))]).map(drop)
    });
    let report = world.run();
    assert_eq!((report.counts.pushed, report.outcome), usual());
}

#[test]
fn a_line_of_an_impossible_vat_selector_stops_neither_its_order_nor_its_company() {
    let world = World::of_demo();
    let line = find(&subsidiary(&world), "F_LPC", &[("TIPLPC", series("1"))]);
    change(&subsidiary(&world), |tx| tx.update("F_LPC", line, &[("IVALPC", Value::Single(7.0))]));
    let report = world.run();
    assert_eq!((report.counts.pushed, report.outcome), usual());
}

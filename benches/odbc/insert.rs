//! Supplier orders looked up, written and read back by the store, and by the bare loop.

use crate::pairs::{Side, compare};
use crate::recording::Recording;
use crate::report::Target::AtMost;
use crate::{Bench, LINES, bare, loading, year};
use anyhow::{Context, Result, bail, ensure};
use factulink::domain::{OrderKey, SupplierOrder};
use factulink::store::odbc::{DriverManager, OdbcStores};
use factulink::store::{CompanyFile, MarkLookup, Stores, demo};
use rusqlite::Connection;
use std::fs;
use std::path::Path;

const ORDERS: usize = 2_000;
const TODAY: &str = "2026-03-20";

pub fn lines(bench: &mut Bench) -> Result<()> {
    let [parent, ..] = demo::companies(year()?);
    let batch = batch(&parent, bench.orders(ORDERS))?;
    let file = bench.path("parent.accdb");
    demo::write_company(&file, &parent, TODAY.parse()?)?;
    let [empty, ours, others] = ["empty.db", "store.db", "bare.db"].map(|name| bench.path(name));
    loading::load(&file, &empty);
    let (company, connection) = (bench.company(&ours)?, bench.connection(&others));
    let fresh = |database: &Path| fs::copy(&empty, database).map(drop).context("an empty parent");
    let recording = Recording::default();
    fresh(&ours)?;
    let marks = batch.iter().map(|order| order.mark.clone()).collect();
    let marks = OdbcStores::over(DriverManager).open(&company, false)?.find_marks(marks)?;
    write(&OdbcStores::over(recording.clone()), &company, &batch, &marks)?;
    let (stores, script) = (OdbcStores::over(DriverManager), recording.script());
    let mut by_store = || write(&stores, &company, &batch, &marks);
    let mut by_bare = || {
        ensure!(bare::run(&connection, &script, true)? == script.rows, "the bare loop has read other rows");
        Ok(())
    };
    let sides = [
        Side { prepare: &mut || fresh(&ours), work: &mut by_store },
        Side { prepare: &mut || fresh(&others), work: &mut by_bare },
    ];
    let lines = batch.len() * LINES;
    let what = format!("{lines} lines of {} new orders inserted, and read back", batch.len());
    compare(&mut bench.verdicts, &what, bench.rounds, AtMost(1.10), sides)?;
    same(&ours, &others, lines)
}

fn write(
    stores: &OdbcStores,
    company: &CompanyFile,
    batch: &[SupplierOrder],
    marks: &MarkLookup,
) -> Result<()> {
    let mut store = stores.open(company, true)?;
    let orders: Vec<_> = batch.iter().filter_map(|order| marks.unwritten(order)).collect();
    match store.insert_orders(&orders, TODAY.parse()?) {
        Ok(_) => Ok(()),
        Err(refused) => bail!("{refused:?}"),
    }
}

/// Orders like one of the demo's, each with its own mark.
fn batch(parent: &demo::DemoCompany, orders: usize) -> Result<Vec<SupplierOrder>> {
    let model = &parent.documents.first().context("a document")?.order;
    let line = model.lines.first().context("a line")?;
    let positions = 1..=i16::try_from(LINES)?;
    (1..=orders)
        .map(|number| {
            let key: OrderKey = format!("duofic/2026/1-{number}").parse()?;
            let mut order = SupplierOrder { mark: key.trace_mark(), ..model.clone() };
            order.lines = vec![line.clone(); LINES];
            order.lines.iter_mut().zip(positions.clone()).for_each(|(line, place)| line.position = place);
            Ok(order)
        })
        .collect()
}

/// Whether both have written the same rows, and as many as they should.
fn same(ours: &Path, others: &Path, lines: usize) -> Result<()> {
    let database = Connection::open(ours)?;
    database.execute("ATTACH ? AS other", [others.to_string_lossy()])?;
    let count = |query: &str| database.query_row(query, [], |row| row.get::<_, i64>(0));
    let marked = "(TIPLPP, CODLPP) IN (SELECT TIPPPR, CODPPR FROM F_PPR WHERE REFPPR LIKE 'FL duofic/2026%')";
    let written = count(&format!("SELECT COUNT(*) FROM F_LPP WHERE {marked}"))?;
    ensure!(written >= i64::try_from(lines)?, "{written} lines were written, not {lines}");
    for table in ["F_PPR", "F_LPP"] {
        let rows = |database: &str| format!("SELECT * FROM {database}.{table}");
        for (left, right) in [("main", "other"), ("other", "main")] {
            let left_over = count(&format!("SELECT COUNT(*) FROM ({} EXCEPT {})", rows(left), rows(right)))?;
            ensure!(left_over == 0, "{left_over} rows of {table} differ");
        }
    }
    Ok(())
}

//! New orders with their lines, read by the store and by the bare loop.

use crate::bare;
use crate::pairs::{Side, compare};
use crate::recording::Recording;
use crate::report::Target::AtMost;
use crate::{Bench, LINES, loading, year};
use anyhow::{Context, Result, ensure};
use factulink::domain::OrderNumber;
use factulink::store::odbc::{DriverManager, OdbcStores};
use factulink::store::{CompanyFile, OrderRange, Stores, demo};

const ORDERS: usize = 10_000;

pub fn new_orders(bench: &mut Bench) -> Result<()> {
    let (file, database) = (bench.path("scan.accdb"), bench.path("scan.db"));
    demo::large(&file, year()?, bench.orders(ORDERS), LINES)?;
    loading::load(&file, &database);
    let (company, connection) = (bench.company(&database)?, bench.connection(&database));
    let recording = Recording::default();
    let lines = read(&OdbcStores::over(recording.clone()), &company)?;
    ensure!(lines == bench.orders(ORDERS) * LINES, "{lines} lines were read");
    let script = recording.script();
    let stores = OdbcStores::over(DriverManager);
    let mut by_store = || {
        ensure!(read(&stores, &company)? == lines, "the store has read other lines");
        Ok(())
    };
    let mut by_bare = || {
        ensure!(bare::run(&connection, &script, false)? == script.rows, "the bare loop has read other rows");
        Ok(())
    };
    let sides = [
        Side { prepare: &mut || Ok(()), work: &mut by_store },
        Side { prepare: &mut || Ok(()), work: &mut by_bare },
    ];
    let what = format!("scan of {} new orders with {lines} lines", bench.orders(ORDERS));
    compare(&mut bench.verdicts, &what, bench.rounds, AtMost(1.15), sides)
}

/// What a scan asks of a company whose orders are all new. Returns the number of lines.
fn read(stores: &OdbcStores, company: &CompanyFile) -> Result<usize> {
    let mut store = stores.open(company, false)?;
    let mut lines = 0;
    for series in store.series()? {
        let to = store.newest_number(series)?.context("a series without orders")?;
        let range = OrderRange { series, from: OrderNumber::FIRST, to, since: None, until: None };
        store.read_orders(range, &mut |order| {
            lines += order.lines.len();
            Ok(())
        })?;
    }
    Ok(lines)
}

//! The program as a whole: finding new orders, taking in everything, and the one order of every day.

use super::{Bench, text};
use crate::measure::{Subject, copy_over, in_turn, middle, run};
use crate::report::Target::{AtLeast, AtMost};
use crate::tasks::new_orders;
use crate::world::{ORDERS, ORDERS_OF_SERIES_8, Place, World};
use crate::{peers, report};
use accdb::Database;
use anyhow::{Result, ensure};
use std::path::Path;

/// `scan` when ten orders are new, also on a file ten times as large.
pub fn scan(bench: &mut Bench<'_>) -> Result<()> {
    let large = bench.world.large_place()?;
    fill_once(&large)?;
    let file = large.subsidiary();
    let scan = |place: &Place| place.factulink(&["scan"]);
    let headers = ["jetdb", "headers", text(&file)?, "1", "10"];
    let new_orders = |place: &Place| new_orders::append_orders(&place.subsidiary(), "1", 10).map(drop);
    let subjects =
        [Subject::new("factulink scan", || scan(&large)), peers::task("jetdb, headers alone", &headers)];
    let mut measured = in_turn(&subjects, bench.rounds, || new_orders(&large))?;
    if !bench.short {
        let ten = bench.world.place("ten", &bench.world.ten_times_as_large()?, None)?;
        let status = scan(&ten).status()?;
        ensure!(status.success(), "the first scan of the file ten times as large: {status}");
        let subject = [Subject::new("factulink scan, file ten times as large", || scan(&ten))];
        measured.extend(in_turn(&subject, bench.rounds, || new_orders(&ten))?);
    }
    report::table("scan: whole process, ten new orders", &measured);
    bench.verdicts.ratio("jetdb, headers alone / factulink scan", &measured[1], &measured[0], AtLeast(1.0));
    if let Some(ten) = measured.get(2) {
        bench.verdicts.ratio("scan, ten times as large / large", ten, &measured[0], AtMost(1.2));
        bench.verdicts.memory(ten);
    }
    bench.verdicts.memory(&measured[0]);
    Ok(())
}

/// The whole file into an empty parent. The place stays filled, for the questions that follow.
pub fn backfill(bench: &mut Bench<'_>) -> Result<()> {
    let world = bench.world;
    let (place, few) = (world.large_place()?, world.place("few", &world.large()?, Some("8"))?);
    let filled = world.scratch("filled.accdb");
    let loads = bench.peers.jackcess(&["load", text(&filled)?, "60000", "300000"]);
    let pushes = Subject::new("factulink push", || place.factulink(&["push"]));
    let runs = Subject::new("factulink run", || place.factulink(&["run"]));
    let few_runs = Subject::new("factulink run, 6,000 orders", || few.factulink(&["run"]));
    let mut measured = [const { Vec::new() }; 4];
    for _ in 0..bench.rounds.min(3) {
        queue_all(world, &place)?;
        measured[0].push(run(&pushes)?);
        place.reset(world)?;
        measured[1].push(run(&runs)?);
        few.reset(world)?;
        measured[2].push(run(&few_runs)?);
        copy_over(&world.empty_parent(), &filled)?;
        measured[3].push(run(&loads)?);
    }
    let rows = written_rows(world, &place)?;
    let measured = measured.into_iter().map(middle).collect::<Result<Vec<_>>>()?;
    report::table("backfill: into an empty parent", &measured);
    println!(
        "   {ORDERS} orders ({ORDERS_OF_SERIES_8} in series 8), {rows} rows written by factulink, 360000 by Jackcess"
    );
    let ([push, whole, small], loaded) = (&measured[..3], (&measured[3], 360_000)) else {
        unreachable!("four were measured")
    };
    bench.verdicts.ratio_per_row("push / Jackcess, per row", (push, rows), loaded, AtMost(0.5));
    bench.verdicts.ratio_per_row("run / Jackcess, per row", (whole, rows), loaded, AtMost(1.0));
    let flat = whole.peak_kib as f64 / small.peak_kib as f64;
    bench.verdicts.figure("peak of run, 60,000 / 6,000 orders", flat, AtMost(1.25), "");
    bench.verdicts.memory(whole);
    Ok(())
}

/// The rows that the backfill has written into the parent of a place.
fn written_rows(world: &World, place: &Place) -> Result<u64> {
    let rows = supplier_rows(&place.parent())? - supplier_rows(&world.empty_parent())?;
    ensure!(rows > 0, "the backfill has written nothing");
    Ok(rows)
}

/// Takes in whatever an earlier question or an earlier call of the benches has not.
fn fill_once(place: &Place) -> Result<()> {
    let code = place.factulink(&["run"]).status()?.code();
    ensure!(code == Some(0), "the backfill ended with {code:?}");
    Ok(())
}

fn supplier_rows(parent: &Path) -> Result<u64> {
    let database = Database::open_read(parent)?;
    let (headers, lines) = (database.table("F_PPR")?, database.table("F_LPP")?);
    Ok(u64::from(headers.row_count) + u64::from(lines.row_count))
}

fn queue_all(world: &World, place: &Place) -> Result<()> {
    place.reset(world)?;
    for command in ["scan", "enqueue"] {
        let code = place.factulink(&[command]).status()?.code();
        ensure!(matches!(code, Some(0 | 90)), "{command} ended with {code:?}");
    }
    Ok(())
}

/// One new order into a parent that is full.
pub fn one_order(bench: &mut Bench<'_>) -> Result<()> {
    let place = bench.world.large_place()?;
    fill_once(&place)?;
    let subject = [Subject::new("factulink run, one new order", || place.factulink(&["run"]))];
    let new_order = || new_orders::append_orders(&place.subsidiary(), "1", 1).map(drop);
    let measured = in_turn(&subject, bench.rounds.max(3), new_order)?;
    report::table("one: a new order into a parent of 60,000", &measured);
    let millis = measured[0].wall.as_secs_f64() * 1e3;
    bench.verdicts.figure("run with one new order, ms", millis, AtMost(50.0), "");
    Ok(())
}

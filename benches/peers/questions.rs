//! The four questions about speed, and what is answered to each.

use crate::measure::{Measured, Subject, copy_over, in_turn, middle, with_memory};
use crate::new_orders;
use crate::our_tasks;
use crate::peers::{self, Peers};
use crate::report;
use crate::world::{ORDERS, ORDERS_OF_SERIES_8, Place, World};
use anyhow::{Context, Result, ensure};
use factulink::accdb::Database;
use std::path::Path;
use std::time::Instant;

/// How much of it is done: each run once, or enough for a median.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    pub rounds: usize,
    /// Leaves out what takes minutes: mdb-export, and the file ten times as large.
    pub short: bool,
}

/// 1: every column of every line.
pub fn full_read(world: &World, peers: &Peers, effort: Effort) -> Result<()> {
    let large = world.large()?;
    let file = text(&large)?;
    let arguments = ["scan", file, "F_LPC"];
    let mut subjects = vec![
        peers::task("engine", &["ours", "scan", file, "F_LPC"]),
        peers::task("jetdb", &["jetdb", "scan", file, "F_LPC"]),
        peers.jackcess(&arguments),
    ];
    let measured = if effort.short {
        in_turn(&subjects, effort.rounds, || Ok(()))?
    } else {
        subjects.push(peers::mdb_export(&large, "F_LPC").at_most(1));
        in_turn(&subjects, effort.rounds, || Ok(()))?
    };
    same_count(&measured[..3])?;
    report::table("1. every column of F_LPC, 300,000 rows", &measured);
    report::ratio("jetdb / engine (at least 2)", &measured[1], &measured[0]);
    println!("   Jackcess warm: {:.3} s", peers.jackcess_warm(&arguments)?);
    Ok(())
}

/// 2, first half: the newest orders with their lines.
pub fn newest_orders(world: &World, peers: &Peers, effort: Effort) -> Result<()> {
    let large = world.large()?;
    let file = text(&large)?;
    let arguments = ["newest", file, "1", "10"];
    let subjects = [
        peers::task("engine", &["ours", "newest", file, "1", "10"]),
        peers::task("jetdb, both tables", &["jetdb", "newest", file, "1", "10"]),
        peers.jackcess(&arguments),
        peers::task("jetdb, headers alone", &["jetdb", "headers", file, "1", "10"]),
    ];
    let measured = in_turn(&subjects, effort.rounds, || Ok(()))?;
    same_count(&measured[..3])?;
    report::table("2. the ten newest orders of series 1 with their lines", &measured);
    report::ratio("jetdb / engine (at least 20)", &measured[1], &measured[0]);
    report::ratio("jetdb, headers alone / engine", &measured[3], &measured[0]);
    println!("   warm: engine {:.6} s, Jackcess {:.6} s", warm(&large)?, peers.jackcess_warm(&arguments)?);
    Ok(())
}

/// The engine's task over and over in one process: the median, in seconds.
fn warm(file: &Path) -> Result<f64> {
    let database = Database::open_read(file)?;
    let mut seconds = Vec::new();
    for _ in 0..300 {
        let start = Instant::now();
        our_tasks::newest_orders(&database, "1", 10)?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    Ok(seconds[seconds.len() / 2])
}

/// 2, second half: `scan` as a whole process when ten orders are new, also on a file ten times as large.
pub fn scan_process(world: &World, large: &Place, effort: Effort) -> Result<()> {
    fill_once(large)?;
    let file = large.subsidiary();
    let scan = |place: &Place| place.factulink(&["scan"]);
    let headers = ["jetdb", "headers", text(&file)?, "1", "10"];
    let new_orders = |place: &Place| new_orders::append_orders(&place.subsidiary(), "1", 10).map(drop);
    let subjects =
        [Subject::new("factulink scan", || scan(large)), peers::task("jetdb, headers alone", &headers)];
    let mut measured = in_turn(&subjects, effort.rounds, || new_orders(large))?;
    if !effort.short {
        let ten = world.place("ten", &world.ten_times_as_large()?, None)?;
        let status = scan(&ten).status()?;
        ensure!(status.success(), "the first scan of the file ten times as large: {status}");
        let subject = [Subject::new("factulink scan, file ten times as large", || scan(&ten))];
        measured.extend(in_turn(&subject, effort.rounds, || new_orders(&ten))?);
    }
    report::table("2. scan, whole process, ten new orders", &measured);
    report::ratio("jetdb / factulink scan (above 1)", &measured[1], &measured[0]);
    if let Some(ten) = measured.get(2) {
        report::ratio("ten times as large / large (at most 1.2)", ten, &measured[0]);
    }
    Ok(())
}

/// 3: the whole file into an empty parent. The place stays filled, for the questions that follow.
pub fn backfill(world: &World, place: &Place, peers: &Peers, effort: Effort) -> Result<()> {
    let few = world.place("few", &world.large()?, Some("8"))?;
    let filled = world.parent_copy();
    let load = ["load", text(&filled)?, "60000", "300000"];
    let loads = peers.jackcess(&load);
    let pushes = Subject::new("factulink push", || place.factulink(&["push"]));
    let runs = Subject::new("factulink run", || place.factulink(&["run"]));
    let few_runs = Subject::new("factulink run, 6,000 orders", || few.factulink(&["run"]));
    let (mut push, mut loaded, mut run, mut small) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..effort.rounds {
        queue_all(world, place)?;
        push.push(with_memory(&pushes)?);
        copy_over(&world.empty_parent(), &filled)?;
        loaded.push(with_memory(&loads)?);
        place.reset(world)?;
        run.push(with_memory(&runs)?);
        few.reset(world)?;
        small.push(with_memory(&few_runs)?);
    }
    let rows = written_rows(world, place)?;
    let (push, loaded) = (middle(push)?, middle(loaded)?);
    let (run, small) = (middle(run)?, middle(small)?);
    report::table(
        "3. backfill into an empty parent",
        &[push.clone(), run.clone(), loaded.clone(), small.clone()],
    );
    println!(
        "   {ORDERS} orders ({ORDERS_OF_SERIES_8} in series 8), {rows} rows written by factulink, 360000 by Jackcess"
    );
    report::ratio_per_row("push / Jackcess, per row (at most 0.5)", (&push, rows), (&loaded, 360_000));
    report::ratio_per_row("run / Jackcess, per row (at most 1)", (&run, rows), (&loaded, 360_000));
    report::memory("peak of run at 60,000 / 6,000 orders (flat; at most 65536 KiB)", &run, &small);
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

/// 4: one new order into a parent that is full.
pub fn one_order(place: &Place, effort: Effort) -> Result<()> {
    fill_once(place)?;
    let subject = [Subject::new("factulink run, one new order", || place.factulink(&["run"]))];
    let new_order = || new_orders::append_orders(&place.subsidiary(), "1", 1).map(drop);
    let measured = in_turn(&subject, effort.rounds.max(3), new_order)?;
    report::table("4. one new order into a parent of 60,000 (under 0.050 s)", &measured);
    Ok(())
}

/// Peers that did not do the same work cannot be compared.
fn same_count(measured: &[Measured]) -> Result<()> {
    let count = |one: &Measured| one.stdout.split_whitespace().next().unwrap_or_default().to_owned();
    let first = count(&measured[0]);
    for one in measured {
        ensure!(count(one) == first, "{} counted {}, {} {first}", one.name, count(one), measured[0].name);
    }
    Ok(())
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("a path that is no text")
}

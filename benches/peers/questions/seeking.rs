//! Finding orders by their keys.

use super::{Bench, same_count, text};
use crate::measure::{in_process, in_turn};
use crate::report::Target::AtLeast;
use crate::tasks::ours;
use crate::{peers, report};
use accdb::Database;
use anyhow::{Result, ensure};

const SERIES: &str = "1";
/// An order in the middle of the series.
const NUMBER: i32 = 12_345;

/// One order with its lines, the opening of the file included, over and over in one process.
pub fn one_order(bench: &mut Bench<'_>) -> Result<()> {
    let mut files = vec![("large", bench.world.large()?)];
    if !bench.short {
        files.push(("ten times as large", bench.world.ten_times_as_large()?));
    }
    for (name, file) in files {
        let mut rows = 0;
        let [ours] = in_process(1000, [&mut || ours::seek(&file, SERIES, NUMBER).map(|met| rows = met)])?;
        let arguments = ["seek", text(&file)?, SERIES, &NUMBER.to_string()];
        let opening = bench.peers.jackcess_warm(&[&arguments[..], &["open"]].concat())?;
        let open = bench.peers.jackcess_warm(&arguments)?;
        let ours = ours.as_secs_f64();
        println!("\nseek: order {SERIES}-{NUMBER} of the {name} file with its lines, {rows} rows, warm");
        println!("   engine, opening included {:.4} ms", ours * 1e3);
        println!("   Jackcess, opening included {:.4} ms, open already {:.4} ms", opening * 1e3, open * 1e3);
        bench.verdicts.figure(
            &format!("Jackcess / engine, both opening the {name} file"),
            opening / ours,
            AtLeast(20.0),
            "",
        );
    }
    Ok(())
}

/// The newest orders with their lines, as whole processes.
pub fn newest_orders(bench: &mut Bench<'_>) -> Result<()> {
    let large = bench.world.large()?;
    let file = text(&large)?;
    let arguments = ["newest", file, SERIES, "10"];
    let subjects = [
        peers::task("engine", &["ours", "newest", file, SERIES, "10"]),
        peers::task("jetdb, both tables", &["jetdb", "newest", file, SERIES, "10"]),
        bench.peers.jackcess(&arguments),
        peers::task("jetdb, headers alone", &["jetdb", "headers", file, SERIES, "10"]),
    ];
    let measured = in_turn(&subjects, bench.rounds, || Ok(()))?;
    same_count(&measured[..3])?;
    report::table("newest: the ten newest orders of series 1 with their lines", &measured);
    bench.verdicts.ratio("jetdb, both tables / engine", &measured[1], &measured[0], AtLeast(20.0));
    let database = Database::open_read(&large)?;
    let mut rows = 0;
    let [warm] = in_process(300, [&mut || ours::newest_orders(&database, SERIES, 10).map(|met| rows = met)])?;
    ensure!(rows > 10, "ten orders have {rows} rows");
    let jackcess = bench.peers.jackcess_warm(&arguments)?;
    println!("   warm, open already: engine {:.6} s, Jackcess {jackcess:.6} s", warm.as_secs_f64());
    if bench.short { Ok(()) } else { newest_of_ten_times_as_large(bench) }
}

fn newest_of_ten_times_as_large(bench: &mut Bench<'_>) -> Result<()> {
    let ten = bench.world.ten_times_as_large()?;
    let file = text(&ten)?;
    let subjects = [
        peers::task("engine", &["ours", "newest", file, SERIES, "10"]),
        peers::task("jetdb, both tables", &["jetdb", "newest", file, SERIES, "10"]).at_most(1),
    ];
    let measured = in_turn(&subjects, bench.rounds, || Ok(()))?;
    same_count(&measured)?;
    report::table("newest: the same of a file ten times as large", &measured);
    let what = "jetdb, both tables / engine, ten times as large";
    bench.verdicts.ratio(what, &measured[1], &measured[0], AtLeast(20.0));
    bench.verdicts.memory(&measured[0]);
    Ok(())
}

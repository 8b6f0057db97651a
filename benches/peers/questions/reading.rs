//! Reading a table from its first row to its last.

use super::{Bench, same_count, text};
use crate::measure::{Measured, in_process, in_turn};
use crate::peers;
use crate::report::Target::{AtLeast, AtMost};
use crate::report::{self, quotient};
use crate::tasks::{ours, pages};
use accdb::Database;
use anyhow::{Context, Result};
use std::path::Path;

const LINES: &str = "F_LPC";
/// What a summary of the lines would ask for: of every kind some.
const FIVE: [&str; 5] = ["CODLPC", "POSLPC", "ARTLPC", "CANLPC", "TOTLPC"];

/// Every column of every line.
pub fn every_column(bench: &mut Bench<'_>) -> Result<()> {
    let large = bench.world.large()?;
    let file = text(&large)?;
    let arguments = ["scan", file, LINES];
    let mut subjects = vec![
        peers::task("engine", &["ours", "scan", file, LINES]),
        peers::task("jetdb", &["jetdb", "scan", file, LINES]),
        bench.peers.jackcess(&arguments),
    ];
    if !bench.short {
        subjects.push(peers::mdb_export(&large, LINES).at_most(1));
        subjects.extend(bench.peers.access_parser(file, LINES).map(|subject| subject.at_most(1)));
    }
    let measured = in_turn(&subjects, bench.rounds, || Ok(()))?;
    same_count(&measured[..3])?;
    report::table("read: every column of F_LPC, 300,000 rows", &measured);
    let warm = bench.peers.jackcess_warm(&arguments)?;
    println!("   Jackcess warm: {warm:.3} s");
    let best = best(&measured[1..]).context("no peer")?;
    bench.verdicts.ratio(&format!("best peer ({}) / engine", best.name), best, &measured[0], AtLeast(3.0));
    let engine = measured[0].wall.as_secs_f64();
    bench.verdicts.figure("Jackcess warm / engine, whole process", warm / engine, AtLeast(3.0), "");
    bench.verdicts.memory(&measured[0]);
    if bench.short { Ok(()) } else { ten_times_as_large(bench) }
}

fn ten_times_as_large(bench: &mut Bench<'_>) -> Result<()> {
    let ten = bench.world.ten_times_as_large()?;
    let file = text(&ten)?;
    let subjects = [
        peers::task("engine", &["ours", "scan", file, LINES]),
        peers::task("jetdb", &["jetdb", "scan", file, LINES]),
    ];
    let measured = in_turn(&subjects, bench.rounds.min(3), || Ok(()))?;
    same_count(&measured)?;
    report::table("read: the same of a file ten times as large", &measured);
    bench.verdicts.ratio("jetdb / engine, ten times as large", &measured[1], &measured[0], AtLeast(3.0));
    bench.verdicts.memory(&measured[0]);
    Ok(())
}

fn best(measured: &[Measured]) -> Option<&Measured> {
    measured.iter().min_by_key(|one| one.wall)
}

/// Five columns of every line, beside reading the pages that they lie on.
pub fn five_columns(bench: &mut Bench<'_>) -> Result<()> {
    compare_with_pages(bench, &bench.world.large()?, "large")?;
    if bench.short {
        Ok(())
    } else {
        compare_with_pages(bench, &bench.world.ten_times_as_large()?, "ten times as large")
    }
}

fn compare_with_pages(bench: &mut Bench<'_>, file: &Path, name: &str) -> Result<()> {
    let owner = Database::open_read(file)?.table(LINES)?.page().0;
    let stretches = pages::of_table(file, owner)?;
    let (mut bytes, mut values) = (0, 0);
    let [plain, ours] = in_process(
        bench.rounds * 2 + 1,
        [&mut || pages::read(file, &stretches).map(|read| bytes = read), &mut || {
            ours::scan_columns(file, LINES, &FIVE).map(|read| values = read)
        }],
    )?;
    let (pages, rows) = (bytes / 4096, values / FIVE.len() as u64);
    println!(
        "\ncolumns: five of F_LPC, {name}: {rows} rows on {pages} pages, opening included, in this process"
    );
    println!("   the pages alone {:.4} s, the columns {:.4} s", plain.as_secs_f64(), ours.as_secs_f64());
    let what = format!("five columns / their pages, {name}");
    bench.verdicts.figure(&what, quotient(ours, plain), AtMost(2.0), "");
    Ok(())
}

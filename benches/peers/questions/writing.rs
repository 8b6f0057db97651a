//! Inserting rows, and what a commit waits for.

use super::{Bench, text};
use crate::commits::{self, Commit};
use crate::measure::{copy_over, middle, run};
use crate::peers;
use crate::report::Target::{AtLeast, AtMost};
use crate::report::{self, quotient};
use anyhow::Result;

/// 60,000 headers and 300,000 lines with all indexes, synced, beside Jackcess, which does not sync.
pub fn load(bench: &mut Bench<'_>) -> Result<()> {
    let world = bench.world;
    let files: Vec<_> = (0..4).map(|nth| world.scratch(&format!("filled-{nth}.accdb"))).collect();
    let paths = files.iter().map(|file| text(file)).collect::<Result<Vec<_>>>()?;
    let ours = peers::task("engine, synced", &["ours", "load", paths[0], "60000", "300000"]);
    let theirs = ["load", paths[1], "60000", "300000", paths[2], paths[3]];
    let (mut runs, mut warm) = (Vec::new(), f64::INFINITY);
    for _ in 0..bench.rounds.min(3) {
        for file in &files {
            copy_over(&world.empty_parent(), file)?;
        }
        runs.push(run(&ours)?);
        let times = bench.peers.jackcess_times(&theirs)?;
        println!("   Jackcess, three files in one process: {times:.2?} s");
        warm = times.into_iter().fold(warm, f64::min);
    }
    let ours = middle(runs)?;
    report::table(
        "load: 60,000 headers and 300,000 lines into the empty parent",
        std::slice::from_ref(&ours),
    );
    println!("   Jackcess warm, its fastest: {warm:.2} s");
    let ratio = warm / ours.wall.as_secs_f64();
    let by_cpu = format!("; by our processor time {:.2}", warm / ours.cpu.as_secs_f64());
    bench.verdicts.figure("Jackcess warm / engine", ratio, AtLeast(4.0), &by_cpu);
    bench.verdicts.memory(&ours);
    Ok(())
}

/// One order into a full parent: the commit beside nothing but its writes and syncs.
pub fn commit(bench: &mut Bench<'_>) -> Result<()> {
    let world = bench.world;
    let (file, other) = (world.scratch("commit.accdb"), world.scratch("replay.accdb"));
    let full = world.full_parent()?;
    copy_over(&full, &file)?;
    copy_over(&full, &other)?;
    let Commit { took, replayed, syncs, pages, bytes } = commits::one_order(&file, &other)?;
    println!(
        "\ncommit: one order of five lines into a parent of 60,000: {pages} pages, {bytes} bytes in all"
    );
    println!(
        "   commit {:.2} ms, its writes and syncs alone {:.2} ms",
        took.as_secs_f64() * 1e3,
        replayed.as_secs_f64() * 1e3
    );
    bench.verdicts.figure("syncs of a commit", syncs as f64, AtMost(3.0), "");
    bench.verdicts.figure("commit / its writes and syncs", quotient(took, replayed), AtMost(1.25), "");
    Ok(())
}

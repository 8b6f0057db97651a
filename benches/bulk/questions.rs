//! The questions about bulk files, and what is answered to each. The targets are those of the bulk issue.

use crate::contest::{Contender, Entry, OnOneProcessor, in_turn};
use crate::ledgers::{Ledger, Ledgers};
use crate::measure::Measured;
use crate::peers::Peers;
use crate::program::{Program, Task};
use crate::report::Target::AtMost;
use crate::report::{self, Verdicts, quotient};
use anyhow::Result;
use std::path::PathBuf;

/// What every question works with.
pub struct Bench {
    pub folder: PathBuf,
    pub ledgers: Ledgers,
    pub peers: Peers,
    pub sizes: Sizes,
    /// How often each contender runs.
    pub rounds: usize,
    pub with_program: bool,
    pub verdicts: Verdicts,
}

/// Rows of the ledgers.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    usual: u64,
    /// Ten times as many.
    long: u64,
    /// As many as a sheet holds below its titles.
    sheet: u64,
}

impl Sizes {
    pub const WHOLE: Sizes = Sizes { usual: 300_000, long: 3_000_000, sheet: 1_048_575 };
    pub const SMOKE: Sizes = Sizes { usual: 30_000, long: 300_000, sheet: 104_857 };
}

type Question = fn(&mut Bench) -> Result<()>;

pub const QUESTIONS: [(&str, Question); 7] = [
    ("csv", csv),
    ("long", long),
    ("xlsx", xlsx),
    ("sheet", sheet),
    ("split", split),
    ("cores", cores),
    ("workbook", workbook),
];

/// Memory that no ledger may exceed, in KiB: 64 MiB.
const MEMORY_KIB: f64 = 65536.0;
/// SQLite hands out whole pages, and a longer ledger has more chunks.
const STATE_GROWTH: f64 = 1.25;

/// A ledger as text, by everybody.
fn csv(bench: &mut Bench) -> Result<()> {
    let ledger = bench.ledgers.ledger("csv", bench.sizes.usual)?;
    let measured = bench.with_peers(&ledger, &["pandas", "polars", "duckdb"], usize::MAX)?;
    bench.table("CSV", &ledger, &measured);
    if let [ours, pandas, polars, _] = &measured[..] {
        bench.cpu("CSV: factulink / polars", ours, polars, 0.25);
        bench.cpu("CSV: factulink / pandas", ours, pandas, 0.1);
        bench.wall("CSV: factulink / polars, by the wall", ours, polars, 0.5);
        bench.memory("CSV", ours);
    }
    Ok(())
}

/// A ledger ten times as long: time per row, memory and state stay as they are.
fn long(bench: &mut Bench) -> Result<()> {
    let (usual, long) =
        (bench.ledgers.ledger("csv", bench.sizes.usual)?, bench.ledgers.ledger("csv", bench.sizes.long)?);
    // The peers are told of, not judged, here: once, and not in a short run.
    if bench.rounds > 1 {
        let measured = bench.with_peers(&long, &["pandas", "polars", "duckdb"], 1)?;
        bench.table("CSV, ten times as long", &long, &measured);
    }
    if !bench.with_program {
        return Ok(());
    }
    let (short_run, long_run) = (bench.program(Task::Prepare, &usual)?, bench.program(Task::Prepare, &long)?);
    let measured = in_turn(&[(&short_run, &usual), (&long_run, &long)], bench.rounds)?;
    let (short_state, long_state) = (short_run.state_len()?, long_run.state_len()?);
    let [one, ten] = &measured[..] else { unreachable!("two were measured") };
    bench.table("CSV, a tenth of it and all", &long, &measured);
    bench.cpu("CSV: ten times the rows", ten, one, 10.5);
    let peak = ten.peak_kib as f64 / one.peak_kib as f64;
    bench.verdicts.figure("CSV: peak, ten times the rows", peak, AtMost(1.1), "");
    bench.memory("CSV, ten times the rows", ten);
    let growth = long_state as f64 / short_state as f64;
    let detail = format!("; {short_state} and {long_state} bytes");
    bench.verdicts.figure("state, ten times the rows", growth, AtMost(STATE_GROWTH), &detail);
    Ok(())
}

/// A workbook with shared strings, by everybody who reads workbooks.
fn xlsx(bench: &mut Bench) -> Result<()> {
    let ledger = bench.ledgers.ledger("xlsx", bench.sizes.usual)?;
    let measured = bench.with_peers(&ledger, &["pandas", "polars"], usize::MAX)?;
    bench.table("XLSX", &ledger, &measured);
    if let [ours, pandas, polars] = &measured[..] {
        bench.cpu("XLSX: factulink / polars", ours, polars, 0.5);
        bench.cpu("XLSX: factulink / pandas", ours, pandas, 0.12);
        bench.memory("XLSX", ours);
    }
    Ok(())
}

/// A sheet that is full.
fn sheet(bench: &mut Bench) -> Result<()> {
    if bench.with_program {
        let ledger = bench.ledgers.ledger("xlsx", bench.sizes.sheet)?;
        let ours = bench.program(Task::Prepare, &ledger)?;
        let measured = in_turn(&[(&ours, &ledger)], bench.rounds)?;
        bench.table("XLSX, a full sheet", &ledger, &measured);
        measured.iter().for_each(|ours| bench.memory("XLSX, a full sheet", ours));
    }
    Ok(())
}

/// Where the program's time goes: reading, checking, writing.
fn split(bench: &mut Bench) -> Result<()> {
    for kind in ["csv", "xlsx"] {
        if bench.with_program {
            let ledger = bench.ledgers.ledger(kind, bench.sizes.usual)?;
            let tasks = [Task::Read, Task::Check, Task::Prepare];
            let programs = tasks.map(|task| bench.program(task, &ledger)).into_iter();
            let programs = programs.collect::<Result<Vec<_>>>()?;
            let entries: Vec<Entry<'_>> =
                programs.iter().map(|program| (program as &dyn Contender, &ledger)).collect();
            let measured = in_turn(&entries, bench.rounds)?;
            bench.table(&format!("{kind}: where the time goes"), &ledger, &measured);
            let seconds: Vec<f64> = measured.iter().map(|one| one.cpu.as_secs_f64()).collect();
            if let [read, checked, all] = seconds[..] {
                let (checking, writing) = (checked - read, all - checked);
                let parts = format!("reading {read:.2} s, checking {checking:.2} s, writing {writing:.2} s");
                println!("   of the processor: {parts}");
            }
        }
    }
    Ok(())
}

/// What a second processor is good for.
fn cores(bench: &mut Bench) -> Result<()> {
    for kind in ["csv", "xlsx"] {
        let ledger = bench.ledgers.ledger(kind, bench.sizes.usual)?;
        let peer = bench.peers.peer("polars", &ledger);
        let program = bench.program(Task::Prepare, &ledger)?;
        let mut contenders: Vec<&dyn Contender> = vec![&program, &peer];
        contenders.drain(..usize::from(!bench.with_program));
        let alone: Vec<_> = contenders.iter().map(|contender| OnOneProcessor(*contender)).collect();
        let pairs = contenders.iter().zip(&alone);
        let entries: Vec<Entry<'_>> =
            pairs.flat_map(|(both, one)| [(*both, &ledger), (one as &dyn Contender, &ledger)]).collect();
        let measured = in_turn(&entries, bench.rounds)?;
        bench.table(&format!("{kind}: one processor and all"), &ledger, &measured);
        for pair in measured.chunks_exact(2) {
            if let [all, one] = pair {
                println!("   {}: {:.2} times as fast as on one", all.name, quotient(one.wall, all.wall));
            }
        }
    }
    Ok(())
}

/// What the workbook of all accepted rows costs beside the chunks.
fn workbook(bench: &mut Bench) -> Result<()> {
    if bench.with_program {
        let ledger = bench.ledgers.ledger("csv", bench.sizes.usual)?;
        let without = bench.program(Task::Prepare, &ledger)?;
        let with = bench.program(Task::PrepareWithWorkbook, &ledger)?;
        let measured = in_turn(&[(&without, &ledger), (&with, &ledger)], bench.rounds)?;
        bench.table("CSV, with the workbook", &ledger, &measured);
        if let [without, with] = &measured[..] {
            bench.cpu("CSV: with the workbook / without", with, without, 2.0);
            bench.memory("CSV, with the workbook", with);
        }
    }
    Ok(())
}

impl Bench {
    /// Takes away what contenders have written; after a failure it is still there.
    pub fn put_away(&self) -> Result<()> {
        for written in ["out", "places"].map(|name| self.folder.join(name)) {
            if written.exists() {
                std::fs::remove_dir_all(written)?;
            }
        }
        Ok(())
    }

    fn program<'a>(&self, task: Task, ledger: &'a Ledger) -> Result<Program<'a>> {
        Program::new(&self.folder, &self.ledgers.profile()?, task, ledger)
    }

    /// The program, unless it is left out, and the peers; these not more often than `rounds_max`.
    fn with_peers(
        &self,
        ledger: &Ledger,
        libraries: &[&'static str],
        rounds_max: usize,
    ) -> Result<Vec<Measured>> {
        let program = self.program(Task::Prepare, ledger)?;
        let peer = |library: &&'static str| self.peers.peer(library, ledger).at_most(rounds_max);
        let peers: Vec<_> = libraries.iter().map(peer).collect();
        let ours = self.with_program.then_some(&program as &dyn Contender);
        let everybody = ours.into_iter().chain(peers.iter().map(|peer| peer as &dyn Contender));
        let entries: Vec<Entry<'_>> = everybody.map(|contender| (contender, ledger)).collect();
        in_turn(&entries, self.rounds.min(rounds_max))
    }

    fn table(&self, title: &str, ledger: &Ledger, measured: &[Measured]) {
        let rows = &ledger.facts.rows;
        let title =
            format!("{title}: {} rows, {} accepted, {} rejected", rows.read, rows.accepted, rows.rejected);
        report::table(&title, measured);
    }

    /// A ratio of processor time beside its target; by the wall in brackets.
    fn cpu(&mut self, what: &str, over: &Measured, under: &Measured, most: f64) {
        let detail = format!("; by the wall {:.2}", quotient(over.wall, under.wall));
        self.verdicts.figure(what, quotient(over.cpu, under.cpu), AtMost(most), &detail);
    }

    fn wall(&mut self, what: &str, over: &Measured, under: &Measured, most: f64) {
        self.verdicts.figure(what, quotient(over.wall, under.wall), AtMost(most), "");
    }

    fn memory(&mut self, what: &str, measured: &Measured) {
        let what = format!("{what}: peak, KiB");
        self.verdicts.figure(&what, measured.peak_kib as f64, AtMost(MEMORY_KIB), "");
    }
}

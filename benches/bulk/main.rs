//! Sets `factulink import prepare` beside what is usually written for the same job: `cargo bench --bench bulk`.
//!
//! Peers are pandas (as the bot does it), polars with its streaming engine, and DuckDB: `peers/`. All of them check a
//! ledger, write its accepted rows in chunks and its rejected rows, and count. What a contender says is compared with
//! the facts about the ledger, its chunks byte for byte with those of the first; only then does a run count. In turn,
//! the median of five; each figure stands beside its target.
//!
//! `-- --smoke` does everything once with a tenth of the rows, `-- --peers-only` leaves the program out, `-- csv xlsx`
//! asks only those questions. It needs the fixtures beside the repository, GNU time, taskset, and Python with venv; the
//! peers are installed, and the ledgers made, in cargo's target folder, where both stay.

mod contest;
mod ledgers;
mod outcome;
mod peers;
mod program;
mod questions;

#[path = "../peers/measure.rs"]
#[allow(dead_code, reason = "the other benches use the rest")]
mod measure;
#[path = "../peers/report.rs"]
#[allow(dead_code, reason = "the other benches use the rest")]
mod report;

use anyhow::{Result, ensure};
use ledgers::Ledgers;
use peers::Peers;
use questions::{Bench, QUESTIONS, Sizes};
use report::Verdicts;
use std::path::Path;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let (options, asked): (Vec<_>, Vec<_>) =
        arguments.iter().partition(|argument| argument.starts_with("--"));
    let unknown = asked.iter().find(|asked| !QUESTIONS.iter().any(|(name, _)| name == *asked));
    ensure!(unknown.is_none(), "no such question: {unknown:?}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("target/bench-bulk");
    std::fs::create_dir_all(&folder)?;
    let Some(ledgers) = Ledgers::find(root, &folder) else { return Ok(()) };
    let peers = Peers::install(&root.join("benches/bulk/peers"), &folder)?;
    let given = |name: &str| options.iter().any(|option| *option == name);
    let (sizes, rounds) = if given("--smoke") { (Sizes::SMOKE, 1) } else { (Sizes::WHOLE, 5) };
    let with_program = !given("--peers-only");
    println!("{}", machine());
    let mut bench =
        Bench { folder, ledgers, peers, sizes, rounds, with_program, verdicts: Verdicts::default() };
    for (name, question) in QUESTIONS {
        if asked.is_empty() || asked.iter().any(|asked| *asked == name) {
            question(&mut bench)?;
        }
    }
    bench.verdicts.sum_up();
    bench.put_away()
}

/// How much there is to compute with, and how busy it is: what else runs lengthens every time, by the wall most of all.
fn machine() -> String {
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    format!("{processors} processors, load {load} at the start")
}

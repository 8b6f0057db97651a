//! Sets the program and its engine beside their peers, in one go: `cargo bench --bench peers`.
//!
//! Peers in turn, the median of five; each ratio stands beside its target. `-- --smoke` does everything once and leaves
//! out what takes minutes, `-- read seek` asks only those questions. It needs the fixtures beside the repository, xz,
//! GNU time, mdbtools, Java and the Jackcess reader (`.ci/run` installs and builds them); access-parser may be absent.

mod commits;
mod measure;
mod peers;
mod questions;
mod report;
mod tasks;
mod world;

use anyhow::{Result, ensure};
use peers::Peers;
use questions::{Bench, checking, program, reading, seeking, writing};
use report::Verdicts;
use world::World;

type Question = fn(&mut Bench<'_>) -> Result<()>;

/// In the order in which they are asked: the backfill leaves behind what the program's other questions start from.
const QUESTIONS: [(&str, Question); 10] = [
    ("read", reading::every_column),
    ("columns", reading::five_columns),
    ("seek", seeking::one_order),
    ("newest", seeking::newest_orders),
    ("check", checking::whole_file),
    ("load", writing::load),
    ("commit", writing::commit),
    ("backfill", program::backfill),
    ("scan", program::scan),
    ("one", program::one_order),
];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["task", ref task @ ..] => println!("{}", tasks::carry_out(task)?),
        _ => ask(&arguments)?,
    }
    Ok(())
}

fn ask(arguments: &[&str]) -> Result<()> {
    let Some(world) = World::find()? else { return Ok(()) };
    let peers = Peers::find()?;
    let short = arguments.contains(&"--smoke");
    let asked: Vec<&str> = arguments.iter().copied().filter(|argument| !argument.starts_with("--")).collect();
    let unknown = asked.iter().find(|asked| !QUESTIONS.iter().any(|(name, _)| name == *asked));
    ensure!(unknown.is_none(), "no such question: {unknown:?}");
    let rounds = if short { 1 } else { 5 };
    let mut bench = Bench { world: &world, peers: &peers, rounds, short, verdicts: Verdicts::default() };
    for (name, question) in QUESTIONS {
        if asked.is_empty() || asked.contains(&name) {
            question(&mut bench)?;
        }
    }
    bench.verdicts.sum_up();
    Ok(())
}

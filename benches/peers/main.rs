//! Sets the program and its engine beside their peers, in one go: `cargo bench --bench peers`.
//!
//! Whole processes, in turn, the median of five; `-- --smoke` does everything once and leaves out what takes minutes,
//! `-- 1 3` asks only those questions. It needs the fixtures beside the repository, xz, GNU time, mdbtools, Java and the
//! Jackcess reader (`.ci/run` installs and builds them).

mod jetdb_tasks;
mod measure;
mod new_orders;
mod our_tasks;
mod peers;
mod questions;
mod report;
mod world;

use anyhow::{Result, bail};
use factulink::accdb::Database;
use peers::Peers;
use questions::Effort;
use std::path::Path;
use world::World;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["task", ref task @ ..] => println!("{}", do_task(task)?),
        _ => ask(&arguments)?,
    }
    Ok(())
}

/// One task, in a process of its own.
fn do_task(task: &[&str]) -> Result<u64> {
    match *task {
        ["ours", "scan", file, table] => our_tasks::scan(Path::new(file), table),
        ["ours", "newest", file, series, count] => {
            our_tasks::newest_orders(&Database::open_read(Path::new(file))?, series, count.parse()?)
        }
        ["jetdb", "scan", file, table] => jetdb_tasks::scan(Path::new(file), table),
        ["jetdb", "newest", file, series, count] => {
            jetdb_tasks::newest_orders(Path::new(file), series, count.parse()?)
        }
        ["jetdb", "headers", file, series, count] => {
            jetdb_tasks::newest_headers(Path::new(file), series, count.parse()?)
        }
        ["append", file, series, count] => new_orders::append_orders(Path::new(file), series, count.parse()?),
        _ => bail!("no such task: {task:?}"),
    }
}

fn ask(arguments: &[&str]) -> Result<()> {
    let Some(world) = World::find()? else { return Ok(()) };
    let peers = Peers::find()?;
    let short = arguments.contains(&"--smoke");
    let effort = Effort { rounds: if short { 1 } else { 5 }, short };
    let numbers: Vec<&&str> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let asked = |number: &str| numbers.is_empty() || numbers.contains(&&number);
    if asked("1") {
        questions::full_read(&world, &peers, effort)?;
    }
    if asked("2") {
        questions::newest_orders(&world, &peers, effort)?;
    }
    let place = world.place("large", &world.large()?, None)?;
    if asked("3") {
        questions::backfill(&world, &place, &peers, effort)?;
    }
    if asked("2") {
        questions::scan_process(&world, &place, effort)?;
    }
    if asked("4") {
        questions::one_order(&place, effort)?;
    }
    Ok(())
}

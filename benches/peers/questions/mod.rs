//! The questions about speed, and what is answered to each.

pub mod checking;
pub mod program;
pub mod reading;
pub mod seeking;
pub mod writing;

use crate::measure::Measured;
use crate::peers::Peers;
use crate::report::Verdicts;
use crate::world::World;
use anyhow::{Context, Result, ensure};
use std::path::Path;

/// What every question works with.
pub struct Bench<'a> {
    pub world: &'a World,
    pub peers: &'a Peers,
    /// How often each subject runs.
    pub rounds: usize,
    /// Leaves out what takes minutes: the slow peers, and the file ten times as large.
    pub short: bool,
    pub verdicts: Verdicts,
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

//! Contenders on one ledger, in turn: a run counts only where its outcome is the right one.

use crate::ledgers::Ledger;
use crate::measure::{self, Measured, Subject, middle};
use crate::outcome::{Chunks, Outcome};
use anyhow::{Context, Result, ensure};
use std::process::Command;

/// Somebody who does the job, or a part of it.
pub trait Contender {
    fn name(&self) -> String;
    /// Runs at most: what is slow and judged by nothing need not be repeated.
    fn rounds_max(&self) -> usize {
        usize::MAX
    }
    /// Puts away what an earlier run has left.
    fn reset(&self) -> Result<()>;
    fn command(&self) -> Command;
    /// What it has done, by what it printed and wrote.
    fn outcome(&self, stdout: &str) -> Result<Outcome>;
}

/// A contender on one processor.
pub struct OnOneProcessor<'a>(pub &'a dyn Contender);

impl Contender for OnOneProcessor<'_> {
    fn name(&self) -> String {
        format!("{}, one processor", self.0.name())
    }

    fn reset(&self) -> Result<()> {
        self.0.reset()
    }

    fn command(&self) -> Command {
        let inner = self.0.command();
        let mut command = Command::new("taskset");
        command.args(["-c", "0"]).arg(inner.get_program()).args(inner.get_args());
        command
    }

    fn outcome(&self, stdout: &str) -> Result<Outcome> {
        self.0.outcome(stdout)
    }
}

/// One who takes part, and what it works on.
pub type Entry<'a> = (&'a dyn Contender, &'a Ledger);

/// Runs the contenders in turn, `rounds` times over; of each the middle of its runs.
///
/// Errors: a count is not what the facts say, or chunks of the same rows differ.
pub fn in_turn(entries: &[Entry<'_>], rounds: usize) -> Result<Vec<Measured>> {
    let mut runs = vec![Vec::new(); entries.len()];
    // Of each number of rows.
    let mut expected: Vec<(u64, Chunks)> = Vec::new();
    for round in 0..rounds {
        for ((contender, ledger), runs) in entries.iter().zip(&mut runs) {
            if round < contender.rounds_max() {
                let measured = run(*contender)?;
                verify(*contender, ledger, &measured.stdout, &mut expected)
                    .with_context(|| format!("{} on {}", contender.name(), ledger.file.display()))?;
                runs.push(measured);
            }
        }
    }
    runs.into_iter().map(middle).collect()
}

fn run(contender: &dyn Contender) -> Result<Measured> {
    contender.reset()?;
    measure::run(&Subject::new(&contender.name(), || contender.command()))
}

fn verify(
    contender: &dyn Contender,
    ledger: &Ledger,
    stdout: &str,
    expected: &mut Vec<(u64, Chunks)>,
) -> Result<()> {
    let outcome = contender.outcome(stdout)?;
    if let Some(counts) = outcome.counts {
        ensure!(counts == ledger.facts, "it counts {counts:?}, the facts are {:?}", ledger.facts);
    }
    if let Some(chunks) = outcome.chunks {
        let rows = ledger.facts.rows.read;
        match expected.iter().find(|(of, _)| *of == rows) {
            Some((_, expected)) => chunks.ensure_same(expected)?,
            None => expected.push((rows, chunks)),
        }
    }
    Ok(())
}

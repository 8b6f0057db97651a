//! Two things done in turn in this process, and how many times the one takes the other's time.

use crate::measure::median;
use crate::report::{Target, Verdicts};
use anyhow::{Context, Result};
use std::time::{Duration, Instant};

/// One of the two: what is not timed, then what is.
pub struct Side<'a> {
    pub prepare: &'a mut dyn FnMut() -> Result<()>,
    pub work: &'a mut dyn FnMut() -> Result<()>,
}

/// What one run took.
#[derive(Debug, Clone, Copy)]
struct Took {
    wall: Duration,
    /// Of the processor, in the program and in the system for it, in hundredths of a second: [`ticks`].
    cpu: u64,
}

/// Does both in turn, the one and the other first alternately, and prints how many times the store takes the bare
/// loop's time beside the target. By the processor's time, whose unit is coarse, it is the quotient of the sums.
pub fn compare(
    verdicts: &mut Verdicts,
    what: &str,
    rounds: usize,
    target: Target,
    [mut store, mut bare]: [Side<'_>; 2],
) -> Result<()> {
    let mut pairs = Vec::with_capacity(rounds);
    for round in 0..rounds {
        pairs.push(if round % 2 == 0 {
            let first = store.timed()?;
            (first, bare.timed()?)
        } else {
            let first = bare.timed()?;
            (store.timed()?, first)
        });
    }
    let times = |wall: fn(&(Took, Took)) -> Duration| median(pairs.iter().map(wall).collect());
    let (store, bare) = (times(|pair| pair.0.wall)?, times(|pair| pair.1.wall)?);
    let cpu = pairs.iter().map(|pair| pair.0.cpu).sum::<u64>() as f64
        / pairs.iter().map(|pair| pair.1.cpu).sum::<u64>() as f64;
    let mut ratios: Vec<f64> =
        pairs.iter().map(|pair| pair.0.wall.as_secs_f64() / pair.1.wall.as_secs_f64()).collect();
    ratios.sort_by(f64::total_cmp);
    println!("\n{what}: {store:.1?} by the store, {bare:.1?} by the bare loop, medians of {rounds}");
    let (low, high) = (ratios[0], ratios[rounds - 1]);
    let detail = format!("; {low:.2} to {high:.2}; by processor {cpu:.2}");
    verdicts.figure("store / bare loop", ratios[rounds / 2], target, &detail);
    Ok(())
}

impl Side<'_> {
    fn timed(&mut self) -> Result<Took> {
        (self.prepare)()?;
        let (start, used) = (Instant::now(), ticks()?);
        (self.work)()?;
        Ok(Took { wall: start.elapsed(), cpu: ticks()? - used })
    }
}

/// What this process has used of the processor so far, by `/proc`.
fn ticks() -> Result<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The name of the program, which may hold blanks, stands in parentheses.
    let (_, fields) = stat.rsplit_once(')').context("a name")?;
    let fields = fields.split_whitespace().skip(11).take(2);
    fields.map(|field| field.parse::<u64>().context("a number of ticks")).sum()
}

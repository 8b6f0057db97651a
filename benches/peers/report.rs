//! Prints what was measured, and beside each ratio what it should be.

use crate::measure::Measured;
use std::time::Duration;

/// What a figure should be.
#[derive(Debug, Clone, Copy)]
pub enum Target {
    AtLeast(f64),
    AtMost(f64),
}
use Target::{AtLeast, AtMost};

/// How many targets were met, and the lines of those that were not.
#[derive(Debug, Default)]
pub struct Verdicts {
    met: usize,
    missed: Vec<String>,
}

/// Memory that nothing may exceed, in KiB: 32 MiB.
const MEMORY_KIB: f64 = 32768.0;

impl Verdicts {
    /// Prints a figure beside its target.
    pub fn figure(&mut self, what: &str, value: f64, target: Target, detail: &str) {
        let (met, wanted) = match target {
            AtLeast(least) => (value >= least, format!("at least {least}")),
            AtMost(most) => (value <= most, format!("at most {most}")),
        };
        let verdict = if met { "ok" } else { "MISSED" };
        let line = format!("{what}: {value:.2} ({wanted}{detail}) {verdict}");
        println!("   {line}");
        if met { self.met += 1 } else { self.missed.push(line) }
    }

    /// How many times the one takes the other's time; by the processor's time beside it.
    pub fn ratio(&mut self, what: &str, over: &Measured, under: &Measured, target: Target) {
        // Less than a hundredth of a second is not counted.
        let by_cpu = match under.cpu.is_zero() {
            true => String::new(),
            false => format!("; by processor {:.2}", quotient(over.cpu, under.cpu)),
        };
        self.figure(what, quotient(over.wall, under.wall), target, &by_cpu);
    }

    /// The ratio of the times per row; each time comes with its number of rows.
    pub fn ratio_per_row(
        &mut self,
        what: &str,
        over: (&Measured, u64),
        under: (&Measured, u64),
        target: Target,
    ) {
        let micros = |time: Duration, rows: u64| time.as_secs_f64() * 1e6 / rows as f64;
        let wall = (micros(over.0.wall, over.1), micros(under.0.wall, under.1));
        let cpu = (micros(over.0.cpu, over.1), micros(under.0.cpu, under.1));
        let detail = format!("; {:.1} and {:.1} µs; by processor {:.2}", wall.0, wall.1, cpu.0 / cpu.1);
        self.figure(what, wall.0 / wall.1, target, &detail);
    }

    pub fn memory(&mut self, measured: &Measured) {
        let what = format!("peak of {}, KiB", measured.name);
        self.figure(&what, measured.peak_kib as f64, AtMost(MEMORY_KIB), "");
    }

    /// Prints what has come of all figures together.
    pub fn sum_up(&self) {
        println!("\n{} of {} targets met", self.met, self.met + self.missed.len());
        self.missed.iter().for_each(|line| println!("   {line}"));
    }
}

pub fn table(title: &str, measured: &[Measured]) {
    println!("\n{title}");
    println!("   {:<42} {:>11} {:>11} {:>13}", "", "wall", "processor", "peak");
    for one in measured {
        let (wall, cpu, runs) = (one.wall.as_secs_f64(), one.cpu.as_secs_f64(), one.runs);
        println!("   {:<42} {wall:>9.4} s {cpu:>9.2} s {:>9} KiB   median of {runs}", one.name, one.peak_kib);
    }
}

pub fn quotient(over: Duration, under: Duration) -> f64 {
    over.as_secs_f64() / under.as_secs_f64()
}

//! Whole processes: how long they take, side by side and in turn, and how much memory they need at their peak.

use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A process to be measured, made anew for each run.
pub struct Subject<'a> {
    pub name: String,
    pub command: Box<dyn Fn() -> Command + 'a>,
    /// Runs at most: something very slow need not be repeated to be known as such.
    rounds_max: usize,
    /// Whether it prints the rows themselves, which nobody reads.
    prints_rows: bool,
}

impl<'a> Subject<'a> {
    pub fn new(name: &str, command: impl Fn() -> Command + 'a) -> Subject<'a> {
        let command = Box::new(command);
        Subject { name: name.to_owned(), command, rounds_max: usize::MAX, prints_rows: false }
    }

    pub fn at_most(mut self, rounds: usize) -> Subject<'a> {
        self.rounds_max = rounds;
        self
    }

    pub fn printing_rows(mut self) -> Subject<'a> {
        self.prints_rows = true;
        self
    }
}

/// What was measured of one subject: the middle of its runs by each figure, and the highest peak.
#[derive(Debug, Clone)]
pub struct Measured {
    pub name: String,
    pub wall: Duration,
    /// Of the processor, in the program and in the system for it: what a busy machine disturbs least. Counted in
    /// hundredths of a second.
    pub cpu: Duration,
    pub runs: usize,
    /// Kibibytes resident.
    pub peak_kib: u64,
    /// What the process printed.
    pub stdout: String,
}

/// Runs the subjects in turn, `rounds` times over, each after `prepare`.
pub fn in_turn(
    subjects: &[Subject<'_>],
    rounds: usize,
    mut prepare: impl FnMut() -> Result<()>,
) -> Result<Vec<Measured>> {
    let mut runs = vec![Vec::new(); subjects.len()];
    for round in 0..rounds {
        for (subject, runs) in subjects.iter().zip(&mut runs) {
            if round < subject.rounds_max {
                prepare()?;
                runs.push(run(subject)?);
            }
        }
    }
    runs.into_iter().map(middle).collect()
}

/// One run. GNU time, which asks the system for the peak, adds about a millisecond.
pub fn run(subject: &Subject<'_>) -> Result<Measured> {
    let command = (subject.command)();
    let mut timed = Command::new("/usr/bin/time");
    timed.args(["-f", "used %U %S %M"]).arg(command.get_program()).args(command.get_args());
    timed.stdin(Stdio::null()).stderr(Stdio::piped());
    timed.stdout(if subject.prints_rows { Stdio::null() } else { Stdio::piped() });
    let start = Instant::now();
    let child = timed.spawn().context("/usr/bin/time does not start")?;
    let output = child.wait_with_output()?;
    let wall = start.elapsed();
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(done(output.status.code()), "{} failed: {errors}", subject.name);
    let used = errors.lines().filter_map(|line| line.strip_prefix("used ")).next_back();
    let used: Vec<&str> = used.context("GNU time printed nothing")?.split(' ').collect();
    let [user, system, peak] = used[..] else { anyhow::bail!("GNU time printed {used:?}") };
    Ok(Measured {
        name: subject.name.clone(),
        wall,
        cpu: Duration::from_secs_f64(user.parse::<f64>()? + system.parse::<f64>()?),
        runs: 1,
        peak_kib: peak.parse()?,
        stdout: String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    })
}

/// The middle of several runs of one subject.
pub fn middle(runs: Vec<Measured>) -> Result<Measured> {
    let one = runs.first().cloned().context("nothing was measured")?;
    let median_of = |figure: fn(&Measured) -> Duration| median(runs.iter().map(figure).collect());
    let peak_kib = runs.iter().map(|run| run.peak_kib).max().unwrap_or_default();
    let (wall, cpu) = (median_of(|run| run.wall)?, median_of(|run| run.cpu)?);
    Ok(Measured { wall, cpu, runs: runs.len(), peak_kib, ..one })
}

/// Does several things in turn, `rounds` times over, in this process; the median of each.
pub fn in_process<const N: usize>(
    rounds: usize,
    mut work: [&mut dyn FnMut() -> Result<()>; N],
) -> Result<[Duration; N]> {
    let mut times = [const { Vec::new() }; N];
    for _ in 0..rounds {
        for (work, times) in work.iter_mut().zip(&mut times) {
            let start = Instant::now();
            work()?;
            times.push(start.elapsed());
        }
    }
    let mut medians = [Duration::ZERO; N];
    for (into, times) in medians.iter_mut().zip(times) {
        *into = median(times)?;
    }
    Ok(medians)
}

pub fn median(mut times: Vec<Duration>) -> Result<Duration> {
    times.sort_unstable();
    times.get(times.len() / 2).copied().context("nothing was measured")
}

/// 90 says that an order waits for a person: the work is done all the same.
fn done(code: Option<i32>) -> bool {
    matches!(code, Some(0 | 90))
}

/// Copies a file over another one; a fixture may be read-only, its copy is not.
pub fn copy_over(from: &Path, to: &Path) -> Result<()> {
    let bytes = std::fs::read(from).with_context(|| from.display().to_string())?;
    std::fs::write(to, bytes).with_context(|| to.display().to_string())
}

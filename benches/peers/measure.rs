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
    pub rounds_max: usize,
}

impl<'a> Subject<'a> {
    pub fn new(name: &str, command: impl Fn() -> Command + 'a) -> Subject<'a> {
        Subject { name: name.to_owned(), command: Box::new(command), rounds_max: usize::MAX }
    }

    pub fn at_most(mut self, rounds: usize) -> Subject<'a> {
        self.rounds_max = rounds;
        self
    }
}

/// What was measured of one subject.
#[derive(Debug, Clone)]
pub struct Measured {
    pub name: String,
    pub median: Duration,
    pub runs: usize,
    /// Kibibytes resident at the peak, of one run.
    pub peak_kib: u64,
    /// What the process printed in that run.
    pub stdout: String,
}

/// Runs the subjects in turn, `rounds` times over, each after `prepare`, and once more each for its memory.
pub fn in_turn(
    subjects: &[Subject<'_>],
    rounds: usize,
    mut prepare: impl FnMut() -> Result<()>,
) -> Result<Vec<Measured>> {
    let mut times = vec![Vec::new(); subjects.len()];
    for round in 0..rounds {
        for (subject, times) in subjects.iter().zip(&mut times) {
            if round < subject.rounds_max {
                prepare()?;
                times.push(timed(subject)?);
            }
        }
    }
    let mut measured = Vec::new();
    for (subject, mut times) in subjects.iter().zip(times) {
        prepare()?;
        let once = with_memory(subject)?;
        times.sort_unstable();
        let median = times.get(times.len() / 2).copied().unwrap_or(once.median);
        measured.push(Measured { median, runs: times.len(), ..once });
    }
    Ok(measured)
}

/// One run, its time and its memory. GNU time, which asks the system for the peak, adds about a millisecond.
pub fn with_memory(subject: &Subject<'_>) -> Result<Measured> {
    let command = (subject.command)();
    let mut timed = Command::new("/usr/bin/time");
    timed.args(["-f", "peak %M"]).arg(command.get_program()).args(command.get_args());
    let start = Instant::now();
    let output = timed.stdin(Stdio::null()).output().context("/usr/bin/time does not start")?;
    let median = start.elapsed();
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(done(output.status.code()), "{} failed: {errors}", subject.name);
    let peak = errors.lines().filter_map(|line| line.strip_prefix("peak ")).next_back();
    let peak_kib = peak.context("GNU time printed no peak")?.parse()?;
    let stdout = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok(Measured { name: subject.name.clone(), median, runs: 1, peak_kib, stdout })
}

/// Of several measurements of one subject the one in the middle.
pub fn middle(mut runs: Vec<Measured>) -> Result<Measured> {
    runs.sort_by_key(|measured| measured.median);
    let count = runs.len();
    let middle = runs.into_iter().nth(count / 2).context("nothing was measured")?;
    Ok(Measured { runs: count, ..middle })
}

fn timed(subject: &Subject<'_>) -> Result<Duration> {
    let mut command = (subject.command)();
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let status = command.status().with_context(|| format!("{} does not start", subject.name))?;
    let elapsed = start.elapsed();
    ensure!(done(status.code()), "{} failed: {status}: {command:?}", subject.name);
    Ok(elapsed)
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

//! `run`

use crate::cli::args::RunArgs;
use crate::cli::session::Session;
use crate::pipeline::{self, App, Outcome, Report, RunOptions};
use chrono::TimeDelta;
use std::thread;
use std::time::Duration;

/// How often a run that waits looks whether its turn has come.
const LOOK: Duration = Duration::from_millis(250);

/// Somebody asked it to end before its turn came.
#[derive(Debug, thiserror::Error)]
#[error("stopped while it waited for another factulink; nothing was touched")]
pub struct StoppedWaiting;

pub fn run(args: &RunArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let options = RunOptions {
        companies: Vec::new(),
        range: args.range.range()?,
        limit: args.limit,
        batch: args.batch,
        deep: args.deep,
        dry_run: args.dry.dry_run,
    };
    let in_turn = |app: &App<'_>| in_turn(app, args.wait, || pipeline::run(app, &options));
    let report = session.work_for(args.max_minutes, in_turn)?;
    session.show(&report)?;
    Ok(report.outcome.code())
}

/// Does the work when its turn comes: while another factulink works on the state it ends without having touched
/// anything, and may be tried again.
fn in_turn(
    app: &App<'_>,
    minutes_max: Option<u32>,
    work: impl Fn() -> pipeline::Result<Report>,
) -> anyhow::Result<Report> {
    let minutes_max = minutes_max.unwrap_or(0);
    let until = app.clock.now() + TimeDelta::minutes(minutes_max.into());
    let mut is_told = false;
    loop {
        match work() {
            Err(error) if error.outcome() == Outcome::Busy && app.clock.now() < until => {
                if !is_told {
                    log::warn!("another factulink is at work; waiting for {minutes_max} minutes at most");
                    is_told = true;
                }
                if app.progress.stop_requested() {
                    return Err(StoppedWaiting.into());
                }
                thread::sleep(LOOK);
            }
            ended => return Ok(ended?),
        }
    }
}

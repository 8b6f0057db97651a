//! `run`

use super::args::RunArgs;
use super::exit;
use super::session::Session;
use crate::pipeline::{self, RunOptions};

pub fn run(args: &RunArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let options = RunOptions {
        companies: Vec::new(),
        range: args.range.range()?,
        limit: args.limit,
        batch: args.batch,
        dry_run: args.dry.dry_run,
    };
    let report = session.work_for(args.max_minutes, |app| pipeline::run(app, &options))?;
    session.show(&report)?;
    Ok(exit::of(report.outcome))
}

//! `enqueue`

use crate::cli::args::EnqueueArgs;
use crate::cli::session::Session;
use crate::pipeline::{self, EnqueueOptions};

pub fn run(args: &EnqueueArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let options = EnqueueOptions { limit: args.limit, dry_run: args.dry.dry_run };
    let report = session.work(|app| pipeline::enqueue(app, &options))?;
    session.show(&report)?;
    Ok(report.outcome.code())
}

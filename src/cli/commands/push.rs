//! `push`

use crate::cli::args::PushArgs;
use crate::cli::session::Session;
use crate::pipeline::{self, PushOptions};

pub fn run(args: &PushArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let options = PushOptions { limit: args.limit, batch: args.batch, dry_run: args.dry.dry_run };
    let report = session.work(|app| pipeline::push(app, &options))?;
    session.show(&report)?;
    Ok(report.outcome.code())
}

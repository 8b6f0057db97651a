//! `scan`

use crate::cli::args::ScanArgs;
use crate::cli::session::Session;
use crate::pipeline::{self, ScanOptions};

pub fn run(args: &ScanArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let range = args.range.range()?;
    let options = ScanOptions { companies: args.companies.clone(), range, dry_run: args.dry.dry_run };
    let report = session.work(|app| pipeline::scan(app, &options))?;
    session.show(&report)?;
    Ok(report.outcome.code())
}

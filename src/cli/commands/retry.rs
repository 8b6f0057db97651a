//! `retry`

use crate::cli::args::{RetryArgs, RetryWhich};
use crate::cli::exit;
use crate::cli::session::Session;
use crate::pipeline::{self, RetryOptions};

pub fn run(args: &RetryArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let options = options(&args.which);
    let report = session.work(|app| pipeline::retry(app, &options, args.dry.dry_run))?;
    session.show(&report)?;
    Ok(exit::OK)
}

/// The parser lets exactly one of the three through.
fn options(which: &RetryWhich) -> RetryOptions {
    match which {
        RetryWhich { held: true, .. } => RetryOptions::Held,
        RetryWhich { parked: true, .. } => RetryOptions::Parked,
        RetryWhich { orders, .. } => RetryOptions::Orders(orders.clone()),
    }
}

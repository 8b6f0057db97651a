//! `resolve`

use crate::cli::args::{ResolveArgs, ResolveHow};
use crate::cli::exit;
use crate::cli::session::Session;
use crate::pipeline::{self, Resolution, ResolveOptions};

pub fn run(args: &ResolveArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let options = ResolveOptions { orders: args.orders.clone(), missing: args.missing, how: how(&args.how) };
    let report = session.work(|app| pipeline::resolve(app, &options, args.dry.dry_run))?;
    session.show(&report)?;
    Ok(exit::OK)
}

/// The parser lets exactly one of them through.
fn how(how: &ResolveHow) -> Resolution {
    match how {
        ResolveHow { again: true, .. } => Resolution::Again,
        ResolveHow { new: true, .. } => Resolution::New,
        ResolveHow { .. } => Resolution::Keep,
    }
}

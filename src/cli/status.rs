//! `status`

use super::args::StatusArgs;
use super::exit;
use super::session::Session;
use crate::pipeline::{self, Status};

pub fn run(args: &StatusArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let status = session.work(pipeline::status)?;
    session.show(&status)?;
    Ok(if args.check && finds_something(&status) { exit::DIFFERS } else { exit::OK })
}

fn finds_something(status: &Status) -> bool {
    !status.needs_attention.is_empty() || status.companies.iter().any(|company| !company.reachable)
}

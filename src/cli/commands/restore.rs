//! `restore`

use crate::cli::args::{RestoreArgs, RestoreWhichArgs};
use crate::cli::exit;
use crate::cli::output;
use crate::cli::session::Session;
use crate::pipeline::{self, RestoreOptions, RestoreReport, RestoreWhich};

/// Nobody can be asked, and nobody said yes.
#[derive(Debug, thiserror::Error)]
#[error("restore replaces a company's file and nobody can be asked here; to do it say --yes")]
pub struct Unconfirmed;

pub fn run(args: &RestoreArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let Some(which) = which(&args.which) else { return list(args, session) };
    let options = RestoreOptions { company: args.company.clone(), which };
    if !args.dry.dry_run && !args.yes && !confirmed(&options, session)? {
        return Ok(exit::INTERRUPTED);
    }
    let report = session.work(|app| pipeline::restore(app, &options, args.dry.dry_run))?;
    session.show(&report)?;
    Ok(exit::OK)
}

fn list(args: &RestoreArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let list = session.work(|app| pipeline::backups(app, args.company.as_ref()))?;
    session.show(&list)?;
    Ok(exit::OK)
}

/// `None` for the list; the parser lets exactly one of the three through.
fn which(args: &RestoreWhichArgs) -> Option<RestoreWhich> {
    let named = args.backup.clone().map(RestoreWhich::Named);
    named.or_else(|| args.latest.then_some(RestoreWhich::Latest))
}

/// Says what would be done, and asks the person at the terminal.
fn confirmed(options: &RestoreOptions, session: &mut Session<'_, '_>) -> anyhow::Result<bool> {
    if !session.environment.stdin_is_terminal || session.global.json {
        return Err(Unconfirmed.into());
    }
    let plan: RestoreReport = session.work(|app| pipeline::restore(app, options, true))?;
    let question = output::restore_question(&plan, &session.view());
    session.environment.stderr.write_all(question.as_bytes())?;
    session.environment.stderr.flush()?;
    session.said_yes()
}

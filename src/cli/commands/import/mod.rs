//! `import`: bulk files.

mod app;
pub mod args;
pub mod doctor;
pub mod profile;
pub mod variables;

use crate::cli::exit;
use crate::cli::messages::Catalogue;
use crate::cli::session::Session;
use crate::import::report::ImportReport;
use crate::import::{
    self, CheckOptions, Confirmation, ImportRunOptions, JobName, SaidFate, Selection, StageAsked,
    StageOptions,
};
use app::work;
use args::{
    CheckArgs, ConfirmArgs, ImportAction, ImportArgs, ImportRunArgs, SelectArgs, SettleArgs, StageArgs,
};
use std::path::PathBuf;

pub fn run(args: &ImportArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    match &args.action {
        ImportAction::Run(args) => run_all(args, session),
        ImportAction::Check(args) => check(args, session),
        ImportAction::Prepare(args) => stage(StageAsked::Prepare, args, session),
        ImportAction::Load(args) => stage(StageAsked::Load, args, session),
        ImportAction::Reconcile(args) => stage(StageAsked::Reconcile, args, session),
        ImportAction::Register(args) => stage(StageAsked::Register, args, session),
        ImportAction::Status(args) => {
            let status = work(session, None, |app, _| import::status(app, args.job.as_ref()))?;
            let waits = status.jobs.iter().any(|job| !job.needs_attention.is_empty() || job.state == "held");
            session.show(&status)?;
            Ok(if args.check && waits { exit::DIFFERS } else { exit::OK })
        }
        ImportAction::Explain(args) => {
            let subject = args.subject.as_deref();
            let explanation = work(session, None, |app, _| import::explain(app, &args.job, subject))?;
            session.show(&explanation)?;
            Ok(exit::OK)
        }
        ImportAction::Confirm(args) => confirm(args, session),
        ImportAction::Settle(args) => settle(args, session),
        ImportAction::Retry(args) => {
            let report = work(session, None, |app, _| import::retry(app, &args.job))?;
            told(report, session)
        }
        ImportAction::Cancel(args) => {
            if !args.yes && !confirmed(&args.job, session)? {
                return Ok(exit::INTERRUPTED);
            }
            let report = work(session, None, |app, _| import::cancel(app, &args.job))?;
            told(report, session)
        }
        ImportAction::Profile(args) => profile::run(args, session),
    }
}

fn run_all(args: &ImportRunArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let catalogue = session.catalogue;
    let report = work(session, args.max_minutes, |app, variables| {
        let chunk_rows = match args.chunk_size {
            Some(size) => Some(size),
            None => variables.chunk_size()?,
        };
        hint_at(chunk_rows, catalogue);
        let options = ImportRunOptions {
            files: from_here(&args.files),
            selection: selection(&args.select),
            chunk_rows,
            append: args.append.clone(),
            replace: args.replace,
            again: false,
            dry_run: args.dry.dry_run,
        };
        Ok::<_, anyhow::Error>(import::run(app, &options)?)
    })?;
    told(report, session)
}

/// Platforms and people handle chunks of 10,000 to 50,000 rows best.
fn hint_at(chunk_rows: Option<u32>, catalogue: &Catalogue) {
    if let Some(rows) = chunk_rows.filter(|rows| !(10_000..=50_000).contains(rows)) {
        log::warn!("{}", catalogue.say("import.chunk_rows_unusual", &[("rows", &rows)]));
    }
}

fn stage(stage: StageAsked, args: &StageArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let catalogue = session.catalogue;
    let report = work(session, args.max_minutes, |app, variables| {
        let chunk_rows = variables.chunk_size()?;
        hint_at(chunk_rows, catalogue);
        let options = StageOptions { stage, jobs: args.jobs.clone(), chunk_rows };
        Ok::<_, anyhow::Error>(import::stage(app, &options)?)
    })?;
    told(report, session)
}

fn check(args: &CheckArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let options = CheckOptions {
        files: from_here(&args.files),
        selection: selection(&args.select),
        rejects: args.rejects.clone(),
    };
    let report = work(session, None, |app, _| import::check_files(app, &options))?;
    let code = report.outcome.code();
    session.show(&report)?;
    Ok(code)
}

fn confirm(args: &ConfirmArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let branch = args.branch.clone().unwrap_or_default();
    let confirmation = match (&args.forget, &args.centre) {
        _ if args.list => Confirmation::List,
        (Some(branch), _) => Confirmation::Forget { branch: branch.clone() },
        (None, Some(centre)) => Confirmation::Centre { branch, centre: centre.clone() },
        (None, None) => Confirmation::Leave { branch },
    };
    let confirmed = work(session, None, |app, _| import::confirm(app, &args.job, &confirmation))?;
    session.show(&confirmed)?;
    Ok(exit::OK)
}

fn settle(args: &SettleArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let fate = if args.fate.taken { SaidFate::Taken } else { SaidFate::Lost };
    let report = work(session, None, |app, _| import::settle(app, &args.job, args.chunk.get(), fate))?;
    told(report, session)
}

/// Files that a person names start where that person is.
fn from_here(files: &[PathBuf]) -> Vec<PathBuf> {
    files.iter().map(|file| std::path::absolute(file).unwrap_or_else(|_| file.clone())).collect()
}

fn selection(args: &SelectArgs) -> Selection {
    Selection { profile: args.profile.clone(), period: args.period }
}

/// Nobody can be asked, and nobody said yes.
#[derive(Debug, thiserror::Error)]
#[error("cancel takes a period back and nobody can be asked here; to do it say --yes")]
pub struct Unconfirmed;

/// Asks the person at the terminal whether a job is to be taken back.
fn confirmed(job: &JobName, session: &mut Session<'_, '_>) -> anyhow::Result<bool> {
    if !session.environment.stdin_is_terminal || session.global.json {
        return Err(Unconfirmed.into());
    }
    let question = session.catalogue.say("import_error.cancel_question", &[("job", job)]);
    session.environment.stderr.write_all(question.as_bytes())?;
    session.environment.stderr.flush()?;
    session.said_yes()
}

/// Shows what was done.
fn told(report: ImportReport, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let code = report.outcome.code();
    session.show(&report)?;
    Ok(code)
}

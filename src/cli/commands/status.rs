//! `status`

use super::task::{chosen, shown};
use crate::cli::args::StatusArgs;
use crate::cli::exit;
use crate::cli::output::{StatusShown, TaskShown};
use crate::cli::session::Session;
use crate::pipeline::{self, Status};

pub fn run(args: &StatusArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let status = session.work(pipeline::status)?;
    let found = finds_something(&status);
    let tasks = tasks(session);
    session.show(&StatusShown { status, tasks })?;
    Ok(if args.check && found { exit::DIFFERS } else { exit::OK })
}

/// What the Task Scheduler knows of our tasks; `None` where there is none, or where it does not answer.
fn tasks(session: &Session<'_, '_>) -> Option<Vec<TaskShown>> {
    let programs = session.environment.scheduler?;
    match chosen(&[], Some(session.config), programs).and_then(|names| shown(programs, &names)) {
        Ok(tasks) => Some(tasks),
        Err(error) => {
            log::warn!("the Task Scheduler cannot be asked: {error}");
            None
        }
    }
}

fn finds_something(status: &Status) -> bool {
    !status.needs_attention.is_empty() || status.companies.iter().any(|company| !company.reachable)
}

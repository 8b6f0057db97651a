//! `doctor`

use super::import;
use super::task::{chosen, full_name};
use crate::cli::args::DoctorArgs;
use crate::cli::exit;
use crate::cli::output::Examined;
use crate::cli::session::Session;
use crate::pipeline::doctor::{self, Machine, Options, TaskFacts, TaskRan, TasksSeen};
use crate::task::{Scheduler, TaskState};

pub fn run(args: &DoctorArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let options = Options {
        configuration: session.config.file.clone(),
        log_directory: session.config.log.directory.clone(),
        temp_directory: session.environment.temp_dir.clone(),
        deep: args.deep,
        tasks: tasks(session),
    };
    let mut examination = match session.config.settings {
        Some(_) => session.work(|app| Ok::<_, anyhow::Error>(doctor::doctor(app, &options)))?,
        None => doctor::doctor_without_companies(&machine(session), &options),
    };
    examination.findings.extend(import::doctor::look(session));
    let finds_something = examination.finds_something();
    session.show(&Examined { examination, all: args.all })?;
    Ok(if finds_something { exit::DIFFERS } else { exit::OK })
}

fn machine<'s>(session: &'s Session<'_, '_>) -> Machine<'s> {
    Machine {
        stores: session.environment.stores,
        state: &session.config.state,
        clock: &*session.environment.clock,
    }
}

/// What the Task Scheduler knows of our tasks.
fn tasks(session: &Session<'_, '_>) -> TasksSeen {
    let Some(programs) = session.environment.scheduler else { return TasksSeen::NoScheduler };
    let scheduler = Scheduler::new(programs);
    let query = |name: &&str| Ok(facts(name, scheduler.query(name)?));
    let known = chosen(&[], Some(session.config), programs);
    let known = known.and_then(|names| names.iter().map(|name| query(&full_name(*name))).collect());
    known.map_or_else(|error| TasksSeen::NoAnswer(error.to_string()), TasksSeen::Known)
}

fn facts(name: &str, state: Option<TaskState>) -> TaskFacts {
    let enabled = state.as_ref().map(|state| state.enabled);
    let is_of_system = state.as_ref().is_some_and(TaskState::is_of_system);
    let runs = state.and_then(|state| state.runs);
    let ran = runs.and_then(|runs| Some(TaskRan { at: runs.last?.to_rfc3339(), result: runs.result }));
    TaskFacts { name: name.to_owned(), enabled, is_of_system, ran }
}

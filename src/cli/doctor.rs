//! `doctor`

use super::args::DoctorArgs;
use super::exit;
use super::report::Examined;
use super::session::Session;
use crate::pipeline::doctor::{self, Options, TaskFacts, TaskRan, TasksSeen};
use crate::task::{self, Scheduler, TaskState};

pub fn run(args: &DoctorArgs, session: &mut Session<'_, '_>) -> anyhow::Result<u8> {
    let options = Options {
        configuration: session.config.file.clone(),
        log_directory: session.config.log.directory.clone(),
        temp_directory: session.world.temp_dir.clone(),
        deep: args.deep,
        tasks: tasks(session),
    };
    let examination = session.work(|app| doctor::doctor(app, &options));
    let finds_something = examination.finds_something();
    session.show(&Examined { examination, all: args.all })?;
    Ok(if finds_something { exit::DIFFERS } else { exit::OK })
}

/// What the Task Scheduler knows of our tasks.
fn tasks(session: &Session<'_, '_>) -> TasksSeen {
    let Some(programs) = session.world.scheduler else { return TasksSeen::NoScheduler };
    let scheduler = Scheduler::new(programs);
    let query = |name: &&str| Ok(facts(name, scheduler.query(name)?));
    let known: task::Result<_> = [task::ORDERS, task::NIGHTLY].iter().map(query).collect();
    known.map_or_else(|error| TasksSeen::NoAnswer(error.to_string()), TasksSeen::Known)
}

fn facts(name: &str, state: Option<TaskState>) -> TaskFacts {
    let enabled = state.as_ref().map(|state| state.enabled);
    let is_of_system = state.as_ref().is_some_and(TaskState::is_of_system);
    let runs = state.and_then(|state| state.runs);
    let ran = runs.and_then(|runs| Some(TaskRan { at: runs.last?.to_rfc3339(), result: runs.result }));
    TaskFacts { name: name.to_owned(), enabled, is_of_system, ran }
}

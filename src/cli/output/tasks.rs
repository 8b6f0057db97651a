//! The tasks of the Task Scheduler: what was done to them, and how they are.

use super::show::{Show, View, line};
use super::{code_words, words};
use crate::cli::exit;
use crate::pipeline::Status;
use crate::task::{SYSTEM, TaskRuns, TaskState, known_result};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::ffi::OsString;
use std::fmt::Display;

/// What came of one task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskOutcome {
    Installed,
    Removed,
    NotThere,
    Started,
}

/// What was, or would be, done to the tasks.
#[derive(Debug, Serialize)]
pub struct TaskReport {
    version: u32,
    command: &'static str,
    dry_run: bool,
    tasks: Vec<TaskLine>,
}

#[derive(Debug, Serialize)]
pub struct TaskLine {
    name: String,
    outcome: TaskOutcome,
    /// The call that would be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<Vec<String>>,
    /// What the call's file would hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    xml: Option<String>,
}

impl TaskLine {
    pub fn new(name: &str, outcome: TaskOutcome) -> TaskLine {
        TaskLine { name: name.to_owned(), outcome, call: None, xml: None }
    }

    /// With what a dry run shows.
    pub fn planned(self, arguments: &[OsString], xml: String) -> TaskLine {
        let words = arguments.iter().map(|word| word.to_string_lossy().into_owned());
        let call = std::iter::once("schtasks.exe".to_owned()).chain(words).collect();
        TaskLine { call: Some(call), xml: Some(xml), ..self }
    }
}

impl TaskReport {
    pub fn new(command: &'static str, dry_run: bool, tasks: Vec<TaskLine>) -> TaskReport {
        TaskReport { version: 1, command, dry_run, tasks }
    }
}

impl Show for TaskReport {
    fn text(&self, view: &View<'_>) -> String {
        let mut text = String::new();
        if self.dry_run {
            line(&mut text, view.catalogue.text("report.dry_run"));
        }
        for task in &self.tasks {
            let key = match task.outcome {
                TaskOutcome::Installed => "task.installed",
                TaskOutcome::Removed => "task.removed",
                TaskOutcome::NotThere => "task.not_there",
                TaskOutcome::Started => "task.started",
            };
            line(&mut text, view.say(key, &[("name", &task.name)]));
            if let Some(call) = &task.call {
                line(&mut text, format_args!("  {}", call.join(" ")));
            }
            text += &task.xml.as_deref().unwrap_or_default().replace('\r', "");
        }
        if !self.dry_run && self.tasks.iter().any(|task| task.outcome == TaskOutcome::Installed) {
            line(&mut text, view.catalogue.text("task.installed_next"));
        }
        text
    }
}

/// A task as the scheduler has it; what is not known is null.
#[derive(Debug, Serialize)]
pub struct TaskShown {
    name: String,
    /// As far as this account can see.
    installed: bool,
    enabled: Option<bool>,
    program: Option<String>,
    arguments: Option<String>,
    folder: Option<String>,
    user: Option<String>,
    /// `S4U`, `Password`, …; null for the system's own account.
    logon: Option<String>,
    running: Option<bool>,
    last_run: Option<DateTime<Utc>>,
    /// The exit code, or a code of the scheduler's.
    last_result: Option<u32>,
    /// The exit code's name, or one for the scheduler's code.
    last_result_name: Option<&'static str>,
    next_run: Option<DateTime<Utc>>,
}

impl TaskShown {
    pub fn new(name: &str, state: Option<TaskState>) -> TaskShown {
        let installed = state.is_some();
        let enabled = state.as_ref().map(|state| state.enabled);
        let TaskState { command, arguments, folder, user, logon, runs, .. } = state.unwrap_or_default();
        let result = runs.as_ref().map(|runs| runs.result);
        TaskShown {
            name: name.to_owned(),
            installed,
            enabled,
            program: command,
            arguments,
            folder,
            user,
            logon,
            running: runs.as_ref().map(|runs| runs.running),
            last_run: runs.as_ref().and_then(|runs| runs.last),
            last_result: result,
            last_result_name: result.and_then(result_name),
            next_run: runs.and_then(|TaskRuns { next, .. }| next),
        }
    }

    /// How its last run ended, in words.
    fn result(&self, view: &View<'_>) -> Option<String> {
        Some(result_words(self.last_result?, view))
    }

    /// When it ran and will run, on one line.
    fn runs(&self, view: &View<'_>) -> String {
        let Some(result) = self.result(view) else { return view.catalogue.text("task.unknown").to_owned() };
        let last = match self.last_run {
            Some(at) => view.say("task.last", &[("at", &view.time(at)), ("result", &result)]),
            None => view.catalogue.text("task.never").to_owned(),
        };
        let next = match (self.enabled, self.next_run) {
            (Some(false), _) => view.catalogue.text("task.disabled").to_owned(),
            (_, Some(at)) => view.say("task.next", &[("at", &view.time(at))]),
            (_, None) => view.catalogue.text("task.no_next").to_owned(),
        };
        let running = self.running == Some(true);
        let running = running.then(|| view.catalogue.text("task.running").to_owned());
        running.into_iter().chain([last, next]).collect::<Vec<_>>().join("; ")
    }

    fn account(&self) -> String {
        let user = self.user.as_deref().unwrap_or("-");
        let user = if user == SYSTEM { "SYSTEM" } else { user };
        self.logon.as_ref().map_or_else(|| user.to_owned(), |logon| format!("{user} ({logon})"))
    }
}

/// The result of a task's run, with what it means.
pub fn result_words(code: u32, view: &View<'_>) -> String {
    let ours = u8::try_from(code).ok().filter(|code| exit::is_known(*code));
    let words = match (ours, known_result(code)) {
        (Some(ours), _) => code_words::meaning(ours, view.catalogue).to_owned(),
        (None, Some(name)) => words::term("scheduler", name, view.catalogue),
        (None, None) => view.catalogue.text("task.unknown_result").to_owned(),
    };
    let code = if code < 0x1_0000 { code.to_string() } else { format!("0x{code:08X}") };
    format!("{code} ({words})")
}

/// The exit code's name, or the scheduler's code's.
fn result_name(code: u32) -> Option<&'static str> {
    let ours = u8::try_from(code).ok().filter(|code| exit::is_known(*code));
    ours.map(exit::name).or_else(|| known_result(code))
}

/// `task show`.
#[derive(Debug, Serialize)]
pub struct TasksShown {
    version: u32,
    command: &'static str,
    tasks: Vec<TaskShown>,
}

impl TasksShown {
    pub fn new(tasks: Vec<TaskShown>) -> TasksShown {
        TasksShown { version: 1, command: "task show", tasks }
    }
}

impl Show for TasksShown {
    fn text(&self, view: &View<'_>) -> String {
        let mut text = String::new();
        for task in &self.tasks {
            line(&mut text, view.heading(&task.name));
            if !task.installed {
                line(&mut text, format_args!("  {}", view.catalogue.text("task.absent")));
                continue;
            }
            line(&mut text, format_args!("  {}", task.runs(view)));
            let [program, arguments, folder] =
                [&task.program, &task.arguments, &task.folder].map(|part| part.as_deref().unwrap_or("-"));
            let account = task.account();
            let call = format!("{program} {arguments}");
            let facts: [(&str, &dyn Display); 3] =
                [("task.account", &account), ("task.program", &call), ("task.folder", &folder)];
            for (key, value) in facts {
                line(&mut text, format_args!("  {}: {value}", view.catalogue.text(key)));
            }
        }
        text
    }
}

/// `status`, with the tasks where there is a Task Scheduler.
#[derive(Debug, Serialize)]
pub struct StatusShown {
    #[serde(flatten)]
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tasks: Option<Vec<TaskShown>>,
}

impl Show for StatusShown {
    fn text(&self, view: &View<'_>) -> String {
        let mut text = self.status.text(view);
        let Some(tasks) = &self.tasks else { return text };
        line(&mut text, view.catalogue.text("task.title"));
        for task in tasks {
            let how =
                if task.installed { task.runs(view) } else { view.catalogue.text("task.absent").to_owned() };
            line(&mut text, format_args!("  {}: {how}", task.name));
        }
        text
    }
}

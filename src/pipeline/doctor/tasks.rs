//! The scheduled tasks that call the program; `cli` asks the Task Scheduler for them.

use super::fact::Fact;
use super::finding::Finding;
use crate::pipeline::outcome::Outcome;

/// A task of ours, as the scheduler has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskFacts {
    pub name: String,
    /// `None`: there is none of that name.
    pub enabled: Option<bool>,
    /// Whether it runs under the system's own account.
    pub is_of_system: bool,
    /// Absent where it never ran, or the scheduler does not tell.
    pub ran: Option<TaskRan>,
}

/// What the Task Scheduler says of our tasks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum TasksSeen {
    #[default]
    NoScheduler,
    /// It is there and does not answer; why not.
    NoAnswer(String),
    Known(Vec<TaskFacts>),
}

impl TasksSeen {
    /// Whether a task runs under the system's own account, as far as is known.
    pub(super) fn has_one_of_system(&self) -> bool {
        matches!(self, TasksSeen::Known(tasks) if tasks.iter().any(|task| task.is_of_system))
    }
}

/// How a task ended the last time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRan {
    pub at: String,
    /// The exit code of the program, or one of the scheduler's own.
    pub result: u32,
}

/// Codes of the scheduler that are no failure: ready, running, never ran yet, already running.
const SCHEDULERS_OWN: [u32; 4] = [0x0004_1300, 0x0004_1301, 0x0004_1303, 0x8004_131F];

pub(super) fn look(tasks: &TasksSeen) -> Vec<Finding> {
    match tasks {
        TasksSeen::NoScheduler => vec![Finding::new(Fact::TasksNotApplicable)],
        TasksSeen::NoAnswer(why) => vec![Finding::new(Fact::TasksUnknown).with("why", why)],
        TasksSeen::Known(tasks) => tasks.iter().map(task).collect(),
    }
}

fn task(task: &TaskFacts) -> Finding {
    let (at, result) = match &task.ran {
        Some(ran) => (ran.at.clone(), ran.result.to_string()),
        None => ("-".to_owned(), "-".to_owned()),
    };
    Finding::new(verdict(task)).with("task", &task.name).with("at", at).with("result", result)
}

fn verdict(task: &TaskFacts) -> Fact {
    match (task.enabled, &task.ran) {
        (None, _) => Fact::TaskMissing,
        (Some(false), _) => Fact::TaskDisabled,
        (Some(true), Some(ran)) if !is_fine(ran.result) => Fact::TaskFailed,
        (Some(true), Some(_)) => Fact::TaskSound,
        (Some(true), None) => Fact::TaskNeverRan,
    }
}

/// Whether nobody has to look at the machine after such a result.
fn is_fine(result: u32) -> bool {
    let fine = [Outcome::Ok, Outcome::TryLater, Outcome::Held, Outcome::Busy];
    fine.iter().any(|outcome| u32::from(outcome.code()) == result) || SCHEDULERS_OWN.contains(&result)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(enabled: Option<bool>, result: Option<u32>) -> Fact {
        let ran = result.map(|result| TaskRan { at: "2026-11-21T12:00:00Z".to_owned(), result });
        let task = TaskFacts { name: "factulink".to_owned(), enabled, is_of_system: true, ran };
        look(&TasksSeen::Known(vec![task]))[0].fact
    }

    #[test]
    fn a_task_is_sound_missing_disabled_or_failed() {
        assert_eq!(look(&TasksSeen::NoScheduler)[0].fact, Fact::TasksNotApplicable);
        assert_eq!(look(&TasksSeen::NoAnswer("x".to_owned()))[0].fact, Fact::TasksUnknown);
        assert_eq!(facts(None, None), Fact::TaskMissing);
        assert_eq!(facts(Some(false), Some(0)), Fact::TaskDisabled);
        assert_eq!(facts(Some(true), None), Fact::TaskNeverRan);
        for fine in [0, 75, 90, 91, 0x0004_1301, 0x0004_1303] {
            assert_eq!(facts(Some(true), Some(fine)), Fact::TaskSound, "{fine}");
        }
        for failed in [1, 74, 78, 94, 99, 0x0004_1306, 0x8007_0002, 0xC000_0135] {
            assert_eq!(facts(Some(true), Some(failed)), Fact::TaskFailed, "{failed}");
        }
    }
}

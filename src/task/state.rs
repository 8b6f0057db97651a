//! A task as the scheduler has it.

use super::model::SYSTEM;
use super::reading::leaves;
use chrono::{DateTime, Datelike, Utc};

/// A registered task; what the scheduler does not say is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskState {
    pub name: String,
    pub enabled: bool,
    pub command: Option<String>,
    pub arguments: Option<String>,
    pub folder: Option<String>,
    /// A name or, for accounts of the system, a security identifier.
    pub user: Option<String>,
    /// `S4U`, `Password`, …; the system's own account has none.
    pub logon: Option<String>,
    /// `None`: the scheduler could not be asked for it.
    pub runs: Option<TaskRuns>,
}

/// When a task ran and will run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRuns {
    /// `None`: never.
    pub last: Option<DateTime<Utc>>,
    /// The exit code of the last run, or a code of the scheduler's.
    pub result: u32,
    /// `None`: not at all.
    pub next: Option<DateTime<Utc>>,
    pub running: bool,
}

/// The scheduler's own interface counts a running task so.
const RUNNING: u32 = 4;

impl TaskState {
    /// Whether it runs under the system's own account.
    pub fn is_of_system(&self) -> bool {
        self.user.as_deref() == Some(SYSTEM)
    }

    /// Reads the XML that the scheduler exports; `None` where it is none.
    pub(super) fn of_xml(name: &str, exported: &str) -> Option<TaskState> {
        // Whatever precedes the document, a mark or a blank line, is not of it.
        let leaves = leaves(&exported[exported.find('<')?..])?;
        let value = |path: &str| {
            leaves.iter().find(|(found, _)| found == path).map(|(_, text)| text.trim().to_owned())
        };
        leaves.iter().any(|(path, _)| path.starts_with("Task/")).then_some(())?;
        Some(TaskState {
            name: name.to_owned(),
            enabled: value("Task/Settings/Enabled").is_none_or(|enabled| enabled != "false"),
            command: value("Task/Actions/Exec/Command"),
            arguments: value("Task/Actions/Exec/Arguments"),
            folder: value("Task/Actions/Exec/WorkingDirectory"),
            user: value("Task/Principals/Principal/UserId"),
            logon: value("Task/Principals/Principal/LogonType"),
            runs: None,
        })
    }
}

impl TaskRuns {
    /// Reads lines of `name=value`; `None` where one is missing.
    pub(super) fn of_lines(text: &str) -> Option<TaskRuns> {
        let value = |name: &str| {
            text.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix('=')).map(str::trim)
        };
        Some(TaskRuns {
            last: moment(value("last")?),
            next: moment(value("next")?),
            // The interface hands out 32 bits as a signed number.
            result: u32::try_from(value("result")?.parse::<i64>().ok()? & 0xffff_ffff).ok()?,
            running: value("state")?.parse() == Ok(RUNNING),
        })
    }
}

/// A moment; "never" is a day of the last century.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    text.parse::<DateTime<Utc>>().ok().filter(|at| at.year() > 2000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_is_no_moment_and_results_have_32_bits() {
        let runs = |text: &str| TaskRuns::of_lines(text);
        let never = runs("last=1999-11-30T00:00:00Z\r\nnext=\r\nresult=267011\r\nstate=3\r\n");
        assert_eq!(never, Some(TaskRuns { last: None, result: 0x41303, next: None, running: false }));
        let text = "last=2026-11-21T09:00:03Z\nnext=2026-11-21T09:05:00Z\nresult=-2147216609\nstate=4";
        let runs = runs(text).expect("four lines");
        assert_eq!((runs.result, runs.running), (0x8004_131f, true));
        assert_eq!(runs.last.map(|at| at.to_rfc3339()).as_deref(), Some("2026-11-21T09:00:03+00:00"));
        assert_eq!(TaskRuns::of_lines("last=\nnext=\nstate=3"), None);
    }

    #[test]
    fn what_is_no_task_is_none() {
        for text in ["", "ERROR: …", "<Task>", "<a><b/></a>", "no <"] {
            assert_eq!(TaskState::of_xml("x", text), None, "{text}");
        }
    }
}

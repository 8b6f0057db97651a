//! How the Task Scheduler is asked, and what its answers mean.

use super::played::{Bare, Played};
use super::samples::{both, setup};
use factulink::task::{Deleted, Error, Program, ProgramAnswer, Programs, Scheduler, TaskAccount, utf16};
use std::ffi::OsString;
use std::io;

const RUNS: &str = "last=2026-11-21T10:55:01Z\r\nnext=2026-11-21T11:00:00Z\r\nresult=90\r\nstate=3\r\n";

/// Registers the first task of a setup, and hands its name back.
fn create(windows: &Played, account: TaskAccount) -> Result<String, Error> {
    let [task, _] = both(&setup(account));
    let file = tempfile::Builder::new().suffix(".xml").tempfile().expect("a file");
    std::fs::write(file.path(), utf16(&task.xml().expect("a task"))).expect("written");
    Scheduler::new(windows).create(&task.name, file.path(), &task.account).map(|()| task.name)
}

#[test]
fn a_task_that_was_made_is_found_as_it_was_asked_for() {
    let windows = Played { runs: Some(RUNS), ..Played::default() };
    let name = create(&windows, TaskAccount::User(r"OFICINA\ana".to_owned())).expect("made");
    let state = Scheduler::new(&windows).query(&name).expect("an answer").expect("a task");
    assert_eq!(state.command.as_deref(), Some(r"C:\Program Files\factulink\factulink.exe"));
    assert_eq!((state.user.as_deref(), state.logon.as_deref()), (Some(r"OFICINA\ana"), Some("S4U")));
    assert!(state.enabled);
    let runs = state.runs.expect("runs");
    assert_eq!((runs.result, runs.running), (90, false));
    assert_eq!(runs.next.map(|at| at.to_rfc3339()).as_deref(), Some("2026-11-21T11:00:00+00:00"));
}

#[test]
fn only_a_user_with_a_password_makes_schtasks_ask_and_no_password_is_on_its_command_line() {
    let windows = Played::default();
    for account in [TaskAccount::System, TaskAccount::UserWithPassword("ana".to_owned())] {
        create(&windows, account).expect("made");
    }
    let expected = [
        r"/create /tn factulink\orders /xml FILE /f",
        r"/create /tn factulink\orders /xml FILE /ru ana /rp * /f (asks)",
    ];
    assert_eq!(windows.kept.borrow().calls, expected);
}

#[test]
fn a_task_without_known_runs_is_still_a_task() {
    let windows = Played::default();
    let name = create(&windows, TaskAccount::System).expect("made");
    let state = Scheduler::new(&windows).query(&name).expect("an answer").expect("a task");
    assert_eq!(state.runs, None);
}

#[test]
fn what_is_not_there_is_removed_already_and_cannot_be_started() {
    let windows = Played::default();
    let scheduler = Scheduler::new(&windows);
    assert_eq!(scheduler.query("factulink\\orders").expect("an answer"), None);
    assert_eq!(scheduler.delete("factulink\\orders").expect("an answer"), Deleted::NotThere);
    let error = scheduler.run("factulink\\orders").expect_err("no task");
    assert!(matches!(error, Error::NotInstalled { .. }), "{error}");
    create(&windows, TaskAccount::System).expect("made");
    scheduler.run("factulink\\orders").expect("started");
    assert_eq!(scheduler.delete("factulink\\orders").expect("an answer"), Deleted::Gone);
}

#[test]
fn a_refusal_says_whether_rights_are_missing_in_whatever_language_it_is_worded() {
    let plain = Played { plain_user: true, ..Played::default() };
    let error = create(&plain, TaskAccount::System).expect_err("refused");
    assert!(
        matches!(&error, Error::NotElevated { said, .. } if said.starts_with("ERROR: Acceso")),
        "{error}"
    );
    let there = Played::default();
    create(&there, TaskAccount::System).expect("made");
    let error = Scheduler::new(&Played { plain_user: true, ..there }).delete("factulink\\orders");
    assert!(matches!(error, Err(Error::NotElevated { .. })));
}

/// Wine's schtasks says yes to every question and prints nothing.
struct Silent;

impl Programs for Silent {
    fn call(&self, _: Program, _: &[OsString], _: bool) -> io::Result<ProgramAnswer> {
        Ok(ProgramAnswer { code: Some(0), ..ProgramAnswer::default() })
    }
}

#[test]
fn a_scheduler_that_says_nothing_has_no_task() {
    assert_eq!(Scheduler::new(&Silent).query("factulink\\orders").expect("an answer"), None);
}

#[test]
fn a_program_that_is_missing_is_named() {
    let error = Scheduler::new(&Bare).query("factulink\\orders").expect_err("no schtasks");
    assert!(matches!(error, Error::Call { program: "schtasks.exe", .. }), "{error}");
}

//! The Task Scheduler, asked through the programs of Windows.
//!
//! Their texts are in the language of Windows and in some code page, so they are judged by their exit codes. What a
//! task is, `schtasks /query /xml` exports; when it ran and will run has no such form (its tables have the words and
//! dates of the language), so for that PowerShell asks the scheduler's own interface, which Windows 7 has too.

use super::error::{Error, Result};
use super::model::TaskAccount;
use super::programs::{Program, ProgramAnswer, Programs};
use super::state::{TaskRuns, TaskState};
use std::ffi::OsString;
use std::path::Path;

/// The scheduler of this machine.
#[derive(Clone, Copy)]
pub struct Scheduler<'a> {
    programs: &'a dyn Programs,
}

/// What came of a task that was to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    Gone,
    /// There is none, as far as this account can see.
    NotThere,
}

/// Prints what is asked for as lines that no language changes.
const RUNS: &str = "$ErrorActionPreference = 'Stop'; \
    $s = New-Object -ComObject Schedule.Service; $s.Connect(); $t = $s.GetFolder('\\FOLDER').GetTask('NAME'); \
    function At($d) { $d.ToUniversalTime().ToString('s', [Globalization.CultureInfo]::InvariantCulture) + 'Z' }; \
    'last=' + (At $t.LastRunTime); 'next=' + (At $t.NextRunTime); \
    'result=' + $t.LastTaskResult; 'state=' + $t.State";

/// The groups of an account whose rights are unlocked: administrators who said yes, and the system itself.
const ELEVATED: [&str; 2] = ["S-1-16-12288", "S-1-16-16384"];

impl<'a> Scheduler<'a> {
    pub fn new(programs: &'a dyn Programs) -> Scheduler<'a> {
        Scheduler { programs }
    }

    /// Registers a task from its file, in the place of one of that name. Where the account needs its password, schtasks
    /// asks the person at the terminal for it.
    pub fn create(&self, name: &str, file: &Path, account: &TaskAccount) -> Result<()> {
        let asks = matches!(account, TaskAccount::UserWithPassword(_));
        let answer = self.call(&create_call(name, file, account), asks)?;
        self.judge("schtasks /create", answer)
    }

    pub fn delete(&self, name: &str) -> Result<Deleted> {
        let answer = self.call(&["/delete", "/tn", name, "/f"].map(OsString::from), false)?;
        if answer.succeeded() {
            return Ok(Deleted::Gone);
        }
        match self.definition(name)? {
            None => Ok(Deleted::NotThere),
            Some(_) => self.judge("schtasks /delete", answer).map(|()| Deleted::Gone),
        }
    }

    /// Starts a task now; it runs on its own, as its own account.
    pub fn run(&self, name: &str) -> Result<()> {
        let answer = self.call(&["/run", "/tn", name].map(OsString::from), false)?;
        if !answer.succeeded() && self.definition(name)?.is_none() {
            return Err(Error::NotInstalled { name: name.to_owned() });
        }
        self.judge("schtasks /run", answer)
    }

    /// What the scheduler knows of a task; `None` where there is none, as far as this account can see.
    pub fn query(&self, name: &str) -> Result<Option<TaskState>> {
        let Some(state) = self.definition(name)? else { return Ok(None) };
        Ok(Some(TaskState { runs: self.runs(name), ..state }))
    }

    fn definition(&self, name: &str) -> Result<Option<TaskState>> {
        let answer = self.call(&["/query", "/tn", name, "/xml"].map(OsString::from), false)?;
        Ok(TaskState::of_xml(name, &answer.stdout).filter(|_| answer.succeeded()))
    }

    /// `None` where PowerShell is missing or kept from it: then only that is unknown.
    fn runs(&self, name: &str) -> Option<TaskRuns> {
        let (folder, name) = name.rsplit_once('\\').unwrap_or(("", name));
        let quoted = |text: &str| text.replace('\'', "''");
        let script = RUNS.replace("FOLDER", &quoted(folder)).replace("NAME", &quoted(name));
        let arguments = ["-NoProfile", "-NonInteractive", "-Command", &script].map(OsString::from);
        let answer = self.programs.call(Program::PowerShell, &arguments, false).ok()?;
        TaskRuns::of_lines(&answer.stdout).filter(|_| answer.succeeded())
    }

    /// Whether the caller's rights are unlocked; `None` where nobody says.
    fn elevated(&self) -> Option<bool> {
        let answer = self.programs.call(Program::Whoami, &["/groups"].map(OsString::from), false).ok()?;
        let known = answer.succeeded() && answer.stdout.contains("S-1-16-");
        known.then(|| ELEVATED.iter().any(|group| answer.stdout.contains(group)))
    }

    fn call(&self, arguments: &[OsString], asks: bool) -> Result<ProgramAnswer> {
        let program = Program::Schtasks;
        let called = self.programs.call(program, arguments, asks);
        called.map_err(|source| Error::Call { program: program.name(), source })
    }

    /// schtasks has one code for every failure, so whether rights are missing is asked for.
    fn judge(&self, call: &str, answer: ProgramAnswer) -> Result<()> {
        if answer.succeeded() {
            return Ok(());
        }
        let code = answer.code.map_or_else(|| "-".to_owned(), |code| code.to_string());
        let words = if answer.stderr.trim().is_empty() { answer.stdout } else { answer.stderr };
        let said = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let call = call.to_owned();
        Err(match self.elevated() {
            Some(false) => Error::NotElevated { call, code, said },
            _ => Error::Refused { call, code, said },
        })
    }
}

/// The arguments with which schtasks registers a task.
pub fn create_call(name: &str, file: &Path, account: &TaskAccount) -> Vec<OsString> {
    let mut arguments = ["/create", "/tn", name, "/xml"].map(OsString::from).to_vec();
    arguments.push(file.into());
    if let TaskAccount::UserWithPassword(user) = account {
        arguments.extend(["/ru", user, "/rp", "*"].map(OsString::from));
    }
    arguments.push("/f".into());
    arguments
}

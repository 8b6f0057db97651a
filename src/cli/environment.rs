//! The surroundings of one call of the program: everything that differs between a process and a test.

use super::stop;
use crate::pipeline::Clock;
use crate::store::Stores;
use crate::task::{Programs, WindowsPrograms};
use chrono::{DateTime, Local, NaiveDate, NaiveDateTime, SubsecRound, Utc};
use std::ffi::OsString;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};
use terminal_size::Width;

/// What the command line reads of the machine, and where it writes. Nothing below `cli` looks past it.
pub struct Environment<'a> {
    pub clock: Arc<dyn Clock + Send + Sync>,
    pub env: &'a dyn Fn(&str) -> Option<OsString>,
    /// The folder of the program's own file.
    pub program_dir: Option<PathBuf>,
    /// Where the account's temporary files go.
    pub temp_dir: PathBuf,
    /// The user's locale as the system names it, `es_ES` say.
    pub locale: Option<String>,
    pub stores: &'a dyn Stores,
    /// The programs that know the Task Scheduler, where there is one.
    pub scheduler: Option<&'a dyn Programs>,
    pub stdin: &'a mut dyn BufRead,
    pub stdout: &'a mut dyn Write,
    pub stderr: &'a mut dyn Write,
    pub stdin_is_terminal: bool,
    pub stdout_is_terminal: bool,
    /// In columns, where standard output is a terminal that tells it.
    pub stdout_width: Option<u16>,
    pub stderr_is_terminal: bool,
    /// Whether the command is to end at the next clean place.
    pub stop: &'a AtomicBool,
    /// How a pause passes.
    pub sleep: &'a dyn Fn(Duration),
    /// Whether the process's one logger is this call's to install.
    pub owns_logger: bool,
    /// Names this process among all that ever lease an order.
    pub owner: String,
}

/// In columns; a terminal that says 0 does not know.
fn width(stdout: io::Stdout) -> Option<u16> {
    let (Width(columns), _) = terminal_size::terminal_size_of(stdout)?;
    (columns > 0).then_some(columns)
}

/// The Task Scheduler's programs on Windows; nothing elsewhere.
fn scheduler() -> Option<&'static dyn Programs> {
    static PROGRAMS: OnceLock<WindowsPrograms> = OnceLock::new();
    cfg!(windows).then(|| {
        let root = std::env::var_os("SystemRoot").unwrap_or_else(|| r"C:\Windows".into());
        PROGRAMS.get_or_init(|| WindowsPrograms { root: root.into() }) as _
    })
}

/// A moment of the clock. One that was never set may stand before 1970, which is no moment to the calendar: the
/// first that is one makes `doctor` tell of the clock, and no run find an exercise.
fn moment(clock: SystemTime) -> DateTime<Utc> {
    if clock < SystemTime::UNIX_EPOCH { DateTime::UNIX_EPOCH } else { clock.into() }
}

/// The system's clock and time zone.
struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        // As fine as the state keeps it.
        moment(SystemTime::now()).trunc_subsecs(3)
    }

    fn today(&self) -> NaiveDate {
        self.now().with_timezone(&Local).date_naive()
    }

    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&Local).naive_local()
    }

    fn moment(&self, local: NaiveDateTime) -> DateTime<Utc> {
        // A time that the clock never showed, when it was put forward, is in no name of ours.
        local.and_local_timezone(Local).earliest().map_or_else(|| local.and_utc(), |at| at.to_utc())
    }
}

impl<'a> Environment<'a> {
    /// The environment of this process.
    pub fn of_process(
        stores: &'a dyn Stores,
        stdin: &'a mut dyn BufRead,
        stdout: &'a mut dyn Write,
        stderr: &'a mut dyn Write,
    ) -> Environment<'a> {
        let program = std::env::current_exe().ok();
        Environment {
            clock: Arc::new(SystemClock),
            env: &|name| std::env::var_os(name),
            program_dir: program.and_then(|program| program.parent().map(ToOwned::to_owned)),
            temp_dir: std::env::temp_dir(),
            locale: sys_locale::get_locale(),
            stores,
            scheduler: scheduler(),
            stdin,
            stdout,
            stderr,
            stdin_is_terminal: io::stdin().is_terminal(),
            stdout_is_terminal: io::stdout().is_terminal(),
            stdout_width: width(io::stdout()),
            stderr_is_terminal: io::stderr().is_terminal(),
            stop: stop::listen(),
            sleep: &std::thread::sleep,
            owns_logger: true,
            owner: format!("{}-{}", std::process::id(), SystemClock.now().timestamp_millis()),
        }
    }

    /// An environment variable that is set to something.
    pub fn variable(&self, name: &str) -> Option<OsString> {
        (self.env)(name).filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_never_set_is_no_bug() {
        let before = SystemTime::UNIX_EPOCH - Duration::from_secs(86_400);
        assert_eq!(moment(before), DateTime::UNIX_EPOCH);
        let later = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
        assert_eq!(moment(later).timestamp(), 1);
    }
}

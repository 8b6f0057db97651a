//! The programs of Windows that know the Task Scheduler.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Stdio};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// Makes, removes, starts and exports tasks.
    Schtasks,
    /// Asks the scheduler's own interface, where answers are in no language.
    PowerShell,
    /// Tells the groups of the caller.
    Whoami,
}

impl Program {
    pub fn name(self) -> &'static str {
        match self {
            Program::Schtasks => "schtasks.exe",
            Program::PowerShell => "powershell.exe",
            Program::Whoami => "whoami.exe",
        }
    }
}

/// How a program ended and what it said, its texts decoded as far as they can be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProgramAnswer {
    /// `None`: ended by force.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl ProgramAnswer {
    pub fn succeeded(&self) -> bool {
        self.code == Some(0)
    }
}

/// Whoever calls them; a test has its own.
pub trait Programs {
    /// Waits for the program to end. One that `asks` has the terminal to itself, and its texts are not kept.
    fn call(&self, program: Program, arguments: &[OsString], asks: bool) -> io::Result<ProgramAnswer>;
}

/// The programs of the Windows that lies there.
pub struct WindowsPrograms {
    /// `%SystemRoot%`: they are called by their full names, so that nothing else can take their places.
    pub root: PathBuf,
}

impl Programs for WindowsPrograms {
    fn call(&self, program: Program, arguments: &[OsString], asks: bool) -> io::Result<ProgramAnswer> {
        let folder = self.root.join("System32");
        let folder = match program {
            Program::PowerShell => folder.join("WindowsPowerShell").join("v1.0"),
            _ => folder,
        };
        let mut command = Command::new(folder.join(program.name()));
        command.args(arguments);
        if asks {
            let code = command.status()?.code();
            return Ok(ProgramAnswer { code, ..ProgramAnswer::default() });
        }
        let output = command.stdin(Stdio::null()).output()?;
        let (stdout, stderr) = (decoded(&output.stdout), decoded(&output.stderr));
        Ok(ProgramAnswer { code: output.status.code(), stdout, stderr })
    }
}

/// Text of a program of Windows: UTF-16 where it says so, else some code page, of which the ASCII part is right.
fn decoded(bytes: &[u8]) -> String {
    match bytes {
        [0xff, 0xfe, rest @ ..] => {
            let units: Vec<u16> = rest.as_chunks().0.iter().copied().map(u16::from_le_bytes).collect();
            String::from_utf16_lossy(&units)
        }
        bytes => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_bytes_become_text() {
        assert_eq!(decoded(b"\xff\xfe<\0T\0\xd8"), "<T");
        assert_eq!(decoded(b"Correcto: se cre\xa2"), "Correcto: se cre\u{fffd}");
    }
}

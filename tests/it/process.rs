//! A program called to its end, with a limit of time and its output in files.

use std::fs::File;
use std::io::{Read, Seek};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// No call of these tests needs a tenth of it.
const LIMIT: Duration = Duration::from_secs(120);

/// What a call left behind.
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// The document on standard output.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {:?} {}", self.stdout, self.stderr))
    }
}

/// Runs a command to its end.
pub fn call(command: &mut Command) -> Ended {
    Started::new(command).end()
}

/// A program at work. Its output goes to files: helpers that Wine starts would keep a pipe open.
pub struct Started {
    child: Child,
    stdout: File,
    stderr: File,
}

impl Started {
    pub fn new(command: &mut Command) -> Started {
        let [stdout, stderr] = [(); 2].map(|()| tempfile::tempfile().expect("a file"));
        let own = |file: &File| file.try_clone().expect("a handle");
        command.stdin(Stdio::null()).stdout(own(&stdout)).stderr(own(&stderr));
        Started { child: command.spawn().expect("the program starts"), stdout, stderr }
    }

    #[cfg(unix)]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    #[cfg(unix)]
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("a child").is_some()
    }

    pub fn end(mut self) -> Ended {
        let code = wait(&mut self.child);
        Ended { code, stdout: text(&mut self.stdout), stderr: text(&mut self.stderr) }
    }
}

/// Waits for the end of a process, and kills one that does not come to it.
pub fn wait(child: &mut Child) -> Option<i32> {
    let start = Instant::now();
    while start.elapsed() < LIMIT {
        if let Some(status) = child.try_wait().expect("a child") {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().expect("killed");
    panic!("the program is still at work after {LIMIT:?}");
}

fn text(file: &mut File) -> String {
    let mut bytes = Vec::new();
    file.rewind().and_then(|()| file.read_to_end(&mut bytes)).expect("reads");
    String::from_utf8(bytes).expect("UTF-8")
}

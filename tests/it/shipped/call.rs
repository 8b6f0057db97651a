//! One call of the program that is tried, with a limit of time and its output in files.

use crate::program::program;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

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

    pub fn id(&self) -> u32 {
        self.child.id()
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

/// A folder with a configuration, and the program at work on it.
pub struct Place {
    temporary: TempDir,
    name: String,
}

impl Place {
    /// An empty folder.
    pub fn new() -> Place {
        Place { temporary: tempfile::tempdir().expect("a folder"), name: "demo".to_owned() }
    }

    /// The demo, made by the program that is tried, in a folder of that name.
    pub fn with_demo(name: &str) -> Place {
        let place = Place { name: name.to_owned(), ..Place::new() };
        let mut init = program();
        init.args(["init", "--quiet", "--lang", "en", "--year", "2026", "--demo"]).arg(place.folder());
        let ended = call(&mut init);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        place
    }

    pub fn folder(&self) -> PathBuf {
        self.temporary.path().join(&self.name)
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    pub fn parent(&self) -> PathBuf {
        self.file("0012026.accdb")
    }

    pub fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.parent()).expect("the parent can be read")
    }

    /// Calls the program with a command, on this configuration.
    pub fn call(&self, args: &[&str]) -> Ended {
        call(&mut self.command(program(), &self.file("factulink.toml"), args))
    }

    /// The same, with the configuration under another name of it.
    pub fn call_by(&self, config: &Path, args: &[&str]) -> Ended {
        call(&mut self.command(program(), config, args))
    }

    /// What starts a command, on this configuration.
    pub fn command(&self, mut program: Command, config: &Path, args: &[&str]) -> Command {
        program.args(args).args(["--year", "2026", "--lang", "en", "--config"]).arg(config);
        program
    }
}

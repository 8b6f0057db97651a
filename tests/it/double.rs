//! The program that plays the import platform and the accounting program, started and ended by a test.
//!
//! `Double::http` and `Double::folder` start one; it ends when it goes. Its switches (`platform_double.py --help`) are
//! given at the start as `[("names_once", "on")]`, or set while it runs: `double.switch("fail", 2)`. What arrived is
//! `double.state()`. `double.kill()` ends it at once, and `double.restart()` lets it go on with what it had taken, at
//! the same address; both work again and again.

#![cfg_attr(not(feature = "http"), allow(dead_code))]

use proving::shared::{is_installed, shared, skipped};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tempfile::TempDir;

pub struct Double {
    child: Child,
    /// What it was started with, but for the port.
    arguments: Vec<String>,
    /// `127.0.0.1:PORT`, of one that speaks HTTP.
    at: Option<String>,
    /// What it looks into, of one that is reached through a folder.
    folder: Option<PathBuf>,
    /// What it keeps between two lives.
    kept: TempDir,
}

/// The folder with the fixtures of bulk files; `None`, and a word about it, where there is none.
pub fn fixtures() -> Option<PathBuf> {
    Some(shared()?.join("bulk/fixtures"))
}

impl Double {
    /// One that speaks HTTP at a free port, with the registry, accounts and centres of the fixtures.
    pub fn http(switches: &[(&str, &str)]) -> Option<Double> {
        Double::new(&["http"], None, switches)
    }

    /// One that looks into `folder`: `in`, `taken` and `out` are made there.
    pub fn folder(folder: &Path, switches: &[(&str, &str)]) -> Option<Double> {
        Double::new(&["folder", folder.to_str().expect("a path in UTF-8")], Some(folder), switches)
    }

    fn new(mode: &[&str], folder: Option<&Path>, switches: &[(&str, &str)]) -> Option<Double> {
        let fixtures = fixtures()?;
        let program = fixtures.join("platform_double.py");
        if !is_installed("python3") || !program.is_file() {
            skipped("there is no python3, or no platform_double.py, to play the platform");
            return None;
        }
        let kept = tempfile::tempdir().expect("a folder");
        let path = |path: PathBuf| path.into_os_string().into_string().expect("a path in UTF-8");
        let mut arguments = vec![path(program)];
        arguments.extend(mode.iter().copied().map(str::to_owned));
        for (option, file) in [
            ("--registry", fixtures.join("platform/series0926.xlsx")),
            ("--accounts", fixtures.join("accounting/cuentas.xlsx")),
            ("--centres", fixtures.join("accounting/centros.csv")),
            ("--state", kept.path().join("state.json")),
        ] {
            arguments.extend([option.to_owned(), path(file)]);
        }
        let options = switches
            .iter()
            .map(|(name, value)| [format!("--{}", name.replace('_', "-")), (*value).to_owned()]);
        arguments.extend(options.flatten());
        let (child, at) = start(&arguments, None);
        Some(Double { child, arguments, at, folder: folder.map(Path::to_owned), kept })
    }

    /// The address for `IMPORT_PLATFORM_URL`.
    pub fn address(&self) -> String {
        format!("http://{}", self.at())
    }

    /// Sets a switch while it runs.
    pub fn switch(&self, name: &str, value: impl Into<Value>) {
        self.ask("POST", "/_double/switch", &json!({ name: value.into() }).to_string());
    }

    /// What arrived: `files`, `periods`, `vouchers_twice`, `log` …
    pub fn state(&self) -> Value {
        self.ask("GET", "/_double/state", "")
    }

    /// A report as it gives it: the rows of `series`, `accounts` or `centres`, without titles.
    pub fn report(&self, name: &str) -> Vec<Vec<String>> {
        let report = self.ask("GET", &format!("/v1/{name}?format=json"), "");
        serde_json::from_value(report["rows"].clone()).expect("rows of texts")
    }

    /// What it has written down of what arrived, which is also there in a folder and after it was killed.
    pub fn kept_state(&self) -> Option<Value> {
        let text = std::fs::read(self.kept.path().join("state.json")).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Waits until it has done all that lies in its folder, however slow it is; what it has written down is of then.
    pub fn catch_up(&self) {
        catch_up(self.folder.as_deref().expect("a double with a folder"));
    }

    /// Ends it at once.
    pub fn kill(&mut self) {
        // It may have been killed before.
        self.child.kill().ok();
        self.child.wait().expect("a child");
    }

    /// Starts it again with what it had taken, at the same address, and with its first switches.
    pub fn restart(&mut self) {
        self.kill();
        let port = self.at.as_deref().and_then(|at| at.rsplit_once(':')).map(|(_, port)| port);
        (self.child, self.at) = start(&self.arguments, port);
    }

    fn at(&self) -> &str {
        self.at.as_deref().expect("a double that speaks HTTP")
    }

    /// The tests' own way to it, which has nothing to do with the one that is tested.
    fn ask(&self, method: &str, path: &str, body: &str) -> Value {
        let mut stream = TcpStream::connect(self.at()).expect("the double listens");
        let len = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len}\r\n\r\n{body}"
        )
        .expect("a request");
        let mut response = String::new();
        stream.read_to_string(&mut response).expect("a response");
        let (head, body) = response.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.starts_with("HTTP/1.1 200 "), "{method} {path}: {response}");
        serde_json::from_str(body).expect("JSON")
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Waits until the double of a folder has done all that lies there, however slow it is.
///
/// Twice a file that means nothing is dropped behind all others: when the second is taken, the round that took the
/// first is at its end, and with it every acknowledgement and answer of that round.
pub fn catch_up(folder: &Path) {
    static DROPPED: AtomicUsize = AtomicUsize::new(0);
    for _ in 0..2 {
        let name = format!("~look-{}", DROPPED.fetch_add(1, Ordering::Relaxed));
        std::fs::write(folder.join("in").join(&name), "").expect("a file");
        let taken = folder.join("taken").join(&name);
        let is_taken = (0..TURNS_MAX).any(|_| {
            std::thread::sleep(TURN);
            taken.exists()
        });
        assert!(is_taken, "the double does not look into its folder any more");
    }
}

/// How long one that still runs may be without doing anything: 4 minutes.
const TURNS_MAX: u32 = 48_000;
const TURN: Duration = Duration::from_millis(5);

/// Starts it and waits until it says that it is ready; what it says is where, if it is an address.
fn start(arguments: &[String], port: Option<&str>) -> (Child, Option<String>) {
    let mut command = Command::new("python3");
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped());
    if let Some(port) = port {
        command.args(["--port", port]);
    }
    let mut child = command.spawn().expect("python3 starts");
    let mut ready = String::new();
    let stdout = child.stdout.take().expect("its output");
    BufReader::new(stdout).read_line(&mut ready).expect("a line");
    let at = ready.trim().strip_prefix("listening http://").map(str::to_owned);
    assert!(at.is_some() || ready.starts_with("watching "), "the double did not start: {ready:?}");
    (child, at)
}

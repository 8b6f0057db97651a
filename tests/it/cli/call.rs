//! One call of the program in a small world: fixed clock, no environment, output kept.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use factulink::cli::{self, Environment};
use factulink::pipeline::Clock;
use factulink::store::{self, Backups, CompanyFile, CompanyStore, NativeStores, Stores};
use factulink::task::Programs;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use tempfile::TempDir;

/// Part of every secret that a test plants; no call may tell it.
pub const PLANTED: &str = "s3cr3t";

/// Twelve o'clock UTC on the day of the contract's examples; the clock on the wall shows an hour more.
pub struct Noon;

impl Clock for Noon {
    fn now(&self) -> DateTime<Utc> {
        "2026-11-21T12:00:00Z".parse().expect("a time")
    }

    fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }

    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.naive_utc() + TimeDelta::hours(1)
    }

    fn moment(&self, local: NaiveDateTime) -> DateTime<Utc> {
        local.and_utc() - TimeDelta::hours(1)
    }
}

/// No company can be reached.
pub struct Nowhere;

impl Stores for Nowhere {
    fn backups(&self) -> &dyn Backups {
        NativeStores.backups()
    }

    fn open(&self, file: &CompanyFile, _write: bool) -> store::Result<Box<dyn CompanyStore>> {
        let source = io::ErrorKind::NotFound.into();
        Err(store::Error::Away { file: file.path.display().to_string(), source })
    }
}

/// What a call left behind.
#[derive(Debug)]
pub struct Ended {
    pub code: u8,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// The one JSON document on standard output.
    pub fn json(&self) -> serde_json::Value {
        assert_eq!(self.stdout.lines().count(), 1, "one document on one line: {:?}", self.stdout);
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }
}

/// A folder to work in and the variables the program sees.
pub struct Place {
    folder: TempDir,
    pub variables: BTreeMap<&'static str, String>,
    pub locale: Option<&'static str>,
    /// What a person at the terminal answers; `None`: nobody is there.
    pub answer: Option<&'static str>,
    pub clock: Arc<dyn Clock + Send + Sync>,
    /// The programs of a Windows that is played; `None`: this is none.
    pub scheduler: Option<Box<dyn Programs>>,
    /// Whether somebody has pressed Ctrl-C.
    pub stop: AtomicBool,
    /// How a pause passes: at once.
    pub sleep: Box<dyn Fn(Duration)>,
}

impl Place {
    pub fn new() -> Place {
        let folder = tempfile::tempdir().expect("a folder");
        Place {
            folder,
            variables: BTreeMap::new(),
            locale: None,
            answer: None,
            clock: Arc::new(Noon),
            scheduler: None,
            stop: AtomicBool::new(false),
            sleep: Box::new(|_| {}),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        // The parts put together as the system does it, so that names can be compared.
        self.folder.path().join(Path::new(name).components().collect::<PathBuf>())
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(&path, text).expect("written");
        path
    }

    /// Calls `factulink ARGS` with a program that lies in the folder `bin`.
    pub fn call(&self, args: &[&str]) -> Ended {
        self.call_with(args, &Nowhere)
    }

    pub fn call_with(&self, args: &[&str], stores: &dyn Stores) -> Ended {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let code = cli::run(
            std::iter::once("factulink").chain(args.iter().copied()),
            &mut Environment {
                clock: Arc::clone(&self.clock),
                env: &|name| self.variables.get(name).map(OsString::from),
                program_dir: Some(self.path("bin")),
                temp_dir: self.variables.get("TMPDIR").map_or_else(|| self.path(""), PathBuf::from),
                locale: self.locale.map(str::to_owned),
                stores,
                scheduler: self.scheduler.as_deref(),
                stdin: &mut self.answer.unwrap_or_default().as_bytes(),
                stdout: &mut stdout,
                stderr: &mut stderr,
                stdin_is_terminal: self.answer.is_some(),
                stdout_is_terminal: false,
                stdout_width: None,
                stderr_is_terminal: false,
                stop: &self.stop,
                sleep: &*self.sleep,
                owns_logger: false,
                owner: "test".to_owned(),
            },
        );
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        let ended = Ended { code, stdout: text(stdout), stderr: text(stderr) };
        assert!(!format!("{ended:?}").contains(PLANTED), "a secret is told: {ended:?}");
        ended
    }

    /// Calls with `--config FILE` after the command.
    pub fn call_on(&self, config: &Path, args: &[&str]) -> Ended {
        let config = config.to_str().expect("a plain path");
        self.call(&[args, &["--config", config]].concat())
    }
}

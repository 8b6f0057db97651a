//! The demo's companies with their orders queued, and the program as a process that pushes them.

use crate::facts::rows::{Row, read};
use crate::process::call;
use crate::program::program;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

/// Orders pushed, and those of one commit.
pub const ORDERS: usize = 12;
pub const BATCH: usize = 3;

/// Supplier orders with their lines, by trace mark.
pub type Orders = BTreeMap<String, (Row, Vec<Row>)>;

pub struct Demo {
    folder: TempDir,
}

impl Demo {
    /// Everything scanned and enqueued, and as many orders of one company left as are to be pushed.
    pub fn queued() -> Demo {
        let demo = Demo { folder: tempfile::tempdir().expect("a folder") };
        let mut init = program();
        let status =
            init.args(["init", "--quiet", "--year", "2026", "--demo"]).arg(demo.folder.path()).status();
        assert!(status.expect("the program starts").success());
        for command in ["scan", "enqueue"] {
            let status = demo.command(program(), &[command, "--quiet"]).status().expect("the program starts");
            assert!(status.code().is_some_and(|code| code == 0 || code == 90), "{command}: {status}");
        }
        // The others are pushed beforehand, so that what is left is the whole queue.
        let queued = demo.json(&["status"])["orders"]["queued"].as_u64().expect("a count");
        let first = (queued - ORDERS as u64).to_string();
        let pushed = demo.json(&["push", "--limit", &first]);
        assert_eq!(pushed["pushed"].as_u64(), Some(queued - ORDERS as u64), "{pushed}");
        demo
    }

    pub fn copy(&self) -> Demo {
        let folder = tempfile::tempdir().expect("a folder");
        for entry in self.folder.path().read_dir().expect("a folder") {
            let entry = entry.expect("an entry");
            if entry.file_type().expect("a type").is_file() {
                std::fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("a copy");
            }
        }
        Demo { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn parent(&self) -> PathBuf {
        self.path("0012026.accdb")
    }

    /// Pushes what is queued; the report.
    pub fn push(&self) -> serde_json::Value {
        self.json(&["push", "--batch", &BATCH.to_string()])
    }

    /// Pushes by way of another program, which is given ours and its arguments.
    pub fn push_under(&self, mut other: Command) -> Output {
        other.arg(env!("CARGO_BIN_EXE_factulink"));
        let mut command = self.command(other, &["push", "--quiet", "--batch", &BATCH.to_string()]);
        command.output().expect("the program starts")
    }

    pub fn start_push(&self) -> Child {
        let mut command = self.command(program(), &["push", "--quiet", "--batch", &BATCH.to_string()]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts")
    }

    fn json(&self, args: &[&str]) -> serde_json::Value {
        call(self.command(program(), args).arg("--json")).json()
    }

    fn command(&self, mut command: Command, args: &[&str]) -> Command {
        command.args(args).args(["--year", "2026", "--config"]).arg(self.path("factulink.toml"));
        command
    }

    /// The supplier orders of the parent, without their numbers and the day of their writing: those depend on what came
    /// before, and on which side of midnight it came.
    pub fn orders(&self) -> Orders {
        let mut lines: BTreeMap<(String, String), Vec<Row>> = BTreeMap::new();
        for mut line in read(&self.parent(), "F_LPP") {
            let number = line.0.remove("CODLPP").expect("a number");
            lines.entry((line.text("TIPLPP").to_owned(), number)).or_default().push(line);
        }
        lines.values_mut().for_each(|lines| lines.sort_by_key(|line| line.number("POSLPP")));
        let mut orders = BTreeMap::new();
        for mut header in read(&self.parent(), "F_PPR") {
            let number = header.0.remove("CODPPR").expect("a number");
            header.0.remove("FUMPPR").expect("a date");
            let own = lines.remove(&(header.text("TIPPPR").to_owned(), number)).unwrap_or_default();
            let mark = header.text("REFPPR").to_owned();
            if mark.starts_with("FL ") {
                assert!(orders.insert(mark.clone(), (header, own)).is_none(), "{mark} is there twice");
            }
        }
        assert!(lines.is_empty(), "lines without their order: {lines:?}");
        orders
    }
}

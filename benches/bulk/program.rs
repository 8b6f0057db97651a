//! The program itself, in a folder of its own: configuration, profiles, the ledger, and afterwards state and outputs.

use crate::contest::Contender;
use crate::ledgers::Ledger;
use crate::outcome::{Chunks, Counts, Outcome};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the program is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// The whole job: chunks, rejected rows, state.
    Prepare,
    /// The same with the workbook of all accepted rows.
    PrepareWithWorkbook,
    /// Everything but writing.
    Check,
    /// Hardly more than reading: one column, no rules.
    Read,
}

/// The program on one ledger.
pub struct Program<'a> {
    folder: PathBuf,
    profile: String,
    task: Task,
    ledger: &'a Ledger,
}

/// Tables of the profile that are about platform and accounting; this job ends where the chunks are written.
const LATER_STAGES: [&str; 7] = ["platform", "answer", "reports", "match", "accounts", "register", "verify"];
const NO_PLATFORM: &str = "\n[platform]\nkind = \"none\"\n";
const READING: &str = r##"
[profile]
name = "reading"
period = "month"
[source]
files = ["nowhere/*.csv"]
name = "{mm}. PLE {month} {yy}"
sheet = "SUNAT"
titles = "contains"
[columns]
period = { title = "Periodo", type = "text" }
[chunks]
rows = 50000
[output.csv]
folder = "output"
name = "{total}.csv"
columns = [["No", "#"], ["Periodo", "period"]]
"##;
const CONFIGURATION: &str = "[state]\npath = \"state.db\"\n[log]\ndirectory = \"logs\"\n[import]\n";

impl<'a> Program<'a> {
    /// `profile` is the text of the fixtures' profile; `folder` has one folder for each ledger and task.
    pub fn new(folder: &Path, profile: &str, task: Task, ledger: &'a Ledger) -> Result<Program<'a>> {
        let kind = ledger.file.extension().context("a ledger without extension")?.to_string_lossy();
        let name = format!("{kind}-{}-{task:?}", ledger.facts.rows.read);
        let without_workbook = ["output.workbook"].iter().filter(|_| task != Task::PrepareWithWorkbook);
        let left_out: Vec<&str> = LATER_STAGES.iter().chain(without_workbook).copied().collect();
        let profile = without_tables(profile, &left_out) + NO_PLATFORM;
        let profile = profile.replace("input/{yyyy}/*.xlsx", &format!("input/{{yyyy}}/*.{kind}"));
        Ok(Program { folder: folder.join("places").join(name), profile, task, ledger })
    }

    /// Bytes of the state after a run, with what SQLite keeps beside it.
    pub fn state_len(&self) -> Result<u64> {
        let mut len = fs::metadata(self.folder.join("state.db"))?.len();
        if let Ok(log) = fs::metadata(self.folder.join("state.db-wal")) {
            len += log.len();
        }
        Ok(len)
    }

    /// The ledger under its own name in the folder of the year; the very same file.
    fn source(&self) -> Result<PathBuf> {
        let name = self.ledger.file.file_name().context("a ledger without name")?;
        Ok(self.folder.join("input/2026").join(name))
    }

    fn written(&self, stdout: &str) -> Result<Chunks> {
        let document: serde_json::Value = serde_json::from_str(stdout)?;
        let chunks = document.pointer("/jobs/0/files/chunks").and_then(|chunks| chunks.as_array());
        let path = |chunk: &serde_json::Value| chunk.as_str().map(|path| self.folder.join(path));
        let chunks = chunks.and_then(|chunks| chunks.iter().map(path).collect::<Option<Vec<_>>>());
        let chunks = chunks.with_context(|| format!("no chunks in {stdout}"))?;
        ensure!(!chunks.is_empty(), "no chunks in {stdout}");
        Chunks::read(&chunks)
    }
}

impl Contender for Program<'_> {
    fn name(&self) -> String {
        let task = match self.task {
            Task::Prepare => "prepare",
            Task::PrepareWithWorkbook => "prepare, with the workbook",
            Task::Check => "check",
            Task::Read => "check, one column",
        };
        format!("factulink import {task}")
    }

    fn reset(&self) -> Result<()> {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        fs::create_dir_all(self.folder.join("profiles"))?;
        fs::create_dir_all(self.folder.join("input/2026"))?;
        fs::write(self.folder.join("factulink.toml"), CONFIGURATION)?;
        fs::write(self.folder.join("profiles/sunat-ventas.toml"), &self.profile)?;
        fs::write(self.folder.join("profiles/reading.toml"), READING)?;
        Ok(fs::hard_link(&self.ledger.file, self.source()?)?)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_factulink"));
        command.arg("--json").arg("--config").arg(self.folder.join("factulink.toml")).arg("import");
        let source = self.source().expect("a ledger has a name");
        match self.task {
            Task::Prepare | Task::PrepareWithWorkbook => command.arg("prepare"),
            Task::Check => command.args(["check", "--profile", "sunat-ventas"]).arg(source),
            Task::Read => command.args(["check", "--profile", "reading"]).arg(source),
        };
        command
    }

    fn outcome(&self, stdout: &str) -> Result<Outcome> {
        Ok(match self.task {
            Task::Prepare | Task::PrepareWithWorkbook => Outcome {
                counts: Some(Counts::parse(stdout, "/jobs/0")?),
                chunks: Some(self.written(stdout)?),
            },
            Task::Check => Outcome { counts: Some(Counts::parse(stdout, "/files/0")?), chunks: None },
            Task::Read => {
                let read = Counts::parse(stdout, "/files/0")?.rows.read;
                ensure!(read == self.ledger.facts.rows.read, "it read {read} rows");
                Outcome { counts: None, chunks: None }
            }
        })
    }
}

/// A TOML text without some of its tables and all that lies below them. Headers stand at the beginning of a line, as
/// they do in the fixtures' profiles.
fn without_tables(text: &str, names: &[&str]) -> String {
    let is_below = |header: &str, name: &str| {
        header.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let mut kept = String::new();
    let mut keeps = true;
    for line in text.lines() {
        if line.starts_with('[') {
            let header = line.trim_start_matches('[').split(']').next().unwrap_or_default();
            keeps = !names.iter().any(|name| is_below(header, name));
        }
        if keeps {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

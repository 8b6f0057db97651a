//! A copy of the sample files, and the program as a process that imports them.

use super::world::{files_below, state_of};
use crate::double::{Double, fixtures};
use crate::facts::rows::read;
use crate::process::wait;
use crate::program::program;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

const LEDGER: &str = "input/2026/10. PLE OCTUBRE 26.xlsx";

/// What it needs of the sample files.
const FILES: [&str; 4] =
    [LEDGER, "accounting/centros.xlsx", "accounting/cuentas.xlsx", "accounting/contabilidad.accdb"];

/// What a program leaves behind: its state, its chunks, the accounts.
pub type End = (Vec<String>, BTreeMap<String, String>, Vec<String>);

pub struct Sample {
    folder: TempDir,
    fixtures: PathBuf,
}

impl Sample {
    /// `None`, and a word about it, where there are no sample files.
    pub fn new() -> Option<Sample> {
        let fixtures = fixtures()?;
        let sample = Sample { folder: tempfile::tempdir().expect("a folder"), fixtures };
        for name in FILES {
            let content = std::fs::read(sample.fixtures.join(name)).expect("a sample file");
            sample.put(name, &content);
        }
        let profile = sample.fixtures.join("profiles/sunat-ventas.toml");
        let profile = std::fs::read_to_string(profile).expect("a profile");
        assert!(profile.contains("every = \"2s\""));
        sample.put(
            "profiles/sunat-ventas.toml",
            profile.replace("every = \"2s\"", "every = \"50ms\"").as_bytes(),
        );
        sample.put("factulink.toml", b"[import]\n");
        Some(sample)
    }

    /// Writes a file that is old enough for nobody to be writing it.
    fn put(&self, name: &str, content: &[u8]) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, content).expect("a file");
        let file = std::fs::File::options().write(true).open(&path).expect("a file");
        file.set_modified(SystemTime::now() - Duration::from_secs(600)).expect("a time");
    }

    pub fn base(&self) -> &Path {
        self.folder.path()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts `import run` against the double.
    pub fn start(&self, double: &Double) -> Child {
        let mut command = self.command(program(), "run");
        command
            .args(["--profile", "sunat-ventas"])
            .arg(self.path(LEDGER))
            .env("IMPORT_PLATFORM_URL", double.address());
        command.spawn().expect("the program starts")
    }

    /// Runs to the end; the exit code.
    pub fn run(&self, double: &Double) -> Option<i32> {
        wait(&mut self.start(double))
    }

    /// `import prepare` by way of another program, which is given ours and its arguments; `None`: it was killed.
    pub fn prepare_under(&self, mut other: Command) -> Option<i32> {
        other.arg(env!("CARGO_BIN_EXE_factulink"));
        wait(&mut self.command(other, "prepare").spawn().expect("the program starts"))
    }

    /// `import prepare`; the exit code.
    pub fn prepare(&self) -> Option<i32> {
        wait(&mut self.command(program(), "prepare").spawn().expect("the program starts"))
    }

    fn command(&self, mut command: Command, name: &str) -> Command {
        command.arg("--config").arg(self.path("factulink.toml")).args(["--quiet", "import", name]);
        command.env("IMPORT_PLATFORM_TOKEN", "x").env("CHUNK_SIZE", "100");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Whether nothing is left to do but for a person.
    pub fn is_at_its_end(&self) -> bool {
        state_of(&self.path("state.db")).iter().any(|row| row.contains("reason=Text(\"pairs_held\")"))
    }

    pub fn end(&self) -> End {
        let accounts = read(&self.path("accounting/contabilidad.accdb"), "CUENTAS");
        let mut accounts: Vec<_> = accounts
            .iter()
            .map(|row| format!("{} {}", row.text("CODIGO"), row.text("DESCRIPCION")))
            .collect();
        accounts.sort();
        (state_of(&self.path("state.db")), files_below(self.base(), "output"), accounts)
    }

    /// Accounts and registry have what facts.json says.
    pub fn assert_as_in_facts(&self, double: &Double) {
        let facts = std::fs::read(self.fixtures.join("facts.json")).expect("the facts");
        let facts: Value = serde_json::from_slice(&facts).expect("JSON");
        let registrations = &facts["2026-10"]["registrations"];
        let (_, _, accounts) = self.end();
        for account in registrations["accounting"].as_array().expect("accounts") {
            let row = format!("{} {}", text(&account["code"]), text(&account["description"]));
            assert_eq!(accounts.iter().filter(|other| **other == row).count(), 1, "{row}");
        }
        let kept = double.kept_state().expect("a state");
        let registry = kept["registry"].as_array().expect("a registry");
        for series in registrations["platform"].as_array().expect("series") {
            let names =
                ["series", "cost_centre", "cost_centre_name", "branch", "operation", "operation_name"];
            let names = names.into_iter().chain(["account", "account_name"]);
            let row = Value::Array(names.map(|name| series[name].clone()).collect());
            assert_eq!(registry.iter().filter(|other| **other == row).count(), 1, "{row}");
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

//! `accdb_check.py`: checks a file against the rules of the format, and reads it with a reader of its own.

use super::dump::{self, Cell, FileDump, TableDump};
use super::reader::Reader;
use crate::shared::{shared, skipped};
use factulink::accdb::{Column, Value};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Checker {
    tools: PathBuf,
}

impl Checker {
    /// The checker, if the samples and Python are here.
    pub fn here() -> Option<Checker> {
        let tools = shared()?.join("tools");
        if Command::new("python3").arg("--version").output().is_err() {
            skipped("there is no Python to run accdb_check.py");
            return None;
        }
        Some(Checker { tools })
    }

    /// Fails on any finding: for files that only our own code has written.
    pub fn strict(&self, file: &Path) {
        let findings = self.findings(file, &["--strict"]);
        assert!(findings.is_empty(), "{}: {findings:#?}", file.display());
    }

    /// Fails on a finding that the file did not have before our code wrote to it.
    pub fn nothing_new(&self, before: &BTreeSet<String>, file: &Path) {
        let after = self.findings(file, &[]);
        let new: Vec<_> = after.difference(before).collect();
        assert!(new.is_empty(), "{}: {new:#?}", file.display());
    }

    /// Fails on an error that the file did not have before; another writer may have its own ways in smaller things.
    pub fn no_new_errors(&self, before: &BTreeSet<String>, file: &Path) {
        let after = self.findings(file, &[]);
        let new: Vec<_> = after.difference(before).filter(|finding| finding.starts_with("ERROR")).collect();
        assert!(new.is_empty(), "{}: {new:#?}", file.display());
    }

    /// What the checker finds wrong or odd in a file.
    pub fn findings(&self, file: &Path, options: &[&str]) -> BTreeSet<String> {
        let script = self.tools.join("accdb_check.py");
        let output = Command::new("python3").arg(script).arg("--json").args(options).arg(file).output();
        let output = output.expect("python3 runs");
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("the checker's JSON");
        let listed = json["findings"].as_array().unwrap_or_else(|| panic!("{}: {json}", file.display()));
        let wrong = listed.iter().filter(|finding| finding["level"] != "INFO");
        wrong.map(words).collect()
    }
}

fn words(finding: &serde_json::Value) -> String {
    let [level, place, text] =
        ["level", "where", "text"].map(|key| finding[key].as_str().unwrap_or_default());
    format!("{level} {place}: {text}")
}

impl Reader for Checker {
    fn name(&self) -> &'static str {
        "accdb_check.py"
    }

    fn read(&self, file: &Path) -> FileDump {
        let script = include_str!("checker_dump.py");
        let output = Command::new("python3").args(["-c", script]).arg(&self.tools).arg(file).output();
        let output = output.expect("python3 runs");
        assert!(output.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
        parse(std::str::from_utf8(&output.stdout).expect("UTF-8"))
    }

    fn compares(&self, _column: &Column) -> bool {
        true
    }

    /// It leaves the milliseconds out where there are none.
    fn ours(&self, _column: &Column, value: &Value<'_>) -> Cell {
        let cell = dump::cell(value);
        match value {
            Value::DateTime(_) => cell.map(|iso| iso.strip_suffix(".000").unwrap_or(&iso).to_owned()),
            _ => cell,
        }
    }
}

/// A line with the columns opens a table, the others are its rows.
fn parse(lines: &str) -> FileDump {
    let mut file = FileDump::new();
    let mut current = String::new();
    for line in lines.lines() {
        let json: serde_json::Value = serde_json::from_str(line).expect("JSON lines");
        match (
            json.get("table").and_then(|name| name.as_str()),
            json.get("columns").and_then(|list| list.as_array()),
        ) {
            (Some(name), Some(columns)) => {
                let columns = columns.iter().filter_map(|name| name.as_str()).map(str::to_owned).collect();
                name.clone_into(&mut current);
                file.insert(current.clone(), TableDump { columns, rows: Vec::new() });
            }
            _ => {
                let table = file.get_mut(&current).expect("a heading");
                table.rows.push(table.columns.iter().map(|name| dump::json_cell(&json[name])).collect());
            }
        }
    }
    file
}

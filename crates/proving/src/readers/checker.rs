//! `accdb_check.py`: checks a file against the rules of the format, and reads it with a reader of its own.

use super::dump::{self, Cell, FileDump, TableDump};
use super::kept::version_of;
use super::reader::Reader;
use super::serving::{Serving, word};
use crate::shared::{is_installed, root, shared, shared_if_there, skipped};
use accdb::{Column, Strictness, Value};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// Our script around the tool.
const SCRIPT: &str = include_str!("checker.py");

/// Processes of it that take one file after the other.
static SERVING: Serving = Serving::new(|| {
    let mut command = Command::new("python3");
    command.args(["-c", SCRIPT]).arg(tools().expect("the samples were there before"));
    command
});

fn tools() -> Option<PathBuf> {
    Some(shared_if_there()?.join("tools"))
}

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let tools = tools().expect("the samples were there before");
    let own = root().join("crates/proving/src/readers/checker.py");
    version_of(&[own, tools.join("accdb_check.py"), tools.join("../accdb/collation")])
});

pub struct Checker;

/// What a check of one file found.
#[derive(serde::Deserialize)]
pub struct Checked {
    /// Why the check did not come to its end.
    pub fatal: Option<String>,
    pub findings: Vec<Finding>,
}

/// `ERROR`, `WARN` or `INFO`; where it is; what is wrong or odd.
#[derive(serde::Deserialize)]
pub struct Finding(pub String, pub String, pub String);

impl Checker {
    /// The checker, if the samples and Python are here.
    pub fn here() -> Option<Checker> {
        shared()?;
        if !is_installed("python3") {
            skipped("there is no Python to run accdb_check.py");
            return None;
        }
        Some(Checker)
    }

    /// Fails on any finding: for files that only our own code has written.
    pub fn strict(&self, file: &Path) {
        let findings = wrong(file, self.check(file, Strictness::OwnWriter));
        assert!(findings.is_empty(), "{}: {findings:#?}", file.display());
    }

    /// Fails on a finding that the file did not have before our code wrote to it.
    pub fn nothing_new(&self, before: &BTreeSet<String>, file: &Path) {
        let after = self.findings(file);
        let new: Vec<_> = after.difference(before).collect();
        assert!(new.is_empty(), "{}: {new:#?}", file.display());
    }

    /// Fails on an error that the file did not have before; another writer may have its own ways in smaller things.
    pub fn no_new_errors(&self, before: &BTreeSet<String>, file: &Path) {
        let after = self.findings(file);
        let new: Vec<_> = after.difference(before).filter(|finding| finding.starts_with("ERROR")).collect();
        assert!(new.is_empty(), "{}: {new:#?}", file.display());
    }

    /// What the checker finds wrong or odd in a file.
    pub fn findings(&self, file: &Path) -> BTreeSet<String> {
        wrong(file, self.check(file, Strictness::AnyWriter))
    }

    /// All that the checker says of a file, which may be damaged in any way.
    pub fn check(&self, file: &Path, strictness: Strictness) -> Checked {
        let verb = if strictness == Strictness::OwnWriter { "strict" } else { "lenient" };
        serde_json::from_str(&ask(verb, file)).expect("the checker's JSON")
    }
}

fn ask(verb: &str, file: &Path) -> String {
    let answer = SERVING.ask(&[verb, word(file)]);
    answer.well().unwrap_or_else(|said| panic!("accdb_check.py on {}: {said}", file.display()))
}

/// The findings but for those that only say what could not be checked.
fn wrong(file: &Path, checked: Checked) -> BTreeSet<String> {
    assert!(checked.fatal.is_none(), "{}: {}", file.display(), checked.fatal.unwrap_or_default());
    let wrong = checked.findings.into_iter().filter(|Finding(level, ..)| level != "INFO");
    wrong
        .map(|Finding(level, place, text)| format!("{level} {place}: {}", difference_of_counts(text)))
        .collect()
}

/// A row count that was wrong before we wrote is wrong by as much afterwards: that is the same finding.
fn difference_of_counts(text: String) -> String {
    let counts = text.split_once(": row count field ").and_then(|(table, counts)| {
        let (told, actual) = counts.split_once(", actual ")?;
        let off_by = told.parse::<i64>().ok()? - actual.parse::<i64>().ok()?;
        Some(format!("{table}: row count off by {off_by}"))
    });
    counts.unwrap_or(text)
}

impl Reader for Checker {
    fn name(&self) -> &'static str {
        "accdb_check.py"
    }

    fn version(&self) -> Option<String> {
        Some(VERSION.clone())
    }

    fn read(&self, file: &Path) -> FileDump {
        parse(&ask("dump", file))
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

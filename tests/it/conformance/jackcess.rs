//! Jackcess, behind our own commands: `tests/jackcess`.

use super::dump::{self, Cell, FileDump, TableDump};
use super::reader::Reader;
use crate::shared::skipped;
use factulink::accdb::{Column, Value};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub struct Jackcess {
    jar: PathBuf,
}

impl Jackcess {
    /// The reader, if Maven has built it and there is a Java to run it.
    pub fn built() -> Option<Jackcess> {
        let jar = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/jackcess/reader.jar");
        if !jar.is_file() {
            skipped("the Jackcess reader is not built (mvn -q -f tests/jackcess/pom.xml package)");
            return None;
        }
        if Command::new("java").arg("-version").output().is_err() {
            skipped("there is no Java to run the Jackcess reader");
            return None;
        }
        Some(Jackcess { jar })
    }

    /// Reads files from end to end, every index both ways; fails with what it found wrong.
    pub fn check(&self, files: &[PathBuf]) {
        let output = self.run(|command| command.arg("check").args(files));
        assert!(output.status.success(), "Jackcess: {}", said(&output));
    }

    /// Adds rows of its own to every table of a copy, and checks the copy.
    pub fn insert(&self, file: &Path, copy: &Path, count: usize) {
        let output = self.run(|command| command.arg("insert").arg(file).arg(copy).arg(count.to_string()));
        assert!(output.status.success(), "Jackcess on a copy of {}: {}", file.display(), said(&output));
    }

    fn run(&self, arguments: impl Fn(&mut Command) -> &mut Command) -> Output {
        let mut command = Command::new("java");
        // Short runs gain more from a quick start than from the last of the compilers.
        command.args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]);
        arguments(command.arg("-jar").arg(&self.jar)).output().expect("java runs")
    }
}

impl Reader for Jackcess {
    fn name(&self) -> &'static str {
        "Jackcess"
    }

    fn read(&self, file: &Path) -> FileDump {
        let output = self.run(|command| command.arg("dump").arg(file));
        assert!(output.status.success(), "Jackcess cannot dump {}: {}", file.display(), said(&output));
        parse(std::str::from_utf8(&output.stdout).expect("UTF-8"))
    }

    fn compares(&self, _column: &Column) -> bool {
        true
    }

    /// Its bytes have a sign.
    fn ours(&self, _column: &Column, value: &Value<'_>) -> Cell {
        match value {
            Value::Byte(value) => Some(value.cast_signed().to_string()),
            _ => dump::cell(value),
        }
    }
}

/// An object opens a table, an array is a row of it.
fn parse(lines: &str) -> FileDump {
    let mut file = FileDump::new();
    let mut current = None;
    for line in lines.lines() {
        let json: serde_json::Value = serde_json::from_str(line).expect("JSON lines");
        if let Some(row) = json.as_array() {
            let table: &mut TableDump =
                current.as_mut().and_then(|name| file.get_mut(name)).expect("a heading");
            table.rows.push(row.iter().map(dump::json_cell).collect());
        } else {
            let columns = json["columns"].as_array().expect("columns");
            let columns = columns.iter().map(|name| name.as_str().expect("a name").to_owned()).collect();
            let name = json["table"].as_str().expect("a name").to_owned();
            current = Some(name.clone());
            file.insert(name, TableDump { columns, rows: Vec::new() });
        }
    }
    file
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

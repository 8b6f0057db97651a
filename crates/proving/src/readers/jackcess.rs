//! Jackcess, behind our own commands: `tests/jackcess`.

use super::dump::{self, Cell, FileDump, TableDump};
use super::kept::version_of;
use super::reader::Reader;
use super::serving::{Serving, word};
use crate::shared::{is_installed, root, skipped};
use accdb::{Column, Value};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// Virtual machines that answer one request after the other.
static SERVING: Serving = Serving::new(|| {
    let mut command = Command::new("java");
    // Short work gains more from a quick start than from the last of the compilers.
    command.args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]).arg("-jar").arg(jar()).arg("serve");
    command
});

fn jar() -> PathBuf {
    root().join("target/jackcess/reader.jar")
}

/// Jackcess itself is named in the project file, with its version.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let folder = root().join("tests/jackcess");
    version_of(&[folder.join("pom.xml"), folder.join("src")])
});

pub struct Jackcess;

impl Jackcess {
    /// The reader, if Maven has built it and there is a Java to run it.
    pub fn built() -> Option<Jackcess> {
        if !jar().is_file() {
            skipped("the Jackcess reader is not built (mvn -q -f tests/jackcess/pom.xml package)");
            return None;
        }
        if !is_installed("java") {
            skipped("there is no Java to run the Jackcess reader");
            return None;
        }
        Some(Jackcess)
    }

    /// Reads a file from end to end, every index both ways; fails with what it found wrong.
    pub fn check(&self, file: &Path) {
        self.walk(file).unwrap_or_else(|said| panic!("Jackcess: {said}"));
    }

    /// Reads a file like that, and says how many tables, rows and indexes it met, or what it found wrong.
    pub fn walk(&self, file: &Path) -> Result<String, String> {
        let said = SERVING.ask(&["check", word(file)]).well()?;
        let counts = said.strip_prefix(&format!("{}: ", word(file)));
        counts.and_then(|counts| counts.strip_suffix(", 0 differences\n")).map(str::to_owned).ok_or(said)
    }

    /// As [`Jackcess::walk`], of a file that others have written, too: row counts that they have left wrong, and keys
    /// with ß, which it makes in another way than Access, are none of our faults.
    pub fn walk_of_others(&self, file: &Path) -> Result<String, String> {
        self.walk(file).or_else(|said| counts_but_for_excused(file, &said).ok_or(said))
    }

    /// Adds rows of its own to every table of a copy, and checks the copy as one of others.
    pub fn insert(&self, file: &Path, copy: &Path, count: usize) {
        let answer = SERVING.ask(&["insert", word(file), word(copy), &count.to_string()]);
        let sound = answer.well().or_else(|said| counts_but_for_excused(copy, &said).ok_or(said));
        sound.unwrap_or_else(|said| panic!("Jackcess on a copy of {}: {said}", file.display()));
    }
}

impl Reader for Jackcess {
    fn name(&self) -> &'static str {
        "Jackcess"
    }

    fn version(&self) -> Option<String> {
        Some(VERSION.clone())
    }

    fn read(&self, file: &Path) -> FileDump {
        let answer = SERVING.ask(&["dump", word(file)]);
        let lines =
            answer.well().unwrap_or_else(|said| panic!("Jackcess cannot dump {}: {said}", file.display()));
        parse(&lines)
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

/// The counts of a walk whose every difference is no fault of the file's.
fn counts_but_for_excused(file: &Path, said: &str) -> Option<String> {
    let start = format!("{}: ", word(file));
    let own = said.lines().filter_map(|line| line.strip_prefix(&start));
    let (excused, rest): (Vec<&str>, Vec<&str>) = own.partition(|line| is_excused(line));
    let counts = match rest.as_slice() {
        [counts] => counts,
        [inserted, counts] if inserted.ends_with(" rows inserted") => counts,
        _ => return None,
    };
    counts.strip_suffix(&format!(", {} differences", excused.len())).map(str::to_owned)
}

/// Whether a difference is no fault of the file's.
fn is_excused(difference: &str) -> bool {
    let has_sharp_s =
        difference.rsplit_once("is not found by its key").is_some_and(|(_, key)| key.contains('ß'));
    has_sharp_s || difference.contains(" rows, the header counts ")
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

//! What the kept answers may not hide: a wrong line, another sample, another reader, another view of the engine.

use crate::creating::random_file;
use accdb::{Column, Value};
use proving::readers::dump::{self, Cell, FileDump};
use proving::readers::jetdb_reader::Jetdb;
use proving::readers::kept::{Kept, Trust};
use proving::readers::reader::{Reader, compare_sample};
use std::path::Path;

/// A reader that counts how often it is asked.
struct Counted {
    version: &'static str,
    /// What the engine is made to read instead of texts.
    misread: Option<&'static str>,
    asked: std::cell::Cell<usize>,
}

impl Counted {
    fn new() -> Counted {
        Counted { version: "1", misread: None, asked: std::cell::Cell::new(0) }
    }

    /// The differences that are found in a file, and how often the reader was asked.
    fn differences(&self, file: &Path, kept: &Kept) -> (Vec<String>, usize) {
        self.asked.set(0);
        let compared = compare_sample(self, file, kept);
        assert!(compared.values > 0);
        (compared.differences, self.asked.get())
    }
}

impl Reader for Counted {
    fn name(&self) -> &'static str {
        "counted"
    }

    fn version(&self) -> Option<String> {
        Some(self.version.to_owned())
    }

    fn read(&self, file: &Path) -> FileDump {
        self.asked.set(self.asked.get() + 1);
        Jetdb.read(file)
    }

    fn compares(&self, _column: &Column) -> bool {
        true
    }

    fn ours(&self, _column: &Column, value: &Value<'_>) -> Cell {
        match (value, self.misread) {
            (Value::Text(_), Some(misread)) => Some(misread.to_owned()),
            _ => dump::cell(value),
        }
    }
}

const NOBODY_ASKED: (Vec<String>, usize) = (Vec::new(), 0);
const ASKED: (Vec<String>, usize) = (Vec::new(), 1);

/// A file, and the text of what is kept after the reader agreed to it.
fn agreed() -> (tempfile::TempDir, std::path::PathBuf, String) {
    let (folder, file) = random_file(1);
    let kept = Kept::new("", Trust::ReadersAnew);
    assert_eq!(Counted::new().differences(&file, &kept), ASKED);
    (folder, file, kept.text())
}

/// The same lines with another digest of the answer.
fn falsified(text: &str) -> String {
    let (start, count) = text.trim_end().rsplit_once(' ').expect("a line");
    let (start, digest) = start.rsplit_once(' ').expect("a line");
    let first = if digest.starts_with('0') { '1' } else { '0' };
    format!("{start} {first}{} {count}\n", &digest[1..])
}

#[test]
fn a_reader_that_agreed_is_not_asked_again_unless_it_is_to_be() {
    let (_folder, file, text) = agreed();
    assert_eq!(Counted::new().differences(&file, &Kept::new(&text, Trust::Lines)), NOBODY_ASKED);
    assert_eq!(Counted::new().differences(&file, &Kept::new(&text, Trust::Readers)), ASKED);
}

#[test]
fn a_wrong_line_is_noticed_and_says_how_to_write_it_anew() {
    let (_folder, file, text) = agreed();
    for trust in [Trust::Lines, Trust::Readers] {
        let (differences, asked) = Counted::new().differences(&file, &Kept::new(&falsified(&text), trust));
        assert!(differences[0].contains("FACTULINK_READERS=keep") && asked == 1, "{differences:?}");
    }
    let kept = Kept::new(&falsified(&text), Trust::ReadersAnew);
    assert_eq!(Counted::new().differences(&file, &kept), ASKED);
    assert_eq!(kept.text(), text);
}

#[test]
fn about_a_changed_sample_the_reader_is_asked() {
    let (_folder, file, text) = agreed();
    let mut bytes = std::fs::read(&file).expect("a file");
    // A page behind the last one, of which nobody makes anything.
    bytes.extend([0; 4096]);
    std::fs::write(&file, bytes).expect("written");
    assert_eq!(Counted::new().differences(&file, &Kept::new(&text, Trust::Lines)), ASKED);
}

#[test]
fn a_reader_of_another_version_is_asked_and_its_lines_take_the_place_of_the_old_ones() {
    let (_folder, file, text) = agreed();
    let newer = Counted { version: "2", ..Counted::new() };
    assert_eq!(newer.differences(&file, &Kept::new(&text, Trust::Lines)), ASKED);
    let kept = Kept::new(&text, Trust::ReadersAnew);
    assert_eq!(newer.differences(&file, &kept), ASKED);
    assert_eq!(kept.text(), text.replace("\ncounted 1 ", "\ncounted 2 "));
}

#[test]
fn an_engine_that_reads_otherwise_than_before_is_held_to_the_reader() {
    let (_folder, file, text) = agreed();
    let misreading = || Counted { misread: Some("misread"), ..Counted::new() };
    for trust in [Trust::Lines, Trust::Readers, Trust::ReadersAnew] {
        let kept = Kept::new(&text, trust);
        let (differences, asked) = misreading().differences(&file, &kept);
        assert!(differences[0].contains("ours Some(\"misread\")") && asked == 1, "{differences:?}");
        assert_eq!(kept.text(), text, "what differs is not kept");
    }
}

#[test]
fn the_kept_lines_stand_in_order_and_each_once() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/readers.txt"));
    let text = text.expect("the kept lines");
    assert_eq!(Kept::new(&text, Trust::Lines).text(), text);
    assert!(text.lines().any(|line| line.starts_with("Jackcess ")), "there are lines");
}

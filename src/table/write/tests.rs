//! What is written, and what is left when a call fails.

use super::*;
use crate::table::{Cell, Error, OpenOptions, Reason, open};
use proptest::prelude::*;
use std::cell::Cell as Counter;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

fn fields_of(file: &Path) -> Vec<Vec<String>> {
    let looked = Counter::new(0);
    let pause = |_: Duration| looked.set(looked.get() + 1);
    let options = OpenOptions { delimiter: Some(b';'), ..OpenOptions::new(SystemTime::now(), &pause) };
    let mut opened = open(file, &options).unwrap();
    let mut rows = Vec::new();
    while let Some(row) = opened.rows.next_row().unwrap() {
        let field = |at| match row.cell(at) {
            Cell::Text(text) => text.to_string(),
            Cell::Number(number) => format!("={number}"),
            Cell::Empty => String::new(),
            other => panic!("{other:?}"),
        };
        rows.push((0..row.len()).map(field).collect());
    }
    rows
}

fn written(style: CsvStyle, rows: &[&[&str]]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let mut file = CsvFile::create(&Disk, &path, style).unwrap();
    for row in rows {
        file.row(row.iter().copied()).unwrap();
    }
    let written = file.finish_and_rename().unwrap();
    let bytes = fs::read(&path).unwrap();
    assert_eq!(written.len, bytes.len() as u64);
    assert_eq!(written.sha256, sha256(&bytes));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no part is left");
    bytes
}

fn sha256(bytes: &[u8]) -> String {
    let mut digest = crate::table::source::Digest::default();
    digest.update(bytes);
    digest.hex()
}

#[test]
fn quotes_stand_where_they_are_needed() {
    let bytes =
        written(CsvStyle::default(), &[&["a", "b;c", "d,e", "f\"g", "h\ni", " j "], &[""], &["", ""]]);
    assert_eq!(String::from_utf8(bytes).unwrap(), "a,b;c,\"d,e\",\"f\"\"g\",\"h\ni\", j \r\n\"\"\r\n,\r\n");
}

#[test]
fn a_text_for_people_is_never_a_formula() {
    let bytes = written(PEOPLE, &[&["=1", "+1", "-1", "@a", "\tb", "\rc", "d=", ""]]);
    let expected = "\u{feff}'=1;'+1;'-1;'@a;'\tb;\"'\rc\";d=;\r\n";
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
}

#[test]
fn a_trailing_delimiter_and_plain_fields() {
    let folder = tempfile::tempdir().unwrap();
    let style = CsvStyle { delimiter: b'|', eol: "\n", trailing: true, guard: true, ..CsvStyle::default() };
    let mut file = CsvFile::create(&Disk, &folder.path().join("a.txt"), style).unwrap();
    file.field("x");
    file.plain(|row| row.push_str("-12.50"));
    file.end_row().unwrap();
    let written = file.finish().unwrap();
    assert_eq!(written.file, folder.path().join("a.txt.part"), "the caller gives it its name");
    assert_eq!(fs::read_to_string(written.file).unwrap(), "x|-12.50|\n");
}

#[test]
fn another_encoding_refuses_what_it_cannot_say() {
    let style = CsvStyle { encoding: encoding_rs::WINDOWS_1252, mark: true, ..CsvStyle::default() };
    assert_eq!(written(style, &[&["ñ€", "é"]]), b"\xf1\x80,\xe9\r\n");
    let folder = tempfile::tempdir().unwrap();
    let mut file = CsvFile::create(&Disk, &folder.path().join("a.csv"), style).unwrap();
    file.row(["a"]).unwrap();
    let error = file.row(["\u{0412}001"]).unwrap_err();
    assert!(
        matches!(&error, Error::Refused { reason: Reason::Encoding, what, .. } if what.contains("U+0412")),
        "{error}"
    );
    drop(file);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let utf_16 = CsvStyle { encoding: encoding_rs::UTF_16LE, ..style };
    assert!(CsvFile::create(&Disk, &folder.path().join("a.csv"), utf_16).is_err());
}

#[test]
fn what_a_killed_process_left_is_thrown_away() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv.part"), "half a fi").unwrap();
    fs::write(folder.path().join("a.csv"), "old").unwrap();
    let mut file = CsvFile::create(&Disk, &folder.path().join("a.csv"), CsvStyle::default()).unwrap();
    file.row(["new"]).unwrap();
    assert_eq!(fs::read_to_string(folder.path().join("a.csv")).unwrap(), "old", "until it is complete");
    file.finish_and_rename().unwrap();
    assert_eq!(fs::read_to_string(folder.path().join("a.csv")).unwrap(), "new\r\n");
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(rows in proptest::collection::vec(
        proptest::collection::vec("([a;,\"' \t=é\u{0}]|\n|\r|\r\n){0,6}", 1..4), 1..8))
    {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let style = CsvStyle { delimiter: b';', ..CsvStyle::default() };
        let mut file = CsvFile::create(&Disk, &path, style).unwrap();
        for row in &rows {
            file.row(row.iter().map(String::as_str)).unwrap();
        }
        file.finish_and_rename().unwrap();
        prop_assert_eq!(fields_of(&path), rows);
    }
}

/// A disk on which one call fails: the one after so many that succeed.
struct Failing {
    left: std::sync::Arc<AtomicUsize>,
}

struct FailingFile {
    file: Box<dyn DiskFile>,
    left: std::sync::Arc<AtomicUsize>,
}

fn count(left: &AtomicUsize) -> io::Result<()> {
    let before =
        left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| Some(left.wrapping_sub(1))).unwrap();
    if before == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
}

impl Files for Failing {
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        count(&self.left)?;
        Ok(Box::new(FailingFile { file: Disk.create(path)?, left: self.left.clone() }))
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        count(&self.left)?;
        Disk.create_folder(path)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        count(&self.left)?;
        Disk.remove(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        count(&self.left)?;
        Disk.rename(from, to)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        count(&self.left)?;
        Disk.sync_folder(folder)
    }
}

impl Write for FailingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        count(&self.left)?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        count(&self.left)?;
        self.file.flush()
    }
}

impl DiskFile for FailingFile {
    fn sync(&mut self) -> io::Result<()> {
        count(&self.left)?;
        self.file.sync()
    }
}

/// Lets every call of `write` fail in turn, and sees that each is an error that leaves the old file or the whole new
/// one. Returns how many calls there are.
fn fail_in_turn(name: &str, write: impl Fn(&dyn Files, &Path) -> Result<Written, Error>) -> usize {
    for calls in 0.. {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, "old").unwrap();
        let files = Failing { left: std::sync::Arc::new(AtomicUsize::new(calls)) };
        let result = write(&files, &path);
        let content = fs::read(&path).unwrap();
        let names = fs::read_dir(folder.path()).unwrap().count();
        match result {
            Ok(written) => {
                assert_eq!(sha256(&content), written.sha256);
                return calls;
            }
            Err(Error::Io { action: "bringing its name to the disk", .. }) => {
                assert_ne!(content, b"old", "it has its name, though perhaps not after a cut of power");
            }
            Err(Error::Io { source, .. }) => {
                assert_eq!(source.kind(), io::ErrorKind::StorageFull);
                assert_eq!(content, b"old", "call {calls}");
                assert_eq!(names, 1, "call {calls} leaves its part");
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    unreachable!("the calls are not endless");
}

#[test]
fn every_call_that_fails_leaves_the_old_csv_file() {
    let calls = fail_in_turn("a.csv", |files, path| {
        let mut file = CsvFile::create(files, path, PEOPLE)?;
        for _ in 0..3_000 {
            file.row(["a", "0123456789012345678901234567890123456789"])?;
        }
        file.finish_and_rename()
    });
    assert!(calls >= 8, "{calls} calls");
}

#[cfg(feature = "xlsx")]
mod workbooks {
    use super::*;

    fn write(files: &dyn Files, path: &Path, rows: usize) -> Result<Written, Error> {
        let mut file = WorkbookFile::create(files, path, "IMPORT", &["No", "Name", "Total"])?;
        for row in 0..rows {
            file.number(u32::try_from(row).unwrap());
            file.text("=1+1");
            file.amount("-84.70");
            file.end_row()?;
        }
        file.finish_and_rename()
    }

    #[test]
    fn every_call_that_fails_leaves_the_old_workbook() {
        let calls = fail_in_turn("a.xlsx", |files, path| write(files, path, 5));
        assert!(calls >= 6, "{calls} calls");
    }

    #[test]
    fn texts_are_texts_and_amounts_are_numbers() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xlsx");
        write(&Disk, &path, 1).unwrap();
        assert_eq!(fields_of(&path), [["No", "Name", "Total"], ["=0", "=1+1", "=-84.7"]]);
    }

    #[test]
    fn the_same_rows_give_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let first = write(&Disk, &folder.path().join("a.xlsx"), 50).unwrap();
        let second = write(&Disk, &folder.path().join("b.xlsx"), 50).unwrap();
        assert_eq!(first.sha256, second.sha256);
    }

    #[test]
    fn a_text_that_no_cell_holds_is_cut_and_the_others_stand() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xlsx");
        let mut file = WorkbookFile::create(&Disk, &path, "A", &["a", "b"]).unwrap();
        file.text(&"x".repeat(40_000));
        file.text("y");
        file.end_row().unwrap();
        file.finish_and_rename().unwrap();
        assert_eq!(
            fields_of(&path),
            [["a".to_string(), "b".to_string()], ["x".repeat(32_767), "y".to_string()]]
        );
    }

    #[test]
    fn a_workbook_that_is_dropped_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        drop(WorkbookFile::create(&Disk, &folder.path().join("a.xlsx"), "A", &["a"]).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

use super::*;
use std::cell::Cell;
use std::io::Write;

const MINUTE: Duration = Duration::from_secs(60);

fn never(_: Duration) {
    panic!("an old file is looked at once");
}

fn written(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn later(opened: Result<TableSource, TableFault>) -> &'static str {
    match opened.err().expect("an error") {
        TableFault::Later(what) => what,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_old_file_is_looked_at_once() {
    let file = written(b"abc");
    let source = TableSource::open(file.path(), SystemTime::now() + MINUTE, &never, None).unwrap();
    assert_eq!(source.head(10).unwrap(), b"abc");
    source.unchanged().unwrap();
}

#[test]
fn a_young_file_is_looked_at_again_and_read_if_it_stands_still() {
    let file = written(b"abc");
    let looks = Cell::new(0);
    let pause = |_| looks.set(looks.get() + 1);
    TableSource::open(file.path(), SystemTime::now(), &pause, None).unwrap();
    assert_eq!(looks.get(), 1);
    // A share's clock may be ahead of ours.
    TableSource::open(file.path(), SystemTime::now() - MINUTE, &pause, None).unwrap();
    assert_eq!(looks.get(), 2);
}

#[test]
fn a_file_that_grows_waits() {
    let file = written(b"abc");
    let grow = |_| file.as_file().write_all(b"d").unwrap();
    assert_eq!(later(TableSource::open(file.path(), SystemTime::now(), &grow, None)), GROWING);
}

#[test]
fn a_file_that_changed_after_it_was_opened_is_told() {
    let file = written(b"abc");
    let source = TableSource::open(file.path(), SystemTime::now() + MINUTE, &never, None).unwrap();
    file.as_file().write_all(b"d").unwrap();
    assert!(matches!(source.unchanged(), Err(TableFault::Later(CHANGED))));
}

#[test]
fn a_copy_stays_what_the_file_was() {
    let file = written(b"abc");
    let folder = tempfile::tempdir().unwrap();
    let now = SystemTime::now() + MINUTE;
    let source = TableSource::open(file.path(), now, &never, Some(folder.path())).unwrap();
    file.as_file().set_len(0).unwrap();
    assert_eq!(source.head(10).unwrap(), b"abc");
    source.unchanged().unwrap();
    assert_eq!(folder.path().read_dir().unwrap().count(), 0, "the copy has no name");
}

#[test]
fn a_folder_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let opened = TableSource::open(folder.path(), SystemTime::now(), &never, None);
    assert!(matches!(opened, Err(TableFault::Io { action: "opening the file", .. })));
}

#[test]
fn a_file_cut_short_during_the_first_pass_is_told() {
    let file = written(&[7; 100]);
    let source = TableSource::open(file.path(), SystemTime::now() + MINUTE, &never, None).unwrap();
    file.as_file().set_len(50).unwrap();
    assert!(matches!(each_block(&source, |block, _| Ok(block.len())), Err(TableFault::Later(CHANGED))));
}

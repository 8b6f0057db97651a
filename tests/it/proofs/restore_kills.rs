//! A restore killed at any moment: the parent's file is the old or the new one, and every order is written once.

use crate::facts::rows::read;
use crate::program::program;
use proving::budget::rounds;
use proving::rows::Numbers;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn factulink(folder: &Path, args: &[&str]) -> Command {
    let mut command = program();
    command.args(args).args(["--quiet", "--year", "2026", "--config"]).arg(folder.join("factulink.toml"));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn code(folder: &Path, args: &[&str]) -> Option<i32> {
    factulink(folder, args).status().expect("the program starts").code()
}

/// The demo with every order written.
fn demo() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut init = program();
    let made = init.args(["init", "--quiet", "--year", "2026", "--demo"]).arg(folder.path()).status();
    assert!(made.expect("the program starts").success());
    assert_eq!(code(folder.path(), &["run"]), Some(90), "some orders of the demo wait for a person");
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in from.read_dir().expect("a folder").map(|entry| entry.expect("an entry").path()) {
        let target = to.join(entry.file_name().expect("a name"));
        match entry.is_dir() {
            true => copy(&entry, &target),
            false => std::fs::copy(&entry, &target).map(drop).expect("a copy"),
        }
    }
}

fn parent(folder: &Path) -> PathBuf {
    folder.join("0012026.accdb")
}

fn marks(folder: &Path) -> Vec<String> {
    let rows = read(&parent(folder), "F_PPR");
    let references = rows.iter().map(|row| row.text("REFPPR").to_owned());
    let mut marks: Vec<_> = references.filter(|reference| reference.starts_with("FL ")).collect();
    marks.sort();
    marks
}

#[test]
fn killed_at_any_moment_of_a_restore_every_order_is_in_the_parent_once() {
    let demo = demo();
    let (expected, old) = (marks(demo.path()), std::fs::read(parent(demo.path())).expect("bytes"));
    let backup = demo.path().join("backups").read_dir().expect("a folder").next().expect("a backup");
    let new = std::fs::read(backup.expect("an entry").path()).expect("bytes");
    let restore = ["restore", "--latest", "--yes"];
    let whole = tempfile::tempdir().expect("a folder");
    copy(demo.path(), whole.path());
    let start = Instant::now();
    assert_eq!(code(whole.path(), &restore), Some(0));
    let length = start.elapsed();

    let mut numbers = Numbers::new(20_261_121);
    let wanted = rounds(12, 60, 300, 3_000);
    let (mut replaced, mut ended) = (0, 0);
    for _ in 0..wanted {
        let hurt = tempfile::tempdir().expect("a folder");
        copy(demo.path(), hurt.path());
        let mut child = factulink(hurt.path(), &restore).spawn().expect("the program starts");
        std::thread::sleep(length.mul_f64(numbers.below(1_000) as f64 / 1_000.0) + Duration::from_millis(1));
        child.kill().expect("killed");
        ended += u32::from(child.wait().expect("a child").code().is_some());
        let found = std::fs::read(parent(hurt.path())).expect("bytes");
        assert!(found == old || found == new, "the parent's file is neither the old nor the new one");
        replaced += u32::from(found == new);
        // Half of the time the restore is done again first.
        if numbers.below(2) == 0 {
            assert_eq!(code(hurt.path(), &restore), Some(0));
        }
        assert_eq!(code(hurt.path(), &["run"]), Some(90));
        assert!(marks(hurt.path()) == expected, "the orders after a kill");
    }
    println!("{wanted} restores killed, {replaced} after the file was replaced, {ended} too late");
}

//! The program killed at any moment, as a process, and started again until it comes to its end.

use crate::conformance::checker::Checker;
use crate::facts::rows::{Row, read};
use crate::proofs::budget::rounds;
use crate::rows::Numbers;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The demo, with batches so small that there are many commits to be killed in.
struct Demo {
    folder: TempDir,
}

impl Demo {
    fn new() -> Demo {
        let folder = tempfile::tempdir().expect("a folder");
        let demo = Demo { folder };
        let mut init = Command::new(env!("CARGO_BIN_EXE_factulink"));
        let status =
            init.args(["init", "--quiet", "--year", "2026", "--demo"]).arg(demo.folder.path()).status();
        assert!(status.expect("the program starts").success());
        let configuration = std::fs::read_to_string(demo.path("factulink.toml")).expect("a configuration");
        std::fs::write(demo.path("factulink.toml"), format!("{configuration}\n[push]\nbatch = 2\n"))
            .expect("written");
        demo
    }

    fn copy(&self) -> Demo {
        let folder = tempfile::tempdir().expect("a folder");
        for entry in self.folder.path().read_dir().expect("a folder") {
            let entry = entry.expect("an entry");
            std::fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("a copy");
        }
        Demo { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn parent(&self) -> PathBuf {
        self.path("0012026.accdb")
    }

    fn start(&self) -> Child {
        let mut run = Command::new(env!("CARGO_BIN_EXE_factulink"));
        run.args(["run", "--quiet", "--year", "2026", "--config"]).arg(self.path("factulink.toml"));
        run.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts")
    }
}

/// Waits for the program, but no longer than `limit`; `None` if it had to be killed.
fn killed_after(mut program: Child, limit: Duration) -> Option<ExitStatus> {
    let start = Instant::now();
    while start.elapsed() < limit {
        if let Some(status) = program.try_wait().expect("a child") {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    program.kill().expect("killed");
    let status = program.wait().expect("a child");
    status.code().map(|_| status)
}

/// The supplier orders of a parent by their trace mark, without their numbers: those depend on what came before.
fn orders(parent: &Path) -> BTreeMap<String, (Row, Vec<Row>)> {
    let mut lines: BTreeMap<(String, String), Vec<Row>> = BTreeMap::new();
    for mut line in read(parent, "F_LPP") {
        let number = line.0.remove("CODLPP").expect("a number");
        lines.entry((line.text("TIPLPP").to_owned(), number)).or_default().push(line);
    }
    lines.values_mut().for_each(|lines| lines.sort_by_key(|line| line.number("POSLPP")));
    let mut orders = BTreeMap::new();
    for mut header in read(parent, "F_PPR") {
        let number = header.0.remove("CODPPR").expect("a number");
        let own = lines.remove(&(header.text("TIPPPR").to_owned(), number)).unwrap_or_default();
        let mark = header.text("REFPPR").to_owned();
        if mark.starts_with("FL ") {
            assert!(orders.insert(mark.clone(), (header, own)).is_none(), "{mark} is there twice");
        }
    }
    assert!(lines.is_empty(), "lines without their order: {lines:?}");
    orders
}

#[test]
fn killed_at_any_moment_and_run_again_every_order_is_there_once_and_whole() {
    let demo = Demo::new();
    let whole = demo.copy();
    let start = Instant::now();
    assert_eq!(
        whole.start().wait().expect("a child").code(),
        Some(90),
        "some orders of the demo wait for a person"
    );
    let length = start.elapsed();
    let expected = orders(&whole.parent());
    assert!(expected.len() > 50, "{} orders", expected.len());

    let checker = Checker::here();
    let mut numbers = Numbers::new(20_260_321);
    let wanted = rounds(12, 1_000, 10_000);
    let (mut kills, mut ends) = (0, 0);
    while kills < wanted {
        let hurt = demo.copy();
        let status = loop {
            // Each attempt may be killed anywhere, also while it clears up after the one before.
            let limit = length.mul_f64(numbers.below(1_000) as f64 / 1_000.0);
            match killed_after(hurt.start(), limit) {
                Some(status) => break status,
                None => kills += 1,
            }
        };
        assert_eq!(status.code(), Some(90), "after {kills} kills");
        assert!(orders(&hurt.parent()) == expected, "the orders after {kills} kills");
        checker.iter().for_each(|checker| checker.strict(&hurt.parent()));
        ends += 1;
    }
    println!("{kills} kills, {ends} times through, {} orders each time", expected.len());
}

//! The program as a process: this build's own, or another that is tried in its place, a Windows program under Wine say.

use std::path::PathBuf;
use std::process::Command;

/// Names the program to try.
const EXE: &str = "FACTULINK_EXE";
/// What starts it, with arguments of its own before the program's name.
const RUNNER: &str = "FACTULINK_RUNNER";

/// Starts the program that is tried.
pub fn program() -> Command {
    let own = || env!("CARGO_BIN_EXE_factulink").into();
    under_runner(std::env::var_os(EXE).map_or_else(own, PathBuf::from))
}

/// Starts this build's own program, whatever is tried.
pub fn own() -> Command {
    Command::new(env!("CARGO_BIN_EXE_factulink"))
}

/// Starts a program of the kind that is tried and of that name: one of those beside it, or one of its system's.
pub fn beside(name: &str) -> Command {
    let exe = PathBuf::from(std::env::var_os(EXE).expect("there is a program to try"));
    let file = exe.with_file_name(name);
    under_runner(if file.exists() { file } else { name.into() })
}

/// Whether a program of another system is tried.
pub fn is_foreign() -> bool {
    std::env::var_os(RUNNER).is_some()
}

/// The same for tests of nothing else, with a word about it where none is. With `CI` set a program that is named and
/// that nothing starts is a failure.
pub fn foreign_or_skipped() -> bool {
    let is_wanted = [EXE, "CI"].iter().all(|name| std::env::var_os(name).is_some());
    assert!(is_foreign() || !is_wanted, "{EXE} names a program, but {RUNNER} nothing that starts it");
    if !is_foreign() {
        println!("skipped: no program of another system is tried ({RUNNER} is not set)");
    }
    is_foreign()
}

/// What starts the program that is tried, as a shell would be told; nothing where nothing has to.
pub fn runner() -> String {
    std::env::var(RUNNER).unwrap_or_default()
}

fn under_runner(exe: PathBuf) -> Command {
    let runner = runner();
    let mut words = runner.split_whitespace();
    let Some(first) = words.next() else { return Command::new(exe) };
    let mut command = Command::new(first);
    command.args(words).arg(exe);
    command
}

//! The integrity walk.

use super::{Bench, text};
use crate::measure::{Subject, in_turn};
use crate::peers;
use crate::report;
use crate::report::Target::AtLeast;
use anyhow::{Result, ensure};
use std::process::Command;

/// Every rule of the format in the whole file; `accdb_check.py` checks the same rules.
pub fn whole_file(bench: &mut Bench<'_>) -> Result<()> {
    let file = if bench.short { bench.world.empty_parent() } else { bench.world.large()? };
    let script = bench.world.checker();
    let by_script = || {
        let mut command = Command::new("python3");
        command.arg(&script).args(["--quiet-info", "--max", "0"]).arg(&file);
        command
    };
    let subjects = [
        peers::task("engine", &["ours", "check", text(&file)?]),
        Subject::new("accdb_check.py", by_script).at_most(2),
    ];
    let measured = in_turn(&subjects, bench.rounds, || Ok(()))?;
    let entries = format!("{} entries", measured[0].stdout.trim());
    ensure!(measured[1].stdout.contains(&entries), "the script did not go through {entries}");
    report::table(&format!("check: all of {}", file.display()), &measured);
    bench.verdicts.ratio("accdb_check.py / engine", &measured[1], &measured[0], AtLeast(20.0));
    bench.verdicts.memory(&measured[0]);
    if bench.short { Ok(()) } else { ten_times_as_large(bench) }
}

/// The engine alone: the script would take the better part of an hour.
fn ten_times_as_large(bench: &mut Bench<'_>) -> Result<()> {
    let ten = bench.world.ten_times_as_large()?;
    let subject = [peers::task("engine", &["ours", "check", text(&ten)?])];
    let measured = in_turn(&subject, bench.rounds.min(3), || Ok(()))?;
    report::table("check: all of a file ten times as large", &measured);
    bench.verdicts.memory(&measured[0]);
    Ok(())
}

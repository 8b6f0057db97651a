//! The memory that a scan needs at its peak, for few lines and for ten times as many.

use crate::measure::{Measured, Subject, run};
use crate::report::Target::AtMost;
use crate::{Bench, LINES, loading, report, year};
use anyhow::{Context, Result};
use factulink::store::demo;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;

const ORDERS: [usize; 2] = [6_000, 60_000];

pub fn flat(bench: &mut Bench) -> Result<()> {
    let mut measured = Vec::new();
    for orders in ORDERS.map(|orders| bench.orders(orders)) {
        let (file, database) = (bench.path("002.accdb"), bench.path("002.db"));
        demo::large(&file, year()?, orders, LINES)?;
        loading::load(&file, &database);
        let connection = bench.connection(&database);
        let reached = [
            ("through ODBC", format!("driver = 'odbc'\nconnection = '{connection}'\n")),
            ("native", format!("driver = 'native'\npath = '{}'\n", file.display())),
        ];
        for (how, subsidiary) in reached {
            measured.push(scan(bench, &format!("{how}, {} lines", orders * LINES), &subsidiary)?);
        }
        [file, database].iter().try_for_each(std::fs::remove_file)?;
    }
    report::table("memory: factulink scan, whole process", &measured);
    let [few, few_native, many, many_native] = &measured[..] else { unreachable!("four were measured") };
    let times = |more: &Measured, less: &Measured| more.peak_kib as f64 / less.peak_kib as f64;
    bench.verdicts.figure("peak through ODBC, ten times the lines", times(many, few), AtMost(1.1), "");
    bench.verdicts.figure(
        "peak native, ten times the lines",
        times(many_native, few_native),
        AtMost(1.1),
        "",
    );
    bench.verdicts.memory(many);
    Ok(())
}

/// Scans a subsidiary into an empty state.
fn scan(bench: &Bench, name: &str, subsidiary: &str) -> Result<Measured> {
    let folder = tempfile::tempdir_in(bench.folder.path())?;
    let configuration: PathBuf = folder.path().join("factulink.toml");
    let mut text = "[parent]\nname = 'oficit'\ndriver = 'native'\npath = '001{year}.accdb'\n".to_owned();
    write!(text, "[[subsidiary]]\nname = 'duofic'\ntarget_series = '7'\nsupplier = 12\n{subsidiary}")?;
    std::fs::write(&configuration, text)?;
    let subject = Subject::new(name, || {
        let mut program = Command::new(env!("CARGO_BIN_EXE_factulink"));
        program.args(["scan", "--quiet", "--year", "2026", "--config"]).arg(&configuration);
        program
    });
    run(&subject).context("a scan")
}

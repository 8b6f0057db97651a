//! Sets the ODBC store beside a bare loop of odbc-api that runs the same statements over SQLite's driver:
//! `cargo bench --bench odbc`.
//!
//! The two in turn, in one process; a ratio is the median of those of its pairs, beside its target. `-- --smoke` does
//! everything once with few orders, `-- scan` asks only that question. It needs SQLite's ODBC driver and GNU time.

mod bare;
mod insert;
mod memory;
mod pairs;
mod recording;
mod scan;

#[path = "../../tests/it/odbc/loading.rs"]
mod loading;
#[path = "../peers/measure.rs"]
#[allow(dead_code, reason = "the other bench uses the rest")]
mod measure;
#[path = "../peers/report.rs"]
#[allow(dead_code, reason = "the other bench uses the rest")]
mod report;

use anyhow::{Context, Result, ensure};
use factulink::domain::Year;
use factulink::store::{CompanyFile, Driver, OdbcOptions};
use report::Verdicts;
use std::path::{Path, PathBuf};

/// What every question works with.
struct Bench {
    folder: tempfile::TempDir,
    driver: PathBuf,
    rounds: usize,
    short: bool,
    verdicts: Verdicts,
}

type Question = fn(&mut Bench) -> Result<()>;

const QUESTIONS: [(&str, Question); 3] =
    [("scan", scan::new_orders), ("insert", insert::lines), ("memory", memory::flat)];

/// Lines of an order, as in the large fixture.
const LINES: usize = 5;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let (options, asked): (Vec<_>, Vec<_>) =
        arguments.iter().partition(|argument| argument.starts_with("--"));
    let unknown = asked.iter().find(|asked| !QUESTIONS.iter().any(|(name, _)| name == *asked));
    ensure!(unknown.is_none(), "no such question: {unknown:?}");
    let Some(driver) = sqlite_driver() else { return Ok(()) };
    let short = options.iter().any(|option| *option == "--smoke");
    let (folder, rounds) = (tempfile::tempdir()?, if short { 1 } else { 15 });
    let mut bench = Bench { folder, driver, rounds, short, verdicts: Verdicts::default() };
    for (name, question) in QUESTIONS {
        if asked.is_empty() || asked.iter().any(|asked| *asked == name) {
            question(&mut bench)?;
        }
    }
    bench.verdicts.sum_up();
    Ok(())
}

fn sqlite_driver() -> Option<PathBuf> {
    let folders =
        ["/usr/lib/x86_64-linux-gnu/odbc", "/usr/lib/aarch64-linux-gnu/odbc", "/usr/lib/odbc", "/usr/lib64"];
    let found = folders.iter().map(|folder| Path::new(folder).join("libsqlite3odbc.so"));
    let found = found.into_iter().find(|path| path.exists());
    if found.is_none() {
        println!("skipped: there is no ODBC driver libsqlite3odbc.so");
    }
    found
}

impl Bench {
    /// How many orders a question is asked of.
    fn orders(&self, whole: usize) -> usize {
        if self.short { whole / 10 } else { whole }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The way to a database of SQLite's.
    fn connection(&self, database: &Path) -> String {
        format!("Driver={};Database={};", self.driver.display(), database.display())
    }

    /// A company in a database of SQLite's.
    fn company(&self, database: &Path) -> Result<CompanyFile> {
        let odbc = OdbcOptions { connection: Some(self.connection(database)), ..OdbcOptions::default() };
        let company = "company".parse()?;
        Ok(CompanyFile { company, year: year()?, path: database.to_owned(), driver: Driver::Odbc, odbc })
    }
}

fn year() -> Result<Year> {
    Year::new(2026).context("a year")
}

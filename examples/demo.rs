//! Makes three small companies and takes their new orders into the parent; then loads a month of sales into a platform
//! and registers what that does not know. Shows of both that a second run changes nothing.
//!
//! `cargo run --example demo [FOLDER]`; without a folder the files go to `target/demo`, afresh each time.

#[path = "demo/platform.rs"]
mod platform;

use accdb::{Database, Value};
use anyhow::{Context, ensure};
use factulink::cli::{self, Environment};
use factulink::domain::{Money, TraceMark};
use factulink::store::NativeStores;
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

fn main() -> anyhow::Result<()> {
    let folder = folder()?;
    let config = folder.join("factulink.toml");
    let on_demo =
        |args: &[&str]| -> anyhow::Result<u8> { factulink(&[args, &["--config", text(&config)?]].concat()) };

    ensure!(factulink(&["init", "--demo", text(&folder)?])? == 0, "the demo could not be made");
    orders(&folder, &on_demo)?;
    platform::at_work(&folder, || bulk(&folder, &on_demo))
}

/// Calls the program with the demo's configuration.
type Call<'c> = &'c dyn Fn(&[&str]) -> anyhow::Result<u8>;

/// Orders of the subsidiaries, into the parent.
fn orders(folder: &Path, on_demo: Call<'_>) -> anyhow::Result<()> {
    on_demo(&["run", "--dry-run", "--limit", "3"])?;
    on_demo(&["scan"])?;
    on_demo(&["enqueue"])?;
    on_demo(&["push"])?;
    on_demo(&["status"])?;

    let written = supplier_orders(folder)?;
    println!("\nThe first supplier orders that now stand in the parent's file:");
    written.iter().take(4).for_each(|order| println!("  {order}"));
    let example = written.iter().find(|order| order.reference.ends_with(" 1-000123"));
    on_demo(&["explain", &example.context("order 1-000123 was not written")?.source()?])?;

    on_demo(&["run"])?;
    let again = supplier_orders(folder)?;
    ensure!(written == again, "a second run has changed the parent");
    println!("\nThe second run wrote nothing: the parent has {} such orders, as before.", again.len());
    Ok(())
}

/// A month of sales, into the platform behind the folders.
fn bulk(folder: &Path, on_demo: Call<'_>) -> anyhow::Result<()> {
    println!("\nA month of sales, for a platform that is reached through folders:");
    let held = on_demo(&["import", "run"])?;
    ensure!(held == HELD, "rows are rejected, and one branch waits for a person");
    let job = job(folder)?;
    on_demo(&["import", "explain", &job, WAITING])?;
    on_demo(&["import", "confirm", &job, WAITING, CENTRE])?;
    on_demo(&["import", "run"])?;
    let registry = folder.join("platform/out/series.csv");
    let registered = std::fs::read(&registry)?;
    ensure!(String::from_utf8_lossy(&registered).contains(WAITING), "what was confirmed is not registered");
    on_demo(&["import", "status"])?;

    on_demo(&["import", "run"])?;
    ensure!(registered == std::fs::read(&registry)?, "a second run has changed the registry");
    println!("\nThe second run sent nothing, and the registry is as before.");
    Ok(())
}

/// A branch of the demo that no cost centre is called, and the centre that a person decides to be its.
const WAITING: &str = "PLZ SUPUESTO";
const CENTRE: &str = "1021";
const HELD: u8 = 90;

/// The job of the demo's one ledger, which lies in the folder of its year.
fn job(folder: &Path) -> anyhow::Result<String> {
    let year = std::fs::read_dir(folder.join("input"))?.next().context("no ledger")??.file_name();
    Ok(format!("ventas-demo/{}-10", year.to_string_lossy()))
}

/// A supplier order in the parent's file.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Written {
    document: String,
    reference: String,
    total: Money,
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Written { document, reference, total } = self;
        write!(f, "{document}  {reference:<34}  {total:>10.2}")
    }
}

impl Written {
    /// The customer order it was made from.
    fn source(&self) -> anyhow::Result<String> {
        let (_, key) = TraceMark::parse(&self.reference).context("a reference without a trace mark")?;
        Ok(key.to_string())
    }
}

/// The folder asked for, which must be new; else `target/demo`, emptied.
fn folder() -> anyhow::Result<PathBuf> {
    if let Some(folder) = std::env::args_os().nth(1) {
        return Ok(folder.into());
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join("demo");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| format!("emptying {}", folder.display()))?;
    }
    Ok(folder)
}

/// Calls the program as a terminal would, and shows the call.
fn factulink(args: &[&str]) -> anyhow::Result<u8> {
    let words: Vec<_> = args.iter().map(|word| quoted(word)).collect();
    println!("\n$ factulink {}", words.join(" "));
    let (mut stdin, mut stdout, mut stderr) = (io::stdin().lock(), io::stdout(), io::stderr());
    let args = std::iter::once("factulink").chain(args.iter().copied());
    let mut environment = Environment::of_process(&NativeStores, &mut stdin, &mut stdout, &mut stderr);
    environment.sleep = &short;
    let code = cli::run(args, &mut environment);
    stdout.flush()?;
    println!("[exit code {code}]");
    Ok(code)
}

/// A word as a shell is given it.
fn quoted(word: &str) -> String {
    if word.contains(' ') { format!("\"{word}\"") } else { word.to_owned() }
}

/// The demo's platform answers at once: there is no need to wait for seconds.
fn short(pause: Duration) {
    std::thread::sleep(pause.min(Duration::from_millis(20)));
}

fn text(path: &Path) -> anyhow::Result<&str> {
    path.to_str().with_context(|| format!("{} is not UTF-8", path.display()))
}

/// Every supplier order that bears a trace mark, read by the engine alone.
fn supplier_orders(folder: &Path) -> anyhow::Result<Vec<Written>> {
    let db = Database::open_read(&parent_file(folder)?)?;
    let table = db.table("F_PPR")?;
    let place = |name: &str| table.column(name).with_context(|| format!("F_PPR has no {name}"));
    let (series, number, reference, total) =
        (place("TIPPPR")?, place("CODPPR")?, place("REFPPR")?, place("TOTPPR")?);
    let mut rows = db.scan(&table);
    let mut orders = Vec::new();
    while let Some(row) = rows.next_row()? {
        let (Value::Text(series), Value::Long(number)) = (row.get(series)?, row.get(number)?) else {
            continue;
        };
        let (Value::Text(reference), Value::Currency(total)) = (row.get(reference)?, row.get(total)?) else {
            continue;
        };
        if TraceMark::parse(&reference).is_some() {
            let document = format!("{series}-{number:06}");
            let total = Money::from_ten_thousandths(total);
            orders.push(Written { document, reference: reference.into_owned(), total });
        }
    }
    orders.sort();
    Ok(orders)
}

/// The file of company 001, whatever the year.
fn parent_file(folder: &Path) -> anyhow::Result<PathBuf> {
    let files = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let parent = files.iter().find(|file| file.file_name().to_string_lossy().starts_with("001"));
    Ok(parent.context("the parent has no file")?.path())
}

//! Makes three small companies, takes their new orders into the parent, and shows that a second run changes nothing.
//!
//! `cargo run --example demo [FOLDER]`; without a folder the files go to `target/demo`, afresh each time.

use anyhow::{Context, ensure};
use factulink::accdb::{Database, Value};
use factulink::cli::{self, World};
use factulink::domain::{Money, TraceMark};
use factulink::store::NativeStores;
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

fn main() -> anyhow::Result<()> {
    let folder = folder()?;
    let config = folder.join("factulink.toml");
    let on_demo =
        |args: &[&str]| -> anyhow::Result<u8> { factulink(&[args, &["--config", text(&config)?]].concat()) };

    ensure!(factulink(&["init", "--demo", text(&folder)?])? == 0, "the demo could not be made");
    on_demo(&["run", "--dry-run", "--limit", "3"])?;
    on_demo(&["scan"])?;
    on_demo(&["enqueue"])?;
    on_demo(&["push"])?;
    on_demo(&["status"])?;

    let written = supplier_orders(&folder)?;
    println!("\nThe first supplier orders that now stand in the parent's file:");
    written.iter().take(4).for_each(|order| println!("  {order}"));
    let example = written.iter().find(|order| order.reference.ends_with(" 1-000123"));
    on_demo(&["explain", &example.context("order 1-000123 was not written")?.source()?])?;

    on_demo(&["run"])?;
    let again = supplier_orders(&folder)?;
    ensure!(written == again, "a second run has changed the parent");
    println!("\nThe second run wrote nothing: the parent has {} such orders, as before.", again.len());
    Ok(())
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
    println!("\n$ factulink {}", args.join(" "));
    let (mut stdin, mut stdout, mut stderr) = (io::stdin().lock(), io::stdout(), io::stderr());
    let args = std::iter::once("factulink").chain(args.iter().copied());
    let mut world = World::of_process(&NativeStores, &mut stdin, &mut stdout, &mut stderr);
    let code = cli::run(args, &mut world);
    stdout.flush()?;
    println!("[exit code {code}]");
    Ok(code)
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

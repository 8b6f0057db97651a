//! Plays what stands behind the demo's folders: the import platform, and the accounting program beside it.
//!
//! Chunks are taken and acknowledged; asked to process, the platform names the series and branches that are not in its
//! registry; new accounts and a new registry are taken, and exported again as reports.

use anyhow::Context;
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Between two looks into the folder.
const PAUSE: Duration = Duration::from_millis(5);

/// Series and branch.
type Pair = (String, String);

/// Does something while the platform is at work, and returns what came of it.
pub fn at_work<T>(root: &Path, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let platform = scope.spawn(|| Platform::new(root).watch(&over));
        let done = work();
        over.store(true, Ordering::Relaxed);
        platform.join().expect("the platform does not panic")?;
        done
    })
}

struct Platform {
    /// The demo's folder.
    root: PathBuf,
    /// What the chunks that were taken name.
    loaded: BTreeSet<Pair>,
}

impl Platform {
    fn new(root: &Path) -> Platform {
        Platform { root: root.to_owned(), loaded: BTreeSet::new() }
    }

    fn watch(mut self, over: &AtomicBool) -> anyhow::Result<()> {
        // What was loaded by an earlier call.
        for file in files(&self.root.join("platform/taken"))? {
            self.load(&file)?;
        }
        while !over.load(Ordering::Relaxed) {
            for file in files(&self.root.join("platform/in"))? {
                self.take(&file)?;
            }
            thread::sleep(PAUSE);
        }
        Ok(())
    }

    /// One file that was dropped.
    fn take(&mut self, file: &Path) -> anyhow::Result<()> {
        let name = name(file);
        if let Some(period) = name.strip_prefix("procesar-").and_then(|rest| rest.strip_suffix(".txt")) {
            fs::remove_file(file)?;
            return self.answer(period);
        }
        let rows = match name.get(..6) {
            Some("cuenta") => self.accounts(file)?,
            Some("series") => self.registry(file)?,
            _ => self.load(file)?,
        };
        fs::rename(file, self.root.join("platform/taken").join(&name))?;
        let said = json!({ "accepted": true, "rows_taken": rows });
        self.put(&format!("platform/out/{name}.json"), &said.to_string())
    }

    /// Takes a chunk, and returns its rows.
    fn load(&mut self, file: &Path) -> anyhow::Result<usize> {
        let pairs = columns(file, ["NumeroSerieComprobante", "Sucursal"])?;
        let rows = pairs.len();
        self.loaded.extend(pairs);
        Ok(rows)
    }

    /// Names what the registry has not.
    fn answer(&self, period: &str) -> anyhow::Result<()> {
        let registered = columns(&self.root.join("platform/out/series.csv"), ["Serie", "Sucursal"])?;
        let registered: BTreeSet<Pair> = registered.into_iter().collect();
        let unknown = self.loaded.difference(&registered);
        let line = |(series, branch): &Pair| format!("{series};{branch}\r\n");
        let text = format!("Serie;Sucursal\r\n{}", unknown.map(line).collect::<String>());
        let (year, month) = period.split_at_checked(4).context("a period is YYYYMM")?;
        self.put(&format!("platform/out/errores{month}{}.csv", year.get(2..).unwrap_or(year)), &text)
    }

    /// The whole registry, old rows and new.
    fn registry(&self, file: &Path) -> anyhow::Result<usize> {
        let rows = columns(file, ["Serie", "Sucursal"])?.len();
        self.put("platform/out/series.csv", &fs::read_to_string(file)?)?;
        Ok(rows)
    }

    /// New accounts, put behind those that are there.
    fn accounts(&self, file: &Path) -> anyhow::Result<usize> {
        let report = "accounting/cuentas.csv";
        let new = columns(file, ["Código", "Descripción"])?;
        let line = |(code, name): &Pair| format!("{code};{name}\r\n");
        let text = fs::read_to_string(self.root.join(report))?;
        self.put(report, &(text + &new.iter().map(line).collect::<String>()))?;
        Ok(new.len())
    }

    /// Writes a file that appears whole.
    fn put(&self, path: &str, text: &str) -> anyhow::Result<()> {
        let file = self.root.join(path);
        let part = file.with_extension("part");
        fs::write(&part, text)?;
        Ok(fs::rename(&part, &file)?)
    }
}

/// The files of a folder whose names are final, in order.
fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    files.retain(|file| !name(file).ends_with(".part"));
    files.sort();
    Ok(files)
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Two columns of a CSV file, by their titles; a file that has them not has no rows.
fn columns(file: &Path, titles: [&str; 2]) -> anyhow::Result<Vec<Pair>> {
    let text = fs::read_to_string(file)?;
    let head = text.lines().next().unwrap_or_default();
    let delimiter = if head.contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let found =
        titles.map(|title| reader.headers().ok().and_then(|row| row.iter().position(|own| own == title)));
    let [Some(first), Some(second)] = found else { return Ok(Vec::new()) };
    let pair = |row: Result<csv::StringRecord, csv::Error>| {
        let row = row?;
        let value = |place| row.get(place).unwrap_or_default().to_owned();
        Ok((value(first), value(second)))
    };
    reader.records().map(pair).collect()
}

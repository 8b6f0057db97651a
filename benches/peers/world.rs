//! The files that the questions are asked of: the large fixture, one ten times as large, and companies to run in.

use crate::measure::copy_over;
use crate::tasks::{load, new_orders};
use accdb::{ColumnId, Database, Value};
use anyhow::{Context, Result, ensure};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Orders of the large fixture and of its series "8" alone.
pub const ORDERS: u32 = 60_000;
pub const ORDERS_OF_SERIES_8: u32 = 6_000;
/// Numbers of the large fixture stay below this.
const NUMBERS: i32 = 60_000;

/// Where the files are: made once, in cargo's target folder.
pub struct World {
    folder: PathBuf,
    shared: PathBuf,
}

impl World {
    /// `None` where the fixtures are not beside the repository.
    pub fn find() -> Result<Option<World>> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let shared =
            std::env::var_os("FACTULINK_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
        if !shared.is_dir() {
            println!("skipped: the benches measure the fixtures, and there are none at {}", shared.display());
            return Ok(None);
        }
        let folder = root.join("target/bench");
        std::fs::create_dir_all(&folder)?;
        Ok(Some(World { folder, shared }))
    }

    /// The large fixture, unpacked.
    pub fn large(&self) -> Result<PathBuf> {
        self.made("large.accdb", |file| {
            let packed = self.shared.join("factusol/fixtures/large-duofic-2026.accdb.xz");
            let unpacked = Stdio::from(File::create(file)?);
            let status = Command::new("xz").arg("-dc").arg(&packed).stdout(unpacked).status()?;
            ensure!(status.success(), "xz cannot unpack {}", packed.display());
            Ok(())
        })
    }

    /// The large fixture with every order ten times.
    pub fn ten_times_as_large(&self) -> Result<PathBuf> {
        let large = self.large()?;
        self.made("ten.accdb", |file| {
            println!("making a file ten times as large");
            copy_over(&large, file)?;
            new_orders::multiply(&large, file, 9, NUMBERS).map(drop)
        })
    }

    /// The script whose rules the walk checks.
    pub fn checker(&self) -> PathBuf {
        self.shared.join("tools/accdb_check.py")
    }

    /// The parent without supplier orders.
    pub fn empty_parent(&self) -> PathBuf {
        self.shared.join("factusol/fixtures/oficit-empty/0012026.accdb")
    }

    /// The parent with 60,000 supplier orders.
    pub fn full_parent(&self) -> Result<PathBuf> {
        self.made("full.accdb", |file| {
            copy_over(&self.empty_parent(), file)?;
            load::orders(file, 60_000, 300_000).map(drop)
        })
    }

    /// A file that may be made anew at any time.
    pub fn scratch(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The place that the program takes the large file in at.
    pub fn large_place(&self) -> Result<Place> {
        self.place("large", &self.large()?, None)
    }

    /// A place with a copy of a subsidiary's file, the empty parent and no state; `series` narrows what is scanned. A
    /// place that is there already is taken as it was left.
    pub fn place(&self, name: &str, subsidiary: &Path, series: Option<&str>) -> Result<Place> {
        let place = Place { folder: self.folder.join(name) };
        if place.configuration().is_file() {
            return Ok(place);
        }
        std::fs::create_dir_all(&place.folder)?;
        copy_over(subsidiary, &place.subsidiary())?;
        place.reset(self)?;
        let articles = articles(subsidiary, &self.empty_parent())?;
        std::fs::write(place.configuration(), configuration(series, &articles))?;
        Ok(place)
    }

    /// A file that is made under another name first, so that a broken run leaves nothing that looks finished.
    fn made(&self, name: &str, make: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
        let file = self.folder.join(name);
        if !file.is_file() {
            let unfinished = self.folder.join(format!("{name}.part"));
            make(&unfinished).with_context(|| format!("making {}", file.display()))?;
            std::fs::rename(&unfinished, &file)?;
        }
        Ok(file)
    }
}

/// A folder with two companies, a configuration and the state between them.
pub struct Place {
    folder: PathBuf,
}

impl Place {
    pub fn subsidiary(&self) -> PathBuf {
        self.folder.join("0022026.accdb")
    }

    pub fn parent(&self) -> PathBuf {
        self.folder.join("0012026.accdb")
    }

    pub fn configuration(&self) -> PathBuf {
        self.folder.join("factulink.toml")
    }

    /// Forgets the state and empties the parent.
    pub fn reset(&self, world: &World) -> Result<()> {
        for entry in self.folder.read_dir()? {
            let path = entry?.path();
            let state = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("state.db"));
            if state {
                std::fs::remove_file(path)?;
            }
        }
        copy_over(&world.empty_parent(), &self.parent())
    }

    /// The program with a command, quiet.
    pub fn factulink(&self, command: &[&str]) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_factulink"));
        program.args(command).args(["--quiet", "--year", "2026", "--config"]).arg(self.configuration());
        program
    }
}

/// Every line is the parent's, so that every order is written with all its lines; their negative quantities too.
fn configuration(series: Option<&str>, articles: &[(String, String)]) -> String {
    let series = series.map(|series| format!("series = [\"{series}\"]\n")).unwrap_or_default();
    let articles: String = articles.iter().map(|(own, parents)| format!("{own:?} = {parents:?}\n")).collect();
    format!(
        r#"[state]
path = "state.db"
[log]
directory = "logs"
[parent]
name = "oficit"
path = "001{{year}}.accdb"
[[subsidiary]]
name = "duofic"
path = "002{{year}}.accdb"
target_series = "7"
supplier = 1
negative = "transfer"
{series}[subsidiary.ownership]
rule = "list"
include = ["*"]
[subsidiary.articles]
{articles}"#
    )
}

/// For each article of the subsidiary one that the parent sells: the same where it does.
fn articles(subsidiary: &Path, parent: &Path) -> Result<Vec<(String, String)>> {
    let sold: Vec<String> = codes(parent, &["NPUART", "DSCART"])?;
    ensure!(!sold.is_empty(), "the parent sells nothing");
    let own = codes(subsidiary, &[])?;
    let parents = |(nth, code): (usize, String)| {
        let same = sold.iter().find(|sold| sold.eq_ignore_ascii_case(&code));
        let parents = same.unwrap_or(&sold[nth % sold.len()]).clone();
        (code, parents)
    };
    Ok(own.into_iter().enumerate().map(parents).collect())
}

/// The codes of the articles that have none of the marks.
fn codes(file: &Path, marks: &[&str]) -> Result<Vec<String>> {
    let database = Database::open_read(file)?;
    let table = database.table("F_ART")?;
    let place = |name: &str| table.column(name).with_context(|| format!("F_ART has no {name}"));
    let code = place("CODART")?;
    let marks = marks.iter().map(|mark| place(mark)).collect::<Result<Vec<_>>>()?;
    let mut codes = Vec::new();
    let mut scan = database.scan(&table);
    while let Some(row) = scan.next_row()? {
        let is_zero = |mark: &ColumnId| {
            Ok(matches!(row.get(*mark)?, Value::Integer(0) | Value::Long(0) | Value::Byte(0)))
        };
        let usable = marks.iter().map(is_zero).collect::<Result<Vec<bool>>>()?;
        if let (true, Value::Text(code)) = (usable.iter().all(|zero| *zero), row.get(code)?) {
            codes.push(code.into_owned());
        }
    }
    Ok(codes)
}

//! The ledgers: made once by the fixtures' generator, with the facts about them, and kept.

use crate::outcome::Counts;
use anyhow::{Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The name of every ledger, without its extension, as the profile reads a period from it.
const NAME: &str = "10. PLE OCTUBRE 26";

/// Where ledgers are made.
pub struct Ledgers {
    folder: PathBuf,
    fixtures: PathBuf,
}

/// A ledger and what must become of it.
#[derive(Debug, Clone)]
pub struct Ledger {
    pub file: PathBuf,
    pub facts: Counts,
}

impl Ledgers {
    /// `None` where the fixtures are not beside the repository.
    pub fn find(root: &Path, folder: &Path) -> Option<Ledgers> {
        let shared =
            std::env::var_os("FACTULINK_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
        let fixtures = shared.join("bulk/fixtures");
        if !fixtures.is_dir() {
            println!(
                "skipped: the bench makes its ledgers by the fixtures, and there are none at {}",
                shared.display()
            );
            return None;
        }
        Some(Ledgers { folder: folder.join("data"), fixtures })
    }

    /// The profile whose rules are checked.
    pub fn profile(&self) -> Result<String> {
        Ok(std::fs::read_to_string(self.fixtures.join("profiles/sunat-ventas.toml"))?)
    }

    /// A ledger of so many rows; `kind` is `csv` or `xlsx` (with shared strings).
    pub fn ledger(&self, kind: &str, rows: u64) -> Result<Ledger> {
        let folder = self.folder.join(format!("{kind}-{rows}"));
        if !folder.is_dir() {
            self.make(&folder, kind, rows)?;
        }
        let file = folder.join(format!("{NAME}.{kind}"));
        let facts = std::fs::read_to_string(folder.join(format!("{NAME}.{kind}.facts.json")))?;
        Ok(Ledger { file, facts: Counts::parse(&facts, "")? })
    }

    /// Under another name first, so that a broken run leaves nothing that looks finished.
    fn make(&self, folder: &Path, kind: &str, rows: u64) -> Result<()> {
        println!("making a ledger of {rows} rows, {kind}");
        let unfinished = folder.with_extension("part");
        std::fs::create_dir_all(&unfinished)?;
        let mut generator = Command::new("python3");
        generator.arg(self.fixtures.join("make_large.py")).args(["--rows", &rows.to_string()]);
        let status = generator.arg(unfinished.join(format!("{NAME}.{kind}"))).status()?;
        ensure!(status.success(), "make_large.py: {status}");
        Ok(std::fs::rename(&unfinished, folder)?)
    }
}

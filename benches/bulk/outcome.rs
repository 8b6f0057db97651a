//! What became of a ledger: the counts that the facts and every contender tell alike, and the chunks.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Rows by outcome, and violations by rule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Counts {
    pub rows: Rows,
    pub violations: BTreeMap<String, u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Rows {
    pub read: u64,
    pub accepted: u64,
    pub rejected: u64,
}

impl Counts {
    /// Reads them from what lies at `pointer` of a JSON document.
    pub fn parse(json: &str, pointer: &str) -> Result<Counts> {
        let document: serde_json::Value = serde_json::from_str(json).with_context(|| json.to_owned())?;
        let counts = document.pointer(pointer).with_context(|| format!("no {pointer} in {json}"))?;
        let mut counts = Counts::deserialize(counts).with_context(|| json.to_owned())?;
        counts.violations.retain(|_, count| *count > 0);
        Ok(counts)
    }
}

/// What a contender has done.
pub struct Outcome {
    /// `None`: it checks nothing.
    pub counts: Option<Counts>,
    /// `None`: it writes nothing.
    pub chunks: Option<Chunks>,
}

/// The content of each chunk, by its name, as SHA-256.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunks(BTreeMap<String, Vec<u8>>);

impl Chunks {
    pub fn read(files: &[PathBuf]) -> Result<Chunks> {
        let read = |file: &PathBuf| {
            let name = file.file_name().context("a chunk without a name")?;
            let content = std::fs::read(file).with_context(|| file.display().to_string())?;
            Ok((name.to_string_lossy().into_owned(), Sha256::digest(content).to_vec()))
        };
        Ok(Chunks(files.iter().map(read).collect::<Result<_>>()?))
    }

    /// Errors: the name of the first chunk that is not the same in both.
    pub fn ensure_same(&self, other: &Chunks) -> Result<()> {
        let names: Vec<_> = self.0.keys().chain(other.0.keys()).collect();
        let differs = names.into_iter().find(|name| self.0.get(*name) != other.0.get(*name));
        ensure!(differs.is_none(), "chunks differ, {differs:?} for one");
        Ok(())
    }
}

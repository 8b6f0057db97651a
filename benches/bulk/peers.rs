//! The peers: Python programs of our own, and the libraries that they are written with.

use crate::contest::Contender;
use crate::ledgers::Ledger;
use crate::outcome::{Chunks, Counts, Outcome};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the peers are and what runs them.
pub struct Peers {
    scripts: PathBuf,
    folder: PathBuf,
}

/// A peer on one ledger.
pub struct Peer<'a> {
    peers: &'a Peers,
    library: &'static str,
    ledger: &'a Ledger,
    rounds_max: usize,
}

impl Peers {
    /// Installs the libraries where they are not there yet, and prints their versions.
    pub fn install(scripts: &Path, folder: &Path) -> Result<Peers> {
        let mut install = Command::new(scripts.join("install"));
        let output = install.arg(folder.join("venv")).stderr(Stdio::inherit()).output()?;
        ensure!(output.status.success(), "the peers cannot be installed: {}", output.status);
        let versions = String::from_utf8_lossy(&output.stdout);
        println!("peers: {}", versions.lines().collect::<Vec<_>>().join(", "));
        Ok(Peers { scripts: scripts.to_owned(), folder: folder.to_owned() })
    }

    pub fn peer<'a>(&'a self, library: &'static str, ledger: &'a Ledger) -> Peer<'a> {
        Peer { peers: self, library, ledger, rounds_max: usize::MAX }
    }
}

impl Peer<'_> {
    pub fn at_most(mut self, rounds: usize) -> Self {
        self.rounds_max = rounds;
        self
    }

    /// Where it writes.
    fn folder(&self) -> PathBuf {
        self.peers.folder.join("out").join(self.library)
    }
}

impl Contender for Peer<'_> {
    fn name(&self) -> String {
        self.library.to_owned()
    }

    fn rounds_max(&self) -> usize {
        self.rounds_max
    }

    fn reset(&self) -> Result<()> {
        let folder = self.folder();
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        Ok(std::fs::create_dir_all(&folder)?)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(self.peers.folder.join("venv/bin/python"));
        // No byte code beside the sources; that of the libraries was made when they were installed.
        command.arg("-B").arg(self.peers.scripts.join(format!("{}_job.py", self.library)));
        command.arg(&self.ledger.file).arg(self.folder());
        command
    }

    fn outcome(&self, stdout: &str) -> Result<Outcome> {
        let written = self.folder().read_dir()?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        let (rejects, chunks): (Vec<_>, Vec<_>) =
            written.into_iter().partition(|file| file.ends_with("rejects.csv"));
        rejects.first().context("it writes no rejected rows")?;
        Ok(Outcome { counts: Some(Counts::parse(stdout, "")?), chunks: Some(Chunks::read(&chunks)?) })
    }
}

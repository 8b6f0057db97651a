//! A commit, and the same writes and syncs done again by hand.

use crate::measure::median;
use crate::tasks::load;
use accdb::{Database, FileStorage, Storage};
use anyhow::{Result, ensure};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

const COMMITS: i32 = 41;

/// What was measured; the medians.
pub struct Commit {
    pub took: Duration,
    pub replayed: Duration,
    pub syncs: usize,
    pub pages: usize,
    pub bytes: usize,
}

/// One call that changes a file.
#[derive(Debug, Clone, Copy)]
enum Call {
    Write { at: u64, bytes: usize },
    SetLen(u64),
    Sync,
}

/// Which of the two files, and what was done to it.
type Trace = Arc<Mutex<Vec<(usize, Call)>>>;

/// A file that takes down what is done to it.
struct Traced {
    file: FileStorage,
    which: usize,
    trace: Trace,
}

impl Traced {
    fn note(&self, call: Call) {
        self.trace.lock().unwrap_or_else(PoisonError::into_inner).push((self.which, call));
    }
}

impl Storage for Traced {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        self.file.read_at(at, into)
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.note(Call::Write { at, bytes: bytes.len() });
        self.file.write_at(at, bytes)
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.note(Call::SetLen(len));
        self.file.set_len(len)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.note(Call::Sync);
        self.file.sync()
    }
}

/// Commits orders to `file`, one at a time, and after each does its writes and syncs again to `other`.
pub fn one_order(file: &Path, other: &Path) -> Result<Commit> {
    let journals = [file, other].map(|path| path.with_extension("journal"));
    for journal in journals.iter().filter(|journal| journal.exists()) {
        std::fs::remove_file(journal)?;
    }
    let trace = Trace::default();
    let traced = |file, which| Box::new(Traced { file, which, trace: Arc::clone(&trace) });
    let storage = traced(FileStorage::open_exclusive(file)?, 0);
    let mut database =
        Database::open_with_journal(storage, traced(FileStorage::create_new(&journals[0])?, 1))?;
    let mut replica = [FileStorage::open_exclusive(other)?, FileStorage::create_new(&journals[1])?];
    let (mut took, mut replayed, mut calls) = (Vec::new(), Vec::new(), Vec::new());
    for nth in 0..COMMITS {
        let transaction = load::one_order(&mut database, 1_000_000 + nth)?;
        trace.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let start = Instant::now();
        transaction.commit()?;
        took.push(start.elapsed());
        calls = std::mem::take(&mut *trace.lock().unwrap_or_else(PoisonError::into_inner));
        replayed.push(replay(&calls, &mut replica)?);
    }
    let written = |which| {
        calls.iter().filter_map(move |(of, call)| match call {
            Call::Write { bytes, .. } if *of == which => Some(*bytes),
            _ => None,
        })
    };
    let (pages, journal): (usize, usize) = (written(0).sum(), written(1).sum());
    let syncs = calls.iter().filter(|(_, call)| matches!(call, Call::Sync)).count();
    ensure!(pages > 0 && syncs > 0, "a commit that wrote nothing");
    Ok(Commit {
        took: median(took)?,
        replayed: median(replayed)?,
        syncs,
        pages: pages / 4096,
        bytes: pages + journal,
    })
}

fn replay(calls: &[(usize, Call)], files: &mut [FileStorage; 2]) -> Result<Duration> {
    let most =
        calls.iter().map(|(_, call)| if let Call::Write { bytes, .. } = call { *bytes } else { 0 }).max();
    let filler = vec![0xA5; most.unwrap_or_default()];
    let start = Instant::now();
    for (which, call) in calls {
        let file = &mut files[*which];
        match *call {
            Call::Write { at, bytes } => file.write_at(at, &filler[..bytes])?,
            Call::SetLen(len) => file.set_len(len)?,
            Call::Sync => file.sync()?,
        }
    }
    Ok(start.elapsed())
}

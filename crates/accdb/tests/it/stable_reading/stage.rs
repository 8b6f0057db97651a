//! A writer that goes on by so many steps at each read of the reader: every interleaving can be played again.

use super::orders;
use accdb::{Database, MemoryStorage, ReadConflict, RetryPolicy, Storage};
use proving::rows::Numbers;
use std::cell::Cell;
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};

/// One step of a writer.
#[derive(Debug, Clone)]
pub enum Step {
    File(u64, Vec<u8>),
    FileLen(u64),
    Journal(u64, Vec<u8>),
    JournalLen(u64),
}

/// What a writer does to the file and its journal, commit by commit.
pub type Script = Vec<Vec<Step>>;

/// Records what our own writer does while it adds orders, each write in pieces of half a page.
pub fn script_of_commits(before: &[u8], numbers: std::ops::RangeInclusive<i32>) -> Script {
    let steps = Arc::new(Mutex::new(Vec::new()));
    let file =
        Recorder { inner: MemoryStorage::new(before.to_vec()), is_file: true, steps: Arc::clone(&steps) };
    let journal = Recorder { inner: MemoryStorage::default(), is_file: false, steps: Arc::clone(&steps) };
    let mut database = Database::open_with_journal(Box::new(file), Box::new(journal)).expect("opens");
    let commit = |number| {
        orders::add(&mut database, number).expect("adds");
        std::mem::take(&mut *steps.lock().expect("one thread"))
    };
    numbers.map(commit).collect()
}

/// The same by a program without a journal, which writes whole pages in an order of its own.
pub fn without_journal(script: Script, order: Order) -> Script {
    let pages = |commit: Vec<Step>| {
        let mut pages: Vec<Step> =
            commit.into_iter().filter(|step| matches!(step, Step::File(..) | Step::FileLen(_))).collect();
        match order {
            Order::Falling => pages.reverse(),
            Order::Shuffled(seed) => shuffle(&mut pages, &mut Numbers::new(seed)),
            Order::Rising => {}
        }
        pages
    };
    script.into_iter().map(pages).collect()
}

#[derive(Debug, Clone, Copy)]
pub enum Order {
    Rising,
    Falling,
    Shuffled(u64),
}

fn shuffle(steps: &mut [Step], numbers: &mut Numbers) {
    for last in (1..steps.len()).rev() {
        steps.swap(last, numbers.below(last + 1));
    }
}

struct Recorder {
    inner: MemoryStorage,
    is_file: bool,
    steps: Arc<Mutex<Vec<Step>>>,
}

/// Half a page: a reader may meet any page half written.
const PIECE: usize = 2048;

impl Storage for Recorder {
    fn len(&self) -> io::Result<u64> {
        self.inner.len()
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        self.inner.read_at(at, into)
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let mut steps = self.steps.lock().expect("one thread");
        for (place, piece) in (0..).zip(bytes.chunks(PIECE)) {
            let at = at + place * PIECE as u64;
            let piece = piece.to_vec();
            steps.push(if self.is_file { Step::File(at, piece) } else { Step::Journal(at, piece) });
        }
        self.inner.write_at(at, bytes)
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        let step = if self.is_file { Step::FileLen(len) } else { Step::JournalLen(len) };
        self.steps.lock().expect("one thread").push(step);
        self.inner.set_len(len)
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The file, its journal, and the writer at work on them.
#[derive(Clone)]
pub struct Stage {
    file: MemoryStorage,
    journal: MemoryStorage,
    script: Arc<Mutex<VecDeque<Step>>>,
    pace: Arc<Mutex<Pace>>,
}

/// One step of the writer after every so many reads.
struct Pace {
    every: usize,
    reads: usize,
}

impl Stage {
    pub fn new(before: &[u8], script: &Script, every: usize) -> Stage {
        Stage {
            file: MemoryStorage::new(before.to_vec()),
            journal: MemoryStorage::default(),
            script: Arc::new(Mutex::new(script.iter().flatten().cloned().collect())),
            pace: Arc::new(Mutex::new(Pace { every, reads: 0 })),
        }
    }

    pub fn reader(&self, retry: &dyn RetryPolicy) -> accdb::Result<Database> {
        let seen = |storage: &MemoryStorage| Box::new(Seen { inner: storage.clone(), stage: self.clone() });
        Database::open_read_over(seen(&self.file), seen(&self.journal), retry)
    }

    /// One that looks at no journal and reads nothing twice.
    pub fn careless_reader(&self) -> accdb::Result<Database> {
        Database::open(Box::new(Seen { inner: self.file.clone(), stage: self.clone() }))
    }

    pub fn is_over(&self) -> bool {
        self.script.lock().expect("one thread").is_empty()
    }

    /// The writer does so many steps.
    pub fn go_on(&self, steps: usize) {
        for _ in 0..steps {
            let Some(step) = self.script.lock().expect("one thread").pop_front() else { return };
            let (mut file, mut journal) = (self.file.clone(), self.journal.clone());
            let done = match step {
                Step::File(at, bytes) => file.write_at(at, &bytes),
                Step::FileLen(len) => file.set_len(len),
                Step::Journal(at, bytes) => journal.write_at(at, &bytes),
                Step::JournalLen(len) => journal.set_len(len),
            };
            done.expect("memory");
        }
    }

    fn read(&self) {
        let due = {
            let mut pace = self.pace.lock().expect("one thread");
            pace.reads += 1;
            pace.reads.is_multiple_of(pace.every)
        };
        if due {
            self.go_on(1);
        }
    }
}

struct Seen {
    inner: MemoryStorage,
    stage: Stage,
}

impl Storage for Seen {
    fn len(&self) -> io::Result<u64> {
        self.inner.len()
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        self.stage.read();
        self.inner.read_at(at, into)
    }

    fn write_at(&mut self, _: u64, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    fn set_len(&mut self, _: u64) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    fn sync(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }
}

/// A reader that waits: meanwhile the writer goes on, the longer the more.
pub struct Audience {
    stage: Stage,
    pub changed: Cell<u32>,
    pub waited: Cell<u32>,
    pub failed: Cell<u32>,
}

/// How often a read is begun anew before it is given up.
pub const AGAIN_MAX: u32 = 32;

impl Audience {
    pub fn of(stage: &Stage) -> Audience {
        Audience { stage: stage.clone(), changed: Cell::new(0), waited: Cell::new(0), failed: Cell::new(0) }
    }
}

impl RetryPolicy for Audience {
    fn try_again(&self, conflict: ReadConflict, times: u32) -> bool {
        let count = match conflict {
            ReadConflict::Changed(_) | ReadConflict::Overtaken => &self.changed,
            ReadConflict::Commit => &self.waited,
            ReadConflict::Failure => &self.failed,
        };
        count.set(count.get() + 1);
        // A failure is looked at again after a pause in which any program gets its pages written.
        let steps = if conflict == ReadConflict::Failure { 100 } else { times.min(50) };
        self.stage.go_on(steps as usize);
        conflict == ReadConflict::Commit || times < AGAIN_MAX
    }
}

//! Every call that writing makes of the file system fails in turn, once or from then on.

use super::ledger::{self, End};
use super::world::{Life, World, run};
use factulink::import::report::ImportOutcome;
use factulink::table::{Disk, DiskFile, Files};
use proving::budget::rounds;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A disk of which one call fails, or all from one on.
struct Failing {
    calls: Arc<Calls>,
}

struct Calls {
    made: AtomicUsize,
    fails_at: usize,
    goes_on: bool,
}

impl Calls {
    fn next(&self) -> io::Result<()> {
        let made = 1 + self.made.fetch_add(1, Ordering::Relaxed);
        let fails = made == self.fails_at || self.goes_on && made > self.fails_at;
        if fails { Err(ErrorKind::StorageFull.into()) } else { Ok(()) }
    }
}

impl Failing {
    fn at(fails_at: usize, goes_on: bool) -> Failing {
        Failing { calls: Arc::new(Calls { made: AtomicUsize::new(0), fails_at, goes_on }) }
    }

    fn made(&self) -> usize {
        self.calls.made.load(Ordering::Relaxed)
    }
}

impl Files for Failing {
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.calls.next()?;
        Ok(Box::new(FailingFile { file: Disk.create(path)?, calls: Arc::clone(&self.calls) }))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.calls.next()?;
        Disk.remove(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.calls.next()?;
        Disk.rename(from, to)
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.calls.next()?;
        Disk.create_folder(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.calls.next()?;
        Disk.sync_folder(folder)
    }
}

struct FailingFile {
    file: Box<dyn DiskFile>,
    calls: Arc<Calls>,
}

impl Write for FailingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.calls.next()?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.calls.next()?;
        self.file.flush()
    }
}

impl DiskFile for FailingFile {
    fn sync(&mut self) -> io::Result<()> {
        self.calls.next()?;
        self.file.sync()
    }
}

/// What a run that a full disk ends tells.
fn outcome(life: Life) -> ImportOutcome {
    match life {
        Life::Ended(Ok(outcome)) => outcome,
        Life::Ended(Err(error)) => error.outcome(),
        Life::Killed => panic!("nobody killed it"),
    }
}

fn fails(world: &World, at: usize, goes_on: bool) {
    let context = format!("call {at} fails, those after it too: {goes_on}");
    let ended = outcome(world.live(run, None, &Failing::at(at, goes_on)).0);
    assert_eq!(ended, ImportOutcome::Io, "{context}");
    world.assert_recorded_chunks_are_whole(&context);
}

#[test]
fn a_call_of_the_file_system_that_fails_ends_the_run_and_the_next_makes_everything_good() {
    let expected = {
        let world = ledger::world();
        world.does(run);
        End::of(&world)
    };
    let calls = {
        let counting = Failing::at(usize::MAX, false);
        ledger::world().live(run, None, &counting);
        counting.made()
    };
    let stride = rounds(29, 9, 1, 1);
    let points: Vec<_> = (1 + calls % stride..=calls).step_by(stride).collect();
    println!("{calls} calls, {} of them fail, once or from then on", points.len());
    assert!(calls >= 40, "{calls} calls");
    for at in points {
        for goes_on in [false, true] {
            let world = ledger::world();
            fails(&world, at, goes_on);
            world.does(run);
            assert_eq!(End::of(&world), expected, "call {at} had failed, those after it too: {goes_on}");
            world.assert_taken_once("after a call that failed");
        }
    }
}

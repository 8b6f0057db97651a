//! Random operations over random tables against a model in memory: whatever the sequence, every table holds what the
//! model holds, every index has its order, and other programs read the same.

mod model;
mod order;
mod schema;
mod sequence;

use proving::budget::rounds;
use proving::readers::jetdb_reader::Jetdb;
use proving::readers::proof::Proof;
use proving::readers::reader::{agree, compare};
use sequence::{Done, play};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;

/// Where the seeds start: any number does.
const FIRST_SEED: u64 = 5_000_000;

/// Says which sequence it was if the test fails inside it.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the sequence of seed {0} failed; FACTULINK_SEED={0} plays it alone", self.0);
        }
    }
}

/// A folder in memory where the system has one: the files are only there to be read by others.
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("a folder")
}

/// Plays a sequence to its end and has its file read by jetdb; the file stays.
fn play_and_read(seed: u64, file: &Path) -> Done {
    let _seed = Seed(seed);
    let (bytes, done) = play(seed);
    std::fs::write(file, bytes).expect("a file");
    agree(&[compare(&Jetdb, file)]);
    done
}

#[test]
fn a_hundred_random_operations_leave_what_a_model_says() {
    if let Ok(seed) = std::env::var("FACTULINK_SEED") {
        let folder = folder();
        let file = folder.path().join("replayed.accdb");
        println!("{:?}", play_and_read(seed.parse().expect("a number"), &file));
        Proof::here().of_our_own(&[file]);
        return;
    }
    // Of the sample mdbtools, Jackcess and the checker are asked as well.
    let (wanted, sample) = (rounds(5, 200, 1_000, 10_000), rounds(1, 10, 50, 100));
    let folder = folder();
    let (next, total) = (AtomicU64::new(0), Mutex::new(Done::default()));
    let sampled: Mutex<Vec<PathBuf>> = Mutex::default();
    on_every_core(|| {
        loop {
            let nth = next.fetch_add(1, Ordering::Relaxed);
            if nth >= wanted as u64 {
                return;
            }
            let file = folder.path().join(format!("{nth:05}.accdb"));
            let done = play_and_read(FIRST_SEED + nth, &file);
            total.lock().expect("sound").add(&done);
            if nth.is_multiple_of(wanted.div_ceil(sample) as u64) {
                sampled.lock().expect("sound").push(file);
            } else {
                std::fs::remove_file(&file).expect("removed");
            }
        }
    });
    let sampled = sampled.into_inner().expect("sound");
    println!("{wanted} sequences: {:?}", total.into_inner().expect("sound"));
    let parts: Mutex<Vec<&[PathBuf]>> = Mutex::new(sampled.chunks(5).collect());
    on_every_core(|| {
        let proof = Proof::here();
        loop {
            let Some(part) = parts.lock().expect("sound").pop() else { return };
            proof.of_our_own(part);
        }
    });
    println!("{} of their files read by every other program", sampled.len());
}

fn on_every_core(work: impl Fn() + Sync) {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(&work))));
}

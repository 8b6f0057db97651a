//! Readers and a writer at work on one file at the same time: no order is ever seen torn, and nobody fails.

use crate::stable_reading::orders::{self, Found, newest};
use accdb::{Database, Error};
use proving::beside::{Counted, Stop, opened};
use proving::budget::rounds;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

/// Orders a second, one in a commit.
const PACE: Duration = Duration::from_millis(20);

/// Adds orders from `first` on until it is told to stop; returns how many.
fn write(path: &Path, first: i32, stop: &AtomicBool) -> i32 {
    let (mut writer, start, mut number) = (None, Instant::now(), first);
    while !stop.load(Relaxed) {
        let open = || opened(|| Database::open_write(path)).expect("readers keep no writer out");
        orders::add(writer.get_or_insert_with(open), number).expect("readers disturb no commit");
        if cfg!(windows) {
            writer = None; // While it is there nobody reads.
        }
        number += 1;
        let due = PACE * u32::try_from(number - first).expect("not negative");
        sleep(due.saturating_sub(start.elapsed()));
    }
    number - first
}

/// Looks at the newest orders as somebody does who has just come.
fn scan(path: &Path, counted: &Counted) -> Result<Vec<Found>, Error> {
    let mut database = opened(|| Database::open_read_with(path, &counted))?;
    database.read_consistent(&counted, |database| newest(database, 10))?
}

#[test]
fn while_fifty_orders_a_second_are_written_no_scan_sees_one_torn() {
    let scans = rounds(150, 300, 1_000, 10_000);
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("orders.accdb");
    std::fs::write(&path, orders::bytes(200)).expect("writes");
    let (counted, stop) = (Counted::default(), AtomicBool::new(false));
    let start = Instant::now();
    let (written, seen) = scope(|threads| {
        let writer = threads.spawn(|| write(&path, 201, &stop));
        let (stopped, mut last) = (Stop(&stop), 0);
        for scan_number in 0..scans {
            let found = scan(&path, &counted).expect("a scan");
            assert!(found.len() == 10 && found.iter().all(Found::is_whole), "scan {scan_number}: {found:?}");
            assert!(found[0].number >= last, "an order that was there is gone");
            last = found[0].number;
            sleep(Duration::from_millis(5));
        }
        drop(stopped);
        (writer.join().expect("the writer never fails"), last - 200)
    });
    println!(
        "{scans} scans while {written} orders were written in {:.1} s ({seen} of them seen): none torn, {} times read \
         again, {} times waited for a commit",
        start.elapsed().as_secs_f64(),
        counted.read_again.load(Relaxed),
        counted.waited.load(Relaxed),
    );
    assert!(seen > 0 && written > 10);
}

//! Reading beside a writer, as tests do it.

use accdb::{Error, ReadConflict, RetryPolicy};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Tells a writer to stop when it goes, after a failed check, too: a scope waits for all of its threads.
pub struct Stop<'s>(pub &'s AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Relaxed);
    }
}

/// Waits as a store does, and counts.
#[derive(Default)]
pub struct Counted {
    pub read_again: AtomicU32,
    pub waited: AtomicU32,
}

impl RetryPolicy for &Counted {
    fn try_again(&self, conflict: ReadConflict, times: u32) -> bool {
        let again = matches!(conflict, ReadConflict::Changed(_) | ReadConflict::Overtaken);
        let count = if again { &self.read_again } else { &self.waited };
        count.fetch_add(1, Relaxed);
        sleep(Duration::from_millis(2));
        times < 500
    }
}

/// Opens a file. On Windows a reader and our writer keep each other out: who comes second comes again, as a store does.
pub fn opened<T>(open: impl Fn() -> Result<T, Error>) -> Result<T, Error> {
    let start = Instant::now();
    loop {
        match open() {
            Err(Error::InUse) if cfg!(windows) && start.elapsed() < Duration::from_secs(30) => {
                sleep(Duration::from_millis(2))
            }
            other => return other,
        }
    }
}

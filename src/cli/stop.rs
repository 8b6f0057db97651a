//! Ctrl-C, or the system's wish that the program should end: a command stops at the next place where that is clean.

use super::exit;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

/// Whether somebody has asked this process to end.
static ASKED: AtomicBool = AtomicBool::new(false);

/// Listens from now on, and returns where to look. A second Ctrl-C ends the program at once, which is as safe as being
/// killed.
pub fn listen() -> &'static AtomicBool {
    let listening = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(exit::INTERRUPTED.into());
        }
    });
    if let Err(error) = listening {
        log::debug!("nobody listens for Ctrl-C: {error}");
    }
    &ASKED
}

/// Lets time pass, or less of it where this process is asked to end meanwhile.
pub fn pause(time: Duration) {
    pause_unless(|| ASKED.load(Ordering::Relaxed), sleep, time);
}

/// How long somebody who asks has to wait at most.
const STEP: Duration = Duration::from_millis(100);

fn pause_unless(is_asked: impl Fn() -> bool, mut sleep: impl FnMut(Duration), time: Duration) {
    let mut left = time;
    while !left.is_zero() && !is_asked() {
        let step = left.min(STEP);
        sleep(step);
        left -= step;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// How long a pause lasts that somebody wants to end after so many milliseconds, and its longest step.
    fn lasted(time_ms: u64, asked_after_ms: u64) -> (u64, u64) {
        let (now, longest) = (Cell::new(Duration::ZERO), Cell::new(Duration::ZERO));
        let is_asked = || now.get() >= Duration::from_millis(asked_after_ms);
        let sleep = |step: Duration| {
            now.set(now.get() + step);
            longest.set(longest.get().max(step));
        };
        pause_unless(is_asked, sleep, Duration::from_millis(time_ms));
        [now, longest].map(|time| u64::try_from(time.get().as_millis()).expect("short")).into()
    }

    #[test]
    fn a_pause_lasts_as_long_as_it_should() {
        for time in [1, 99, 100, 101, 30_000] {
            assert_eq!(lasted(time, u64::MAX), (time, time.min(100)));
        }
        assert_eq!(lasted(0, u64::MAX), (0, 0));
    }

    #[test]
    fn a_wish_to_end_is_heard_within_a_step() {
        assert_eq!(lasted(30_000, 0), (0, 0), "there before it began");
        for asked in [1, 100, 250, 29_999] {
            let (lasted, _) = lasted(30_000, asked);
            assert!((asked..asked + 100).contains(&lasted), "asked after {asked}, lasted {lasted}");
        }
    }
}

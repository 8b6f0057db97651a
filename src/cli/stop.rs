//! Ctrl-C, or the system's wish that the program should end: a command stops at the next place where that is clean.

use super::exit;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

/// Whether somebody has asked this process to end.
static ASKED: AtomicBool = AtomicBool::new(false);

/// Listens from now on, and returns where to look. Who asks a second time need not wait: ending at once is as safe as
/// being killed.
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
    let mut left = time;
    while !left.is_zero() && !ASKED.load(Ordering::Relaxed) {
        let step = left.min(Duration::from_millis(100));
        sleep(step);
        left -= step;
    }
}

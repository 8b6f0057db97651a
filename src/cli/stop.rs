//! Ctrl-C, or the system's wish that the program should end: a command stops at the next place where that is clean.

use super::exit;
use std::sync::atomic::{AtomicBool, Ordering};

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

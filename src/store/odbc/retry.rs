//! Doing again, after a pause, what was in the way for a moment.

use super::diagnostics::Trouble;
use crate::store::Error;
use std::rc::Rc;
use std::time::Duration;

/// What lets time pass: the program sleeps, a test takes it down.
pub type Wait = Rc<dyn Fn(Duration)>;

/// How a caller waits, and how long at most before the next try.
#[derive(Clone)]
pub(super) struct Retry {
    pub wait: Wait,
    pub pause_max: Duration,
}

impl Retry {
    /// Attempts something until it is done, or fails in a way that does not pass within one run. An attempt is whole,
    /// and nothing of it is left when it has failed.
    pub fn repeat<T, E: AsRef<Error>>(&self, mut attempt: impl FnMut() -> Result<T, E>) -> Result<T, E> {
        let mut failed = 0;
        loop {
            let refused = match attempt() {
                Ok(done) => return Ok(done),
                Err(refused) => refused,
            };
            failed += 1;
            let Some(pause) = pause(refused.as_ref(), failed).filter(|pause| *pause <= self.pause_max) else {
                return Err(refused);
            };
            log::info!("{}: trying again in {pause:?} (time {failed})", refused.as_ref());
            (self.wait)(pause);
        }
    }
}

/// How long to wait after an error that has come so often; `None`: it is left to the next run, or to a person.
fn pause(error: &Error, failed: u32) -> Option<Duration> {
    match error {
        Error::Driver { trouble, .. } => trouble.pause(failed),
        // Others have written at the same moment.
        Error::Busy { .. } => Trouble::WriteConflict.pause(failed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::{Failure, Record};
    use super::*;
    use std::cell::RefCell;

    fn driver(native: i32) -> Error {
        let record = Record { state: "HY000".to_owned(), native, message: String::new() };
        Error::driver("001.accdb", Failure { action: "committing", records: vec![record] })
    }

    /// The pauses, in seconds, until an error that comes `times` times is over or given up; and whether it is over.
    fn pauses(error: impl Fn() -> Error, times: usize, pause_max: u64) -> (Vec<u64>, bool) {
        let waited = Rc::new(RefCell::new(Vec::new()));
        let taken_down = Rc::clone(&waited);
        let wait: Wait = Rc::new(move |pause| taken_down.borrow_mut().push(pause.as_secs()));
        let mut failing = 0..times;
        let done = Retry { wait, pause_max: Duration::from_secs(pause_max) }
            .repeat(|| failing.next().map_or(Ok(()), |_| Err(error())));
        (waited.take(), done.is_ok())
    }

    #[test]
    fn what_passes_is_waited_for_longer_and_longer_and_then_given_up() {
        assert_eq!(pauses(|| driver(-1102), 2, 30), (vec![1, 3], true));
        assert_eq!(pauses(|| driver(-1102), 9, 30), (vec![1, 3, 10, 30], false));
        assert_eq!(pauses(|| driver(-1102), 9, 3), (vec![1, 3], false), "a reader waits less");
        assert_eq!(pauses(|| Error::Busy { file: "x".into(), source: None }, 1, 30), (vec![1], true));
    }

    #[test]
    fn what_does_not_pass_is_not_tried_again() {
        for native in [-1905, -1808, -1605, -1033] {
            assert_eq!(pauses(|| driver(native), 1, 30), (vec![], false), "{native}");
        }
    }
}

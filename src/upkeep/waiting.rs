//! How long a file is waited for while others have it, and what the log says of it.

use accdb::{ReadConflict, RetryPolicy};
use std::cell::Cell;
use std::fmt;
use std::thread::sleep;
use std::time::Duration;

/// Somebody who opens or reads a file, and how often it had to be read anew.
pub struct Waiting<'a> {
    /// For messages.
    file: &'a str,
    read_again: Cell<u32>,
}

/// How often and after which pause something is tried again.
struct Terms {
    times: u32,
    pause: Duration,
}

impl<'a> Waiting<'a> {
    /// `file` is what the log calls it.
    pub fn on(file: &'a str) -> Waiting<'a> {
        Waiting { file, read_again: Cell::new(0) }
    }

    /// How often something had to be read again because others were writing meanwhile.
    pub fn read_again(&self) -> u32 {
        self.read_again.get()
    }

    /// Opens a file, for which the last reader or writer may have to be waited for: a second in all.
    pub fn open<T>(&self, mut open: impl FnMut() -> accdb::Result<T>) -> accdb::Result<T> {
        for time in 0..7 {
            match open() {
                Err(accdb::Error::InUse) => {}
                opened => return opened,
            }
            log::debug!("{}: in use, waiting (time {})", self.file, time + 1);
            sleep(Duration::from_millis(8 << time));
        }
        open()
    }
}

impl RetryPolicy for Waiting<'_> {
    fn try_again(&self, conflict: ReadConflict, times: u32) -> bool {
        if matches!(conflict, ReadConflict::Changed(_) | ReadConflict::Overtaken) {
            self.read_again.set(self.read_again.get().saturating_add(1));
        }
        let terms = terms(conflict, times);
        log::debug!("{}: {} (time {times} of {} at most)", self.file, Words(conflict), terms.times);
        if times < terms.times {
            sleep(terms.pause);
        }
        times < terms.times
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let times = self.read_again.get();
        if times > 0 {
            log::info!("{}: others were writing meanwhile; read again {times} times", self.file);
        }
    }
}

/// Two to three seconds in all, by when any commit has ended.
fn terms(conflict: ReadConflict, times: u32) -> Terms {
    let (at_most, pause_ms) = match conflict {
        // Others come and go between two commits; the growing pause keeps in step with none of them.
        ReadConflict::Changed(_) | ReadConflict::Overtaken => (32, 1 << times.min(7)),
        ReadConflict::Commit => (150, if times < 50 { 2 } else { 20 }),
        ReadConflict::Failure => (3, 50),
    };
    Terms { times: at_most, pause: Duration::from_millis(pause_ms) }
}

struct Words(ReadConflict);

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ReadConflict::Changed(page) => {
                write!(f, "page {page} changed while it was being read, reading again")
            }
            ReadConflict::Overtaken => {
                f.write_str("a commit was begun while it was being read, reading again")
            }
            ReadConflict::Commit => f.write_str("a commit is being written, waiting"),
            ReadConflict::Failure => f.write_str("reading failed, looking again whether that stands"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use accdb::PageNo;

    #[test]
    fn every_disturbance_is_given_up_after_two_to_three_seconds() {
        for conflict in [ReadConflict::Changed(PageNo(1)), ReadConflict::Overtaken, ReadConflict::Commit] {
            let mut waited = Duration::ZERO;
            let mut times = 1;
            while times < terms(conflict, times).times {
                waited += terms(conflict, times).pause;
                times += 1;
            }
            assert!((2_000..4_000).contains(&waited.as_millis()), "{conflict:?}: {waited:?}");
        }
    }

    #[test]
    fn a_file_in_use_is_waited_for_and_then_given_up() {
        let waiting = Waiting::on("001.accdb");
        let mut tries = 0;
        let opened = waiting.open(|| {
            tries += 1;
            if tries < 3 { Err(accdb::Error::InUse) } else { Ok(tries) }
        });
        assert_eq!(opened.unwrap(), 3);
        assert!(matches!(
            waiting.open(|| accdb::Result::<()>::Err(accdb::Error::InUse)),
            Err(accdb::Error::InUse)
        ));
    }

    #[test]
    fn what_had_to_be_read_again_is_counted() {
        let waiting = Waiting::on("001.accdb");
        assert!(waiting.try_again(ReadConflict::Changed(PageNo(9)), 1));
        assert!(waiting.try_again(ReadConflict::Commit, 1));
        assert!(!waiting.try_again(ReadConflict::Failure, 3));
        assert_eq!(waiting.read_again(), 1);
    }
}

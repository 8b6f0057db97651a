//! How long a file is waited for while others have it, and what the log says of it.

use accdb::{Disturbance, Patience};
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

impl Patience for Waiting<'_> {
    fn try_again(&self, disturbance: Disturbance, times: u32) -> bool {
        if matches!(disturbance, Disturbance::Changed(_) | Disturbance::Overtaken) {
            self.read_again.set(self.read_again.get().saturating_add(1));
        }
        let terms = terms(disturbance, times);
        log::debug!("{}: {} (time {times} of {} at most)", self.file, Words(disturbance), terms.times);
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
fn terms(disturbance: Disturbance, times: u32) -> Terms {
    let (at_most, pause_ms) = match disturbance {
        // Others come and go between two commits; the growing pause keeps in step with none of them.
        Disturbance::Changed(_) | Disturbance::Overtaken => (32, 1 << times.min(7)),
        Disturbance::Commit => (150, if times < 50 { 2 } else { 20 }),
        Disturbance::Failure => (3, 50),
    };
    Terms { times: at_most, pause: Duration::from_millis(pause_ms) }
}

struct Words(Disturbance);

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Disturbance::Changed(page) => {
                write!(f, "page {page} changed while it was being read, reading again")
            }
            Disturbance::Overtaken => {
                f.write_str("a commit was begun while it was being read, reading again")
            }
            Disturbance::Commit => f.write_str("a commit is being written, waiting"),
            Disturbance::Failure => f.write_str("reading failed, looking again whether that stands"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use accdb::PageNo;

    #[test]
    fn every_disturbance_is_given_up_after_two_to_three_seconds() {
        for disturbance in [Disturbance::Changed(PageNo(1)), Disturbance::Overtaken, Disturbance::Commit] {
            let mut waited = Duration::ZERO;
            let mut times = 1;
            while times < terms(disturbance, times).times {
                waited += terms(disturbance, times).pause;
                times += 1;
            }
            assert!((2_000..4_000).contains(&waited.as_millis()), "{disturbance:?}: {waited:?}");
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
        assert!(waiting.try_again(Disturbance::Changed(PageNo(9)), 1));
        assert!(waiting.try_again(Disturbance::Commit, 1));
        assert!(!waiting.try_again(Disturbance::Failure, 3));
        assert_eq!(waiting.read_again(), 1);
    }
}

//! The log file: one a day, a further one when it grows too large, old ones removed.

use crate::files;
use crate::pipeline::Clock;
use chrono::{Days, NaiveDate};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const PREFIX: &str = "factulink-";
const SUFFIX: &str = ".log";
/// A file that has reached this many bytes is followed by another of the same day.
const BYTES_MAX: u64 = 10 * 1024 * 1024;

/// Names of one day that are tried where others have something else there.
const PARTS_MAX: u32 = 1000;

/// The writer behind the logger. A day that begins while the program runs gets its own file.
pub struct LogFile {
    directory: PathBuf,
    keep_days: u32,
    bytes_max: u64,
    clock: Arc<dyn Clock + Send + Sync>,
    day: NaiveDate,
    file: File,
    bytes: u64,
}

impl LogFile {
    /// Opens the day's file for appending, makes the folder if need be, and removes files past their time.
    pub fn open(
        directory: &Path,
        keep_days: u32,
        clock: Arc<dyn Clock + Send + Sync>,
    ) -> io::Result<LogFile> {
        Self::with_limit(directory, keep_days, clock, BYTES_MAX)
    }

    fn with_limit(
        directory: &Path,
        keep_days: u32,
        clock: Arc<dyn Clock + Send + Sync>,
        bytes_max: u64,
    ) -> io::Result<LogFile> {
        files::make_folder(directory)?;
        let day = clock.today();
        let (file, bytes) = open_day(directory, day, bytes_max)?;
        remove_old(directory, day, keep_days);
        Ok(LogFile { directory: directory.to_owned(), keep_days, bytes_max, clock, day, file, bytes })
    }

    fn turn_if_due(&mut self) -> io::Result<()> {
        let today = self.clock.today();
        if today == self.day && self.bytes < self.bytes_max {
            return Ok(());
        }
        (self.file, self.bytes) = open_day(&self.directory, today, self.bytes_max)?;
        if today != self.day {
            remove_old(&self.directory, today, self.keep_days);
        }
        self.day = today;
        Ok(())
    }
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.turn_if_due()?;
        let written = self.file.write(line)?;
        self.bytes += u64::try_from(written).unwrap_or_default();
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The first file of a day that still has room, and its length.
fn open_day(directory: &Path, day: NaiveDate, bytes_max: u64) -> io::Result<(File, u64)> {
    let mut part = 0;
    loop {
        let path = directory.join(name(day, part));
        match appending(&path) {
            Ok(file) => {
                let bytes = file.metadata()?.len();
                if bytes < bytes_max {
                    return Ok((file, bytes));
                }
            }
            // Something else has that name.
            Err(error) if error.kind() == io::ErrorKind::InvalidInput && part < PARTS_MAX => {}
            Err(error) => return Err(error),
        }
        part += 1;
    }
}

/// A file of our own, made where there is none.
fn appending(path: &Path) -> io::Result<File> {
    match files::create_own(OpenOptions::new().append(true), path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            files::open_own(OpenOptions::new().append(true), path)
        }
        made => made,
    }
}

fn name(day: NaiveDate, part: u32) -> String {
    let part = if part == 0 { String::new() } else { format!(".{part}") };
    format!("{PREFIX}{day}{part}{SUFFIX}")
}

/// The day in a file name of ours.
fn day_of(name: &str) -> Option<NaiveDate> {
    let middle = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
    middle.split('.').next()?.parse().ok()
}

/// Removes our files older than `keep_days`. One that cannot be removed is tried again tomorrow.
fn remove_old(directory: &Path, today: NaiveDate, keep_days: u32) {
    let Some(oldest) = today.checked_sub_days(Days::new(keep_days.into())) else { return };
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        if entry.file_name().to_str().and_then(day_of).is_some_and(|day| day < oldest) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use std::sync::atomic::{AtomicI64, Ordering};

    /// A clock that is set by hand, in days.
    struct Hand(AtomicI64);

    impl Clock for Hand {
        fn now(&self) -> DateTime<Utc> {
            DateTime::from_timestamp(self.0.load(Ordering::Relaxed) * 86_400, 0).expect("a day of this era")
        }

        fn today(&self) -> NaiveDate {
            self.now().date_naive()
        }
    }

    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).expect("a folder");
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_new_day_and_a_full_file_begin_new_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(Hand(AtomicI64::new(0)));
        let mut log = LogFile::with_limit(folder.path(), 30, clock.clone(), 10).expect("opened");
        for line in ["first line\n", "second\n", "third\n", "fourth\n"] {
            log.write_all(line.as_bytes()).expect("written");
        }
        clock.0.store(1, Ordering::Relaxed);
        log.write_all(b"next day\n").expect("written");
        let expected = [
            "factulink-1970-01-01.1.log",
            "factulink-1970-01-01.2.log",
            "factulink-1970-01-01.log",
            "factulink-1970-01-02.log",
        ];
        assert_eq!(names(folder.path()), expected);
        let second = fs::read_to_string(folder.path().join("factulink-1970-01-01.1.log")).expect("text");
        assert_eq!(second, "second\nthird\n");
    }

    #[test]
    fn files_past_their_time_are_removed_and_others_are_left() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in
            ["factulink-1970-01-01.log", "factulink-1970-01-10.3.log", "factulink-notes.log", "other.log"]
        {
            fs::write(folder.path().join(name), "x").expect("written");
        }
        let clock = Arc::new(Hand(AtomicI64::new(10)));
        LogFile::open(folder.path(), 5, clock).expect("opened");
        let left =
            ["factulink-1970-01-10.3.log", "factulink-1970-01-11.log", "factulink-notes.log", "other.log"];
        assert_eq!(names(folder.path()), left);
    }

    #[test]
    fn a_restart_goes_on_in_the_days_file() {
        let folder = tempfile::tempdir().expect("a folder");
        for line in ["one\n", "two\n"] {
            let clock = Arc::new(Hand(AtomicI64::new(0)));
            LogFile::open(folder.path(), 5, clock)
                .expect("opened")
                .write_all(line.as_bytes())
                .expect("written");
        }
        let text = fs::read_to_string(folder.path().join("factulink-1970-01-01.log")).expect("text");
        assert_eq!(text, "one\ntwo\n");
    }
}

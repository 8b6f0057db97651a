//! What every command on bulk files is given.

use super::report::JobPage;
use super::{ImportSettings, JobName};
use crate::clock::Clock;
use crate::platform::{self, Platform, PlatformSettings};
use crate::table::Files;
use std::path::Path;
use std::time::Duration;

/// A stretch of work that somebody may watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportPhase {
    /// Rows.
    Prepare,
    /// Chunks; into an Access table rows.
    Load,
    /// Seconds waited for the platform.
    Wait,
    /// Rows to register.
    Register,
}

/// Somebody who watches a command, may ask it to end, and makes it wait.
pub trait JobWatch {
    /// A stretch of work begins; `total` is counted as the phase says, where it is known.
    fn begin(&self, _phase: ImportPhase, _job: &JobName, _total: Option<u64>) {}
    fn advance(&self, _count: u64) {}
    fn end(&self) {}
    /// Asked between two acts; once true the command ends cleanly as interrupted.
    fn stop_requested(&self) -> bool {
        false
    }
    /// Waits; ends early where the command is to end.
    fn pause(&self, time: Duration);
    /// Called before and after every write of the state and every act on the outside: where a test ends the process.
    fn step(&self) {}
}

/// The way to the platform of a profile.
pub trait Platforms {
    /// Makes a platform ready to be talked to; reaches nothing yet.
    fn open<'p>(&'p self, settings: &'p PlatformSettings) -> Result<Box<dyn Platform + 'p>, platform::Error>;
}

/// What stages write for people; `cli` knows their language.
pub trait JobWords {
    /// What to do about a row that breaks a rule, for the file of rejected rows. `column` is the title in the file.
    fn remedy(&self, rule: &str, column: &str, found: &str, expected: Option<&str>) -> String;
    /// `report.html` of a job.
    fn html(&self, page: &JobPage) -> String;
    /// `report.csv` of a job, to the last byte.
    fn csv(&self, page: &JobPage) -> Vec<u8>;
}

/// The surroundings of one command.
#[derive(Clone, Copy)]
pub struct ImportApp<'a> {
    pub settings: &'a ImportSettings,
    pub state: &'a Path,
    /// The configuration, where it was named: commands that people copy name it, too.
    pub config: Option<&'a Path>,
    pub clock: &'a dyn Clock,
    pub watch: &'a dyn JobWatch,
    pub platforms: &'a dyn Platforms,
    pub words: &'a dyn JobWords,
    /// The file system that outputs are written to.
    pub files: &'a dyn Files,
    /// A folder for temporary files; `None`: the system's.
    pub scratch: Option<&'a Path>,
    /// From 0 to 1: spreads pauses, so that several machines do not come back at once.
    pub jitter: &'a dyn Fn() -> f64,
}

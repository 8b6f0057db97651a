//! What every verb is given: settings, the way to the databases, the clock, who asks, and who watches.

use super::settings::Settings;
use crate::clock::Clock;
use crate::domain::{CompanyName, Year};
use crate::store::Stores;
use std::path::Path;

/// What is being done, for whoever watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Scan,
    Masters,
    Enqueue,
    Marks,
    Backup,
    Push,
}

/// Somebody who watches a run and may ask it to stop. Calls are cheap and come from the thread that works.
pub trait Progress {
    /// A stretch of work begins; `total` counts orders, where that is known beforehand (an upper bound).
    fn begin(&self, _phase: Phase, _company: &CompanyName, _total: Option<u64>) {}
    /// That many more orders of the stretch are done.
    fn advance(&self, _orders: u64) {}
    fn end(&self) {}
    /// Asked between transactions; once true the command ends cleanly as `interrupted`.
    fn stop_requested(&self) -> bool {
        false
    }
}

/// Watches nothing.
pub struct Unwatched;

impl Progress for Unwatched {}

/// The surroundings of one command.
#[derive(Clone, Copy)]
pub struct App<'a> {
    pub settings: &'a Settings,
    pub stores: &'a dyn Stores,
    pub state: &'a Path,
    pub clock: &'a dyn Clock,
    pub progress: &'a dyn Progress,
    /// Names this process among all that ever lease an order: host, process id and start time, say.
    pub owner: &'a str,
    /// `--year`: the only exercise looked at; absent, the calendar year's and in the overlap its neighbour's.
    pub year: Option<Year>,
}

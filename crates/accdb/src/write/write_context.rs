//! What an insert takes from outside the file and the row.

use crate::format::date::OleDate;
use crate::write::random::Random;

/// The time, and random numbers where the caller has brought a seed.
#[derive(Debug, Clone)]
pub(crate) struct WriteContext {
    pub now: OleDate,
    pub random: Option<Random>,
}

impl WriteContext {
    /// A moment without random numbers.
    pub fn of(now: impl Into<OleDate>) -> WriteContext {
        WriteContext { now: now.into(), random: None }
    }
}

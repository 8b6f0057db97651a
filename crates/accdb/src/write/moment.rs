//! What an insert takes from outside the file and the row.

use crate::write::random::Random;

/// The time, and random numbers where the caller has brought a seed.
#[derive(Debug, Clone)]
pub(crate) struct Moment {
    /// An OLE date.
    pub now: f64,
    pub random: Option<Random>,
}

impl Moment {
    /// A moment without random numbers.
    pub fn of(now: f64) -> Moment {
        Moment { now, random: None }
    }
}

//! The time, as an argument: `cli` gives the system's, tests one of their own.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

/// What time it is, and where.
pub trait Clock {
    fn now(&self) -> DateTime<Utc>;
    /// The civil date where the program runs: what goes into documents.
    fn today(&self) -> NaiveDate;
    /// What the clock on the wall shows at a moment.
    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.naive_utc()
    }
    /// The moment at which the clock on the wall shows that; of two, when it is put back, the earlier one.
    fn moment(&self, local: NaiveDateTime) -> DateTime<Utc> {
        local.and_utc()
    }
}

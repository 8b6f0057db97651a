//! What becomes of a row.

use accdb::Rule;

/// What became of one row, or would become of it. `column` counts from 0 on, the key columns first.
#[derive(Debug)]
pub enum WriteOutcome {
    /// There was none with its key: inserted.
    New,
    /// Columns of the row that was there were changed.
    Changed(Vec<Difference>),
    /// It is there as it should be; nothing was written.
    Known,
    /// [`Mode::Insert`](super::Mode::Insert): its key is there with another content.
    Conflict(Vec<Difference>),
    /// An earlier row of this writer has its key, with another content.
    Repeated(Vec<Difference>),
    /// Its change is larger than is allowed.
    TooBig(Difference),
    /// A value does not fit its column. Texts are never cut, numbers never rounded.
    Misfit { column: usize, rule: Rule },
    /// Several rows of the table have its key.
    Ambiguous,
    /// The table does not take it.
    Refused(accdb::Error),
}

impl WriteOutcome {
    /// Whether the row is written, or would be.
    pub fn is_written(&self) -> bool {
        matches!(self, WriteOutcome::New | WriteOutcome::Changed(_))
    }
}

/// A column of a row that is there, and what is to stand in it: as texts, numbers without needless noughts, dates as
/// `yyyy-mm-dd`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub column: usize,
    pub before: String,
    pub after: String,
}

//! A row that a table did not take, as it is told.

use serde::Serialize;

/// A row that a table did not take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldRow {
    pub part: u32,
    pub row: u64,
    /// `change_too_big`, `key_conflict` …, or what the profile calls it.
    pub reason: String,
    /// What a reason of the profile's own stands for: `change_too_big`, `lookup_none` …; else the reason itself.
    #[serde(skip)]
    pub kind: String,
    /// The key of its row in the table: `ARTLPA OF-0032, PROLPA 6`. Empty where it has none.
    pub key: String,
    /// The column of the table that it is about; empty: the row as a whole.
    pub column: String,
    /// What stands there, and what the row would put in its place.
    pub there: String,
    pub wanted: String,
    pub remedy: String,
    /// Commands that decide it, to be copied.
    pub commands: Vec<String>,
}

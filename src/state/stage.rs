//! The states of an order, and how many orders are in each.

use super::error::Result;
use super::values;
use rusqlite::Connection;
use std::fmt;
use std::str::FromStr;

/// How far an order has come; docs/state.md draws the transitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    Captured,
    Queued,
    Leased,
    Pushed,
    Skipped,
    Held,
    Parked,
}

impl Stage {
    pub const ALL: [Stage; 7] = [
        Stage::Captured,
        Stage::Queued,
        Stage::Leased,
        Stage::Pushed,
        Stage::Skipped,
        Stage::Held,
        Stage::Parked,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Stage::Captured => "captured",
            Stage::Queued => "queued",
            Stage::Leased => "leased",
            Stage::Pushed => "pushed",
            Stage::Skipped => "skipped",
            Stage::Held => "held",
            Stage::Parked => "parked",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Stage {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let known = Stage::ALL.into_iter().find(|stage| stage.as_str() == text);
        known.ok_or_else(|| format!("{text:?} is not the state of an order"))
    }
}

/// How many orders are in each state; states without orders are left out.
pub fn counts(state: &Connection) -> Result<Vec<(Stage, u64)>> {
    let mut count = state.prepare_cached("SELECT state, count(*) AS orders FROM orders GROUP BY state")?;
    values::rows(count.query([])?, |row| Ok((values::parsed(row, "state")?, values::number(row, "orders")?)))
}

/// How many orders wait for a person: held, parked, or not to be read; of those in the parent, the ones whose document
/// is missing there.
pub fn waiting(state: &Connection) -> Result<u64> {
    let sql = "SELECT (SELECT count(*) FROM orders WHERE reason IS NOT NULL AND state IN ('held', 'parked', 'pushed')
                       AND (state <> 'pushed' OR reason = ?1))
                   + (SELECT count(*) FROM incomplete WHERE unreadable)";
    values::count(state, sql, [crate::domain::Reason::DocumentMissing.id()])
}

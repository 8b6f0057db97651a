//! Every attempt to write an order, and how it ended. Failures are rows of their own; that an order arrived stands
//! with the order, since most never fail.

use super::error::Result;
use super::file::Write;
use super::orders::EntryId;
use super::values::{self, Moment};
use rusqlite::{Connection, params};

/// How an attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failed {
    Retry,
    /// The parent's database is not what it should be; the order had no part in that.
    Stop,
    Parked,
}

impl Failed {
    pub const fn as_str(self) -> &'static str {
        match self {
            Failed::Retry => "retry",
            Failed::Stop => "stop",
            Failed::Parked => "parked",
        }
    }
}

/// An attempt on record: `done`, `found`, `retry`, `stop` or `parked`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub at: Moment,
    pub outcome: String,
    pub error: Option<String>,
}

pub fn record(tx: &Write<'_>, id: EntryId, outcome: Failed, error: &str, now: Moment) -> Result<()> {
    let sql = "INSERT INTO attempts (order_id, at, outcome, error) VALUES (?1, ?2, ?3, ?4)";
    tx.prepare_cached(sql)?.execute(params![id.0, now.timestamp_millis(), outcome.as_str(), error])?;
    Ok(())
}

/// The attempts of one order, oldest first.
pub fn of_order(state: &Connection, id: EntryId) -> Result<Vec<Recorded>> {
    let sql = "SELECT at, outcome, error FROM
                   (SELECT rowid AS place, at, outcome, error FROM attempts WHERE order_id = ?1 ORDER BY place)
               UNION ALL SELECT pushed_at, arrival, NULL FROM orders WHERE id = ?1 AND arrival IS NOT NULL";
    let mut find = state.prepare_cached(sql)?;
    values::rows(find.query([id.0])?, |row| {
        Ok(Recorded {
            at: values::moment(row, "at")?,
            outcome: row.get("outcome")?,
            error: row.get("error")?,
        })
    })
}

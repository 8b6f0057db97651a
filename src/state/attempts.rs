//! Every attempt to write an order, and how it ended.

use super::error::Result;
use super::file::Write;
use super::orders::EntryId;
use super::values::{self, Moment};
use rusqlite::{Connection, params};

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    Done,
    /// Nothing had to be written: the mark was in the parent.
    Found,
    Retry,
    /// The parent's database is not what it should be; the order had no part in that.
    Stop,
    Parked,
}

impl Attempt {
    pub const fn as_str(self) -> &'static str {
        match self {
            Attempt::Done => "done",
            Attempt::Found => "found",
            Attempt::Retry => "retry",
            Attempt::Stop => "stop",
            Attempt::Parked => "parked",
        }
    }
}

/// An attempt on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub at: Moment,
    pub outcome: String,
    pub error: Option<String>,
}

pub fn record(tx: &Write<'_>, id: EntryId, outcome: Attempt, error: Option<&str>, now: Moment) -> Result<()> {
    let sql = "INSERT INTO attempts (order_id, at, outcome, error) VALUES (?1, ?2, ?3, ?4)";
    tx.prepare_cached(sql)?.execute(params![id.0, now.timestamp_millis(), outcome.as_str(), error])?;
    Ok(())
}

/// The attempts of one order, oldest first.
pub fn of_order(state: &Connection, id: EntryId) -> Result<Vec<Recorded>> {
    let sql = "SELECT at, outcome, error FROM attempts WHERE order_id = ?1 ORDER BY rowid";
    let mut find = state.prepare_cached(sql)?;
    values::rows(find.query([id.0])?, |row| {
        Ok(Recorded {
            at: values::moment(row, "at")?,
            outcome: row.get("outcome")?,
            error: row.get("error")?,
        })
    })
}

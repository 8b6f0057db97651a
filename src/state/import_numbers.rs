//! Which numbers of each key were loaded, in each period of a profile, and which a prepared job is about to load.
//!
//! Numbers are kept as intervals that neither touch nor overlap, so that a ledger of millions of vouchers takes a few
//! rows for each series. A number is below 2^63.

use super::error::Result;
use super::file::Write;
use super::import_jobs::JobId;
use super::values;
use rusqlite::{Connection, Row, params};

/// Numbers from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    pub first: u64,
    pub last: u64,
}

/// Notes numbers of a job that is being prepared. An interval of the same key and first number is widened.
pub fn claim(tx: &Write<'_>, job: JobId, key: &str, numbers: Interval) -> Result<()> {
    let sql = "INSERT INTO import_claims (job, key, first, last) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT DO UPDATE SET last = max(last, excluded.last)";
    let (first, last) = columns(numbers)?;
    tx.prepare_cached(sql)?.execute(params![job.0, key, first, last])?;
    Ok(())
}

/// Makes the claims of a job loaded numbers of its period. They stay its claims: who reads its files again can tell its
/// own numbers from those of others.
pub fn load_claims(tx: &Write<'_>, job: JobId) -> Result<()> {
    let mut find = tx.prepare_cached(
        "SELECT j.profile, j.period, c.key, c.first, c.last
         FROM import_claims c JOIN import_jobs j ON j.id = c.job WHERE c.job = ?1 ORDER BY c.key, c.first",
    )?;
    let mut claims = find.query([job.0])?;
    while let Some(row) = claims.next()? {
        let (profile, period, key): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        add(tx, &profile, &period, &key, read(row)?)?;
    }
    Ok(())
}

/// The numbers of a key that a job has claimed, loaded or not, in the order of their first ones.
pub fn claimed(state: &Connection, job: JobId, key: &str) -> Result<Vec<Interval>> {
    let sql = "SELECT first, last FROM import_claims WHERE job = ?1 AND key = ?2 ORDER BY first";
    values::rows(state.prepare_cached(sql)?.query(params![job.0, key])?, read)
}

/// Gives up the claims of a job that will not be loaded, or was taken back.
pub fn drop_claims(tx: &Write<'_>, job: JobId) -> Result<()> {
    tx.prepare_cached("DELETE FROM import_claims WHERE job = ?1")?.execute([job.0])?;
    Ok(())
}

/// Notes that numbers were loaded; they are merged with those that they overlap or touch.
pub fn add(tx: &Write<'_>, profile: &str, period: &str, key: &str, numbers: Interval) -> Result<()> {
    let (first, last) = columns(numbers)?;
    let touching = "DELETE FROM import_numbers WHERE profile = ?1 AND key = ?2 AND period = ?3
                        AND first <= ?5 AND last >= ?4 RETURNING first, last";
    let (before, after) = (first.saturating_sub(1), last.saturating_add(1));
    let mut delete = tx.prepare_cached(touching)?;
    let merged = values::rows(delete.query(params![profile, key, period, before, after])?, |row| {
        Ok((row.get::<_, i64>("first")?, row.get::<_, i64>("last")?))
    })?;
    let whole =
        merged.into_iter().fold((first, last), |whole, part| (whole.0.min(part.0), whole.1.max(part.1)));
    let insert = "INSERT INTO import_numbers (profile, key, period, first, last) VALUES (?1, ?2, ?3, ?4, ?5)";
    tx.prepare_cached(insert)?.execute(params![profile, key, period, whole.0, whole.1])?;
    Ok(())
}

/// Forgets what was loaded of a period: it was taken back.
pub fn forget_period(tx: &Write<'_>, profile: &str, period: &str) -> Result<usize> {
    let sql = "DELETE FROM import_numbers WHERE profile = ?1 AND period = ?2";
    Ok(tx.prepare_cached(sql)?.execute([profile, period])?)
}

/// Which numbers are not taken for a file, though jobs of its profile have loaded or claimed them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Free<'a> {
    /// What was loaded of this period: it is about to be taken back, or is only looked at.
    pub loaded_of: Option<&'a str>,
    /// What jobs of this period claim: the file takes their place.
    pub claimed_of: Option<&'a str>,
}

/// The numbers of a key that are taken, in the order of their first ones: loaded in any period of a profile, or claimed
/// by a job that is not given up. Those of two periods may overlap.
pub fn of_key(state: &Connection, profile: &str, key: &str, free: Free<'_>) -> Result<Vec<Interval>> {
    let sql = "SELECT first, last FROM import_numbers
               WHERE profile = ?1 AND key = ?2 AND (?3 IS NULL OR period <> ?3)
               UNION ALL
               SELECT c.first, c.last FROM import_jobs j JOIN import_claims c ON c.job = j.id
               WHERE j.profile = ?1 AND c.key = ?2 AND (?4 IS NULL OR j.period <> ?4)
                   AND j.state NOT IN ('refused', 'superseded', 'cancelled')
               ORDER BY first, last";
    let values = params![profile, key, free.loaded_of, free.claimed_of];
    values::rows(state.prepare_cached(sql)?.query(values)?, read)
}

/// Calls `each` with every key and interval that was loaded in any period of a profile, key by key, the lowest number
/// first.
pub fn each(state: &Connection, profile: &str, mut each: impl FnMut(&str, Interval)) -> Result<()> {
    let sql = "SELECT key, first, last FROM import_numbers WHERE profile = ?1 ORDER BY key, first, last";
    let mut find = state.prepare_cached(sql)?;
    let mut rows = find.query([profile])?;
    while let Some(row) = rows.next()? {
        let key = row.get_ref("key")?.as_str().map_err(super::Error::damaged)?;
        each(key, read(row)?);
    }
    Ok(())
}

fn columns(numbers: Interval) -> Result<(i64, i64)> {
    Ok((values::whole(numbers.first)?, values::whole(numbers.last)?))
}

fn read(row: &Row<'_>) -> Result<Interval> {
    Ok(Interval { first: values::number(row, "first")?, last: values::number(row, "last")? })
}

//! How domain values stand in columns, and back. What cannot be one of ours is damage.

use super::compact::Compact;
use super::error::{Error, Result};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Params, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Display;
use std::str::FromStr;

pub type Moment = DateTime<Utc>;

pub fn from_millis(millis: i64) -> Result<Moment> {
    DateTime::from_timestamp_millis(millis).ok_or_else(|| Error::damaged(format_args!("{millis} as a time")))
}

pub fn moment(row: &Row<'_>, column: &str) -> Result<Moment> {
    from_millis(row.get(column)?)
}

pub fn moment_if_any(row: &Row<'_>, column: &str) -> Result<Option<Moment>> {
    row.get::<_, Option<i64>>(column)?.map(from_millis).transpose()
}

/// A text column that holds the written form of a domain value.
pub fn parsed<T: FromStr<Err: Display>>(row: &Row<'_>, column: &str) -> Result<T> {
    parse(row.get_ref(column)?.as_str().map_err(Error::damaged)?)
}

pub fn parsed_if_any<T: FromStr<Err: Display>>(row: &Row<'_>, column: &str) -> Result<Option<T>> {
    row.get_ref(column)?.as_str_or_null().map_err(Error::damaged)?.map(parse).transpose()
}

fn parse<T: FromStr<Err: Display>>(text: &str) -> Result<T> {
    text.parse().map_err(Error::damaged)
}

/// An integer column that holds a number of the domain.
pub fn number<T: TryFrom<i64>>(row: &Row<'_>, column: &str) -> Result<T> {
    let value: i64 = row.get(column)?;
    T::try_from(value).map_err(|_| Error::damaged(format_args!("{column} {value}")))
}

/// The column of a count; one past what SQLite holds is a bug.
pub fn whole(number: u64) -> Result<i64> {
    i64::try_from(number)
        .map_err(|error| Error::Sql(rusqlite::Error::ToSqlConversionFailure(Box::new(error))))
}

/// A text column that holds JSON.
pub fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> Result<T> {
    serde_json::from_str(row.get_ref(column)?.as_str().map_err(Error::damaged)?).map_err(Error::damaged)
}

pub fn json_if_any<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> Result<Option<T>> {
    let text = row.get_ref(column)?.as_str_or_null().map_err(Error::damaged)?;
    text.map(serde_json::from_str).transpose().map_err(Error::damaged)
}

/// The stored form of a value.
pub fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(&Compact(value)).map_err(Error::Unwritable)
}

/// A count of rows as SQL takes it.
pub fn limit(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// The one figure of a counting query.
pub fn count(state: &Connection, sql: &str, values: impl Params) -> Result<u64> {
    let figure: i64 = state.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
    u64::try_from(figure).map_err(Error::damaged)
}

/// Every row of a query, each read by `read`.
pub fn rows<T>(mut rows: rusqlite::Rows<'_>, mut read: impl FnMut(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read(row)?);
    }
    Ok(all)
}

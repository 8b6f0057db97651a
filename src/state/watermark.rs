//! One watermark for each company, exercise and series: the highest number up to which every order was captured.

use super::error::Result;
use super::file::Write;
use super::values::{self, Moment};
use crate::domain::{CompanyName, OrderNumber, Series, Year};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// A series of an exercise of a company, as the state knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SeriesId(pub(super) i64);

/// A series and how far it was scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watermark {
    pub company: CompanyName,
    pub year: Year,
    pub series: Series,
    pub code: OrderNumber,
    pub scanned_at: Moment,
}

/// Finds a series, or takes note of it.
pub fn series_id(tx: &Write<'_>, company: &CompanyName, year: Year, series: Series) -> Result<SeriesId> {
    let key = params![company.as_str(), year.get(), series.to_string()];
    let mut find =
        tx.prepare_cached("SELECT id FROM series WHERE company = ?1 AND year = ?2 AND series = ?3")?;
    if let Some(id) = find.query_row(key, |row| row.get(0)).optional()? {
        return Ok(SeriesId(id));
    }
    tx.prepare_cached("INSERT INTO series (company, year, series) VALUES (?1, ?2, ?3)")?.execute(key)?;
    Ok(SeriesId(tx.last_insert_rowid()))
}

/// The series of an exercise that were ever scanned.
pub fn series_of(state: &Connection, company: &CompanyName, year: Year) -> Result<Vec<Series>> {
    let sql = "SELECT series FROM series WHERE company = ?1 AND year = ?2 ORDER BY series";
    let mut find = state.prepare_cached(sql)?;
    values::rows(find.query(params![company.as_str(), year.get()])?, |row| values::parsed(row, "series"))
}

pub fn watermark(state: &Connection, series: SeriesId) -> Result<Option<OrderNumber>> {
    let mut find = state.prepare_cached("SELECT watermark FROM series WHERE id = ?1")?;
    let code: Option<i32> = find.query_row([series.0], |row| row.get(0))?;
    code.map(|code| OrderNumber::try_from(code).map_err(super::Error::damaged)).transpose()
}

/// Moves the watermark up to `to`, never down. In the same transaction as the orders it then stands for.
pub fn advance(tx: &Write<'_>, series: SeriesId, to: OrderNumber) -> Result<()> {
    let sql = "UPDATE series SET watermark = max(coalesce(watermark, 0), ?2) WHERE id = ?1";
    tx.prepare_cached(sql)?.execute(params![series.0, to.get()])?;
    Ok(())
}

/// Notes that the series was scanned to its end.
pub fn scanned(tx: &Write<'_>, series: SeriesId, now: Moment) -> Result<()> {
    let sql = "UPDATE series SET scanned_at = ?2 WHERE id = ?1";
    tx.prepare_cached(sql)?.execute(params![series.0, now.timestamp_millis()])?;
    Ok(())
}

/// Every watermark, by company, year and series.
pub fn watermarks(state: &Connection) -> Result<Vec<Watermark>> {
    let mut find = state.prepare_cached(
        "SELECT company, year, series, watermark, coalesce(scanned_at, 0) AS scanned_at FROM series
         WHERE watermark IS NOT NULL ORDER BY company, year, series",
    )?;
    values::rows(find.query([])?, read)
}

fn read(row: &Row<'_>) -> Result<Watermark> {
    Ok(Watermark {
        company: values::parsed(row, "company")?,
        year: super::keys::year(row, "year")?,
        series: values::parsed(row, "series")?,
        code: super::keys::code(row, "watermark")?,
        scanned_at: values::moment(row, "scanned_at")?,
    })
}

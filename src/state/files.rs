//! The files of companies as they were seen last: a file that has become another, or an older one, is noticed.

use super::error::Result;
use super::file::Write;
use super::values;
use crate::domain::{CompanyName, Year};
use rusqlite::{Connection, Row, params};

/// Who a file said it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub company: CompanyName,
    pub year: Year,
    pub path: String,
    /// `CODEMP`, and the tax number.
    pub code: String,
    pub tax_id: String,
}

/// How far a file had come after our last write into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileExtent {
    /// Bytes.
    pub length: u64,
    /// Page 0's.
    pub counters: Vec<u8>,
}

/// Every file that was ever read.
pub fn all(state: &Connection) -> Result<Vec<Seen>> {
    let sql = "SELECT company, year, path, code, tax_id FROM files ORDER BY company, year";
    values::rows(state.prepare_cached(sql)?.query([])?, seen)
}

fn seen(row: &Row<'_>) -> Result<Seen> {
    Ok(Seen {
        company: values::parsed(row, "company")?,
        year: super::keys::year(row, "year")?,
        path: row.get("path")?,
        code: row.get("code")?,
        tax_id: row.get("tax_id")?,
    })
}

/// Notes who a file says it is.
pub fn note(tx: &Write<'_>, file: &Seen) -> Result<()> {
    let sql = "INSERT INTO files (company, year, path, code, tax_id) VALUES (?1, ?2, ?3, ?4, ?5)
               ON CONFLICT DO UPDATE SET path = excluded.path, code = excluded.code, tax_id = excluded.tax_id
               WHERE (path, code, tax_id) <> (excluded.path, excluded.code, excluded.tax_id)";
    let Seen { company, year, path, code, tax_id } = file;
    tx.prepare_cached(sql)?.execute(params![company.as_str(), year.get(), path, code, tax_id])?;
    Ok(())
}

/// How far a file had come after our last write; `None`: nothing was written yet, or it was restored since.
pub fn written(state: &Connection, company: &CompanyName, year: Year) -> Result<Option<FileExtent>> {
    let sql = "SELECT length, counters FROM files WHERE company = ?1 AND year = ?2 AND length IS NOT NULL";
    let mut find = state.prepare_cached(sql)?;
    let mut found = find.query(params![company.as_str(), year.get()])?;
    let read = |row: &Row<'_>| {
        Ok(FileExtent { length: values::number(row, "length")?, counters: row.get("counters")? })
    };
    found.next()?.map(read).transpose()
}

/// Notes how far a file has come with our write; `None`: it is another one from now on.
pub fn note_written(
    tx: &Write<'_>,
    company: &CompanyName,
    year: Year,
    written: Option<&FileExtent>,
) -> Result<()> {
    let sql = "INSERT INTO files (company, year, path, code, tax_id, length, counters)
               VALUES (?1, ?2, '', '', '', ?3, ?4)
               ON CONFLICT DO UPDATE SET length = excluded.length, counters = excluded.counters";
    let length = written.map(|written| values::whole(written.length)).transpose()?;
    let counters = written.map(|written| &written.counters);
    tx.prepare_cached(sql)?.execute(params![company.as_str(), year.get(), length, counters])?;
    Ok(())
}

/// What a file was like when its rows were counted last and its indexes had them all.
pub fn counted(state: &Connection, company: &CompanyName, year: Year) -> Result<Option<Vec<u8>>> {
    let sql = "SELECT stamp FROM files WHERE company = ?1 AND year = ?2 AND stamp IS NOT NULL";
    let mut find = state.prepare_cached(sql)?;
    let mut found = find.query(params![company.as_str(), year.get()])?;
    found.next()?.map(|row| Ok(row.get("stamp")?)).transpose()
}

pub fn note_counted(tx: &Write<'_>, company: &CompanyName, year: Year, stamp: &[u8]) -> Result<()> {
    let sql = "INSERT INTO files (company, year, path, code, tax_id, stamp) VALUES (?1, ?2, '', '', '', ?3)
               ON CONFLICT DO UPDATE SET stamp = excluded.stamp";
    tx.prepare_cached(sql)?.execute(params![company.as_str(), year.get(), stamp])?;
    Ok(())
}

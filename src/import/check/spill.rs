//! Where intervals go that memory is too small for: a temporary table of an unnamed SQLite file, gone with it.

use super::intervals::{Join, NumberSpan};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// The intervals of all keys that were moved out of memory.
#[derive(Debug)]
pub struct Spill {
    file: Connection,
}

const SCHEMA: &str = "
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -4096;
    CREATE TABLE spans (key TEXT, first INTEGER, last INTEGER, PRIMARY KEY (key, first)) WITHOUT ROWID;
";

/// The interval that begins at a number or below it, and the one that begins above.
const AT: &str = "SELECT first, last FROM spans WHERE key = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1";
const ABOVE: &str = "SELECT first, last FROM spans WHERE key = ?1 AND first > ?2 ORDER BY first LIMIT 1";

impl Spill {
    /// The empty name makes a temporary file that SQLite removes when it is closed.
    pub fn open() -> rusqlite::Result<Spill> {
        let file = Connection::open("")?;
        file.execute_batch(SCHEMA)?;
        Ok(Spill { file })
    }

    /// The lowest interval of a key that ends at `from` or above.
    pub fn next(&self, key: &str, from: i64) -> rusqlite::Result<Option<NumberSpan>> {
        let at = self.file.prepare_cached(AT)?.query_row(params![key, from], span).optional()?;
        if let Some(at) = at.filter(|at| at.last >= from) {
            return Ok(Some(at));
        }
        self.file.prepare_cached(ABOVE)?.query_row(params![key, from], span).optional()
    }

    /// Whether one of the numbers is here: the last interval that begins in front of their end would hold it.
    pub fn overlaps(&self, key: &str, numbers: NumberSpan) -> rusqlite::Result<bool> {
        let at = self.file.prepare_cached(AT)?.query_row(params![key, numbers.last], span).optional()?;
        Ok(at.is_some_and(|at| at.last >= numbers.first))
    }

    /// Adds intervals that overlap none of those here.
    pub fn add<'a>(&mut self, spans: impl Iterator<Item = (&'a str, NumberSpan)>) -> rusqlite::Result<()> {
        let act = self.file.transaction()?;
        {
            let mut insert = act.prepare_cached("INSERT INTO spans VALUES (?1, ?2, ?3)")?;
            for (key, span) in spans {
                insert.execute(params![key, span.first, span.last])?;
            }
        }
        act.commit()
    }

    /// Shows all keys with their intervals in ascending order, neighbours joined.
    pub fn visit<E>(&self, mut visit: impl FnMut(&str, NumberSpan) -> Result<(), E>) -> Result<(), E>
    where
        E: From<rusqlite::Error>,
    {
        let mut select = self.file.prepare("SELECT first, last, key FROM spans ORDER BY key, first")?;
        let mut rows = select.query([])?;
        let mut current = String::new();
        let mut join = Join::default();
        while let Some(row) = rows.next()? {
            let key = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
            if key != current {
                join.0.take().map_or(Ok(()), |span| visit(&current, span))?;
                key.clone_into(&mut current);
            }
            join.push(span(row)?).map_or(Ok(()), |span| visit(&current, span))?;
        }
        join.0.map_or(Ok(()), |span| visit(&current, span))
    }
}

fn span(row: &Row<'_>) -> rusqlite::Result<NumberSpan> {
    Ok(NumberSpan { first: row.get(0)?, last: row.get(1)? })
}

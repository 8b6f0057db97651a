//! The rows of a table, one by one, its titles first.

use super::literal::Literal;
use super::opening::{Manners, column, failed, is_readable, open_read, read_consistent, table};
use super::spool::{Spool, Spooled};
use super::value::cell;
use crate::table::{Cell, Error, Result, Row, RowBuffer, Rows};
use accdb::{Database, Row as TableRow, TableDef};
use std::io;
use std::path::{Path, PathBuf};

/// What is read of a file.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    pub table: &'a str,
    /// In the order in which they are given; `None`: every column, in the table's own.
    pub columns: Option<&'a [&'a str]>,
    /// Columns, and the value that a row must have there to be given.
    pub filter: &'a [(&'a str, Literal)],
    pub manners: Manners,
}

/// The rows of a table that fit a query, as they stood together at one moment. The first row is the names of the
/// columns, number 1; the rows follow in the order of the table's pages, numbered without a gap. Bytes, pictures,
/// identifiers and attachments are [`Cell::Error`].
pub struct AccessRows {
    file: PathBuf,
    /// The names of the columns, until they are given out.
    titles: Option<RowBuffer>,
    spooled: Spooled,
    row: RowBuffer,
    columns: usize,
    number: u64,
    count: u64,
}

/// The columns of a query in the table at hand.
struct Columns {
    /// Its place, and whether a cell can hold what is there.
    shown: Vec<(usize, bool)>,
    filter: Vec<(usize, Literal)>,
}

impl AccessRows {
    /// Reads the rows and puts them aside, in flat memory; the file is closed when this returns.
    ///
    /// Errors: [`Error::Table`] for a table or a column that is not there, [`Error::Later`] where the file cannot be
    /// had or kept changing, [`Error::Access`] for a file that is damaged or of an unsupported kind, [`Error::Io`].
    pub fn open(file: &Path, query: &Query<'_>) -> Result<AccessRows> {
        let mut db = open_read(file, query.manners)?;
        read_consistent(file, &mut db, |db| AccessRows::read(file, db, query))
    }

    fn read(file: &Path, db: &Database, query: &Query<'_>) -> Result<AccessRows> {
        let def = table(file, db, query.table)?;
        let columns = Columns::find(file, &def, query)?;
        let (mut spool, mut row, mut count) = (Spool::new(), RowBuffer::default(), 0);
        let mut scan = db.scan(&def);
        while let Some(found) = scan.next_row().map_err(failed(file))? {
            if columns.take(&found, &mut row).map_err(failed(file))? {
                spool.put(&row).map_err(aside(file))?;
                count += 1;
            }
        }
        Ok(AccessRows {
            file: file.to_owned(),
            titles: Some(columns.titles(&def)),
            spooled: spool.finish().map_err(aside(file))?,
            row,
            columns: columns.shown.len(),
            number: 1,
            count,
        })
    }
}

impl Columns {
    fn find(file: &Path, def: &TableDef, query: &Query<'_>) -> Result<Columns> {
        let shown = match query.columns {
            Some(names) => names.iter().map(|name| column(file, def, name)).collect::<Result<Vec<_>>>()?,
            None => (0..def.columns.len()).collect(),
        };
        let readable = |at: usize| def.columns.get(at).is_some_and(|column| is_readable(column.column_type));
        let filter =
            query.filter.iter().map(|(name, literal)| Ok((column(file, def, name)?, literal.clone())));
        Ok(Columns {
            shown: shown.into_iter().map(|at| (at, readable(at))).collect(),
            filter: filter.collect::<Result<_>>()?,
        })
    }

    fn titles(&self, def: &TableDef) -> RowBuffer {
        let mut titles = RowBuffer::default();
        let named = self.shown.iter().filter_map(|(at, _)| def.columns.get(*at));
        named.for_each(|column| titles.push(Cell::Text(&column.name)));
        titles
    }

    /// Copies a row of the table, if it fits the filter.
    fn take(&self, found: &TableRow<'_>, row: &mut RowBuffer) -> accdb::Result<bool> {
        for (at, literal) in &self.filter {
            if !literal.equals(cell(&found.get(*at)?)) {
                return Ok(false);
            }
        }
        row.clear();
        for &(at, is_readable) in &self.shown {
            match is_readable {
                true => row.push(cell(&found.get(at)?)),
                false => row.push(Cell::Error("#BINARY")),
            }
        }
        Ok(true)
    }
}

impl Rows for AccessRows {
    fn next_row(&mut self) -> Result<Option<Row<'_>>> {
        if let Some(titles) = self.titles.take() {
            self.row = titles;
        } else if self.number > self.count {
            return Ok(None);
        } else {
            self.number += 1;
            self.spooled.next(&mut self.row, self.columns).map_err(aside(&self.file))?;
        }
        Ok(Some(self.row.part(self.number, 0..self.columns)))
    }
}

fn aside(file: &Path) -> impl Fn(io::Error) -> Error + '_ {
    |source| Error::Io { file: file.to_owned(), action: "putting rows aside", source }
}

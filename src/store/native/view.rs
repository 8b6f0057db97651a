//! One way of asking a database and a transaction, with the file's name in every error.

use crate::store::factusol::{Cells, Kind, Source, Table};
use crate::store::{Error, Result};
use accdb::{Cursor, IndexId, Row, RowId, Tables, Value};
use std::ops::Bound;
use std::sync::Arc;

impl Cells for Row<'_> {
    fn cell(&self, column: usize) -> accdb::Result<Value<'_>> {
        self.get(column)
    }
}

/// A database or a transaction of one file.
pub(super) struct View<'a, T> {
    pub file: &'a Arc<str>,
    pub db: &'a T,
}

impl<T: Tables> Source for View<'_, T> {
    fn file(&self) -> &str {
        self.file
    }

    fn table(&self, name: &str, key: &[(&'static str, Kind)]) -> Result<Table> {
        Table::new(self.file, self.db.table(name).map_err(|error| self.engine(error))?, key)
    }

    fn table_if_there(&self, name: &str, key: &[(&'static str, Kind)]) -> Result<Option<Table>> {
        match self.db.table(name) {
            Ok(def) => Table::new(self.file, def, key).map(Some),
            Err(accdb::Error::NoTable(_)) => Ok(None),
            Err(error) => Err(self.engine(error)),
        }
    }

    fn each_row(&self, table: &Table, each: &mut dyn FnMut(&dyn Cells) -> Result<()>) -> Result<()> {
        let mut rows = self.db.scan(&table.def);
        while let Some(row) = rows.next_row().map_err(|error| self.engine(error))? {
            each(&row)?;
        }
        Ok(())
    }
}

impl<T: Tables> View<'_, T> {
    /// Rows by an index, each bound the first values of a key.
    pub fn range<'t>(
        &'t self,
        table: &'t Table,
        index: IndexId,
        lower: Bound<&[Value<'_>]>,
        upper: Bound<&[Value<'_>]>,
    ) -> Result<Rows<'t>> {
        let cursor = self.db.range(&table.def, index, lower, upper).map_err(|error| self.engine(error))?;
        Ok(Rows { file: self.file, cursor })
    }

    pub fn engine(&self, error: accdb::Error) -> Error {
        Error::engine(self.file, error)
    }
}

/// A cursor whose errors name the file.
pub(super) struct Rows<'a> {
    file: &'a str,
    cursor: Cursor<'a>,
}

impl Rows<'_> {
    pub fn next(&mut self) -> Result<Option<Row<'_>>> {
        self.cursor.next_row().map_err(|error| Error::engine(self.file, error))
    }

    /// Moves on without reading the row.
    pub fn next_id(&mut self) -> Result<Option<RowId>> {
        self.cursor.next_id().map_err(|error| Error::engine(self.file, error))
    }

    pub fn prev(&mut self) -> Result<Option<Row<'_>>> {
        self.cursor.prev_row().map_err(|error| Error::engine(self.file, error))
    }
}

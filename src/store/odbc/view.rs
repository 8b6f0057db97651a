//! One way of asking a connection, with the company's name in every error.

use super::catalog;
use super::driver::{Parameter, Session, Statement};
use super::sql::Select;
use crate::domain::{OrderNumber, Series};
use crate::store::factusol::{Cells, Kind, Place, Source, Table};
use crate::store::{Error, Result};
use accdb::{Database, RetryAtOnce, TableDef, Value};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// Definitions that were looked up, for as long as a store is open; `None` for a table that is not there.
pub(super) type Definitions = RefCell<HashMap<(String, Keys), Option<Arc<TableDef>>>>;

/// Whether a definition is to know its keys: they are looked up for tables that are written only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Keys {
    Needed,
    Unneeded,
}

/// A connection to one company.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub file: &'a Arc<str>,
    pub session: &'a dyn Session,
    /// The Access file that the driver has open, where it is one.
    pub access_file: Option<&'a Path>,
    pub definitions: &'a Definitions,
    pub keys: Keys,
}

impl<'a> View<'a> {
    /// The same, for a table that is to be written.
    pub fn with_keys(&self) -> View<'a> {
        View { keys: Keys::Needed, ..*self }
    }

    pub fn prepare(&self, sql: &str) -> Result<Box<dyn Statement + 'a>> {
        self.session.prepare(sql).map_err(|failure| Error::driver(self.file, failure))
    }

    pub fn select(&self, table: &Table, rest: &str) -> Result<Query<'a>> {
        let select = Select::of(table, rest);
        Ok(Query { file: self.file, statement: self.prepare(&select.sql)?, select })
    }

    /// The same for one column.
    pub fn select_only(&self, table: &Table, column: Place, rest: &str) -> Result<Query<'a>> {
        let select = Select::only(table, column.at.into_iter().collect(), rest);
        Ok(Query { file: self.file, statement: self.prepare(&select.sql)?, select })
    }

    /// Runs a query for one number; `None` where it is NULL.
    pub fn number(&self, sql: &str, parameters: &[Parameter<'_>]) -> Result<Option<i32>> {
        let mut statement = self.prepare(sql)?;
        let mut number = None;
        let run = statement.query(parameters, &[accdb::ColumnType::Long], &mut |row| {
            number = row
                .first()
                .and_then(|value| if let Value::Long(number) = value { Some(*number) } else { None });
            false
        });
        run.map_err(|failure| Error::driver(self.file, failure))?;
        Ok(number)
    }

    fn definition(&self, name: &str) -> Result<Option<Arc<TableDef>>> {
        let wanted = (name.to_owned(), self.keys);
        if let Some(known) = self.definitions.borrow().get(&wanted) {
            return Ok(known.clone());
        }
        let found = self.look_up(name)?.map(Arc::new);
        self.definitions.borrow_mut().insert(wanted, found.clone());
        Ok(found)
    }

    fn look_up(&self, name: &str) -> Result<Option<TableDef>> {
        let facts = self.session.columns(name).map_err(|failure| Error::driver(self.file, failure))?;
        if facts.is_empty() {
            return Ok(None);
        }
        if self.keys == Keys::Unneeded {
            return Ok(Some(catalog::definition(name, &facts, &[], None)));
        }
        let own = match self.access_file {
            Some(path) => own_definition(path, name)
                .map_err(|encrypted| Error::engine(&path.display().to_string(), encrypted))?,
            None => None,
        };
        let key = match own {
            Some(_) => Vec::new(),
            None => self.key(name)?,
        };
        Ok(Some(catalog::definition(name, &facts, &key, own.as_ref())))
    }

    fn key(&self, name: &str) -> Result<Vec<String>> {
        self.session.primary_key(name).map_err(|failure| Error::Schema {
            file: self.file.to_string(),
            table: name.to_owned(),
            column: None,
            problem: format!("its key must be known before anything is written, but {failure}"),
        })
    }
}

/// The table as the file itself defines it. The Access driver tells neither keys nor defaults; our own engine reads
/// them without a lock, and is in nobody's way. A file that only the driver can decipher is read, and never written: it
/// could not be backed up either.
fn own_definition(path: &Path, name: &str) -> accdb::Result<Option<TableDef>> {
    let read = Database::open_as_it_is(path, &RetryAtOnce).and_then(|db| db.table(name));
    match read {
        Ok(def) => Ok(Some(TableDef::clone(&def))),
        Err(accdb::Error::Encrypted) => Err(accdb::Error::Encrypted),
        Err(error) => {
            log::debug!("{}: its definitions cannot be looked into: {error}", path.display());
            Ok(None)
        }
    }
}

impl Source for View<'_> {
    fn file(&self) -> &str {
        self.file
    }

    fn table(&self, name: &str, key: &[(&'static str, Kind)]) -> Result<Table> {
        let missing = || Error::engine(self.file, accdb::Error::NoTable(name.to_owned()));
        self.table_if_there(name, key)?.ok_or_else(missing)
    }

    fn table_if_there(&self, name: &str, key: &[(&'static str, Kind)]) -> Result<Option<Table>> {
        self.definition(name)?.map(|def| Table::new(self.file, def, key)).transpose()
    }

    fn each_row(&self, table: &Table, each: &mut dyn FnMut(&dyn Cells) -> Result<()>) -> Result<()> {
        self.select(table, "")?.run(&[], |row| each(row).map(|()| true))
    }
}

/// A prepared query.
pub(super) struct Query<'s> {
    file: &'s str,
    statement: Box<dyn Statement + 's>,
    select: Select,
}

impl Query<'_> {
    /// Gives each row, until `each` returns `false` or an error.
    pub fn run(
        &mut self,
        parameters: &[Parameter<'_>],
        mut each: impl FnMut(&Fetched<'_>) -> Result<bool>,
    ) -> Result<()> {
        let Query { file, statement, select } = self;
        let mut ended = Ok(true);
        let run = statement.query(parameters, &select.types, &mut |values| {
            ended = each(&Fetched { slots: &select.slots, values });
            matches!(ended, Ok(true))
        });
        run.map_err(|failure| Error::driver(file, failure))?;
        ended.map(drop)
    }
}

/// A row of a query; columns that were not asked for are NULL.
pub(super) struct Fetched<'r> {
    slots: &'r [Option<usize>],
    values: &'r [Value<'static>],
}

impl Cells for Fetched<'_> {
    fn cell(&self, column: usize) -> accdb::Result<Value<'_>> {
        let slot = self.slots.get(column).copied().flatten();
        Ok(match slot.and_then(|slot| self.values.get(slot)) {
            Some(Value::Text(text)) => Value::Text(Cow::Borrowed(text)),
            Some(other) => other.clone(),
            None => Value::Null,
        })
    }
}

/// A series as a parameter.
pub(super) fn of_series(series: Series) -> Parameter<'static> {
    Parameter::Text(series.to_string().into())
}

/// What names a document: series and number.
pub(super) fn of_document(series: Series, number: OrderNumber) -> [Parameter<'static>; 2] {
    [of_series(series), Parameter::Long(number.get())]
}

/// A range of numbers of a series, both ends included.
pub(super) fn of_range(series: Series, from: OrderNumber, to: OrderNumber) -> [Parameter<'static>; 3] {
    [of_series(series), Parameter::Long(from.get()), Parameter::Long(to.get())]
}

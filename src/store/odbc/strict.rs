//! A driver that is as strict as the Access one, wrapped round one that is not.
//!
//! It reads every statement by a small grammar, the part of SQL that Access, SQLite and PostgreSQL share, and refuses
//! the rest; and it holds each parameter to the type of the column it is for. So the habits that the Access driver
//! needs are kept on machines that have none.

use super::driver::{ColumnFacts, Driver, Outcome, Parameter, Session, Statement};
use super::grammar::{self, Shape};
use super::record::{Failure, Record};
use accdb::{ColumnType, Value};
use std::cell::Cell;
use std::rc::Rc;

/// Refuses what the Access driver refuses, before the driver within is asked.
#[derive(Debug, Clone)]
pub struct Strict<D>(pub D);

/// The longest SQL that is safe: the Access engine ends at about 64,000 characters.
const SQL_CHARS_MAX: usize = 60_000;
/// Columns of one query, and parameters of one statement.
const COLUMNS_MAX: usize = 255;

impl<D: Driver> Driver for Strict<D> {
    fn connect(&self, connection: &str, write: bool) -> Outcome<Box<dyn Session>> {
        let inner = self.0.connect(connection, write)?;
        Ok(Box::new(StrictSession { inner, open: Rc::default() }))
    }
}

struct StrictSession {
    inner: Box<dyn Session>,
    /// Whether a query is giving rows.
    open: Rc<Cell<bool>>,
}

impl Session for StrictSession {
    fn product(&self) -> Outcome<String> {
        self.inner.product()
    }

    fn columns(&self, table: &str) -> Outcome<Vec<ColumnFacts>> {
        self.alone()?;
        self.inner.columns(table)
    }

    fn primary_key(&self, _table: &str) -> Outcome<Vec<String>> {
        Err(refused("IM001", 0, "driver does not support this function"))
    }

    fn prepare<'s>(&'s self, sql: &str) -> Outcome<Box<dyn Statement + 's>> {
        let shape = read(sql)?;
        let columns = self.inner.columns(&shape.table)?;
        let kinds = shape.parameters.iter().map(|name| fact(&columns, name)).collect::<Outcome<_>>()?;
        shape.columns.iter().try_for_each(|name| fact(&columns, name).map(drop))?;
        let inner = self.inner.prepare(sql)?;
        Ok(Box::new(StrictStatement { inner, shape, kinds, open: Rc::clone(&self.open) }))
    }

    fn commit(&self) -> Outcome<()> {
        self.alone()?;
        self.inner.commit()
    }

    fn rollback(&self) -> Outcome<()> {
        self.alone()?;
        self.inner.rollback()
    }
}

impl StrictSession {
    fn alone(&self) -> Outcome<()> {
        alone(&self.open)
    }
}

/// One statement at a time.
fn alone(open: &Cell<bool>) -> Outcome<()> {
    if open.get() { Err(refused("HY010", 0, "another statement is giving rows")) } else { Ok(()) }
}

fn read(sql: &str) -> Outcome<Shape> {
    if !sql.is_ascii() || sql.len() > SQL_CHARS_MAX {
        return Err(refused("42000", -3100, "the statement is not short ASCII"));
    }
    let shape = grammar::read(sql).map_err(|what| refused("42000", -3100, &format!("{what} in: {sql}")))?;
    if shape.columns.len().max(shape.parameters.len()) > COLUMNS_MAX {
        return Err(refused("42000", -3190, "too many fields"));
    }
    Ok(shape)
}

/// A misspelt column is a parameter to Access, of which there is one too few then.
fn fact(columns: &[ColumnFacts], name: &str) -> Outcome<Kind> {
    let found = columns.iter().find(|column| column.name.eq_ignore_ascii_case(name));
    found.map(Kind::of).ok_or_else(|| refused("07002", -3010, &format!("too few parameters: {name}")))
}

fn refused(state: &str, native: i32, message: &str) -> Failure {
    let record = Record { state: state.to_owned(), native, message: format!("[strict] {message}") };
    Failure { action: "asking strictly", records: vec![record] }
}

/// What a column takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Of so many UTF-16 units at most.
    Text(usize),
    Number,
    Moment,
    Flag,
}

impl Kind {
    fn of(fact: &ColumnFacts) -> Kind {
        let money = ["currency", "money"].iter().any(|name| fact.type_name.eq_ignore_ascii_case(name));
        let size = fact.size.and_then(|size| usize::try_from(size).ok()).filter(|size| *size > 0);
        match fact.data_type {
            _ if money => Kind::Number,
            -7 => Kind::Flag,
            9 | 11 | 91 | 93 => Kind::Moment,
            1 | 12 | -8 | -9 => Kind::Text(size.unwrap_or(usize::MAX)),
            -1 | -10 => Kind::Text(usize::MAX),
            _ => Kind::Number,
        }
    }

    fn check(self, parameter: &Parameter<'_>) -> Outcome<()> {
        match (self, parameter) {
            (kind, parameter) if !kind.takes(parameter) => {
                Err(refused("22018", -3030, &format!("{parameter:?} for a column that takes a {kind:?}")))
            }
            (Kind::Text(size), Parameter::Text(text)) if text.encode_utf16().count() > size => {
                Err(refused("22001", 0, &format!("{text:?} has more than {size} characters")))
            }
            (_, Parameter::Double(number)) if !number.is_finite() => Err(refused("22003", 0, "no number")),
            _ => Ok(()),
        }
    }

    /// A number as a text would go through the regional settings, and be another number.
    fn takes(self, parameter: &Parameter<'_>) -> bool {
        use Parameter::{Bit, Byte, Double, Long, Moment, Short, Text};
        match self {
            Kind::Text(_) => matches!(parameter, Text(_)),
            Kind::Number => matches!(parameter, Byte(_) | Short(_) | Long(_) | Double(_)),
            Kind::Moment => matches!(parameter, Moment(_)),
            Kind::Flag => matches!(parameter, Bit(_)),
        }
    }
}

struct StrictStatement<'s> {
    inner: Box<dyn Statement + 's>,
    shape: Shape,
    kinds: Vec<Kind>,
    open: Rc<Cell<bool>>,
}

impl StrictStatement<'_> {
    fn check(&self, parameters: &[Parameter<'_>]) -> Outcome<()> {
        alone(&self.open)?;
        if parameters.len() != self.kinds.len() {
            // More would be a second row: an array.
            return Err(refused("HYC00", 0, "one value for each parameter, and one row at a time"));
        }
        self.kinds.iter().zip(parameters).try_for_each(|(kind, parameter)| kind.check(parameter))
    }
}

impl Statement for StrictStatement<'_> {
    fn execute(&mut self, parameters: &[Parameter<'_>]) -> Outcome<()> {
        self.check(parameters)?;
        self.inner.execute(parameters)
    }

    fn query(
        &mut self,
        parameters: &[Parameter<'_>],
        types: &[ColumnType],
        each: &mut dyn FnMut(&mut [Value<'static>]) -> bool,
    ) -> Outcome<()> {
        self.check(parameters)?;
        if types.len() != self.shape.columns.len() {
            return Err(refused("07009", 0, "a column that the query does not have"));
        }
        let memo = |column_type: &ColumnType| *column_type == ColumnType::Memo;
        if types.iter().skip_while(|column| !memo(column)).any(|column| !memo(column)) {
            return Err(refused("07009", 0, "a long text is not the last column"));
        }
        self.open.set(true);
        let run = self.inner.query(parameters, types, each);
        self.open.set(false);
        run
    }
}

#[cfg(test)]
mod tests;

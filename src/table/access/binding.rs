//! What is written into a table, in terms of the table as it is.

use super::opening::{column, is_readable, problem, table};
use super::value::value_for;
use crate::table::{Result, Row, TableProblem};
use crate::upkeep::blank;
use accdb::{Column, ColumnType, Database, Rule, TableDef, Value};
use std::path::Path;
use std::sync::Arc;

/// Where rows go, and what of a row that is there may change.
#[derive(Debug, Clone, Copy)]
pub struct TableTarget<'a> {
    pub table: &'a str,
    /// The columns that tell rows apart. An index over them is used if there is one.
    pub key: &'a [&'a str],
    /// The columns that are written beside the key.
    pub columns: &'a [&'a str],
    /// Those of `columns` that count in new rows only: a row that is there keeps what it has.
    pub only_new: &'a [&'a str],
    pub mode: Mode,
    pub change: Option<ChangeLimit<'a>>,
}

/// What becomes of a row whose key is there with another content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Nothing: it is a conflict.
    Insert,
    /// The columns that differ are changed.
    Upsert,
}

/// How far a number may move.
#[derive(Debug, Clone, Copy)]
pub struct ChangeLimit<'a> {
    /// One of the columns that are written.
    pub column: &'a str,
    /// Millionths of the value that is there: 30 % is 300,000. From nought every move is too far.
    pub at_most: i128,
}

/// A target in the table at hand.
pub(super) struct Binding {
    pub def: Arc<TableDef>,
    /// The places of the key columns, then those of the others.
    pub places: Vec<usize>,
    /// How many of them are the key.
    pub key: usize,
    /// Of each, whether it counts in a row that is there.
    pub compared: Vec<bool>,
    /// What the columns get that are not named.
    pub rest: Vec<(usize, Value<'static>)>,
    pub mode: Mode,
    /// By its place in a row, with the millionths.
    pub change: Option<(usize, i128)>,
}

impl Binding {
    /// Finds the columns; whatever the table lacks is an error that names it.
    pub fn new(file: &Path, db: &Database, target: &TableTarget<'_>) -> Result<Binding> {
        let def = table(file, db, target.table)?;
        let find =
            |names: &[&str]| names.iter().map(|name| column(file, &def, name)).collect::<Result<Vec<_>>>();
        let places = [find(target.key)?, find(target.columns)?].concat();
        let only_new = find(target.only_new)?;
        let key = target.key.len();
        match misplaced(&def, &places, key) {
            Some(wrong) => return Err(problem(file, &def.name, wrong)),
            None if key == 0 => return Err(problem(file, &def.name, TableProblem::NoKey)),
            None => {}
        }
        let rest = def.columns.iter().enumerate().filter(|(place, _)| !places.contains(place));
        Ok(Binding {
            key,
            compared: places.iter().map(|place| !only_new.contains(place)).collect(),
            rest: rest.filter_map(|(place, column)| Some((place, blank(column)?))).collect(),
            mode: target.mode,
            change: target.change.map(|change| limited(file, &def, &places, change)).transpose()?,
            places,
            def,
        })
    }

    pub fn key_columns(&self) -> &[usize] {
        self.places.get(..self.key).unwrap_or_default()
    }

    /// Those of a row's values that are its key.
    pub fn key_of<'v, 'a>(&self, values: &'v [Value<'a>]) -> &'v [Value<'a>] {
        values.get(..self.key).unwrap_or_default()
    }

    /// The values of a row in the types of their columns; else which of them does not fit, and why.
    pub fn fit(&self, row: Row<'_>) -> Result<Vec<Value<'static>>, (usize, Rule)> {
        let columns = self.places.iter().filter_map(|place| self.def.columns.get(*place));
        let fitted = columns.enumerate().map(|(nth, column)| {
            let cell = row.cell(nth);
            let value = value_for(column.column_type, cell).ok_or_else(|| no_value(column, cell));
            let fitted = value.and_then(|value| column.coerce(&value).map(Value::into_owned));
            fitted.map_err(|rule| (nth, rule))
        });
        fitted.collect()
    }
}

fn no_value(column: &Column, cell: crate::table::Cell<'_>) -> Rule {
    Rule::Type { expected: column.column_type.name(), found: format!("{cell:?}") }
}

/// What is wrong with the first column that cannot be written, or is named before; the first `key` are the key.
fn misplaced(def: &TableDef, places: &[usize], key: usize) -> Option<TableProblem> {
    places.iter().enumerate().find_map(|(nth, place)| {
        let column = def.columns.get(*place)?;
        let name = column.name.clone();
        match places.iter().take(nth).any(|earlier| earlier == place) {
            true => Some(TableProblem::Twice { column: name }),
            false if is_writable(column, nth < key) => None,
            false => Some(TableProblem::NotWritable { column: name, column_type: column.column_type.name() }),
        }
    })
}

fn is_writable(column: &Column, is_key: bool) -> bool {
    let numbered = column.autonumber || column.autonumber_guid;
    is_readable(column.column_type) && !column.calculated && (is_key || !numbered)
}

/// The column of a limit among those that are written, which must hold numbers.
fn limited(file: &Path, def: &TableDef, places: &[usize], change: ChangeLimit<'_>) -> Result<(usize, i128)> {
    use ColumnType::{BigInt, Byte, Currency, Decimal, Double, Integer, Long, Single};
    let place = column(file, def, change.column)?;
    let nth = places.iter().position(|written| *written == place);
    let column_type = def.columns.get(place).map(|column| column.column_type);
    match (nth, column_type) {
        (Some(nth), Some(Byte | Integer | Long | BigInt | Currency | Single | Double | Decimal { .. })) => {
            Ok((nth, change.at_most))
        }
        (nth, found) => {
            let found = if nth.is_some() { found.map_or("", ColumnType::name) } else { "not written" };
            let column = change.column.to_owned();
            Err(problem(file, &def.name, TableProblem::NotANumber { column, column_type: found }))
        }
    }
}

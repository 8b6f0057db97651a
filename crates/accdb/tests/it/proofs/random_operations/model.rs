//! What a database holds, kept in maps: the rows of every table by their identity, and what may become of a row.

use super::order::{Part, compare, part};
use accdb::{Column, ColumnType, Error, Index, IndexId, RowId, Rule, TableDef, Tables, Value};
use std::collections::BTreeMap;
use std::ops::Bound::Unbounded;
use std::sync::Arc;

pub type Row = Vec<Value<'static>>;

#[derive(Debug, Clone, Default)]
pub struct Model {
    pub tables: BTreeMap<String, Table>,
}

#[derive(Debug, Clone)]
pub struct Table {
    pub definition: Arc<TableDef>,
    pub rows: BTreeMap<RowId, Row>,
    pub last_autonumber: u32,
}

/// Why a row is to be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    Required,
    ZeroLength,
    Duplicate,
    TooLong,
}

impl Refusal {
    pub fn of(error: &Error) -> Option<Refusal> {
        match error {
            Error::Rule { rule: Rule::Required, .. } => Some(Refusal::Required),
            Error::Rule { rule: Rule::ZeroLength, .. } => Some(Refusal::ZeroLength),
            Error::Duplicate { .. } => Some(Refusal::Duplicate),
            Error::TooLong { .. } => Some(Refusal::TooLong),
            _ => None,
        }
    }
}

impl Table {
    pub fn new(definition: Arc<TableDef>) -> Table {
        Table { definition, rows: BTreeMap::new(), last_autonumber: 0 }
    }

    /// The row that these values make, defaults and autonumber filled in.
    pub fn complete(&self, given: &[(usize, Value<'static>)]) -> Row {
        let value = |place: usize, column: &Column| {
            let given = given.iter().find(|(given, _)| *given == place).map(|(_, value)| value.clone());
            match given {
                None | Some(Value::Null) if column.autonumber => Value::Long(self.last_autonumber as i32 + 1),
                None | Some(Value::Null) if column.column_type == ColumnType::Boolean => {
                    Value::Boolean(false)
                }
                None if column.default.is_some() => Value::Long(super::schema::DEFAULT),
                None => Value::Null,
                Some(value) => value,
            }
        };
        self.definition.columns.iter().enumerate().map(|(place, column)| value(place, column)).collect()
    }

    /// The row `id` with some values replaced.
    pub fn changed(&self, id: RowId, changes: &[(usize, Value<'static>)]) -> Row {
        let mut row = self.rows[&id].clone();
        for (place, value) in changes {
            row[*place] = match value {
                Value::Null if self.definition.columns[*place].column_type == ColumnType::Boolean => {
                    Value::Boolean(false)
                }
                value => value.clone(),
            };
        }
        row
    }

    /// Every reason for which a row cannot be taken; `id` is the row that it replaces.
    pub fn refusals(&self, row: &Row, id: Option<RowId>) -> Vec<Refusal> {
        let definition = &self.definition;
        let columns = definition.columns.iter().zip(row);
        let is_null = |column: usize| row[column] == Value::Null;
        let required = columns.clone().any(|(column, value)| column.required && *value == Value::Null);
        let required_keys = definition.indexes.iter().filter(|index| index.required);
        let no_key =
            required_keys.flat_map(|index| &index.columns).any(|part| is_null(part.column.position()));
        let empty = |(column, value): (&Column, &Value<'_>)| {
            !column.zero_length && matches!(value, Value::Text(text) if text.is_empty())
        };
        let duplicate = definition.indexes.iter().any(|index| self.has_duplicate(index, row, id));
        let refusals = [
            (required || no_key, Refusal::Required),
            (columns.clone().any(empty), Refusal::ZeroLength),
            (duplicate, Refusal::Duplicate),
            (least_length(definition, row) > 4060, Refusal::TooLong),
        ];
        refusals.into_iter().filter_map(|(holds, refusal)| holds.then_some(refusal)).collect()
    }

    fn has_duplicate(&self, index: &Index, row: &Row, id: Option<RowId>) -> bool {
        let wanted = key(index, row);
        let others = self.rows.iter().filter(|(other, _)| Some(**other) != id);
        index.unique
            && !wanted.contains(&Part::Null)
            && others.into_iter().any(|(_, other)| key(index, other) == wanted)
    }

    pub fn put(&mut self, id: RowId, row: Row) {
        for (column, value) in self.definition.columns.iter().zip(&row) {
            if let (true, Value::Long(number)) = (column.autonumber, value) {
                self.last_autonumber = self.last_autonumber.max(*number as u32);
            }
        }
        self.rows.insert(id, row);
    }

    /// The rows in the order of an index, ends included.
    fn in_order_of(&self, index: &Index) -> Vec<RowId> {
        let keys = self.rows.iter().map(|(id, row)| (key(index, row), *id));
        let all_null = |key: &[Part]| key.iter().all(|part| *part == Part::Null);
        let mut keys: Vec<_> = keys.filter(|(key, _)| !(index.ignore_nulls && all_null(key))).collect();
        keys.sort_by(|(one, id), (other, other_id)| {
            compare(&index.columns, one, other).then(id.cmp(other_id))
        });
        keys.into_iter().map(|(_, id)| id).collect()
    }

    /// Compares everything that can be asked of the table.
    pub fn check(&self, tables: &dyn Tables) {
        let table = &self.definition;
        let mut scan = tables.scan(table);
        let mut seen = 0;
        while let Some(row) = scan.next_row().expect("a sound row") {
            let expected = self.rows.get(&row.id());
            let expected = expected.unwrap_or_else(|| panic!("{}: the row {:?}", table.name, row.id()));
            check_row(table, expected, &row);
            seen += 1;
        }
        assert_eq!(seen, self.rows.len(), "{}: rows", table.name);
        for (id, expected) in self.rows.iter().step_by(7) {
            check_row(table, expected, &tables.row(table, *id).expect("reads").expect("a row"));
        }
        for (place, index) in table.indexes.iter().enumerate() {
            self.check_index(tables, place, index);
        }
    }

    fn check_index(&self, tables: &dyn Tables, place: usize, index: &Index) {
        let table = &self.definition;
        let expected = self.in_order_of(index);
        let mut range = tables.range(table, IndexId::at(place), Unbounded, Unbounded).expect("a range");
        let ids: Vec<RowId> = std::iter::from_fn(|| range.next_id().expect("a sound entry")).collect();
        assert!(ids == expected, "{}: the order of {:?}: {ids:?}, not {expected:?}", table.name, index.names);
        let mut range = tables.range(table, IndexId::at(place), Unbounded, Unbounded).expect("a range");
        let back: Vec<RowId> = std::iter::from_fn(|| range.prev_id().expect("a sound entry")).collect();
        assert!(back.iter().rev().eq(&expected), "{}: {:?} backwards", table.name, index.names);
    }
}

fn check_row(table: &TableDef, expected: &Row, found: &accdb::Row<'_>) {
    for (place, expected) in expected.iter().enumerate() {
        let value = found.get(place).expect("a sound value");
        let column = &table.columns[place].name;
        assert!(
            value == *expected,
            "{}.{column} of {:?}: {value:?}, not {expected:?}",
            table.name,
            found.id()
        );
    }
}

fn key(index: &Index, row: &Row) -> Vec<Part> {
    index.columns.iter().map(|column| part(&row[column.column.position()])).collect()
}

/// The bytes of a row when every memo and OLE value is outside it.
fn least_length(table: &TableDef, row: &Row) -> usize {
    let mask = table.columns.len().div_ceil(8);
    let columns = table.columns.iter().filter(|column| column.column_type != ColumnType::Boolean);
    let fixed: usize =
        columns.filter(|column| column.is_fixed()).map(|column| usize::from(column.length())).sum();
    let variable = table.columns.iter().filter(|column| !column.is_fixed()).count();
    let offsets = if variable == 0 { 0 } else { 2 * (variable + 2) };
    let values = table.columns.iter().zip(row).filter(|(column, _)| !column.is_fixed());
    let data: usize = values.map(|(column, value)| stored_length(column, value)).sum();
    2 + fixed + data + offsets + mask
}

fn stored_length(column: &Column, value: &Value<'_>) -> usize {
    match (column.column_type, value) {
        (_, Value::Null) => 0,
        (ColumnType::Memo | ColumnType::Ole, _) => 12,
        (_, Value::Binary(bytes)) => bytes.len(),
        (_, Value::Text(text)) => {
            let units = text.encode_utf16().count();
            let one_byte = column.compressed && units >= 3 && text.chars().all(|char| char <= '\u{FF}');
            if one_byte { units + 2 } else { 2 * units }
        }
        (kind, value) => panic!("a value {value:?} of type {kind:?} outside the fixed area"),
    }
}

//! Tables and rows in memory, for the tests of this folder.

use super::columns::{Kind, Table};
use super::fields::Cells;
use super::schema::{self, ColumnSchema};
use accdb::{Column, ColumnId, Index, TableDef, Value};
use std::sync::Arc;

/// A row of values by place.
pub(crate) struct MemoryRow(pub Vec<Value<'static>>);

impl Cells for MemoryRow {
    fn cell(&self, column: usize) -> accdb::Result<Value<'_>> {
        Ok(self.0[column].clone())
    }
}

impl MemoryRow {
    /// All NULL but some.
    pub fn of(table: &Table, values: &[(&str, Value<'static>)]) -> MemoryRow {
        let mut row = MemoryRow(vec![Value::Null; table.def.columns.len()]);
        for (name, value) in values {
            row.0[table.def.column(name).expect("a column").position()] = value.clone();
        }
        row
    }
}

/// A table as the schema has it, changed by the test.
pub(crate) fn table(name: &str, key: &[(&'static str, Kind)], change: impl FnOnce(&mut TableDef)) -> Table {
    let mut def = definition(name);
    change(&mut def);
    Table::new(&Arc::from("002.accdb"), Arc::new(def), key).expect("the key is there")
}

pub(crate) fn definition(name: &str) -> TableDef {
    let schema = schema::tables().into_iter().find(|table| table.name == name).expect("a table");
    let place =
        |column: &str| schema.columns.iter().position(|known| known.name == column).expect("a column");
    let index = |index: &schema::IndexSchema| {
        let columns: Vec<_> = index.columns.iter().map(|name| ColumnId::at(place(name))).collect();
        Index::described(index.name, &columns, index.primary)
    };
    let columns = schema.columns.iter().map(column).collect();
    TableDef::described(name, columns, schema.indexes.iter().map(index).collect())
}

fn column(schema: &ColumnSchema) -> Column {
    let mut column = Column::described(schema.name, schema.column_type, schema.size);
    (column.compressed, column.required) = (schema.compressed, schema.required);
    column.default = schema.default.map(str::to_owned);
    column
}

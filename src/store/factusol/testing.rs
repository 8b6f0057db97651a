//! Tables and rows in memory, for the tests of this folder.

use super::columns::{Kind, Table};
use super::fields::Cells;
use super::schema::{self, ColumnSchema};
use crate::accdb::{self, Column, ColumnType, Index, IndexColumn, PageNo, RowId, SortOrder, TableDef, Value};
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
            row.0[table.def.column(name).expect("a column")] = value.clone();
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
    let index = |index: &schema::IndexSchema| Index {
        names: vec![index.name.to_owned()],
        columns: index
            .columns
            .iter()
            .map(|name| IndexColumn { column: place(name), descending: false })
            .collect(),
        root: PageNo(0),
        unique: index.primary,
        ignore_nulls: false,
        required: index.primary,
        primary: index.primary,
        usage_map: RowId::default(),
        logical_numbers: vec![0],
    };
    TableDef {
        name: name.to_owned(),
        page: PageNo(0),
        row_count: 0,
        last_autonumber: 0,
        last_complex: 0,
        max_columns: 0,
        variable_slots: 0,
        fixed_size: 0,
        columns: schema.columns.iter().map(column).collect(),
        indexes: schema.indexes.iter().map(index).collect(),
        foreign_keys: Vec::new(),
        referenced_by: Vec::new(),
        owned: RowId::default(),
        free: RowId::default(),
        long_values: Vec::new(),
        validation: None,
    }
}

fn column(schema: &ColumnSchema) -> Column {
    Column {
        name: schema.name.to_owned(),
        column_type: schema.column_type,
        number: 0,
        variable_slot: 0,
        fixed_offset: 0,
        length: if schema.column_type == ColumnType::Text { schema.size * 2 } else { 0 },
        fixed: false,
        autonumber: false,
        autonumber_guid: false,
        compressed: schema.compressed,
        calculated: false,
        sort_order: SortOrder::GENERAL,
        required: schema.required,
        zero_length: true,
        default: schema.default.map(str::to_owned),
        validation: None,
    }
}

//! Columns and tables for tests.

use super::column::{Column, ColumnType};
use super::ids::{PageNo, RowId};
use super::table::TableDef;

/// A column of a type, with everything else plain.
pub(crate) fn column(column_type: ColumnType, length: u16) -> Column {
    Column { length, compressed: true, ..Column::described("C", column_type, 0) }
}

/// A table of these columns: fixed ones one after the other, variable ones in slots.
pub(crate) fn table(columns: &[(ColumnType, bool, u16)]) -> TableDef {
    let mut table = TableDef {
        name: "T".to_owned(),
        page: PageNo(9),
        row_count: 0,
        last_autonumber: 0,
        last_complex: 0,
        max_columns: columns.len() as u16,
        variable_slots: 0,
        fixed_size: 0,
        columns: Vec::new(),
        cells: Vec::new(),
        indexes: Vec::new(),
        foreign_keys: Vec::new(),
        referenced_by: Vec::new(),
        owned: RowId::default(),
        free: RowId::default(),
        long_values: Vec::new(),
        validation: None,
    };
    for (number, (column_type, fixed, length)) in columns.iter().enumerate() {
        let mut column = column(*column_type, *length);
        (column.number, column.fixed) = (number as u16, *fixed);
        (column.fixed_offset, column.variable_slot) = (table.fixed_size, table.variable_slots);
        match (*column_type, *fixed) {
            (ColumnType::Boolean, _) => {}
            (_, true) => table.fixed_size += length,
            (_, false) => table.variable_slots += 1,
        }
        table.columns.push(column);
    }
    table
}

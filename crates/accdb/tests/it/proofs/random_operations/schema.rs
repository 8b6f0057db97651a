//! Tables and rows that a seed decides.

use super::order::ALPHABET;
use crate::creating::random_table;
use accdb::{Column, ColumnSpec, ColumnType, TableDef, TableSpec, Value, Version};
use proving::rows::{Numbers, key_value, unique_columns, value_for};

/// The default of some columns.
pub const DEFAULT: i32 = 7;

/// A table of any types and indexes, some of its numbers with a default.
pub fn table(name: &str, version: Version, numbers: &mut Numbers) -> TableSpec {
    let mut spec = random_table(name, version, numbers);
    for column in &mut spec.columns {
        if column.column_type == ColumnType::Long && !column.autonumber && numbers.chance(30) {
            *column = column.clone().default(DEFAULT.to_string());
        }
    }
    // A key of several bytes for most tables, so that rows can be told apart.
    if spec.indexes.is_empty() && numbers.chance(50) {
        spec = spec.column(ColumnSpec::text("Code", 20));
        spec = spec.index(accdb::IndexSpec::unique("Code", ["Code"]));
    }
    spec
}

/// Values for a new row, some of them left out; `fresh` makes keys that are not there yet.
pub fn row(table: &TableDef, fresh: u32, numbers: &mut Numbers) -> Vec<(usize, Value<'static>)> {
    let columns = table.columns.iter().enumerate();
    let values = columns.filter_map(|(place, column)| {
        let left_out = if column.autonumber { 80 } else { 4 };
        (!numbers.chance(left_out)).then(|| (place, value(table, place, column, fresh, numbers)))
    });
    values.collect()
}

/// New values for some columns of a row.
pub fn changes(table: &TableDef, fresh: u32, numbers: &mut Numbers) -> Vec<(usize, Value<'static>)> {
    let columns = table.columns.iter().enumerate().filter(|(_, column)| !column.autonumber);
    let share = *numbers.pick(&[10, 30, 100]);
    let mut values = Vec::new();
    for (place, column) in columns {
        if numbers.chance(share) {
            values.push((place, value(table, place, column, fresh, numbers)));
        }
    }
    values
}

fn value(
    table: &TableDef,
    place: usize,
    column: &Column,
    fresh: u32,
    numbers: &mut Numbers,
) -> Value<'static> {
    let is_indexed =
        table.indexes.iter().flat_map(|index| &index.columns).any(|part| part.column.position() == place);
    if column.autonumber {
        return Value::Long(1 + numbers.below(3_000) as i32);
    }
    if unique_columns(table).contains(&place) && !numbers.chance(8) {
        // Now and then one that is there already, or was.
        let number = if numbers.chance(90) { fresh } else { numbers.below(fresh as usize + 1) as u32 };
        return key_value(column, number);
    }
    match column.column_type {
        // Null where nothing has to be there, else against the rule, which is then to be refused.
        _ if numbers.chance(2) => Value::Null,
        ColumnType::Text if is_indexed => sortable(column, column.size(), numbers),
        ColumnType::Memo if is_indexed => sortable(column, 300, numbers),
        ColumnType::Binary if is_indexed => {
            let len = 1 + numbers.below(column.size());
            Value::Binary((0..len).map(|_| numbers.any() as u8).collect::<Vec<_>>().into())
        }
        _ => value_for(column, numbers),
    }
}

/// A text whose place among others needs no table; sometimes an empty one where that is against the rule.
fn sortable(column: &Column, limit: usize, numbers: &mut Numbers) -> Value<'static> {
    let alphabet: Vec<char> = ALPHABET.chars().collect();
    let least = usize::from(!column.zero_length && !numbers.chance(2));
    let longest = *numbers.pick(&[3, 12, limit]);
    let len = least.max(numbers.below(longest.min(limit) + 1));
    Value::Text((0..len).map(|_| *numbers.pick(&alphabet)).collect::<String>().into())
}

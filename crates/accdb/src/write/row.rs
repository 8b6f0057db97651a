//! The bytes of a row.
//!
//! A row is the column count, the fixed area, the variable values in the order of their slots, the offsets of those
//! (last slot first) and the mask of columns that are not null. A table without variable slots has no offsets.

use super::value;
use crate::error::{Error, Malformed, Result};
use crate::format::column::{Column, ColumnType};
use crate::format::page::put;
use crate::format::table::TableDef;
use crate::format::value::Value;

/// A space as it is stored.
const BLANK: [u8; 2] = [b' ', 0];
/// The longest row that other writers make.
pub(crate) const ROW_MAX: usize = 4060;

/// The bytes that stand for a column in its row. Of a memo or OLE column: a head of 12 bytes, and the data after it if
/// it is in the row. Of another column: what an earlier row had, and a changed one keeps.
pub(super) struct StoredField {
    /// A place in [`TableDef::columns`].
    pub column: usize,
    pub bytes: Vec<u8>,
}

/// Where the columns of a table lie in its rows; worked out once for many rows.
pub(super) struct RowLayout {
    /// Places of the columns in the fixed area.
    fixed: Vec<usize>,
    /// The column of each variable slot; `None` where the column was deleted.
    variable: Vec<Option<usize>>,
    max_columns: u16,
    fixed_size: usize,
}

impl RowLayout {
    pub fn new(table: &TableDef) -> RowLayout {
        let places = |fixed| {
            let stored = move |column: &Column| {
                (column.column_type != ColumnType::Boolean || column.calculated) && column.fixed == fixed
            };
            table.columns.iter().enumerate().filter(move |(_, column)| stored(column))
        };
        let mut variable = vec![None; usize::from(table.variable_slots)];
        for (place, column) in places(false) {
            if let Some(slot) = variable.get_mut(usize::from(column.variable_slot)) {
                *slot = Some(place);
            }
        }
        RowLayout {
            fixed: places(true).map(|(place, _)| place).collect(),
            variable,
            max_columns: table.max_columns,
            fixed_size: usize::from(table.fixed_size),
        }
    }

    fn mask_len(&self) -> usize {
        usize::from(self.max_columns).div_ceil(8)
    }

    /// Makes `row` the bytes of a row of values that fit their columns, one for each of [`TableDef::columns`]; `stored`
    /// has what stands for the memo and OLE values that are not null, and whatever else has its bytes already.
    ///
    /// Whether a page has room for the row, [`ROW_MAX`], is the caller's question.
    pub fn encode(
        &self,
        row: &mut Vec<u8>,
        table: &TableDef,
        values: &[Value<'_>],
        stored: &[StoredField],
    ) -> Result<()> {
        row.clear();
        row.extend_from_slice(&self.max_columns.to_le_bytes());
        row.resize(2 + self.fixed_size, 0);
        self.put_fixed(row, table, values, stored).map_err(|malformed| malformed.on(table.page))?;
        self.append_variable(row, table, values, stored)?;
        append_mask(row, self.mask_len(), table, values, stored).map_err(|malformed| malformed.on(table.page))
    }

    /// Puts the fixed columns in their places; each is encoded behind the fixed area first.
    fn put_fixed(
        &self,
        row: &mut Vec<u8>,
        table: &TableDef,
        values: &[Value<'_>],
        stored: &[StoredField],
    ) -> Result<(), Malformed> {
        let end = row.len();
        for place in &self.fixed {
            let Some((column, value)) = cell(table, values, *place) else { continue };
            let at = 2 + usize::from(column.fixed_offset);
            match bytes_of(stored, *place) {
                Some(bytes) => row.extend_from_slice(bytes),
                None if put_number(row, at, column, value) => continue,
                None => append_fixed(row, column, value),
            }
            let len = row.len() - end;
            let is_whole = len == 0 || len == usize::from(column.fixed_length());
            if !is_whole || at + len > end {
                return Err(Malformed { field: "length of a column in the fixed area", at });
            }
            row.copy_within(end.., at);
            row.truncate(end);
        }
        Ok(())
    }

    fn append_variable(
        &self,
        row: &mut Vec<u8>,
        table: &TableDef,
        values: &[Value<'_>],
        stored: &[StoredField],
    ) -> Result<()> {
        if self.variable.is_empty() {
            return Ok(());
        }
        let mut offsets = Vec::with_capacity(self.variable.len() + 1);
        for slot in &self.variable {
            offsets.push(row.len());
            let Some((place, (column, value))) =
                slot.and_then(|place| Some((place, cell(table, values, place)?)))
            else {
                continue;
            };
            match bytes_of(stored, place) {
                Some(bytes) => row.extend_from_slice(bytes),
                None => value::append(row, value, column.compressed),
            }
        }
        offsets.push(row.len());
        for number in offsets.into_iter().rev().chain([self.variable.len()]) {
            row.extend_from_slice(&u16::try_from(number).map_err(|_| too_long())?.to_le_bytes());
        }
        Ok(())
    }
}

/// Puts a number of its column's length in its place at once; false where it is another value or has no room.
fn put_number(row: &mut [u8], at: usize, column: &Column, value: &Value<'_>) -> bool {
    let is_put = match (value, column.length) {
        (Value::Integer(number), 2) => put(row, at, &number.to_le_bytes()),
        (Value::Long(number), 4) => put(row, at, &number.to_le_bytes()),
        (Value::Currency(number), 8) => put(row, at, &number.to_le_bytes()),
        (Value::Double(number), 8) => put(row, at, &number.to_le_bytes()),
        (Value::DateTime(date), 8) => put(row, at, &date.days().to_le_bytes()),
        _ => return false,
    };
    is_put.is_ok()
}

/// Appends a value of a fixed column. A text is stored plain there and filled up with blanks, as Access does.
fn append_fixed(row: &mut Vec<u8>, column: &Column, value: &Value<'_>) {
    let start = row.len();
    value::append(row, value, false);
    if matches!(value, Value::Text(_) | Value::Units(_)) {
        let missing = usize::from(column.length).saturating_sub(row.len() - start);
        row.extend(BLANK.iter().cycle().take(missing));
    }
}

/// What there is already of a column.
fn bytes_of(stored: &[StoredField], place: usize) -> Option<&[u8]> {
    stored.iter().find(|field| field.column == place).map(|field| field.bytes.as_slice())
}

/// The error for a row that no page can hold.
pub(super) fn too_long() -> Error {
    Error::TooLong { what: "the length of a row in bytes", limit: 4060 }
}

fn cell<'a, 'v>(
    table: &'a TableDef,
    values: &'a [Value<'v>],
    place: usize,
) -> Option<(&'a Column, &'a Value<'v>)> {
    Some((table.columns.get(place)?, values.get(place)?))
}

/// Appends the mask: a bit for each column that is not null, and for each boolean that is true.
fn append_mask(
    row: &mut Vec<u8>,
    len: usize,
    table: &TableDef,
    values: &[Value<'_>],
    stored: &[StoredField],
) -> Result<(), Malformed> {
    let start = row.len();
    row.resize(start + len, 0);
    for (place, (column, value)) in table.columns.iter().zip(values).enumerate() {
        if matches!(value, Value::Null | Value::Boolean(false)) && bytes_of(stored, place).is_none() {
            continue;
        }
        let at = start + usize::from(column.number / 8);
        let byte = row.get_mut(at).ok_or(Malformed { field: "column number", at })?;
        *byte |= 1 << (column.number % 8);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::testing::table;

    fn encode(table: &TableDef, values: &[Value<'_>], stored: &[StoredField]) -> Result<Vec<u8>> {
        let mut row = Vec::new();
        RowLayout::new(table).encode(&mut row, table, values, stored)?;
        Ok(row)
    }

    #[test]
    fn the_worked_example_of_the_format() {
        let table = table(&[(ColumnType::Long, true, 4), (ColumnType::Text, false, 100)]);
        let row = encode(&table, &[Value::Long(0), Value::Text("foo0".into())], &[]).expect("fits");
        assert_eq!(row, b"\x02\0\0\0\0\0\xFF\xFEfoo0\x0C\0\x06\0\x01\0\x03");
    }

    #[test]
    fn nulls_keep_their_room_and_booleans_are_mask_bits() {
        let types =
            [(ColumnType::Boolean, true, 1), (ColumnType::Long, true, 4), (ColumnType::Boolean, true, 1)];
        let table = table(&types);
        let row = encode(&table, &[Value::Boolean(true), Value::Null, Value::Boolean(false)], &[]);
        assert_eq!(row.expect("fits"), b"\x03\0\0\0\0\0\x01");
    }

    #[test]
    fn a_text_of_fixed_length_is_plain_and_filled_up_with_blanks() {
        let table = table(&[(ColumnType::Text, true, 10), (ColumnType::Text, true, 6)]);
        let row = encode(&table, &[Value::Text("abc".into()), Value::Text("€".into())], &[]).expect("fits");
        assert_eq!(row, b"\x02\0a\0b\0c\0 \0 \0\xAC\x20 \0 \0\x03");
        let row = encode(&table, &[Value::Text("".into()), Value::Null], &[]).expect("fits");
        assert_eq!(row, b"\x02\0 \0 \0 \0 \0 \0\0\0\0\0\0\0\x01");
    }

    #[test]
    fn a_decimal_takes_its_17_bytes_whatever_the_length_of_its_column() {
        let mut table = table(&[(ColumnType::Decimal { precision: 18, scale: 0 }, true, 17)]);
        table.columns[0].length = 9;
        let value = Value::Decimal { negative: true, magnitude: 7, scale: 0 };
        assert_eq!(encode(&table, &[value], &[]).expect("fits").len(), 2 + 17 + 1);
    }

    #[test]
    fn a_deleted_column_leaves_an_empty_slot() {
        let mut table = table(&[(ColumnType::Text, false, 20), (ColumnType::Text, false, 20)]);
        table.columns.remove(0);
        let row = encode(&table, &[Value::Text("ab".into())], &[]).expect("fits");
        assert_eq!(row, b"\x02\0a\0b\0\x06\0\x02\0\x02\0\x02\0\x02");
    }

    #[test]
    fn a_long_value_stands_where_its_column_has_its_slot() {
        let table = table(&[(ColumnType::Memo, false, 0), (ColumnType::Text, false, 20)]);
        let long = [StoredField { column: 0, bytes: vec![7; 12] }];
        let values = [Value::Text("far away".into()), Value::Text("x".into())];
        let row = encode(&table, &values, &long).expect("fits");
        assert_eq!(row[2..14], [7; 12]);
    }
}

//! The columns of a definition.

use super::Parser;
use crate::error::Malformed;
use crate::format::COLUMN_MARK;
use crate::format::column::{Column, ColumnType, SortOrder};
use crate::format::page::View;
use crate::format::table::TableDef;

const RECORD: usize = 25;
/// Bits of the flags byte.
const FIXED: u8 = 0x01;
const AUTONUMBER: u8 = 0x04;
const AUTONUMBER_GUID: u8 = 0x40;
/// Bits of the byte after it.
const COMPRESSED: u8 = 0x01;
const CALCULATED: u8 = 0xC0;

/// Reads `count` column records and then their names; in the order of the file.
pub(super) fn parse(parser: &mut Parser<'_>, count: u32) -> Result<Vec<Column>, Malformed> {
    let mut columns = parser.each(count, column)?;
    for column in &mut columns {
        column.name = parser.name("name of a column")?;
    }
    Ok(columns)
}

fn column(parser: &mut Parser<'_>) -> Result<Column, Malformed> {
    let at = parser.at;
    read_column(parser.take(RECORD, "column")?)
        .map_err(|malformed| Malformed { at: malformed.at.saturating_add(at), ..malformed })
}

fn read_column(record: View<'_>) -> Result<Column, Malformed> {
    if record.u32(1, "mark of a column")? != COLUMN_MARK {
        return Err(Malformed { field: "mark of a column", at: 1 });
    }
    let [kind] = record.array(0, "type of a column")?;
    let extra = record.array(11, "sort order of a column")?;
    let [extra0, extra1, _, _] = extra;
    let [flags, more] = record.array(15, "flags of a column")?;
    let column = Column {
        name: String::new(),
        column_type: ColumnType::from_code(kind, extra0, extra1),
        number: record.u16(5, "number of a column")?,
        variable_slot: record.u16(7, "variable slot of a column")?,
        fixed_offset: record.u16(21, "fixed offset of a column")?,
        length: record.u16(23, "length of a column")?,
        fixed: flags & FIXED != 0,
        autonumber: flags & AUTONUMBER != 0,
        autonumber_guid: flags & AUTONUMBER_GUID != 0,
        compressed: more & COMPRESSED != 0,
        calculated: more & CALCULATED != 0,
        sort_order: SortOrder::from_bytes(extra),
        required: false,
        zero_length: true,
        default: None,
        validation: None,
    };
    check_length(&column)?;
    Ok(column)
}

/// A type of one size must have that size: a flipped type is found here and not as nonsense in the values. A decimal
/// may say how many bytes its digits need instead, though its values take 17.
fn check_length(column: &Column) -> Result<(), Malformed> {
    let length = Some(column.length);
    let sound = match (column.column_type, column.column_type.size()) {
        (ColumnType::Decimal { precision, .. }, size) => {
            length == size || length == length_of_digits(precision)
        }
        (_, size @ Some(_)) => size == length,
        (_, None) => true,
    };
    if sound || column.calculated {
        return Ok(());
    }
    Err(Malformed { field: "length of a column for its type", at: 23 })
}

/// A sign, and the bytes that a number of so many digits takes: 9 for 18 digits.
fn length_of_digits(precision: u8) -> Option<u16> {
    let bits = u128::BITS - 10_u128.checked_pow(precision.into())?.leading_zeros();
    u16::try_from(1 + bits.div_ceil(8)).ok()
}

/// Checks that the columns agree with the counts of the table and with one another.
pub(super) fn check(table: &TableDef) -> Result<(), Malformed> {
    let numbers = table.columns.iter().map(|column| column.number);
    if numbers.clone().zip(numbers.skip(1)).any(|(one, next)| one == next) {
        return Err(Malformed { field: "number of a column, used twice,", at: 0 });
    }
    for column in &table.columns {
        let stored = column.column_type != ColumnType::Boolean || column.calculated;
        if column.number >= table.max_columns {
            return Err(Malformed { field: "highest number of columns", at: 41 });
        }
        if stored && !column.fixed && column.variable_slot >= table.variable_slots {
            return Err(Malformed { field: "number of variable slots", at: 43 });
        }
    }
    Ok(())
}

//! The parts of a row: its null mask, its fixed area and its variable slots, checked against the definition.

use super::encoded::TextCheck;
use crate::format::column::{Column, ColumnType};
use crate::format::page::View;
use crate::format::table::TableDef;
use crate::format::value;

/// A row taken apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts<'a> {
    bytes: &'a [u8],
    /// Columns and variable slots that the row has.
    pub columns: u16,
    pub slots: u16,
    /// Where the null mask starts, and where the fixed area ends.
    mask: usize,
    fixed_end: usize,
}

/// Where a column's value is.
pub(super) enum Stored<'a> {
    Null,
    /// In the null mask.
    Bit,
    Bytes(&'a [u8]),
}

impl<'a> Parts<'a> {
    pub fn of(bytes: &'a [u8], table: &TableDef) -> Result<Parts<'a>, String> {
        let columns =
            View(bytes).u16(0, "number of columns").map_err(|_| format!("a row of {} bytes", bytes.len()))?;
        let mask_len = usize::from(columns).div_ceil(8);
        if columns == 0 || columns > table.max_columns {
            return Err(format!("the row has {columns} columns, the table {}", table.max_columns));
        }
        let Some(mask) = bytes.len().checked_sub(mask_len).filter(|mask| *mask >= 2) else {
            return Err(format!("a row of {} bytes", bytes.len()));
        };
        let bare = Parts { bytes, columns, slots: 0, mask, fixed_end: mask };
        if table.variable_slots == 0 {
            return Ok(bare);
        }
        match bare.with_slots(table) {
            // A row written before the table's first variable column came has no such part.
            Err(_) if !table.columns.iter().any(|column| is_variable(column) && column.number < columns) => {
                Ok(bare)
            }
            found => found,
        }
    }

    fn with_slots(self, table: &TableDef) -> Result<Parts<'a>, String> {
        let too_short = || "the row ends before its variable slots".to_owned();
        let count_at = self.mask.checked_sub(2).ok_or_else(too_short)?;
        let slots = View(self.bytes).u16(count_at, "slots").map_err(|_| too_short())?;
        let offsets_at = count_at.checked_sub(2 * (usize::from(slots) + 1)).filter(|at| *at >= 2);
        let Some(offsets_at) = offsets_at.filter(|_| slots <= table.variable_slots) else {
            return Err(format!("the row has {slots} variable slots, the table {}", table.variable_slots));
        };
        let with_slots = Parts { slots, ..self };
        let mut last = 2;
        for number in 0..=slots {
            let start = with_slots.offset(number);
            if start < last {
                return Err(format!("variable slot {number} starts at byte {start}, before {last}"));
            }
            last = start;
        }
        if last > offsets_at {
            return Err(format!("the variable data end at byte {last}, past {offsets_at}"));
        }
        Ok(Parts { fixed_end: with_slots.offset(0), ..with_slots })
    }

    /// Where a slot starts; the one after the last is where the data end.
    fn offset(&self, slot: u16) -> usize {
        let at = self.mask.saturating_sub(4 + 2 * usize::from(slot));
        View(self.bytes).u16(at, "offset of a variable slot").map_or(0, usize::from)
    }

    /// Whether the row has bits in its mask past its last column.
    pub fn has_odd_bits(&self) -> bool {
        let over = self.columns % 8;
        over != 0 && self.bytes.last().is_some_and(|last| last >> over != 0)
    }

    fn is_marked(&self, number: u16) -> bool {
        let byte = self.bytes.get(self.mask + usize::from(number / 8)).copied().unwrap_or(0);
        number < self.columns && byte >> (number % 8) & 1 == 1
    }

    /// The bytes of a column, or why there are none where there must be.
    pub fn stored(&self, column: &Column) -> Result<Stored<'a>, String> {
        if column.column_type == ColumnType::Boolean && !column.calculated {
            return Ok(Stored::Bit);
        }
        if !self.is_marked(column.number) {
            return Ok(Stored::Null);
        }
        if column.fixed {
            let start = 2 + usize::from(column.fixed_offset);
            let end = start + usize::from(column.fixed_length());
            let bytes = self.bytes.get(start..end).filter(|_| end <= self.fixed_end);
            let past = || format!("{} at bytes {start} to {end} is past the fixed area", column.name);
            return bytes.map(Stored::Bytes).ok_or_else(past);
        }
        if column.variable_slot >= self.slots {
            return Err(format!(
                "{} is not null, but the row has {} variable slots",
                column.name, self.slots
            ));
        }
        let end = self.offset(column.variable_slot.saturating_add(1));
        let bytes = self.bytes.get(self.offset(column.variable_slot)..end);
        bytes.map(Stored::Bytes).ok_or_else(|| format!("{} is not within the row", column.name))
    }
}

fn is_variable(column: &Column) -> bool {
    !column.fixed && column.column_type != ColumnType::Boolean
}

/// Checks the bytes of a value that is no long one.
pub(super) fn check_value(column: &Column, bytes: &[u8]) -> Result<(), String> {
    let length = || format!("{} has {} bytes", column.name, bytes.len());
    if !column.calculated {
        match (column.column_type, column.column_type.size()) {
            (ColumnType::Text, _) if TextCheck::whole(bytes) => return Ok(()),
            (ColumnType::Text, _) => return Err(format!("{} holds half a character", column.name)),
            (ColumnType::DateTimeExtended, _) => {}
            (_, Some(size)) if usize::from(size) != bytes.len() => return Err(length()),
            _ => return Ok(()),
        }
    }
    value::decode(column, bytes, |malformed| format!("{}: {malformed}", column.name)).map(drop)
}

/// Takes a row apart and checks every value in it, for fuzzing.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn row_parts(bytes: &[u8], table: &TableDef) {
    let Ok(parts) = Parts::of(bytes, table) else { return };
    for column in &table.columns {
        if let Ok(Stored::Bytes(stored)) = parts.stored(column) {
            let _ = check_value(column, stored);
        }
    }
}

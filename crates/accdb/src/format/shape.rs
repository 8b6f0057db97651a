//! Where the parts of a row are.

use crate::error::Malformed;
use crate::format::column::Column;
use crate::format::page::View;

/// Where the parts of a row are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Columns the table had when the row was written.
    pub column_count: u16,
    /// Variable slots the row has.
    pub slots: u16,
    /// Where the null mask starts.
    pub mask: usize,
    /// Where the fixed area ends at the latest.
    pub fixed_end: usize,
}

impl Shape {
    /// The column's bit in the null mask. A column added after the row was written has none and is null.
    #[inline]
    pub fn is_marked(&self, row: View<'_>, column: &Column) -> Result<bool, Malformed> {
        if column.number >= self.column_count {
            return Ok(false);
        }
        let byte = row.u8(self.mask.saturating_add(usize::from(column.number / 8)), "null mask")?;
        Ok(byte >> (column.number % 8) & 1 == 1)
    }

    /// The bytes of a column that is not null.
    #[inline]
    pub fn stored<'b>(&self, row: View<'b>, column: &Column) -> Result<&'b [u8], Malformed> {
        if column.fixed {
            let start = 2 + usize::from(column.fixed_offset);
            let end = start + usize::from(column.fixed_length());
            let bytes = row.0.get(start..end).filter(|_| end <= self.fixed_end);
            return bytes.ok_or(Malformed { field: "fixed area", at: start });
        }
        if column.variable_slot >= self.slots {
            return Err(Malformed { field: "variable slot", at: self.mask });
        }
        let [start, end] = self.slot(row, column.variable_slot)?;
        let bytes = row.0.get(start..end).filter(|_| end <= self.offsets());
        bytes.ok_or(Malformed { field: "offset of a variable slot", at: self.slot_at(column.variable_slot) })
    }

    /// Where the bytes of a variable slot start and end.
    #[inline]
    pub fn slot(&self, row: View<'_>, slot: u16) -> Result<[usize; 2], Malformed> {
        let [end0, end1, start0, start1] = row.array(self.slot_at(slot), "offset of a variable slot")?;
        Ok([[start0, start1], [end0, end1]].map(|offset| usize::from(u16::from_le_bytes(offset))))
    }

    /// The offsets go down from the null mask: the count, slot 0, slot 1 and so on, and the end of the last.
    #[inline]
    fn slot_at(&self, slot: u16) -> usize {
        self.mask.saturating_sub(6 + 2 * usize::from(slot))
    }

    /// Where the offsets of the variable slots start.
    #[inline]
    pub fn offsets(self) -> usize {
        self.mask.saturating_sub(4 + 2 * usize::from(self.slots))
    }
}

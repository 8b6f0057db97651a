//! What reading a column takes, worked out once for all rows of a table.

use crate::format::column::{Column, ColumnType};
use crate::format::page::View;
use crate::format::shape::Shape;
use crate::format::text;
use crate::format::{LONG_VALUE_HEAD, LONG_VALUE_IN_ROW, LONG_VALUE_LENGTH};

/// The cells of a table, in the order of its columns.
pub(crate) fn cells(columns: &[Column]) -> Vec<Cell> {
    columns.iter().map(Cell::of).collect()
}

/// How the bytes of a column become a value, for what nearly every column is; the rest is read step by step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The bit of the null mask is the value.
    Bit,
    /// In the fixed area.
    Byte,
    Integer,
    Long,
    Currency,
    Single,
    Double,
    DateTime,
    /// In a variable slot.
    Text,
    Memo,
    Other,
}

/// A column as its rows have it: a few bytes in place of a whole [`Column`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    pub(crate) form: Form,
    /// The bit within its byte of the null mask.
    bit: u8,
    number: u16,
    /// For a fixed column its start, for a variable one its slot.
    at: u16,
}

impl Cell {
    fn of(column: &Column) -> Cell {
        let form = match (column.column_type, column.fixed) {
            _ if column.calculated => Form::Other,
            (ColumnType::Boolean, _) => Form::Bit,
            (ColumnType::Byte, true) => Form::Byte,
            (ColumnType::Integer, true) => Form::Integer,
            (ColumnType::Long, true) => Form::Long,
            (ColumnType::Currency, true) => Form::Currency,
            (ColumnType::Single, true) => Form::Single,
            (ColumnType::Double, true) => Form::Double,
            (ColumnType::DateTime, true) => Form::DateTime,
            (ColumnType::Text, false) => Form::Text,
            (ColumnType::Memo, false) => Form::Memo,
            _ => Form::Other,
        };
        let at = if column.fixed { column.fixed_offset.saturating_add(2) } else { column.variable_slot };
        Cell { form, bit: 1 << (column.number % 8), number: column.number, at }
    }

    /// Whether the row's null mask has the column's bit; `None` where the mask is short.
    #[inline]
    pub(crate) fn is_marked(self, row: &[u8], shape: Shape) -> Option<bool> {
        if self.number >= shape.column_count {
            return Some(false);
        }
        let byte = row.get(shape.mask.wrapping_add(usize::from(self.number / 8)))?;
        Some(byte & self.bit != 0)
    }

    /// The bytes of a fixed column of that size.
    #[inline]
    pub(crate) fn fixed<const N: usize>(self, row: &[u8], shape: Shape) -> Option<[u8; N]> {
        row.get(usize::from(self.at)..shape.fixed_end)?.first_chunk().copied()
    }

    /// A text that can be lent from the row.
    #[inline]
    pub(crate) fn text(self, row: &[u8], shape: Shape) -> Option<&str> {
        text::lend(self.variable(row, shape)?)
    }

    /// A memo that is short enough to stand in the row, and can be lent from it.
    #[inline]
    pub(crate) fn memo(self, row: &[u8], shape: Shape) -> Option<&str> {
        let stored = self.variable(row, shape)?;
        if stored.is_empty() {
            return Some("");
        }
        let word = u32::from_le_bytes(*stored.first_chunk()?);
        let length = usize::try_from(word & LONG_VALUE_LENGTH).ok()?;
        let inline = stored.get(LONG_VALUE_HEAD..)?.get(..length)?;
        if word & LONG_VALUE_IN_ROW == 0 { None } else { text::lend(inline) }
    }

    #[inline]
    fn variable(self, row: &[u8], shape: Shape) -> Option<&[u8]> {
        if self.at >= shape.slots {
            return None;
        }
        let [start, end] = shape.slot(View(row), self.at).ok()?;
        row.get(start..end).filter(|_| end <= shape.offsets())
    }
}

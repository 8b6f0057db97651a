//! What reading a column takes, worked out once for all rows of a table.

use super::Shape;
use crate::accdb::format::{LONG_VALUE_HEAD, LONG_VALUE_IN_ROW, LONG_VALUE_LENGTH};
use crate::accdb::page::View;
use crate::accdb::table::{Column, ColumnType};
use crate::accdb::text;

/// The cells of a table, in the order of its columns.
pub(in crate::accdb) fn cells(columns: &[Column]) -> Vec<Cell> {
    columns.iter().map(Cell::of).collect()
}

/// How the bytes of a column become a value, for what nearly every column is; the rest is read step by step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
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
    pub(super) form: Form,
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
    pub(super) fn is_marked(self, row: &[u8], shape: Shape) -> Option<bool> {
        if self.number >= shape.column_count {
            return Some(false);
        }
        let byte = row.get(shape.mask.wrapping_add(usize::from(self.number / 8)))?;
        Some(byte & self.bit != 0)
    }

    /// The bytes of a fixed column of that size.
    #[inline]
    pub(super) fn fixed<const N: usize>(self, row: &[u8], shape: Shape) -> Option<[u8; N]> {
        row.get(usize::from(self.at)..shape.fixed_end)?.first_chunk().copied()
    }

    /// A text that can be lent from the row.
    #[inline]
    pub(super) fn text(self, row: &[u8], shape: Shape) -> Option<&str> {
        text::lend(self.variable(row, shape)?)
    }

    /// A memo that is short enough to stand in the row, and can be lent from it.
    #[inline]
    pub(super) fn memo(self, row: &[u8], shape: Shape) -> Option<&str> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accdb::page::{PageNo, RowId};
    use crate::accdb::pager::Pager;
    use crate::accdb::row::{Bytes, Row};
    use crate::accdb::storage::MemoryStorage;
    use crate::accdb::value::Value;
    use crate::accdb::write::testing::table;
    use proptest::prelude::*;

    const COLUMNS: [(ColumnType, bool, u16); 14] = [
        (ColumnType::Boolean, true, 1),
        (ColumnType::Byte, true, 1),
        (ColumnType::Integer, true, 2),
        (ColumnType::Long, true, 4),
        (ColumnType::Currency, true, 8),
        (ColumnType::Single, true, 4),
        (ColumnType::Double, true, 8),
        (ColumnType::DateTime, true, 8),
        (ColumnType::Guid, true, 16),
        (ColumnType::Text, false, 50),
        (ColumnType::Text, false, 50),
        (ColumnType::Memo, false, 0),
        (ColumnType::Binary, false, 50),
        (ColumnType::Long, false, 4),
    ];

    /// A row of those columns: texts that can be lent and others, and a memo in the row.
    fn row() -> Vec<u8> {
        let memo = [&[5, 0, 0, 0x80][..], &[0; 8], b"\xFF\xFEfoo"].concat();
        let parts = [b"\xFF\xFEa text of ours", &b"a\0b\0"[..], &memo, b"xyz", &[1, 2, 3, 4]];
        let mut row = vec![14, 0];
        row.extend((0..52_u8).map(|byte| byte.wrapping_mul(37)));
        let mut offsets = vec![row.len()];
        for part in parts {
            row.extend_from_slice(part);
            offsets.push(row.len());
        }
        row.extend(offsets.iter().rev().chain(&[5]).flat_map(|offset| (*offset as u16).to_le_bytes()));
        row.extend([0xFF, 0x3F]);
        row
    }

    /// Every column in the quick way and step by step, as words: a number that is none equals nothing, not itself.
    fn both_ways(bytes: &[u8]) -> Option<(Vec<String>, Vec<String>)> {
        let mut table = table(&COLUMNS);
        table.cells = cells(&table.columns);
        let pages = Pager::new(Box::new(MemoryStorage::default())).unwrap();
        let id = RowId { page: PageNo(3), ..RowId::default() };
        let row = Row::new(&pages, &table, id, Bytes::Lent(bytes)).ok()?;
        let each = |get: &dyn Fn(usize) -> String| (0..=COLUMNS.len()).map(get).collect();
        Some((each(&|at| format!("{:?}", row.get(at))), each(&|at| format!("{:?}", row.get_by_steps(at)))))
    }

    #[test]
    fn a_sound_row_is_read_alike_quickly_and_step_by_step() {
        let (quick, by_steps) = both_ways(&row()).unwrap();
        assert_eq!(quick, by_steps);
        assert_eq!(quick[9], format!("Ok({:?})", Value::Text("a text of ours".into())));
        assert_eq!(quick[11], format!("Ok({:?})", Value::Text("foo".into())));
        assert!(quick[14].starts_with("Err"), "{quick:?}");
    }

    proptest! {
        #[test]
        fn a_damaged_row_is_read_alike_quickly_and_step_by_step(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..5), cut in 0..4_usize,
        ) {
            let mut bytes = row();
            bytes.drain(..cut);
            changes.iter().for_each(|(at, byte)| *at.get_mut(&mut bytes) = *byte);
            if let Some((quick, by_steps)) = both_ways(&bytes) {
                prop_assert_eq!(quick, by_steps);
            }
        }
    }
}

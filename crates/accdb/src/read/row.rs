//! A row: where its columns are, found once; what they hold, decoded when asked for.

use crate::error::{Error, Malformed, Result};
use crate::format::cell::Form;
use crate::format::column::{Column, ColumnType};
use crate::format::column_ref::ColumnRef;
use crate::format::data_page::{DataPage, Slot};
use crate::format::date::OleDate;
use crate::format::ids::RowId;
use crate::format::page::{Page, Pages, View};
use crate::format::shape::Shape;
use crate::format::table::TableDef;
use crate::format::text;
use crate::format::value::{self, Value};
use crate::read::long_value::{self, Failure};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A row of a table. Nothing is decoded before it is asked for; what can be lent from the page is.
pub struct Row<'a> {
    pages: &'a dyn Pages,
    table: &'a TableDef,
    id: RowId,
    bytes: Bytes<'a>,
    shape: Shape,
}

/// The bytes of a row: part of a scan's buffer, or of a page held for it.
pub(crate) enum Bytes<'a> {
    Lent(&'a [u8]),
    Page(Arc<Page>, Range<usize>),
}

impl Bytes<'_> {
    #[inline]
    fn as_slice(&self) -> &[u8] {
        match self {
            Bytes::Lent(bytes) => bytes,
            Bytes::Page(page, range) => page.get(range.clone()).unwrap_or_default(),
        }
    }
}

impl<'a> Row<'a> {
    /// Takes the bytes of a row and finds its parts.
    #[inline(always)]
    pub(crate) fn new(
        pages: &'a dyn Pages,
        table: &'a TableDef,
        id: RowId,
        bytes: Bytes<'a>,
    ) -> Result<Row<'a>> {
        match Shape::find(View(bytes.as_slice()), table) {
            Ok(shape) => Ok(Row { pages, table, id, bytes, shape }),
            Err(malformed) => Err(damaged_row(table, id, &malformed)),
        }
    }

    /// What names the row: for one that has moved, the place it moved from.
    pub fn id(&self) -> RowId {
        self.id
    }

    /// The value of a column, by its [`ColumnId`](crate::ColumnId), its name, or its position in
    /// [`TableDef::columns`].
    ///
    /// # Errors
    ///
    /// [`Error::NoColumn`] for a column that the table does not have, [`Error::Damaged`] for a value that contradicts
    /// its type, and whatever reading the pages of a long value gives.
    #[inline(always)]
    pub fn get(&self, column: impl ColumnRef) -> Result<Value<'_>> {
        let column = column.id_in(self.table)?.position();
        let (row, shape) = (self.bytes.as_slice(), self.shape);
        let Some(&cell) = self.table.cells.get(column) else { return self.get_by_steps(column) };
        match cell.is_marked(row, shape) {
            Some(is_marked) if cell.form == Form::Bit => return Ok(Value::Boolean(is_marked)),
            Some(true) => {}
            Some(false) => return Ok(Value::Null),
            None => return self.get_by_steps(column),
        }
        // Each arm makes the whole result: one taken apart and wrapped anew would double the time of a scan.
        macro_rules! number {
            ($kind:ident, $number:ty) => {
                match cell.fixed(row, shape) {
                    Some(bytes) => Ok(Value::$kind(<$number>::from_le_bytes(bytes))),
                    None => self.get_by_steps(column),
                }
            };
        }
        macro_rules! text {
            ($text:expr) => {
                match $text {
                    Some(text) => Ok(Value::Text(Cow::Borrowed(text))),
                    None => self.get_by_steps(column),
                }
            };
        }
        match cell.form {
            Form::Byte => number!(Byte, u8),
            Form::Integer => number!(Integer, i16),
            Form::Long => number!(Long, i32),
            Form::Currency => number!(Currency, i64),
            Form::Single => number!(Single, f32),
            Form::Double => number!(Double, f64),
            Form::DateTime => number!(DateTime, OleDate),
            Form::Text => text!(cell.text(row, shape)),
            Form::Memo => text!(cell.memo(row, shape)),
            Form::Bit | Form::Other => self.get_by_steps(column),
        }
    }

    /// As [`Row::get`] for every kind of column, and with a reason where that cannot be.
    #[inline(never)]
    fn get_by_steps(&self, column: usize) -> Result<Value<'_>> {
        let Some(column) = self.table.columns.get(column) else { return Err(self.no_column(column)) };
        let row = View(self.bytes.as_slice());
        let damaged = |malformed| self.damaged(column, &malformed);
        let is_marked = self.shape.is_marked(row, column).map_err(damaged)?;
        if column.column_type == ColumnType::Boolean && !column.calculated {
            return Ok(Value::Boolean(is_marked));
        }
        if !is_marked {
            return Ok(Value::Null);
        }
        let stored = self.shape.stored(row, column).map_err(damaged)?;
        match column.column_type {
            ColumnType::Memo | ColumnType::Ole => self.long_value(column, stored),
            _ => value::decode(column, stored, damaged),
        }
    }

    /// The bytes that the row itself keeps of a column; `None` for null, and for booleans, which have none.
    pub(crate) fn stored(&self, column: usize) -> Result<Option<&[u8]>> {
        let Some(column) = self.table.columns.get(column) else { return Err(self.no_column(column)) };
        let row = View(self.bytes.as_slice());
        let damaged = |malformed| self.damaged(column, &malformed);
        let has_bytes = column.column_type != ColumnType::Boolean || column.calculated;
        match has_bytes && self.shape.is_marked(row, column).map_err(damaged)? {
            true => self.shape.stored(row, column).map(Some).map_err(damaged),
            false => Ok(None),
        }
    }

    /// As [`Row::get`], but a text with half a surrogate pair in it comes as its units, for these have the key.
    pub(crate) fn key_value(&self, column: usize) -> Result<Value<'_>> {
        let value = self.get(column)?;
        let is_suspect = |text: &str| text.contains(char::REPLACEMENT_CHARACTER);
        if !matches!(&value, Value::Text(text) if is_suspect(text)) {
            return Ok(value);
        }
        let units = self.units(column)?;
        Ok(if String::from_utf16(&units).is_ok() { value } else { Value::Units(units.into()) })
    }

    /// The UTF-16 units of a text.
    fn units(&self, place: usize) -> Result<Vec<u16>> {
        let stored = self.stored(place)?.unwrap_or_default();
        match self.table.columns.get(place) {
            Some(column) if column.column_type == ColumnType::Memo => {
                self.long_bytes(column, stored).map(|bytes| text::units(&bytes))
            }
            _ => Ok(text::units(stored)),
        }
    }

    fn long_value<'b>(&self, column: &Column, stored: &'b [u8]) -> Result<Value<'b>> {
        let bytes = self.long_bytes(column, stored)?;
        value::decode_cow(column, bytes, |malformed| self.damaged(column, &malformed))
    }

    fn long_bytes<'b>(&self, column: &Column, stored: &'b [u8]) -> Result<Cow<'b, [u8]>> {
        long_value::read(self.pages, stored).map_err(|failure| match failure {
            Failure::InRow(malformed) => self.damaged(column, &malformed),
            Failure::Elsewhere(error) => error,
        })
    }

    #[cold]
    fn no_column(&self, place: usize) -> Error {
        Error::NoColumn { table: self.table.name.clone(), column: format!("number {place}") }
    }

    #[cold]
    fn damaged(&self, column: &Column, malformed: &Malformed) -> Error {
        let RowId { page, slot } = self.id;
        let what = format!("{}.{}, row {}: {malformed}", self.table.name, column.name, slot.0);
        Error::Damaged { page, what }
    }
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").field("table", &self.table.name).field("id", &self.id).finish_non_exhaustive()
    }
}

impl Shape {
    #[inline(always)]
    fn find(row: View<'_>, table: &TableDef) -> Result<Shape, Malformed> {
        let column_count = row.u16(0, "number of columns")?;
        let mask_length = usize::from(column_count).div_ceil(8);
        if column_count == 0 || column_count > table.max_columns || row.0.len() < 2 + mask_length {
            return Err(Malformed { field: "number of columns", at: 0 });
        }
        let mask = row.0.len() - mask_length;
        let bare = Shape { column_count, slots: 0, mask, fixed_end: mask };
        if table.variable_slots == 0 {
            return Ok(bare);
        }
        bare.with_slots(row, table).or_else(|malformed| bare.without_slots(table, malformed))
    }

    /// A row written before the table's first variable column came has no variable part.
    #[cold]
    fn without_slots(self, table: &TableDef, malformed: Malformed) -> Result<Shape, Malformed> {
        let variable = |column: &Column| !column.fixed && column.column_type != ColumnType::Boolean;
        match table.columns.iter().any(|column| variable(column) && column.number < self.column_count) {
            true => Err(malformed),
            false => Ok(self),
        }
    }

    /// Adds the variable part: the first slot starts where the fixed area ends.
    #[inline]
    fn with_slots(self, row: View<'_>, table: &TableDef) -> Result<Shape, Malformed> {
        let malformed = |field| Malformed { field, at: self.mask };
        let count_at = self.mask.checked_sub(2).ok_or(malformed("number of variable slots"))?;
        let slots = row.u16(count_at, "number of variable slots")?;
        if slots > table.variable_slots {
            return Err(malformed("number of variable slots"));
        }
        let shape = Shape { slots, ..self };
        let first_at = count_at.checked_sub(2).ok_or(malformed("offsets of variable slots"))?;
        let first = usize::from(row.u16(first_at, "offset of a variable slot")?);
        if first < 2 || first > shape.offsets() {
            return Err(malformed("offset of a variable slot"));
        }
        Ok(Shape { fixed_end: first, ..shape })
    }
}

/// Finds the row that a row identity names, through its pointer if it has moved. `None` where there is none (any
/// more), which is what an entry of an index that is out of step meets.
pub(crate) fn fetch<'a>(pages: &'a dyn Pages, table: &'a TableDef, id: RowId) -> Result<Option<Row<'a>>> {
    let page = pages.page(id.page)?;
    let slot = DataPage::new(page.as_slice(), table.page.0).and_then(|rows| rows.slot(id.slot.0.into()));
    let bytes = match slot.map_err(|malformed| malformed.on(id.page))? {
        Some(Slot::Row(range)) => Bytes::Page(page, range),
        Some(Slot::Pointer(to)) => {
            let (page, range) = moved(pages, table, to)?;
            Bytes::Page(page, range)
        }
        Some(Slot::Moved(_) | Slot::Deleted) | None => return Ok(None),
    };
    Row::new(pages, table, id, bytes).map(Some)
}

/// Where the data of a moved row is.
pub(crate) fn moved(pages: &dyn Pages, table: &TableDef, to: RowId) -> Result<(Arc<Page>, Range<usize>)> {
    let page = pages.page(to.page)?;
    let slot = DataPage::new(page.as_slice(), table.page.0).and_then(|rows| rows.slot(to.slot.0.into()));
    match slot.map_err(|malformed| malformed.on(to.page))? {
        Some(Slot::Moved(range)) => Ok((page, range)),
        _ => Err(Error::damaged(
            to.page,
            format!("{}: there is no moved row in slot {}", table.name, to.slot.0),
        )),
    }
}

#[cold]
fn damaged_row(table: &TableDef, id: RowId, malformed: &Malformed) -> Error {
    Error::damaged(id.page, format!("{}, row {}: {malformed}", table.name, id.slot.0))
}

#[cfg(test)]
mod tests;

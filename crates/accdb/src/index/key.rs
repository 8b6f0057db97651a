//! The sort keys of rows: bytes whose order is the order of the values, column after column.
//!
//! Source: docs/format.md, "Index keys".

use super::collation::{Collation, append_text, append_units};
use super::long_text::{self, TEXT_MAX};
use crate::error::{Error, Result, Rule};
use crate::format::column::{Column, ColumnType};
use crate::format::table::{Index, IndexColumn, TableDef};
use crate::format::value::Value;

/// Starts a value; a null is one byte and has no more.
const FLAG: u8 = 0x7F;
const NULL: u8 = 0x00;
/// The bytes of a group of a binary key, and what follows a full group that is not the last.
const GROUP: usize = 8;
const GROUP_FOLLOWS: u8 = 9;

/// The key of a row in an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub bytes: Vec<u8>,
    /// No other row may have it: the index is unique and no part of the key is null.
    pub exclusive: bool,
}

/// Makes the key of a row, whose values `value` gives by their place in [`TableDef::columns`]. `None` for a row that
/// the index leaves out because all its key columns are null.
pub(crate) fn key_of_row<'v>(
    table: &TableDef,
    index: &Index,
    mut value: impl FnMut(usize) -> Result<Value<'v>>,
) -> Result<Option<Key>> {
    let mut bytes = Vec::with_capacity(16 * index.columns.len());
    let mut nulls = 0;
    for part in &index.columns {
        let value = value(part.position())?;
        nulls += usize::from(value == Value::Null);
        append_part(&mut bytes, table, index, part, &value)?;
    }
    let left_out = index.ignore_nulls && nulls == index.columns.len();
    Ok((!left_out).then_some(Key { bytes, exclusive: index.unique && nulls == 0 }))
}

/// Makes the key, or the start of one, of the first columns of an index.
pub(crate) fn key_of_values(table: &TableDef, index: &Index, values: &[Value<'_>]) -> Result<Vec<u8>> {
    let mut key = Vec::new();
    for (part, value) in index.columns.iter().zip(values) {
        append_part(&mut key, table, index, part, value)?;
    }
    Ok(key)
}

fn append_part(
    key: &mut Vec<u8>,
    table: &TableDef,
    index: &Index,
    part: &IndexColumn,
    value: &Value<'_>,
) -> Result<()> {
    let (place, start) = (part.position(), key.len());
    let no_column =
        || Error::damaged(table.page, format!("an index names column {place}, which is not there"));
    let column = table.columns.get(place).ok_or_else(no_column)?;
    append(key, value, column, part.descending).map_err(|rule| Error::Rule {
        table: table.name.clone(),
        column: column.name.clone(),
        rule,
    })?;
    // Whether the text is cut there, or the key as a whole, was not seen.
    if index.columns.len() > 1 && is_text(column) && key.len() - start >= TEXT_MAX {
        return Err(Error::TooLong { what: "the bytes of a text in a key of several columns", limit: 509 });
    }
    Ok(())
}

fn is_text(column: &Column) -> bool {
    matches!(column.column_type, ColumnType::Text | ColumnType::Memo)
}

/// Appends a value as a column's part of a key. A value of another type than the column's is a [`Rule::Type`];
/// integers of any width are taken where they fit.
///
/// Texts of a sort order without a public table are encoded by the General table of their version: whether that is
/// right is for [`super::Proofs`] to say.
pub(crate) fn append(
    key: &mut Vec<u8>,
    value: &Value<'_>,
    column: &Column,
    descending: bool,
) -> Result<(), Rule> {
    let null = *value == Value::Null && column.column_type != ColumnType::Boolean;
    let flag = if null { NULL } else { FLAG };
    let start = key.len();
    key.push(if descending { !flag } else { flag });
    if null {
        return Ok(());
    }
    match (column.column_type, value) {
        (ColumnType::Text | ColumnType::Memo, Value::Text(text)) => {
            append_text(key, text, Collation::of(column.sort_order), descending);
            long_text::cut(key, start);
            Ok(())
        }
        (ColumnType::Text | ColumnType::Memo, Value::Units(units)) => {
            append_units(key, units, Collation::of(column.sort_order), descending);
            long_text::cut(key, start);
            Ok(())
        }
        (ColumnType::Binary | ColumnType::Guid | ColumnType::DateTimeExtended, _) => {
            let bytes =
                group_bytes(value, column.column_type).ok_or_else(|| mismatch(value, column.column_type))?;
            append_groups(key, &bytes, descending);
            Ok(())
        }
        _ => append_number(key, value, column, descending),
    }
}

fn mismatch(value: &Value<'_>, column_type: ColumnType) -> Rule {
    Rule::Type { expected: column_type.name(), found: format!("{value:?}") }
}

/// Appends a value of a fixed size.
fn append_number(
    key: &mut Vec<u8>,
    value: &Value<'_>,
    column: &Column,
    descending: bool,
) -> Result<(), Rule> {
    let start = key.len();
    ascending_number(key, value, column.column_type).ok_or_else(|| mismatch(value, column.column_type))?;
    if descending {
        key.iter_mut().skip(start).for_each(|byte| *byte = !*byte);
    }
    Ok(())
}

fn ascending_number(key: &mut Vec<u8>, value: &Value<'_>, column_type: ColumnType) -> Option<()> {
    match (column_type, value) {
        (ColumnType::Boolean, Value::Boolean(true)) => key.push(0x00),
        (ColumnType::Boolean, Value::Boolean(false) | Value::Null) => key.push(0xFF),
        (ColumnType::Byte, _) => key.push(u8::try_from(integer(value)?).ok()?),
        (ColumnType::Integer, _) => key.extend(signed(i16::try_from(integer(value)?).ok()?.to_be_bytes())),
        (ColumnType::Long | ColumnType::Complex, _) => {
            key.extend(signed(i32::try_from(integer(value)?).ok()?.to_be_bytes()));
        }
        (ColumnType::BigInt, _) => key.extend(signed(integer(value)?.to_be_bytes())),
        (ColumnType::Currency, Value::Currency(amount)) => key.extend(signed(amount.to_be_bytes())),
        (ColumnType::Single, Value::Single(number)) => key.extend(float(number.to_be_bytes())),
        (ColumnType::Double, Value::Double(number)) => key.extend(float(number.to_be_bytes())),
        (ColumnType::DateTime, Value::DateTime(date)) => key.extend(float(date.days().to_be_bytes())),
        (ColumnType::Decimal { scale, .. }, Value::Decimal { negative, magnitude, scale: from }) => {
            append_decimal(key, *negative, rescale(*magnitude, *from, scale)?);
        }
        _ => return None,
    }
    Some(())
}

fn integer(value: &Value<'_>) -> Option<i64> {
    match *value {
        Value::Byte(number) => Some(number.into()),
        Value::Integer(number) => Some(number.into()),
        Value::Long(number) | Value::Complex(number) => Some(number.into()),
        Value::BigInt(number) => Some(number),
        _ => None,
    }
}

/// Big-endian two's complement in the order of the numbers: the sign bit is flipped.
fn signed<const N: usize>(mut bytes: [u8; N]) -> [u8; N] {
    if let Some(top) = bytes.first_mut() {
        *top ^= 0x80;
    }
    bytes
}

/// A big-endian IEEE number in the order of the numbers: negative ones complemented, the sign bit of others set.
fn float<const N: usize>(bytes: [u8; N]) -> [u8; N] {
    match bytes.first() {
        Some(0x80..) => bytes.map(|byte| !byte),
        _ => signed(bytes),
    }
}

fn append_decimal(key: &mut Vec<u8>, negative: bool, magnitude: u128) {
    let complement = if negative && magnitude != 0 { 0xFF } else { 0x00 };
    key.push(0xFF ^ complement);
    key.extend(magnitude.to_be_bytes().map(|byte| byte ^ complement));
}

/// The magnitude at another scale, if it can be told so exactly.
fn rescale(magnitude: u128, from: u8, to: u8) -> Option<u128> {
    let factor = 10_u128.checked_pow(from.abs_diff(to).into())?;
    if from <= to {
        magnitude.checked_mul(factor)
    } else {
        magnitude.is_multiple_of(factor).then(|| magnitude / factor)
    }
}

/// The bytes of a value that is encoded in groups.
fn group_bytes<'v>(value: &'v Value<'_>, column_type: ColumnType) -> Option<std::borrow::Cow<'v, [u8]>> {
    match (column_type, value) {
        (ColumnType::Binary, Value::Binary(bytes)) => Some((&**bytes).into()),
        (ColumnType::Guid, Value::Guid(guid)) => Some(text_order(*guid).to_vec().into()),
        (ColumnType::DateTimeExtended, Value::DateTimeExtended { days, ticks }) => {
            Some(format!("{days:019}:{ticks:019}:7\0").into_bytes().into())
        }
        _ => None,
    }
}

/// The bytes of a GUID as its text has them: three integers big-endian, the rest as stored.
fn text_order(guid: [u8; 16]) -> [u8; 16] {
    let [a0, a1, a2, a3, b0, b1, c0, c1, rest @ ..] = guid;
    let [d0, d1, d2, d3, d4, d5, d6, d7] = rest;
    [a3, a2, a1, a0, b1, b0, c1, c0, d0, d1, d2, d3, d4, d5, d6, d7]
}

/// Appends bytes in groups of eight. The mark of a group that is followed by another stays as it is in a descending
/// key; everything else is complemented.
fn append_groups(key: &mut Vec<u8>, bytes: &[u8], descending: bool) {
    let complement = if descending { 0xFF } else { 0x00 };
    let groups = bytes.chunks(GROUP);
    let last = groups.len().saturating_sub(1);
    for (nth, group) in groups.enumerate() {
        key.extend(group.iter().map(|byte| byte ^ complement));
        if nth < last {
            key.push(GROUP_FOLLOWS);
        } else {
            key.resize(key.len() + GROUP.saturating_sub(group.len()), complement);
            key.push(u8::try_from(group.len()).unwrap_or(GROUP_FOLLOWS) ^ complement);
        }
    }
}

#[cfg(test)]
mod tests;

//! Properties of a table and its columns, as the catalog keeps them beside the definition.

use crate::error::Malformed;
use crate::format::column::{Column, ColumnType};
use crate::format::page::View;
use crate::format::table::TableDef;
use crate::format::text;

const MAGIC: &[u8] = b"MR2\0";
/// Kinds of block.
const NAMES: u16 = 0x80;
const OF_TABLE: u16 = 0;
const OF_COLUMN: u16 = 1;
/// Bytes before the name in a block of values, and before the data of a value.
const BLOCK_NAME: usize = 6;
const VALUE_HEADER: usize = 8;

/// One property: its name and the bytes of its value.
struct Property<'a> {
    name: &'a str,
    data: &'a [u8],
}

/// Writes what the properties say into the table they belong to. No bytes at all are no properties.
pub(crate) fn apply(bytes: &[u8], table: &mut TableDef) -> Result<(), Malformed> {
    if bytes.is_empty() {
        return Ok(());
    }
    let blocks = bytes.strip_prefix(MAGIC).ok_or(Malformed { field: "mark of the properties", at: 0 })?;
    let mut names = Vec::new();
    let mut rest = View(blocks);
    while !rest.0.is_empty() {
        let (block, after) = split(rest, 4, "block of properties")?;
        let body = View(block.0.get(6..).unwrap_or_default());
        match block.u16(4, "kind of a block of properties")? {
            NAMES => names = read_names(body)?,
            OF_TABLE => apply_block(values_of(body)?.1, &names, |property| set_of_table(table, property))?,
            OF_COLUMN => {
                let (owner, values) = values_of(body)?;
                // Properties of a column that is gone are passed over.
                let column = table.column(&owner).and_then(|id| table.columns.get_mut(id.position()));
                if let Some(column) = column {
                    apply_block(values, &names, |property| set_of_column(column, property))?;
                }
            }
            _ => {}
        }
        rest = after;
    }
    Ok(())
}

/// Splits off a record that starts with its own length, in `width` bytes; it must move on.
fn split<'a>(bytes: View<'a>, width: usize, field: &'static str) -> Result<(View<'a>, View<'a>), Malformed> {
    let length = if width == 2 { u32::from(bytes.u16(0, field)?) } else { bytes.u32(0, field)? };
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    match bytes.0.split_at_checked(length) {
        Some((record, after)) if length >= width => Ok((View(record), View(after))),
        _ => Err(Malformed { field, at: 0 }),
    }
}

fn read_names(mut rest: View<'_>) -> Result<Vec<String>, Malformed> {
    let mut names = Vec::new();
    while !rest.0.is_empty() {
        let length = usize::from(rest.u16(0, "name of a property")?);
        names.push(text::decode_plain(rest.bytes(2, length, "name of a property")?)?);
        rest = View(rest.0.get(2 + length..).unwrap_or_default());
    }
    Ok(names)
}

/// A block of values: whose they are, then the values.
fn values_of(body: View<'_>) -> Result<(String, View<'_>), Malformed> {
    let (target, values) = split(body, 4, "owner of properties")?;
    Ok((owner(target)?, values))
}

fn apply_block(
    mut values: View<'_>,
    names: &[String],
    mut set: impl FnMut(&Property<'_>) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    while !values.0.is_empty() {
        let (value, after) = split(values, 2, "property")?;
        set(&property(value, names)?)?;
        values = after;
    }
    Ok(())
}

fn owner(target: View<'_>) -> Result<String, Malformed> {
    if target.0.len() < BLOCK_NAME {
        return Ok(String::new());
    }
    let length = usize::from(target.u16(4, "owner of properties")?);
    text::decode_plain(target.bytes(BLOCK_NAME, length, "owner of properties")?)
}

fn property<'a>(value: View<'a>, names: &'a [String]) -> Result<Property<'a>, Malformed> {
    let name = names.get(usize::from(value.u16(4, "name of a property")?));
    let name = name.ok_or(Malformed { field: "name of a property", at: 4 })?;
    let length = usize::from(value.u16(6, "length of a property")?);
    Ok(Property { name, data: value.bytes(VALUE_HEADER, length, "property")? })
}

fn set_of_column(column: &mut Column, property: &Property<'_>) -> Result<(), Malformed> {
    match property.name {
        "Required" => column.required = property.is_true(),
        "AllowZeroLength" => column.zero_length = property.is_true(),
        "DefaultValue" => column.default = property.expression()?,
        "ValidationRule" => column.validation = property.expression()?,
        // The stored type of a calculated column is a placeholder.
        "ResultType" if column.calculated => {
            let code = property.data.first().copied().unwrap_or_default();
            column.column_type = ColumnType::from_code(code, 0, 0);
        }
        _ => {}
    }
    Ok(())
}

fn set_of_table(table: &mut TableDef, property: &Property<'_>) -> Result<(), Malformed> {
    if property.name == "ValidationRule" {
        table.validation = property.expression()?;
    }
    Ok(())
}

impl Property<'_> {
    fn is_true(&self) -> bool {
        self.data.iter().any(|byte| *byte != 0)
    }

    /// The text of an expression; an empty one is none.
    fn expression(&self) -> Result<Option<String>, Malformed> {
        let expression = text::decode_plain(self.data)?;
        Ok(Some(expression).filter(|expression| !expression.trim().is_empty()))
    }
}

#[cfg(test)]
mod tests;

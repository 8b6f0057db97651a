//! The properties of a new table's columns, as the catalog keeps them.

use super::spec::{ColumnSpec, TableSpec};
use crate::error::{Error, Result};
use crate::format::text;

const MAGIC: &[u8] = b"MR2\0";
/// Kinds of block.
const NAMES: u16 = 0x80;
const OF_COLUMN: u16 = 1;
/// Types of value.
const BOOLEAN: u8 = 0x01;
const TEXT: u8 = 0x0A;
const MEMO: u8 = 0x0C;
/// The flag of a property that belongs to the definition and not to a display of it.
const DEFINES: u8 = 1;

/// A property: its name, flag, type and data.
struct Property {
    name: &'static str,
    flag: u8,
    kind: u8,
    data: Vec<u8>,
}

/// Encodes the properties of a table's columns: what a row must obey, defaults, descriptions.
pub(crate) fn encode(spec: &TableSpec) -> Result<Vec<u8>> {
    let columns: Vec<(&ColumnSpec, Vec<Property>)> =
        spec.columns.iter().map(|column| (column, properties(column))).collect();
    let mut names: Vec<&str> = Vec::new();
    for property in columns.iter().flat_map(|(_, properties)| properties) {
        if !names.contains(&property.name) {
            names.push(property.name);
        }
    }
    let mut blob = MAGIC.to_vec();
    let mut listed = Vec::new();
    names.iter().try_for_each(|name| append_text(&mut listed, name))?;
    append_block(&mut blob, NAMES, &listed)?;
    for (column, properties) in &columns {
        let mut block = Vec::new();
        append_text(&mut block, &column.name)?;
        let head = length_u32(block.len() + 4)?.to_le_bytes();
        block.splice(0..0, head);
        properties.iter().try_for_each(|property| append_value(&mut block, property, &names))?;
        append_block(&mut blob, OF_COLUMN, &block)?;
    }
    Ok(blob)
}

fn properties(column: &ColumnSpec) -> Vec<Property> {
    let boolean =
        |name, value: bool| Property { name, flag: DEFINES, kind: BOOLEAN, data: vec![u8::from(value)] };
    let expression =
        |name, value: &str| Property { name, flag: DEFINES, kind: MEMO, data: text::encode_plain(value) };
    let mut properties = Vec::new();
    properties.extend(column.default.as_deref().map(|default| expression("DefaultValue", default)));
    properties.extend(column.validation.as_deref().map(|rule| expression("ValidationRule", rule)));
    properties.push(boolean("Required", column.required));
    if column.is_text() {
        properties.push(boolean("AllowZeroLength", column.zero_length));
        properties.push(boolean("UnicodeCompression", column.compressed));
    }
    properties.extend(column.description.as_deref().map(|description| Property {
        name: "Description",
        flag: 0,
        kind: TEXT,
        data: text::encode_plain(description),
    }));
    properties
}

fn append_value(block: &mut Vec<u8>, property: &Property, names: &[&str]) -> Result<()> {
    let place = names.iter().position(|name| *name == property.name).unwrap_or_default();
    block.extend(length_u16(8 + property.data.len())?.to_le_bytes());
    block.extend([property.flag, property.kind]);
    block.extend(length_u16(place)?.to_le_bytes());
    block.extend(length_u16(property.data.len())?.to_le_bytes());
    block.extend_from_slice(&property.data);
    Ok(())
}

fn append_block(blob: &mut Vec<u8>, kind: u16, content: &[u8]) -> Result<()> {
    blob.extend(length_u32(6 + content.len())?.to_le_bytes());
    blob.extend(kind.to_le_bytes());
    blob.extend_from_slice(content);
    Ok(())
}

fn append_text(block: &mut Vec<u8>, name: &str) -> Result<()> {
    let name = text::encode_plain(name);
    block.extend(length_u16(name.len())?.to_le_bytes());
    block.extend(name);
    Ok(())
}

fn length_u16(length: usize) -> Result<u16> {
    u16::try_from(length)
        .map_err(|_| Error::Limit { what: "the length of a property in bytes", limit: 65_535 })
}

fn length_u32(length: usize) -> Result<u32> {
    u32::try_from(length)
        .map_err(|_| Error::Limit { what: "the properties of a table in bytes", limit: 0xFFFF_FFFF })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::column::ColumnType;

    #[test]
    fn what_is_encoded_is_what_the_reader_applies() {
        let spec = TableSpec::new("T")
            .column(ColumnSpec::new("Año", ColumnType::Long).required().default("0"))
            .column(ColumnSpec {
                validation: Some("<>\"x\"".to_owned()),
                ..ColumnSpec::text("Name", 5).not_empty()
            })
            .column(ColumnSpec {
                description: Some("[F=000]".to_owned()),
                ..ColumnSpec::new("Memo", ColumnType::Memo)
            });
        let types =
            [(ColumnType::Long, true, 4), (ColumnType::Text, false, 10), (ColumnType::Memo, false, 0)];
        let mut table = crate::format::testing::table(&types);
        for (column, spec) in table.columns.iter_mut().zip(&spec.columns) {
            column.name.clone_from(&spec.name);
        }
        crate::format::properties::apply(&encode(&spec).expect("encodes"), &mut table).expect("applies");
        for (column, spec) in table.columns.iter().zip(&spec.columns) {
            assert_eq!((column.required, column.zero_length), (spec.required, spec.zero_length));
            assert_eq!((&column.default, &column.validation), (&spec.default, &spec.validation));
        }
    }
}

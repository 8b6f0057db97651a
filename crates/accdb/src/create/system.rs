//! The tables that every database has: objects, permissions, queries and relationships, and those for complex columns.

use super::spec::{ColumnSpec, IndexSpec, TableSpec};
use crate::format::column::ColumnType::{
    Boolean, Byte, DateTime, Decimal, Double, Guid, Integer, Long, Memo, Ole, Single,
};

/// Characters and bytes of their texts and binaries.
const TEXT: u16 = 255;
const BINARY: u16 = 510;

/// The tables in the order of their definition pages, which start at page 2.
pub(super) fn tables() -> [TableSpec; 4] {
    [objects(), permissions(), queries(), relationships()]
}

fn objects() -> TableSpec {
    TableSpec::new("MSysObjects")
        .column(ColumnSpec::new("Id", Long))
        .column(ColumnSpec::new("ParentId", Long))
        .column(ColumnSpec::text("Name", TEXT))
        .column(ColumnSpec::new("Type", Integer))
        .column(ColumnSpec::new("DateCreate", DateTime))
        .column(ColumnSpec::new("DateUpdate", DateTime))
        .column(ColumnSpec::binary("Owner", BINARY))
        .column(ColumnSpec::new("Flags", Long))
        .column(ColumnSpec::new("Database", Memo))
        .column(ColumnSpec::new("Connect", Memo))
        .column(ColumnSpec::text("ForeignName", TEXT))
        .column(ColumnSpec::binary("RmtInfoShort", BINARY))
        .column(ColumnSpec::new("RmtInfoLong", Ole))
        .column(ColumnSpec::new("Lv", Ole))
        .column(ColumnSpec::new("LvProp", Ole))
        .column(ColumnSpec::new("LvModule", Ole))
        .column(ColumnSpec::new("LvExtra", Ole))
        .index(IndexSpec::unique("ParentIdName", ["ParentId", "Name"]))
        .index(primary("Id", &["Id"]))
}

fn permissions() -> TableSpec {
    TableSpec::new("MSysACEs")
        .column(ColumnSpec::new("ObjectId", Long))
        .column(ColumnSpec::binary("SID", BINARY))
        .column(ColumnSpec::new("ACM", Long))
        .column(ColumnSpec::new("FInheritable", Boolean))
        .index(IndexSpec { required: true, ..IndexSpec::plain("ObjectId", ["ObjectId"]) })
}

fn queries() -> TableSpec {
    TableSpec::new("MSysQueries")
        .column(ColumnSpec::new("ObjectId", Long))
        .column(ColumnSpec::new("Attribute", Byte))
        .column(ColumnSpec::binary("Order", BINARY))
        .column(ColumnSpec::text("Name1", TEXT))
        .column(ColumnSpec::text("Name2", TEXT))
        .column(ColumnSpec::new("Expression", Memo))
        .column(ColumnSpec::new("Flag", Integer))
        .column(ColumnSpec::new("LvExtra", Long))
        .index(primary("ObjectIdAttribute", &["ObjectId", "Attribute", "Order"]))
}

fn relationships() -> TableSpec {
    let by = |name: &str| IndexSpec::plain(name, [name]).ignoring_nulls();
    TableSpec::new("MSysRelationships")
        .column(ColumnSpec::text("szRelationship", TEXT))
        .column(ColumnSpec::new("grbit", Long))
        .column(ColumnSpec::new("ccolumn", Long))
        .column(ColumnSpec::new("icolumn", Long))
        .column(ColumnSpec::text("szObject", TEXT))
        .column(ColumnSpec::text("szColumn", TEXT))
        .column(ColumnSpec::text("szReferencedObject", TEXT))
        .column(ColumnSpec::text("szReferencedColumn", TEXT))
        .index(by("szRelationship"))
        .index(by("szObject"))
        .index(by("szReferencedObject"))
}

/// The list of complex columns, which points from a column to the hidden table of its values.
pub(super) fn complex_columns() -> TableSpec {
    let by = |name: &str, column: &str| IndexSpec { required: true, ..IndexSpec::plain(name, [column]) };
    TableSpec::new("MSysComplexColumns")
        .column(ColumnSpec::text("ColumnName", TEXT))
        .column(ColumnSpec::new("ComplexTypeObjectID", Long))
        .column(ColumnSpec::new("FlatTableID", Long))
        .column(ColumnSpec::new("ConceptualTableID", Long))
        .column(ColumnSpec::autonumber("ComplexID"))
        .index(IndexSpec { ignore_nulls: true, required: true, ..primary("IdxID", &["ComplexID"]) })
        .index(by("IdxConceptualTableID", "ConceptualTableID").ignoring_nulls())
        .index(by("IdxFlatTableID", "FlatTableID").ignoring_nulls())
}

/// The types of complex columns: a table for each, whose columns are those of a value.
pub(super) fn complex_types() -> Vec<TableSpec> {
    let of_one =
        |name: &str, value: ColumnSpec| TableSpec::new(format!("MSysComplexType_{name}")).column(value);
    let plain = |name: &str, column_type| of_one(name, ColumnSpec::new("Value", column_type));
    let attachment = TableSpec::new("MSysComplexType_Attachment")
        .column(ColumnSpec::new("FileURL", Memo))
        .column(ColumnSpec::text("FileName", TEXT))
        .column(ColumnSpec::text("FileType", TEXT))
        .column(ColumnSpec::new("FileData", Ole))
        .column(ColumnSpec::new("FileTimeStamp", DateTime))
        .column(ColumnSpec::new("FileFlags", Long));
    vec![
        plain("UnsignedByte", Byte),
        plain("Short", Integer),
        plain("Long", Long),
        plain("IEEESingle", Single),
        plain("IEEEDouble", Double),
        plain("GUID", Guid),
        plain("Decimal", Decimal { precision: 18, scale: 0 }),
        of_one("Text", ColumnSpec::text("Value", TEXT)),
        attachment,
    ]
}

/// A primary key as the system's tables have it: not marked as required.
fn primary(name: &str, columns: &[&str]) -> IndexSpec {
    IndexSpec { primary: true, ..IndexSpec::unique(name, columns.iter().copied()) }
}

//! The four tables that every database has: objects, permissions, queries, relationships.

use super::spec::{ColumnSpec, IndexSpec, TableSpec};
use crate::accdb::table::ColumnType::{Boolean, Byte, DateTime, Integer, Long, Memo, Ole};

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

/// A primary key as the system's tables have it: not marked as required.
fn primary(name: &str, columns: &[&str]) -> IndexSpec {
    IndexSpec { primary: true, ..IndexSpec::unique(name, columns.iter().copied()) }
}

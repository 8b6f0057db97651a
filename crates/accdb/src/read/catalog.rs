//! The catalog: which tables there are. It is a table itself, MSysObjects.

use crate::error::{Error, Result};
use crate::format::CATALOG_PAGE;
use crate::format::ids::{ColumnId, PageNo, RowId};
use crate::format::page::Pages;
use crate::format::properties;
use crate::format::table::{TableDef, same_name};
use crate::format::tdef;
use crate::format::value::Value;
use crate::read::row;
use crate::read::row::Row;
use crate::read::scan::Scan;
use std::borrow::Cow;

pub(crate) const CATALOG: &str = "MSysObjects";
/// Bits of an object's flags.
const SYSTEM: u32 = 0x8000_0002;
const HIDDEN: u32 = 0x8;

/// What kind of table an entry of the catalog is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TableKind {
    /// Rows in this file.
    Local,
    /// Rows in an ODBC data source.
    OdbcLink,
    /// Rows in another file.
    Link,
}

impl TableKind {
    fn from_object_type(object_type: i64) -> Option<TableKind> {
        match object_type {
            1 => Some(TableKind::Local),
            4 => Some(TableKind::OdbcLink),
            6 => Some(TableKind::Link),
            _ => None,
        }
    }
}

/// A table as the catalog lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableEntry {
    /// Its name.
    pub name: String,
    /// Where its rows are.
    pub kind: TableKind,
    /// The first page of its definition; a link to another file has none.
    pub page: Option<PageNo>,
    /// A table of Access itself.
    pub system: bool,
    /// Not shown to users.
    pub hidden: bool,
    /// Its row in the catalog, where its properties are.
    pub(crate) row: RowId,
}

impl TableEntry {
    pub(crate) fn is_named(&self, name: &str) -> bool {
        same_name(&self.name, name)
    }
}

/// Places of the catalog's columns that the engine reads.
struct Places {
    id: usize,
    name: usize,
    object_type: usize,
    flags: usize,
}

/// The definition of the catalog itself.
pub(crate) fn definition(pages: &dyn Pages) -> Result<TableDef> {
    tdef::read(pages, PageNo(CATALOG_PAGE), CATALOG)
}

/// Lists the tables in the order of the catalog's rows.
pub(crate) fn tables(pages: &dyn Pages) -> Result<Vec<TableEntry>> {
    let catalog = definition(pages)?;
    let places = Places {
        id: place(&catalog, "Id")?,
        name: place(&catalog, "Name")?,
        object_type: place(&catalog, "Type")?,
        flags: place(&catalog, "Flags")?,
    };
    let mut found = Vec::new();
    let mut scan = Scan::new(pages, &catalog);
    while let Some(row) = scan.next_row()? {
        found.extend(entry(&row, &places)?);
    }
    Ok(found)
}

/// Whether an entry's page is that of a definition: an ODBC link has one, too, without rows.
pub(crate) fn has_definition(entry: &TableEntry) -> bool {
    matches!(entry.kind, TableKind::Local | TableKind::OdbcLink)
}

/// Reads a table's definition and properties.
///
/// # Errors
///
/// [`Error::Unsupported`] for a link, damage on whichever page it is.
pub(crate) fn read_table(pages: &dyn Pages, entry: &TableEntry) -> Result<TableDef> {
    let mut table = read_definition(pages, entry)?;
    read_properties(pages, entry.row, &mut table)?;
    Ok(table)
}

/// As [`read_table`], without the properties.
pub(crate) fn read_definition(pages: &dyn Pages, entry: &TableEntry) -> Result<TableDef> {
    let page = match (entry.kind, entry.page) {
        (TableKind::Local, Some(page)) => page,
        (TableKind::Local, None) => {
            return Err(Error::damaged(entry.row.page, format!("{} has no definition page", entry.name)));
        }
        _ => return Err(Error::Unsupported(format!("{} is a link to another database, which", entry.name))),
    };
    tdef::read(pages, page, &entry.name)
}

fn read_properties(pages: &dyn Pages, at: RowId, table: &mut TableDef) -> Result<()> {
    let catalog = definition(pages)?;
    let Some(column) = catalog.column("LvProp") else { return Ok(()) };
    let Some(row) = row::fetch(pages, &catalog, at)? else { return Ok(()) };
    let bytes = match row.get(column)? {
        Value::Binary(bytes) => bytes,
        _ => Cow::default(),
    };
    let applied = properties::apply(&bytes, table);
    applied.map_err(|malformed| {
        Error::damaged(at.page, format!("properties of {}, row {}: {malformed}", table.name, at.slot.0))
    })
}

fn place(catalog: &TableDef, name: &str) -> Result<usize> {
    let missing = || Error::damaged(catalog.page, format!("the catalog has no column {name}"));
    catalog.column(name).map(ColumnId::position).ok_or_else(missing)
}

fn entry(row: &Row<'_>, places: &Places) -> Result<Option<TableEntry>> {
    let kind = whole(&row.get(places.object_type)?).and_then(TableKind::from_object_type);
    let (Some(kind), Value::Text(name)) = (kind, row.get(places.name)?) else { return Ok(None) };
    let id = whole(&row.get(places.id)?).and_then(|id| u32::try_from(id).ok());
    let flags = match row.get(places.flags)? {
        Value::Long(flags) => flags.cast_unsigned(),
        _ => 0,
    };
    Ok(Some(TableEntry {
        name: name.into_owned(),
        kind,
        page: id.map(PageNo),
        system: flags & SYSTEM != 0,
        hidden: flags & HIDDEN != 0,
        row: row.id(),
    }))
}

fn whole(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Long(value) => Some(i64::from(*value)),
        Value::Integer(value) => Some(i64::from(*value)),
        _ => None,
    }
}

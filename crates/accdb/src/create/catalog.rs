//! What the catalog says of a new table: its row among the objects, and who may use it.

use crate::error::{Error, Result};
use crate::format::date::OleDate;
use crate::format::ids::{ColumnId, PageNo};
use crate::format::page::Pages;
use crate::format::table::TableDef;
use crate::format::value::Value;
use crate::index::Proofs;
use crate::read::cursor::Cursor;
use std::ops::Bound::Included;

/// Identifiers of the containers, and of the object that stands for the database.
pub(super) const TABLES: i32 = 0x0F00_0001;
pub(super) const DATABASE: i32 = 0x1000_0000;
/// The type of a local table.
const LOCAL_TABLE: i16 = 1;

/// What the rows about a new table are made of; identifiers of users differ from file to file.
pub(crate) struct Registration {
    /// Whoever owns the database.
    owner: Option<Vec<u8>>,
    /// Each user or group, and what it may do.
    permissions: Vec<(Vec<u8>, i32)>,
}

/// Reads what a new table's rows are made of: the owner of the database, and the permissions that the container of
/// tables hands on.
pub(crate) fn read_registration(
    pages: &dyn Pages,
    proofs: &Proofs,
    objects: &TableDef,
    aces: &TableDef,
) -> Result<Registration> {
    let owner_of = |id: i32| -> Result<Option<Vec<u8>>> {
        let column = column(objects, "Owner")?;
        let mut rows = rows_of(pages, proofs, objects, "Id", id)?;
        let Some(row) = rows.next_row()? else { return Ok(None) };
        Ok(bytes(row.get(column)?))
    };
    let creator = owner_of(TABLES)?.map(creator_of);
    let (sid, acm) = (column(aces, "SID")?, column(aces, "ACM")?);
    let inheritable = column(aces, "FInheritable")?;
    let mut permissions = Vec::new();
    let mut rows = rows_of(pages, proofs, aces, "ObjectId", TABLES)?;
    while let Some(row) = rows.next_row()? {
        let (Some(sid), Value::Long(acm)) = (bytes(row.get(sid)?), row.get(acm)?) else { continue };
        if row.get(inheritable)? == Value::Boolean(true) && Some(&sid) != creator.as_ref() {
            permissions.push((sid, acm));
        }
    }
    Ok(Registration { owner: owner_of(DATABASE)?, permissions })
}

impl Registration {
    /// The values of a user table's row in MSysObjects, by the names of columns.
    pub fn object<'v>(
        &'v self,
        table: &'v str,
        page: PageNo,
        now: OleDate,
        properties: &'v [u8],
    ) -> Result<Vec<(&'static str, Value<'v>)>> {
        let owner = self.owner.as_deref().map_or(Value::Null, |owner| Value::Binary(owner.into()));
        Ok(vec![
            ("Id", Value::Long(identifier(page)?)),
            ("ParentId", Value::Long(TABLES)),
            ("Name", Value::Text(table.into())),
            ("Type", Value::Integer(LOCAL_TABLE)),
            ("DateCreate", Value::DateTime(now)),
            ("DateUpdate", Value::DateTime(now)),
            ("Owner", owner),
            ("Flags", Value::Long(0)),
            ("LvProp", Value::Binary(properties.into())),
        ])
    }

    /// The values of its rows in MSysACEs.
    pub fn permissions(&self, page: PageNo) -> Result<Vec<Vec<(&'static str, Value<'_>)>>> {
        let id = identifier(page)?;
        let rows = self.permissions.iter().map(|(sid, acm)| permission(id, sid, *acm, false));
        Ok(rows.collect())
    }
}

/// The values of a row in MSysACEs.
pub(super) fn permission(
    object: i32,
    sid: &[u8],
    acm: i32,
    inheritable: bool,
) -> Vec<(&'static str, Value<'_>)> {
    vec![
        ("ObjectId", Value::Long(object)),
        ("SID", Value::Binary(sid.into())),
        ("ACM", Value::Long(acm)),
        ("FInheritable", Value::Boolean(inheritable)),
    ]
}

/// Turns values by the names of columns into values by their places.
pub(crate) fn by_place<'v>(
    table: &TableDef,
    values: Vec<(&'static str, Value<'v>)>,
) -> Result<Vec<(usize, Value<'v>)>> {
    values.into_iter().map(|(name, value)| Ok((column(table, name)?, value))).collect()
}

fn identifier(page: PageNo) -> Result<i32> {
    i32::try_from(page.0).map_err(|_| Error::Limit { what: "the number of a page", limit: 524_287 })
}

/// The identifier that stands for whoever creates an object: that of the engine, which owns the containers, with three
/// other bits. The mask of the file falls out of it.
pub(super) fn creator_of(mut engine: Vec<u8>) -> Vec<u8> {
    engine.iter_mut().zip([0x00, 0x07]).for_each(|(byte, other)| *byte ^= other);
    engine
}

fn rows_of<'a>(
    pages: &'a dyn Pages,
    proofs: &Proofs,
    table: &'a TableDef,
    by: &str,
    id: i32,
) -> Result<Cursor<'a>> {
    let missing = || Error::NoIndex { table: table.name.clone(), index: by.to_owned() };
    let index = table.index_on(&[by]).ok_or_else(missing)?;
    let key = [Value::Long(id)];
    Cursor::new(pages, proofs, table, index, Included(&key), Included(&key))
}

fn column(table: &TableDef, name: &str) -> Result<usize> {
    let missing = || Error::NoColumn { table: table.name.clone(), column: name.to_owned() };
    table.column(name).map(ColumnId::position).ok_or_else(missing)
}

fn bytes(value: Value<'_>) -> Option<Vec<u8>> {
    match value {
        Value::Binary(bytes) => Some(bytes.into_owned()),
        _ => None,
    }
}

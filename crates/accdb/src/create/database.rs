//! A database from nothing: the header, the map of free pages, the system's tables and what they say of themselves.
//!
//! Access puts objects of its own into a new file as well; no reader needs them.

use super::catalog::{DATABASE, TABLES, by_place, creator_of, permission};
use super::definition::Kind;
use super::spec::TableSpec;
use super::{system, table};
use crate::error::{Error, Result};
use crate::format::column::SortOrder;
use crate::format::date::OleDate;
use crate::format::header::{self, Version};
use crate::format::ids::PageNo;
use crate::format::page::{Page, PagesMut, put};
use crate::format::table::TableDef;
use crate::format::tdef;
use crate::format::value::Value;
use crate::format::{CATALOG_PAGE, GLOBAL_MAP_PAGE, PAGE_SIZE};
use crate::index::Proofs;
use crate::pager::Pager;
use crate::storage::MemoryStorage;
use crate::write::insert::TableWriter;
use crate::write::overlay::Overlay;
use crate::write::write_context::WriteContext;
use crate::write::{data_page, usage_map};
use std::sync::Arc;

/// Identifiers in the catalog.
const ROOT: i32 = 0x0F00_0000;
const DATABASES: i32 = 0x0F00_0002;
const RELATIONSHIPS: i32 = 0x0F00_0003;
/// Types and flags of its objects.
const TABLE_TYPE: i16 = 1;
const DATABASE_TYPE: i16 = 2;
const CONTAINER_TYPE: i16 = 3;
const SYSTEM_FLAGS: i32 = i32::MIN;
const TYPE_FLAGS: i32 = SYSTEM_FLAGS | 0x3_0000;
/// Two tables that users have other rights to than to the rest.
const PERMISSIONS_TABLE: &str = "MSysACEs";
const RELATIONSHIPS_TABLE: &str = "MSysRelationships";

/// Identifiers of users, as they are before a file masks them: the engine, the group of users, the administrator.
/// Every file has a mask of its own that nobody but Access knows; ours is zero.
const ENGINE: [u8; 2] = [0x02, 0x00];
const USERS: [u8; 2] = [0x02, 0x02];
const ADMIN: [u8; 2] = [0x03, 0x02];

/// How a new database is to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CreateOptions {
    /// The oldest Access that is to read it.
    pub version: Version,
    /// The order of texts, General or General Legacy.
    pub sort_order: SortOrder,
    /// When it is made.
    pub created_at: OleDate,
}

impl CreateOptions {
    /// A file of Access 2010 in the General order, as most are.
    pub fn new(created_at: impl Into<OleDate>) -> CreateOptions {
        let created_at = created_at.into();
        CreateOptions { version: Version::Ace14, sort_order: SortOrder::GENERAL, created_at }
    }
}

/// The bytes of a new database.
///
/// # Errors
///
/// [`Error::Unsupported`] for a sort order whose keys are not known, [`Error::Limit`] for a date that no file
/// can have.
pub(crate) fn new_database(options: &CreateOptions) -> Result<Vec<u8>> {
    if !options.sort_order.is_known() {
        return Err(Error::Unsupported(format!(
            "creating a database in the sort order {}",
            options.sort_order
        )));
    }
    let start = [first_page(options)?, map_page()?];
    let mut pager = Pager::new(Box::new(MemoryStorage::new(start.concat())))?;
    let mut overlay = Overlay::new(&mut pager);
    add_tables(&mut overlay, options)?;
    let (_, changed, page_count) = overlay.into_parts();
    let mut bytes = start.concat();
    bytes.resize(usize::try_from(page_count).unwrap_or_default() * PAGE_SIZE, 0);
    for (no, page) in changed {
        let at = usize::try_from(no.offset()).unwrap_or(usize::MAX);
        put(&mut bytes, at, &page[..]).map_err(|malformed| malformed.on(no))?;
    }
    Ok(bytes)
}

fn first_page(options: &CreateOptions) -> Result<Page> {
    let mut page = [0; PAGE_SIZE];
    if !(20_000.0..80_000.0).contains(&options.created_at.days()) {
        return Err(Error::Unsupported(format!("creating a database on day {}", options.created_at)));
    }
    let no_password = header::password_mask(options.created_at).repeat(10);
    let fields: [(usize, &[u8]); 11] = [
        (0x00, &[0, 1, 0, 0]),
        (0x04, b"Standard ACE DB\0"),
        (0x14, &[options.version.code()]),
        // The two maps of page 1, then the definitions of the system's tables.
        (0x18, &[0, 1, 0, 0, 1, 1, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0]),
        // Code page 1252.
        (0x3C, &[0xE4, 0x04]),
        (0x42, &no_password),
        // The build of the engine that every file names.
        (0x6A, &[0xA6, 0x11, 0, 0]),
        (0x6E, &options.sort_order.to_bytes()),
        (0x72, &options.created_at.days().to_le_bytes()),
        (0x98, &[0x54, 0x06, 0, 0, b'4', b'.', b'0', 0]),
        // Nobody has begun to write.
        (0xE00, &[0x00, 0x01].repeat(256)),
    ];
    for (at, bytes) in fields {
        put(&mut page, at, bytes).map_err(|malformed| malformed.on(PageNo(0)))?;
    }
    header::mask(&mut page);
    Ok(page)
}

/// Page 1: every page but the first two is free, and a second map that is always empty.
fn map_page() -> Result<Page> {
    let mut page = [0; PAGE_SIZE];
    let mut free = usage_map::EMPTY_MAP;
    free.iter_mut().skip(5).for_each(|byte| *byte = 0xFF);
    put(&mut free, 5, &[0xFC])
        .and_then(|()| data_page::format(&mut page, GLOBAL_MAP_PAGE))
        .and_then(|()| data_page::append(&mut page, &free))
        .and_then(|_| data_page::append(&mut page, &usage_map::EMPTY_MAP))
        .map_err(|malformed| malformed.on(PageNo(1)))?;
    Ok(page)
}

fn add_tables(overlay: &mut Overlay<'_, Pager>, options: &CreateOptions) -> Result<()> {
    let order = options.sort_order;
    let mut tables = Vec::new();
    for spec in system::tables() {
        tables.push(Listed { page: overlay.allocate()?, spec, owner: Some(ENGINE), flags: SYSTEM_FLAGS });
    }
    for table in &tables {
        table::create_at(overlay, table.page, &table.spec, order, Kind::System)?;
    }
    let complex = system::complex_types().into_iter().map(|spec| (spec, Kind::ComplexType, TYPE_FLAGS));
    let columns = (system::complex_columns(), Kind::ComplexColumns, SYSTEM_FLAGS);
    for (spec, kind, flags) in std::iter::once(columns).chain(complex) {
        let page = overlay.allocate()?;
        table::create_at(overlay, page, &spec, order, kind)?;
        tables.push(Listed { page, spec, owner: None, flags });
    }
    let objects = tdef::read(overlay, PageNo(CATALOG_PAGE), "MSysObjects")?;
    fill(overlay, objects, object_rows(&tables, options.created_at)?)?;
    let aces = tdef::read(overlay, PageNo(CATALOG_PAGE + 1), "MSysACEs")?;
    fill(overlay, aces, permission_rows(&tables)?)
}

/// A table with what the catalog says of it.
struct Listed {
    page: PageNo,
    spec: TableSpec,
    owner: Option<[u8; 2]>,
    flags: i32,
}

impl Listed {
    fn id(&self) -> Result<i32> {
        i32::try_from(self.page.0).map_err(|_| Error::damaged(self.page, "a definition page out of range"))
    }
}

type NamedRow = Vec<(&'static str, Value<'static>)>;

fn fill(overlay: &mut Overlay<'_, Pager>, table: TableDef, rows: Vec<NamedRow>) -> Result<()> {
    let proofs = Proofs::default();
    let mut writer = TableWriter::new(Arc::new(table), Vec::new());
    for row in rows {
        let row = by_place(writer.table(), row)?;
        writer.insert(overlay, &proofs, &row, &mut WriteContext::of(0.0))?;
    }
    writer.write_counts(overlay)
}

/// The containers, the database, and its tables.
fn object_rows(tables: &[Listed], now: OleDate) -> Result<Vec<NamedRow>> {
    let row = |id: i32, parent: i32, name: &str, kind: i16, owner: Option<[u8; 2]>, flags: i32| -> NamedRow {
        vec![
            ("Id", Value::Long(id)),
            ("ParentId", Value::Long(parent)),
            ("Name", Value::Text(name.to_owned().into())),
            ("Type", Value::Integer(kind)),
            ("DateCreate", Value::DateTime(now)),
            ("DateUpdate", Value::DateTime(now)),
            ("Owner", owner.map_or(Value::Null, |owner| Value::Binary(owner.to_vec().into()))),
            ("Flags", Value::Long(flags)),
        ]
    };
    let container = |id, name| row(id, ROOT, name, CONTAINER_TYPE, Some(ENGINE), SYSTEM_FLAGS);
    let mut rows = vec![
        container(TABLES, "Tables"),
        container(DATABASES, "Databases"),
        container(RELATIONSHIPS, "Relationships"),
        row(DATABASE, DATABASES, "MSysDb", DATABASE_TYPE, Some(ADMIN), SYSTEM_FLAGS),
    ];
    for table in tables {
        rows.push(row(table.id()?, TABLES, &table.spec.name, TABLE_TYPE, table.owner, table.flags));
    }
    Ok(rows)
}

/// Who may do what with the containers, the database and its tables; the numbers are those that Access gives.
fn permission_rows(tables: &[Listed]) -> Result<Vec<NamedRow>> {
    let creator = creator_of(ENGINE.to_vec());
    let rows: [(i32, &[u8], i32, bool); 9] = [
        (TABLES, &creator, 0xF_00FE, true),
        (TABLES, &ADMIN, 0xF_FEFF, true),
        (TABLES, &USERS, 0xF_FEFF, true),
        (DATABASES, &ADMIN, 0x6_0000, false),
        (RELATIONSHIPS, &creator, 0xF_00FE, true),
        (RELATIONSHIPS, &ADMIN, 0x6_0001, false),
        (RELATIONSHIPS, &USERS, 0xF_FFFF, true),
        (DATABASE, &ADMIN, 0x6_000E, false),
        (DATABASE, &USERS, 0xE, false),
    ];
    let mut all: Vec<(i32, &[u8], i32, bool)> = rows.to_vec();
    for table in tables {
        let may = if table.spec.name == RELATIONSHIPS_TABLE { 0xE_0000 } else { 0x6_0000 };
        all.push((table.id()?, &ADMIN, may, false));
        if table.spec.name != PERMISSIONS_TABLE {
            all.push((table.id()?, &USERS, 0x14, false));
        }
    }
    let owned = |row: Vec<(&'static str, Value<'_>)>| -> NamedRow {
        row.into_iter().map(|(name, value)| (name, value.into_owned())).collect()
    };
    Ok(all.into_iter().map(|(id, sid, acm, hands_on)| owned(permission(id, sid, acm, hands_on))).collect())
}

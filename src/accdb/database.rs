//! A database: what can be asked of one.

use super::catalog::{self, TableEntry};
use super::cursor::Cursor;
use super::error::{Error, Result};
use super::format::GLOBAL_MAP_PAGE;
use super::header::{self, Header, Version};
use super::index::Proofs;
use super::page::{PageNo, Pages, RowId, RowSlot, beyond};
use super::pager::Pager;
use super::row::{self, Row};
use super::scan::Scan;
use super::storage::{FileStorage, Storage};
use super::table::{SortOrder, TableDef};
use super::usage_map::UsageMap;
use super::value::Value;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Bound;
use std::path::Path;
use std::sync::Arc;

/// Pages kept in memory where the database is only read: 512 KiB, since a scan reads past the cache and a seek goes
/// back to the top of a tree.
const READ_CACHE_PAGES: usize = 128;

/// An open database.
pub struct Database {
    pager: Pager,
    header: Header,
    catalog: RefCell<Catalog>,
    proofs: Proofs,
}

/// What has been read of the catalog so far.
#[derive(Default)]
struct Catalog {
    entries: Option<Arc<[TableEntry]>>,
    /// By definition page.
    tables: HashMap<PageNo, Arc<TableDef>>,
}

impl Database {
    /// Opens a file for reading; others may read it too.
    ///
    /// Errors: [`Error::InUse`], [`Error::NotAccess`], [`Error::UnsupportedVersion`], [`Error::Encrypted`],
    /// [`Error::Truncated`], [`Error::Damaged`], [`Error::Io`].
    pub fn open_read(path: &Path) -> Result<Database> {
        let storage: Box<dyn Storage> = Box::new(FileStorage::open_shared(path)?);
        let header = header::read(storage.as_ref())?;
        Database::over(header, Pager::with_cache(storage, READ_CACHE_PAGES)?)
    }

    /// Opens whatever is in a storage. Errors as [`Database::open_read`].
    pub fn open(storage: Box<dyn Storage>) -> Result<Database> {
        let header = header::read(storage.as_ref())?;
        Database::over(header, Pager::new(storage)?)
    }

    fn over(header: Header, pager: Pager) -> Result<Database> {
        check_length(&pager)?;
        Ok(Database { pager, header, catalog: RefCell::default(), proofs: Proofs::default() })
    }

    /// The version of the file.
    pub fn version(&self) -> Version {
        self.header.version
    }

    /// The sort order that new text columns get.
    pub fn sort_order(&self) -> SortOrder {
        self.header.sort_order
    }

    /// When the file was made, as an OLE date.
    pub fn created_at(&self) -> f64 {
        self.header.created
    }

    /// Pages in the file.
    pub fn page_count(&self) -> u32 {
        self.pager.page_count()
    }

    /// Every table that the catalog lists, system tables and links included.
    pub fn tables(&self) -> Result<Vec<TableEntry>> {
        Ok(self.entries()?.to_vec())
    }

    /// A table by its name, which compares without letter case.
    ///
    /// Errors: [`Error::NoTable`], [`Error::Unsupported`] for a link, [`Error::Damaged`] or [`Error::Truncated`] with
    /// the page where its definition is unsound.
    pub fn table(&self, name: &str) -> Result<Arc<TableDef>> {
        let entries = self.entries()?;
        let missing = || Error::NoTable(name.to_owned());
        let entry = entries.iter().find(|entry| entry.is_named(name)).ok_or_else(missing)?;
        if let Some(table) = entry.page.and_then(|page| self.catalog.borrow().tables.get(&page).cloned()) {
            return Ok(table);
        }
        let table = Arc::new(catalog::read_table(&self.pager, entry)?);
        self.catalog.borrow_mut().tables.insert(table.page, Arc::clone(&table));
        Ok(table)
    }

    /// Reads every row of a table.
    pub fn scan<'a>(&'a self, table: &'a TableDef) -> Scan<'a> {
        Scan::new(&self.pager, table)
    }

    /// Reads one row; `None` if there is none of that identity (any more).
    pub fn row<'a>(&'a self, table: &'a TableDef, id: RowId) -> Result<Option<Row<'a>>> {
        row::fetch(&self.pager, table, id)
    }

    /// Reads rows by an index, from either end. `index` is a place in [`TableDef::indexes`]; a bound may give fewer
    /// values than the index has columns: included, it takes in every key that starts so; excluded, it leaves all of
    /// them out.
    ///
    /// Errors: [`Error::NoIndex`], [`Error::Rule`] for a value that does not fit its column,
    /// [`Error::UnsupportedSortOrder`] for a text of a sort order whose keys nobody knows.
    pub fn range<'a>(
        &'a self,
        table: &'a TableDef,
        index: usize,
        lower: Bound<&[Value<'_>]>,
        upper: Bound<&[Value<'_>]>,
    ) -> Result<Cursor<'a>> {
        Cursor::new(&self.pager, &self.proofs, table, index, lower, upper)
    }

    fn entries(&self) -> Result<Arc<[TableEntry]>> {
        if let Some(entries) = &self.catalog.borrow().entries {
            return Ok(Arc::clone(entries));
        }
        let entries: Arc<[TableEntry]> = catalog::tables(&self.pager)?.into();
        self.catalog.borrow_mut().entries = Some(Arc::clone(&entries));
        Ok(entries)
    }
}

/// A page that is in use but past the end means that the file was cut: every page past the end counts as free.
fn check_length(pager: &Pager) -> Result<()> {
    let row = RowId { page: PageNo(GLOBAL_MAP_PAGE), slot: RowSlot(0) };
    let free = UsageMap::read(pager, row)?;
    match free.next_unmarked(pager, PageNo(pager.page_count()))? {
        Some(used) => Err(beyond(used, pager.page_count())),
        None => Ok(()),
    }
}

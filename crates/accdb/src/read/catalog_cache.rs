//! What has been read of the catalog so far: the list of tables, and their definitions.

use crate::error::{Error, Result};
use crate::format::ids::PageNo;
use crate::format::page::Pages;
use crate::format::table::TableDef;
use crate::read::catalog::{self, TableEntry};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// Definitions of tables, each read once. A copy costs little: it shares them.
#[derive(Default, Clone)]
pub(crate) struct CatalogCache {
    entries: RefCell<Option<Arc<[TableEntry]>>>,
    /// By definition page.
    tables: RefCell<HashMap<PageNo, Arc<TableDef>>>,
}

impl CatalogCache {
    /// Every table the catalog lists.
    pub fn entries(&self, pages: &dyn Pages) -> Result<Arc<[TableEntry]>> {
        if let Some(entries) = &*self.entries.borrow() {
            return Ok(Arc::clone(entries));
        }
        let entries: Arc<[TableEntry]> = catalog::tables(pages)?.into();
        *self.entries.borrow_mut() = Some(Arc::clone(&entries));
        Ok(entries)
    }

    /// A table by its name, which compares without letter case.
    pub fn table(&self, pages: &dyn Pages, name: &str) -> Result<Arc<TableDef>> {
        let entries = self.entries(pages)?;
        let entry = entries.iter().find(|entry| entry.is_named(name));
        self.read(pages, entry.ok_or_else(|| Error::NoTable(name.to_owned()))?)
    }

    /// A table by the page of its definition.
    pub fn table_at(&self, pages: &dyn Pages, page: PageNo) -> Result<Arc<TableDef>> {
        let entries = self.entries(pages)?;
        let entry = entries.iter().find(|entry| entry.page == Some(page));
        self.read(pages, entry.ok_or_else(|| Error::NoTable(format!("with its definition on page {page}")))?)
    }

    /// Puts a definition in place of the one that was read before.
    pub fn replace(&mut self, table: TableDef) {
        self.tables.get_mut().insert(table.page, Arc::new(table));
    }

    /// Forgets the list of tables, after one has been added.
    pub fn forget_entries(&mut self) {
        *self.entries.get_mut() = None;
    }

    fn read(&self, pages: &dyn Pages, entry: &TableEntry) -> Result<Arc<TableDef>> {
        if let Some(table) = entry.page.and_then(|page| self.tables.borrow().get(&page).cloned()) {
            return Ok(table);
        }
        let table = Arc::new(catalog::read_table(pages, entry)?);
        self.tables.borrow_mut().insert(table.page, Arc::clone(&table));
        Ok(table)
    }
}

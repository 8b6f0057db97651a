//! A transaction: changes collected in memory, seen by its own reads, written to the file at commit or never.

use super::catalog_cache::CatalogCache;
use super::commit::{self, Journal};
use super::cursor::Cursor;
use super::error::{Error, Result};
use super::index::Proofs;
use super::overlay::Overlay;
use super::page::RowId;
use super::pager::Pager;
use super::row::{self, Row};
use super::scan::Scan;
use super::table::TableDef;
use super::value::Value;
use super::write::foreign_key::Reference;
use super::write::insert::TableWriter;
use std::ops::Bound;
use std::sync::Arc;

/// Changes that become the file's with [`Transaction::commit`]. Dropped without it, nothing has happened.
///
/// It keeps every changed page in memory, so that a batch bounds its size.
pub struct Transaction<'db> {
    overlay: Overlay<'db, Pager>,
    journal: Option<&'db mut Journal>,
    /// Takes over what the transaction has learnt of the catalog when it commits.
    database_catalog: &'db mut CatalogCache,
    catalog: CatalogCache,
    proofs: &'db Proofs,
    writers: Vec<TableWriter>,
    now: f64,
    writable: bool,
}

impl<'db> Transaction<'db> {
    pub(super) fn new(
        pager: &'db mut Pager,
        journal: Option<&'db mut Journal>,
        catalog: &'db mut CatalogCache,
        proofs: &'db Proofs,
        now: f64,
    ) -> Transaction<'db> {
        let own = catalog.clone();
        let overlay = Overlay::new(pager);
        Transaction {
            overlay,
            journal,
            database_catalog: catalog,
            catalog: own,
            proofs,
            writers: Vec::new(),
            now,
            writable: true,
        }
    }

    /// The same for a database that was opened for reading.
    pub(super) fn never_committed(self) -> Transaction<'db> {
        Transaction { writable: false, ..self }
    }

    /// A table by its name, which compares without letter case. Its counts are those before the transaction.
    pub fn table(&self, name: &str) -> Result<Arc<TableDef>> {
        self.catalog.table(&self.overlay, name)
    }

    /// Reads every row of a table, this transaction's included.
    pub fn scan<'a>(&'a self, table: &'a TableDef) -> Scan<'a> {
        Scan::new(&self.overlay, table)
    }

    /// Reads one row; `None` if there is none of that identity.
    pub fn row<'a>(&'a self, table: &'a TableDef, id: RowId) -> Result<Option<Row<'a>>> {
        row::fetch(&self.overlay, table, id)
    }

    /// Reads rows by an index, as [`Database::range`](super::Database::range) does, this transaction's included.
    pub fn range<'a>(
        &'a self,
        table: &'a TableDef,
        index: usize,
        lower: Bound<&[Value<'_>]>,
        upper: Bound<&[Value<'_>]>,
    ) -> Result<Cursor<'a>> {
        Cursor::new(&self.overlay, self.proofs, table, index, lower, upper)
    }

    /// Inserts a row. `values` go by their place in [`TableDef::columns`]; a column that is absent gets its
    /// autonumber, its default, or null.
    ///
    /// After any error the transaction is as it was before. Errors: [`Error::Rule`](super::Error::Rule),
    /// [`Error::Duplicate`](super::Error::Duplicate), [`Error::NoParent`](super::Error::NoParent),
    /// [`Error::Limit`](super::Error::Limit), [`Error::UnsupportedSortOrder`](super::Error::UnsupportedSortOrder), those of [`Transaction::table`], and damage or failing reads.
    pub fn insert(&mut self, table: &str, values: &[(usize, Value<'_>)]) -> Result<RowId> {
        let mut writer = self.take_writer(table)?;
        self.overlay.set_savepoint();
        let inserted = writer.insert(&mut self.overlay, self.proofs, values, self.now);
        if inserted.is_err() {
            self.overlay.roll_back();
        }
        self.writers.push(writer);
        inserted
    }

    /// Writes everything to the file and returns when it is on the disk.
    ///
    /// After an error the database answers [`Error::Poisoned`](super::Error::Poisoned) until it is opened again, which
    /// finds all of the transaction or nothing.
    pub fn commit(mut self) -> Result<()> {
        if !self.writable {
            return Err(Error::Unsupported("writing to a database opened for reading".to_owned()));
        }
        self.overlay.set_savepoint();
        for writer in self.writers.iter().filter(|writer| writer.added_rows() > 0) {
            writer.write_counts(&mut self.overlay)?;
            self.catalog.replace(writer.table_with_counts());
        }
        if self.overlay.is_unchanged() {
            return Ok(());
        }
        let (pager, changed, page_count) = self.overlay.into_parts();
        commit::write(pager, self.journal, changed, page_count)?;
        *self.database_catalog = self.catalog;
        Ok(())
    }

    /// The writer of a table, made at its first insert. The one used last is found first.
    fn take_writer(&mut self, name: &str) -> Result<TableWriter> {
        if let Some(place) = self.writers.iter().rposition(|writer| writer.table().name == name) {
            return Ok(self.writers.remove(place));
        }
        let table = self.table(name)?;
        if let Some(place) = self.writers.iter().rposition(|writer| writer.table().page == table.page) {
            return Ok(self.writers.remove(place));
        }
        let references = table.foreign_keys.iter().map(|key| {
            let other = self.catalog.table_at(&self.overlay, key.table)?;
            Reference::new(&table, *key, other)
        });
        let references = references.collect::<Result<_>>()?;
        TableWriter::new(table, references)
    }
}

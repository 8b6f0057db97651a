//! A transaction: changes collected in memory, seen by its own reads, written to the file at commit or never.

mod change;
mod complex;

use crate::commit::{self, Journal};
use crate::create::{self, TableSpec};
use crate::error::{Error, Result};
use crate::format::column::SortOrder;
use crate::format::column_ref::ColumnRef;
use crate::format::header::{Header, Version};
use crate::format::ids::{IndexId, RowId};
use crate::format::table::TableDef;
use crate::format::value::Value;
use crate::index::Proofs;
use crate::pager::Pager;
use crate::read::catalog_cache::CatalogCache;
use crate::read::cursor::Cursor;
use crate::read::row::{self, Row};
use crate::read::scan::Scan;
use crate::write::coerce::borrowed;
use crate::write::foreign_key::Reference;
use crate::write::insert::TableWriter;
use crate::write::overlay::Overlay;
use crate::write::write_context::WriteContext;
use std::ops::Bound;
use std::sync::Arc;

/// Changes that become the file's with [`Transaction::commit`]. Dropped without it, nothing has happened.
///
/// It keeps every changed page in memory, so that a batch bounds its size.
///
/// There is one transaction at a time:
///
/// ```
/// # use accdb::{CreateOptions, Database, MemoryStorage};
/// # let mut database = Database::create(Box::new(MemoryStorage::default()), &CreateOptions::new(46_000.0))?;
/// let first = database.begin(46_000.0)?;
/// first.commit()?;
/// let second = database.begin(46_000.0)?;
/// second.commit()?;
/// # Ok::<(), accdb::Error>(())
/// ```
///
/// One within another does not compile:
///
/// ```compile_fail,E0499
/// # use accdb::{CreateOptions, Database, MemoryStorage};
/// # let mut database = Database::create(Box::new(MemoryStorage::default()), &CreateOptions::new(46_000.0))?;
/// let first = database.begin(46_000.0)?;
/// let second = database.begin(46_000.0)?;
/// first.commit()?;
/// second.commit()?;
/// # Ok::<(), accdb::Error>(())
/// ```
pub struct Transaction<'db> {
    overlay: Overlay<'db, Pager>,
    journal: Option<&'db mut Journal>,
    /// Takes over what the transaction has learnt of the catalog when it commits.
    database_catalog: &'db mut CatalogCache,
    catalog: CatalogCache,
    proofs: &'db Proofs,
    writers: Vec<TableWriter>,
    version: Version,
    sort_order: SortOrder,
    moment: WriteContext,
    writable: bool,
}

/// The tables that say which tables there are and who may use them.
const OBJECTS: &str = "MSysObjects";
const PERMISSIONS: &str = "MSysACEs";

impl<'db> Transaction<'db> {
    pub(super) fn new(
        pager: &'db mut Pager,
        journal: Option<&'db mut Journal>,
        catalog: &'db mut CatalogCache,
        proofs: &'db Proofs,
        header: Header,
        moment: WriteContext,
    ) -> Transaction<'db> {
        Transaction {
            overlay: Overlay::new(pager),
            journal,
            catalog: catalog.clone(),
            database_catalog: catalog,
            proofs,
            writers: Vec::new(),
            version: header.version,
            sort_order: header.sort_order,
            moment,
            writable: true,
        }
    }

    /// The same for a database that was opened for reading.
    pub(super) fn never_committed(self) -> Transaction<'db> {
        Transaction { writable: false, ..self }
    }

    /// A table by its name, which compares without letter case. Its counts are those before the transaction.
    ///
    /// # Errors
    ///
    /// As [`Database::table`](crate::Database::table).
    pub fn table(&self, name: &str) -> Result<Arc<TableDef>> {
        self.catalog.table(&self.overlay, name)
    }

    /// Reads every row of a table, this transaction's included.
    pub fn scan<'a>(&'a self, table: &'a TableDef) -> Scan<'a> {
        Scan::new(&self.overlay, table)
    }

    /// Reads one row; `None` if there is none of that identity.
    ///
    /// # Errors
    ///
    /// As [`Database::row`](crate::Database::row).
    pub fn row<'a>(&'a self, table: &'a TableDef, id: RowId) -> Result<Option<Row<'a>>> {
        row::fetch(&self.overlay, table, id)
    }

    /// Reads rows by an index, as [`Database::range`](crate::Database::range) does, this transaction's included.
    ///
    /// # Errors
    ///
    /// As [`Database::range`](crate::Database::range).
    pub fn range<'a>(
        &'a self,
        table: &'a TableDef,
        index: IndexId,
        lower: Bound<&[Value<'_>]>,
        upper: Bound<&[Value<'_>]>,
    ) -> Result<Cursor<'a>> {
        Cursor::new(&self.overlay, self.proofs, table, index, lower, upper)
    }

    /// Inserts a row. Columns go by [`ColumnId`](crate::ColumnId), by name or by position; of two values for one
    /// column the later counts, and a column that is absent gets its autonumber, its default, or null.
    ///
    /// # Errors
    ///
    /// [`Error::NoColumn`], [`Error::Rule`], [`Error::Duplicate`], [`Error::NoParent`], [`Error::TooLong`],
    /// [`Error::Limit`], [`Error::UnsupportedSortOrder`], those of [`Transaction::table`], and damage or failing
    /// reads. After any error the transaction is as it was before.
    pub fn insert<C: ColumnRef>(&mut self, table: &str, values: &[(C, Value<'_>)]) -> Result<RowId> {
        let mut writer = self.take_writer(table)?;
        self.overlay.set_savepoint();
        let inserted = by_position(writer.table(), values)
            .and_then(|values| writer.insert(&mut self.overlay, self.proofs, &values, &mut self.moment));
        if inserted.is_err() {
            self.overlay.roll_back();
        }
        self.writers.push(writer);
        inserted
    }

    /// Creates a table. It can be written to at once.
    ///
    /// # Errors
    ///
    /// [`Error::Name`] for a name that is taken or cannot be one, [`Error::Limit`], [`Error::Unsupported`],
    /// [`Error::NoColumn`] in an index, and damage or failing reads. After any error the transaction is as it was
    /// before.
    pub fn create_table(&mut self, spec: &TableSpec) -> Result<()> {
        create::check(spec, self.version)?;
        let mut objects = self.take_writer(OBJECTS)?;
        let mut permissions = match self.take_writer(PERMISSIONS) {
            Ok(writer) => writer,
            Err(error) => {
                self.writers.push(objects);
                return Err(error);
            }
        };
        let before = (objects.counts().clone(), permissions.counts().clone());
        self.overlay.set_savepoint();
        let created = self.register_table(spec, &mut objects, &mut permissions);
        if created.is_err() {
            self.overlay.roll_back();
            objects.set_counts(before.0);
            permissions.set_counts(before.1);
        }
        self.writers.extend([objects, permissions]);
        self.catalog.forget_entries();
        created
    }

    fn register_table(
        &mut self,
        spec: &TableSpec,
        objects: &mut TableWriter,
        permissions: &mut TableWriter,
    ) -> Result<()> {
        let registration =
            create::read_registration(&self.overlay, self.proofs, objects.table(), permissions.table())?;
        let page = create::create_table(&mut self.overlay, spec, self.sort_order)?;
        let properties = create::encode_properties(spec)?;
        let object = registration.object(&spec.name, page, self.moment.now, &properties)?;
        let object = create::by_place(objects.table(), object)?;
        let registered = objects.insert(&mut self.overlay, self.proofs, &object, &mut self.moment);
        registered.map_err(|error| match error {
            Error::Duplicate { .. } => Error::Name(spec.name.clone(), "there is an object of that name"),
            other => other,
        })?;
        for row in registration.permissions(page)? {
            let row = create::by_place(permissions.table(), row)?;
            permissions.insert(&mut self.overlay, self.proofs, &row, &mut self.moment)?;
        }
        Ok(())
    }

    /// Writes everything to the file and returns when it is on the disk.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] in a database that was opened for reading, and damage or failing reads: nothing was
    /// written, and the database goes on. [`Error::Io`] where writing failed: the database answers
    /// [`Error::Poisoned`] until it is opened again, which finds all of the transaction or nothing.
    pub fn commit(mut self) -> Result<()> {
        if !self.writable {
            return Err(Error::Unsupported("writing to a database opened for reading".to_owned()));
        }
        self.overlay.set_savepoint();
        for writer in self.writers.iter().filter(|writer| writer.is_changed()) {
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
        Ok(TableWriter::new(table, references))
    }
}

/// Values by the positions of their columns.
fn by_position<'v, C: ColumnRef>(
    table: &TableDef,
    values: &'v [(C, Value<'_>)],
) -> Result<Vec<(usize, Value<'v>)>> {
    let found = values.iter().map(|(column, value)| Ok((column.id_in(table)?.position(), borrowed(value))));
    found.collect()
}

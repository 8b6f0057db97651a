//! A database: what can be asked of one.

mod replace;

use crate::check::{self, CheckReport, Strictness};
use crate::commit::{
    self, Journal, JournalFile, JournalObserver, SessionsKeptOut, copy_to_new, journal_path, real_path,
    sync_directory,
};
use crate::create::{self, CreateOptions};
use crate::error::{Error, Result};
use crate::format::column::SortOrder;
use crate::format::date::OleDate;
use crate::format::file_capacity::FileCapacity;
use crate::format::header::{self, Header, Version};
use crate::format::ids::{IndexId, PageNo, RowId, RowSlot};
use crate::format::page::{Pages, beyond};
use crate::format::table::TableDef;
use crate::format::usage_map::UsageMap;
use crate::format::value::Value;
use crate::format::{GLOBAL_MAP_PAGE, PAGE_SIZE};
use crate::index::{Proofs, Tree};
use crate::pager::Pager;
use crate::read::catalog::TableEntry;
use crate::read::catalog_cache::CatalogCache;
use crate::read::cursor::Cursor;
use crate::read::named_pages;
use crate::read::retry::{RetryAtOnce, RetryPolicy};
use crate::read::row::{self, Row};
use crate::read::scan::Scan;
use crate::storage::{FileStorage, Storage};
use crate::transaction::Transaction;
use crate::write::random::Random;
use crate::write::write_context::WriteContext;
use std::io;
use std::ops::Bound;
use std::path::Path;
use std::sync::Arc;

pub use replace::Replacement;

/// Pages kept in memory where the database is only read: 512 KiB, since a scan reads past the cache and a seek goes
/// back to the top of a tree.
const READ_CACHE_PAGES: usize = 128;

/// Where the commit pairs begin on page 0; they fill it to its end.
const COMMIT_PAIRS: usize = 0xE00;

/// An open database.
///
/// It can be handed to another thread (`Send`) and is not shared between threads (not `Sync`): each opens the file for
/// itself, as often as it likes for reading.
pub struct Database {
    /// Declared first, so that it is dropped first: the journal must go while the pager still holds the file's lock.
    journal: Option<Journal>,
    pub(super) pager: Pager,
    header: Header,
    pub(super) catalog: CatalogCache,
    pub(super) proofs: Proofs,
    /// For one opened for reading: the commits of others.
    pub(super) observer: Option<JournalObserver>,
    /// Where random autonumbers come from, if the caller has brought a seed.
    random: Option<Random>,
    /// For one opened for writing in a file. Declared last: it goes when nothing is left to be written.
    _sessions: Option<SessionsKeptOut>,
}

impl Database {
    /// Opens a file for reading. No lock is taken: others may read and write it meanwhile, and
    /// [`Database::read_consistent`] reads it nevertheless as it stood at one moment. A commit that was interrupted is
    /// undone first.
    ///
    /// # Errors
    ///
    /// [`Error::InUse`], [`Error::NotAccess`], [`Error::UnsupportedVersion`], [`Error::Encrypted`],
    /// [`Error::Truncated`], [`Error::Damaged`], [`Error::Io`], [`Error::Journal`], [`Error::RecoveryPending`] where a
    /// commit was interrupted and undoing it has to wait for somebody who may write, and [`Error::Unstable`] where the
    /// file kept changing.
    pub fn open_read(path: &Path) -> Result<Database> {
        Database::open_read_with(path, &RetryAtOnce)
    }

    /// As [`Database::open_read`], as often as `retry` allows while the file is changing.
    ///
    /// # Errors
    ///
    /// As [`Database::open_read`].
    pub fn open_read_with(path: &Path, retry: &dyn RetryPolicy) -> Result<Database> {
        match Database::open_as_it_is(path, retry) {
            Err(Error::RecoveryPending) => {
                recover(path)?;
                Database::open_as_it_is(path, retry)
            }
            opened => opened,
        }
    }

    /// As [`Database::open_read_with`], and changes nothing: an interrupted commit is left for others to undo.
    ///
    /// # Errors
    ///
    /// As [`Database::open_read`]; [`Error::RecoveryPending`] wherever a commit was interrupted.
    pub fn open_as_it_is(path: &Path, retry: &dyn RetryPolicy) -> Result<Database> {
        let storage = FileStorage::open_shared(path)?;
        Database::observing(Box::new(storage), JournalObserver::beside(path), retry)
    }

    /// Opens for reading what somebody else is writing into a storage, with a journal in another.
    ///
    /// # Errors
    ///
    /// As [`Database::open_read`].
    pub fn open_read_over(
        storage: Box<dyn Storage>,
        journal: Box<dyn Storage>,
        retry: &dyn RetryPolicy,
    ) -> Result<Database> {
        Database::observing(storage, JournalObserver::over(journal), retry)
    }

    fn observing(
        storage: Box<dyn Storage>,
        observer: JournalObserver,
        retry: &dyn RetryPolicy,
    ) -> Result<Database> {
        let header = header::read(storage.as_ref())?;
        let pager = Pager::unmeasured(storage, READ_CACHE_PAGES);
        let mut database = Database { observer: Some(observer), ..Database::unchecked(header, pager) };
        database.read_consistent(retry, |database| {
            database.pager.measure()?;
            check_length(&database.pager)
        })??;
        Ok(database)
    }

    /// Opens a file for writing, alone, and first undoes a commit that was interrupted.
    ///
    /// # Errors
    ///
    /// As [`Database::open_read`]; [`Error::InUse`] also while a shared Access session holds the lock file,
    /// [`Error::Journal`] where the journal beside the file does not go with it.
    pub fn open_write(path: &Path) -> Result<Database> {
        let storage = FileStorage::open_exclusive(path)?;
        let sessions = commit::keep_sessions_out(path)?;
        // A replacing that was killed has left it; one under way would hold the file.
        let _ = std::fs::remove_file(replace::beside(&real_path(path)));
        let journal = JournalFile::open(journal_path(path), storage.file())?;
        let opened = Database::open_with_journal(Box::new(storage), Box::new(journal))?;
        Ok(Database { _sessions: Some(sessions), ..opened })
    }

    /// Opens whatever is in a storage, without a journal: a commit that is cut leaves part of it.
    ///
    /// # Errors
    ///
    /// As [`Database::open_read`].
    pub fn open(storage: Box<dyn Storage>) -> Result<Database> {
        let header = header::read(storage.as_ref())?;
        Database::over(header, Pager::new(storage)?)
    }

    fn over(header: Header, pager: Pager) -> Result<Database> {
        check_length(&pager)?;
        Ok(Database::unchecked(header, pager))
    }

    fn unchecked(header: Header, pager: Pager) -> Database {
        let (catalog, proofs) = (CatalogCache::default(), Proofs::default());
        Database {
            pager,
            header,
            catalog,
            proofs,
            journal: None,
            observer: None,
            random: None,
            _sessions: None,
        }
    }

    /// Opens whatever is in a storage, with its journal in another, and first undoes a commit that was interrupted.
    ///
    /// # Errors
    ///
    /// As [`Database::open_write`].
    pub fn open_with_journal(storage: Box<dyn Storage>, journal: Box<dyn Storage>) -> Result<Database> {
        let (mut storage, journal) = commit::watched(storage, journal);
        let mut journal = Journal::new(journal);
        journal.roll_back(storage.as_mut())?;
        Ok(Database { journal: Some(journal), ..Database::open(storage)? })
    }

    /// Makes a new database in an empty storage.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] for options that no file can be made with, [`Error::Io`].
    pub fn create(mut storage: Box<dyn Storage>, options: &CreateOptions) -> Result<Database> {
        write_new(storage.as_mut(), &create::new_database(options)?)?;
        Database::open(storage)
    }

    /// Makes a new database in a new file and opens it for writing; a file that is there already stays as it is.
    ///
    /// # Errors
    ///
    /// As [`Database::create`]; [`Error::Io`] of the kind `AlreadyExists` for a file that is there.
    pub fn create_file(path: &Path, options: &CreateOptions) -> Result<Database> {
        let bytes = create::new_database(options)?;
        let left = JournalFile::open(journal_path(path), None)?;
        if Journal::new(Box::new(left)).is_live()? {
            return Err(Error::Journal("it was left by an earlier file of that name"));
        }
        let mut storage = FileStorage::create_new(path)?;
        if let Err(error) = write_new(&mut storage, &bytes) {
            drop(storage);
            // What is left of a file that could not be made is of no use to anybody.
            let _ = std::fs::remove_file(path);
            return Err(error);
        }
        sync_directory(path).map_err(Error::io("making the file"))?;
        let journal = JournalFile::open(journal_path(path), storage.file())?;
        Database::open_with_journal(Box::new(storage), Box::new(journal))
    }

    /// Begins a transaction. `now` is the time that defaults such as `Date()` give, an OLE date. In a database opened
    /// for reading it can do everything but commit, which tells what a write would meet.
    ///
    /// # Errors
    ///
    /// [`Error::Poisoned`] after a failed commit.
    pub fn begin(&mut self, now: impl Into<OleDate>) -> Result<Transaction<'_>> {
        self.pager.check_sound()?;
        let journal = self.journal.as_mut();
        let moment = WriteContext { now: now.into(), random: self.random.as_mut().map(Random::split) };
        let begun =
            Transaction::new(&mut self.pager, journal, &mut self.catalog, &self.proofs, self.header, moment);
        Ok(if self.observer.is_none() { begun } else { begun.never_committed() })
    }

    /// Gives the random numbers that some autonumbers are made of, `GenGUID()` and `GenUniqueID()`. The seed has to
    /// be random itself, and another one every time the database is opened. Without one, a row that leaves such a
    /// column to the database is refused with [`Rule::Default`](crate::Rule::Default).
    pub fn seed_random(&mut self, seed: [u8; 16]) {
        self.random = Some(Random::from_seed(seed));
    }

    /// Copies the database as it was last committed to a new file, and returns when that is on the disk. Memory stays
    /// flat. In a database opened for writing nobody else writes meanwhile.
    ///
    /// # Errors
    ///
    /// [`Error::Poisoned`] after a failed commit; [`Error::Io`], of the kind `AlreadyExists` for a file that is
    /// there. Nothing is left of a copy that failed.
    pub fn copy_to(&self, path: &Path) -> Result<()> {
        self.pager.check_sound()?;
        copy_to_new(self.pager.storage(), path)
    }

    /// The length of the file in bytes.
    ///
    /// # Errors
    ///
    /// [`Error::Io`].
    pub fn byte_count(&self) -> Result<u64> {
        self.pager.storage().len().map_err(Error::io("asking for the length"))
    }

    /// The version of the file.
    pub fn version(&self) -> Version {
        self.header.version
    }

    /// The sort order that new text columns get.
    pub fn sort_order(&self) -> SortOrder {
        self.header.sort_order
    }

    /// When the file was made.
    pub fn created_at(&self) -> OleDate {
        self.header.created
    }

    /// Pages in the file.
    pub fn page_count(&self) -> u32 {
        self.pager.page_count()
    }

    /// Reads the whole file and tells every place where it breaks the rules of the format.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] and [`Error::Poisoned`]; whatever the bytes are, they are findings.
    pub fn check(&self, strictness: Strictness) -> Result<CheckReport> {
        check::check(&self.pager, strictness)
    }

    /// How much the file can still grow.
    pub fn room(&self) -> FileCapacity {
        FileCapacity::of(self.page_count())
    }

    /// Every table that the catalog lists, system tables and links included.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] or [`Error::Truncated`] where the catalog is unsound, [`Error::Io`], [`Error::Poisoned`].
    pub fn tables(&self) -> Result<Vec<TableEntry>> {
        Ok(self.catalog.entries(&self.pager)?.to_vec())
    }

    /// A table by its name, which compares without letter case.
    ///
    /// # Errors
    ///
    /// [`Error::NoTable`], [`Error::Unsupported`] for a link, [`Error::Damaged`] or [`Error::Truncated`] with
    /// the page where its definition is unsound.
    pub fn table(&self, name: &str) -> Result<Arc<TableDef>> {
        self.catalog.table(&self.pager, name)
    }

    /// Reads every row of a table.
    pub fn scan<'a>(&'a self, table: &'a TableDef) -> Scan<'a> {
        Scan::new(&self.pager, table)
    }

    /// The commit pairs of page 0 as they stand there: Access counts in them who has written. This engine leaves them
    /// alone. Where one is lower than it was, the file is an older copy of itself.
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`], [`Error::Io`].
    pub fn commit_pairs(&self) -> Result<Vec<u8>> {
        let first = self.pager.page(PageNo(0))?;
        Ok(first.get(COMMIT_PAIRS..).unwrap_or_default().to_vec())
    }

    /// Counts the rows of a table by the row directories of its pages. Every page of the table is read and no row
    /// decoded, which costs about as much as reading the pages. [`TableDef::row_count`] costs nothing and is what the
    /// last writer has noted, which files of Access do not always keep right.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] where a page is none of the table's or its directory is unsound, [`Error::Truncated`],
    /// [`Error::Io`].
    pub fn count_rows(&self, table: &TableDef) -> Result<u64> {
        Scan::new(&self.pager, table).count()
    }

    /// Counts the entries of an index: as many as the table has rows, where the index leaves none out
    /// ([`Index::ignore_nulls`](crate::Index::ignore_nulls)). Every leaf is read and no key decoded.
    ///
    /// # Errors
    ///
    /// [`Error::NoIndex`], [`Error::Damaged`] where the index is unsound, [`Error::Truncated`], [`Error::Io`].
    pub fn count_entries(&self, table: &TableDef, index: IndexId) -> Result<u64> {
        Tree::of(table, table.index_at(index)?).count_entries(&self.pager)
    }

    /// Reads one row; `None` if there is none of that identity (any more).
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] where its page is unsound or holds no rows of the table, [`Error::Truncated`], [`Error::Io`].
    pub fn row<'a>(&'a self, table: &'a TableDef, id: RowId) -> Result<Option<Row<'a>>> {
        row::fetch(&self.pager, table, id)
    }

    /// Reads rows by an index ([`TableDef::index`], [`TableDef::index_on`]), from either end. A bound may give fewer
    /// values than the index has columns: included, it takes in every key that starts so; excluded, it leaves all of
    /// them out.
    ///
    /// # Errors
    ///
    /// [`Error::NoIndex`], [`Error::Rule`] for a value that does not fit its column,
    /// [`Error::UnsupportedSortOrder`] for a text of a sort order whose keys nobody knows.
    pub fn range<'a>(
        &'a self,
        table: &'a TableDef,
        index: IndexId,
        lower: Bound<&[Value<'_>]>,
        upper: Bound<&[Value<'_>]>,
    ) -> Result<Cursor<'a>> {
        Cursor::new(&self.pager, &self.proofs, table, index, lower, upper)
    }
}

/// Undoes an interrupted commit; where this process may not write, or somebody else has the file, that has to wait.
fn recover(path: &Path) -> Result<()> {
    let may_not = [io::ErrorKind::PermissionDenied, io::ErrorKind::ReadOnlyFilesystem];
    match Database::open_write(path) {
        Ok(_) => Ok(()),
        Err(Error::InUse) => Err(Error::RecoveryPending),
        Err(Error::Io { source, .. }) if may_not.contains(&source.kind()) => Err(Error::RecoveryPending),
        Err(error) => Err(error),
    }
}

/// Writes a new database, its first page last: until that is there, it is no database.
fn write_new(storage: &mut dyn Storage, bytes: &[u8]) -> Result<()> {
    let writing = Error::io("writing a new database");
    let (header, pages) = bytes.split_at_checked(PAGE_SIZE).unwrap_or((bytes, &[]));
    storage.set_len(0).map_err(&writing)?;
    storage.write_at(PageNo(1).offset(), pages).map_err(&writing)?;
    storage.sync().map_err(&writing)?;
    storage.write_at(0, header).map_err(&writing)?;
    storage.sync().map_err(&writing)
}

/// A file that was cut lacks a page that is in use. Access sets pages aside before it writes them, and leaves files for
/// good whose map of free pages is ahead of their end: only a page that something names is missing.
fn check_length(pager: &Pager) -> Result<()> {
    let row = RowId { page: PageNo(GLOBAL_MAP_PAGE), slot: RowSlot(0) };
    let free = UsageMap::read(pager, row)?;
    match free.next_unmarked(pager, PageNo(pager.page_count()))? {
        Some(used) if named_pages::past_the_end(pager)? => Err(beyond(used, pager.page_count())),
        _ => Ok(()),
    }
}

//! Opening a company's file, and the store that the pipeline sees.

use super::backups::Folder;
use super::orders::Orders;
use super::view::View;
use super::{file_info, manual_orders, marks, orders, unindexed, write};
use crate::domain::{
    CustomerOrder, DocumentId, ManualOrder, NumberRun, OrderNumber, Series, SupplierOrder, TraceMark,
};
use crate::store::factusol::{OverTables, Source, Target};
use crate::store::{
    Backups, CompanyFile, CompanyStore, Error, FileInfo, FileStamp, Leftovers, MarkLookup, OrderRange,
    OrderSource, OrderTarget, PushRefused, Result, Stores, Unindexed, Unwritten, WholeFile,
};
use crate::upkeep::{self, Waiting};
use accdb::{Database, FileCapacity};
use chrono::NaiveDate;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

/// Opens company databases with our own engine.
#[derive(Debug, Clone, Copy, Default)]
pub struct NativeStores;

impl Stores for NativeStores {
    fn backups(&self) -> &dyn Backups {
        &Folder
    }

    fn open(&self, file: &CompanyFile, write: bool) -> Result<Box<dyn CompanyStore>> {
        let store =
            if write { NativeStore::open_write(&file.path) } else { NativeStore::open_read(&file.path) };
        Ok(Box::new(store?))
    }

    fn look(&self, file: &CompanyFile) -> Result<Box<dyn CompanyStore>> {
        Ok(Box::new(NativeStore::look(&file.path)?))
    }
}

/// One open company database.
pub struct NativeStore {
    /// For messages.
    file: Arc<str>,
    db: Database,
    /// Page 0's counters, once they were asked for: after a commit nothing that can fail is asked.
    counters: Option<Vec<u8>>,
}

impl NativeStore {
    /// Opens a file for reading; others may write it meanwhile.
    pub fn open_read(path: &Path) -> Result<Self> {
        NativeStore::opened(path, |waiting| Database::open_read_with(path, waiting))
    }

    /// Opens a file for reading and leaves a write that was interrupted to others.
    pub fn look(path: &Path) -> Result<Self> {
        NativeStore::opened(path, |waiting| Database::open_as_it_is(path, waiting))
    }

    /// Opens a file for reading and writing; nobody else may have it open.
    pub fn open_write(path: &Path) -> Result<Self> {
        NativeStore::opened(path, |_| Database::open_write(path))
    }

    /// Takes a database that was opened otherwise, in whatever storage; `path` is what errors call it.
    pub fn over(path: &Path, db: accdb::Result<Database>) -> Result<Self> {
        NativeStore::taken(path.display().to_string().into(), db)
    }

    fn taken(file: Arc<str>, db: accdb::Result<Database>) -> Result<Self> {
        match db {
            Ok(db) => Ok(NativeStore { db, file, counters: None }),
            Err(error) => Err(Error::engine(&file, error)),
        }
    }

    fn opened(path: &Path, open: impl Fn(&Waiting<'_>) -> accdb::Result<Database>) -> Result<Self> {
        let file: Arc<str> = path.display().to_string().into();
        let waiting = Waiting::on(&file);
        let db = waiting.open(|| open(&waiting));
        NativeStore::taken(Arc::clone(&file), db)
    }

    /// Reads what stood together in the file at one moment, however often it takes.
    fn read<T>(&mut self, read: impl Fn(&View<'_, Database>) -> Result<T>) -> Result<T> {
        let NativeStore { file, db, .. } = self;
        let stable = db.read_consistent(&Waiting::on(file), |db| read(&View { file, db }));
        stable.unwrap_or_else(|error| Err(Error::engine(file, error)))
    }
}

impl OverTables for NativeStore {
    fn over_tables<T>(&mut self, read: impl Fn(&dyn Source) -> Result<T>) -> Result<T> {
        self.read(|view| read(view))
    }
}

impl OrderSource for NativeStore {
    fn series(&mut self) -> Result<Vec<Series>> {
        self.read(|view| Orders::bind(view)?.series())
    }

    fn odd_headers(&mut self) -> Result<Vec<Error>> {
        self.read(|view| Orders::bind(view)?.odd_headers())
    }

    fn unindexed(&mut self) -> Result<Option<Unindexed>> {
        self.read(unindexed::orders)
    }

    fn newest_number(&mut self, series: Series) -> Result<Option<OrderNumber>> {
        self.read(|view| Orders::bind(view)?.newest_number(series))
    }

    fn with_orders(&mut self, series: Series, runs: Vec<NumberRun>) -> Result<Vec<NumberRun>> {
        if runs.is_empty() {
            return Ok(runs);
        }
        self.read(|view| Orders::bind(view)?.with_orders(series, &runs))
    }

    fn read_orders(
        &mut self,
        range: OrderRange,
        each: &mut dyn FnMut(CustomerOrder) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        orders::read(&self.file, &mut self.db, range, each)
    }
}

impl OrderTarget for NativeStore {
    fn manual_orders(&mut self, limit: usize) -> Result<Vec<ManualOrder>> {
        self.read(|view| manual_orders::newest(view, limit))
    }

    fn check_target(&mut self) -> Result<()> {
        warn_of_scarce_room(&self.file, self.db.room());
        self.read(|view| Target::bind(view)?.check())
    }

    fn check_indexes(&mut self) -> Result<()> {
        self.read(unindexed::documents)
    }

    fn find_marks(&mut self, wanted: HashSet<TraceMark>) -> Result<MarkLookup> {
        let (found, census) = self.read(|view| marks::find(view, &wanted))?;
        Ok(MarkLookup::new(wanted, found, census))
    }

    fn insert_orders(
        &mut self,
        batch: &[Unwritten<'_>],
        today: NaiveDate,
    ) -> Result<Vec<DocumentId>, PushRefused> {
        let batch: Vec<_> = batch.iter().map(|order| order.order()).collect();
        write::insert_orders(&self.file, &mut self.db, &batch, today)
    }

    fn rehearse_orders(&mut self, batch: &[&SupplierOrder], today: NaiveDate) -> Result<(), PushRefused> {
        let NativeStore { file, db, .. } = self;
        let stable =
            db.read_consistent(&Waiting::on(file), |db| write::rehearse_orders(file, db, batch, today));
        stable.unwrap_or_else(|error| Err(Error::engine(file, error).into()))
    }
}

impl WholeFile for NativeStore {
    fn stamp(&mut self) -> Result<FileStamp> {
        if self.counters.is_none() {
            let counters = self.db.commit_pairs().map_err(|error| Error::engine(&self.file, error))?;
            self.counters = Some(counters);
        }
        let counters = self.counters.clone().unwrap_or_default();
        let modified = std::fs::metadata(Path::new(&*self.file)).and_then(|file| file.modified()).ok();
        let modified = modified.and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok());
        let modified = modified.and_then(|since| i128::try_from(since.as_nanos()).ok());
        Ok(FileStamp { length: self.db.room().used_bytes(), counters, modified })
    }

    fn file_info(&mut self, series: &[Series]) -> Result<Option<FileInfo>> {
        self.read(|view| file_info::file_info(view, series)).map(Some)
    }

    fn byte_count(&mut self) -> Result<u64> {
        self.db.byte_count().map_err(|error| Error::engine(&self.file, error))
    }

    fn check(&mut self) -> Result<Leftovers> {
        Ok(upkeep::check(Path::new(&*self.file), &self.db)?)
    }

    fn back_up(&mut self, to: &Path) -> Result<()> {
        Ok(upkeep::back_up(Path::new(&*self.file), &self.db, to)?)
    }
}

impl CompanyStore for NativeStore {
    fn whole_file(&mut self) -> Option<&mut dyn WholeFile> {
        Some(self)
    }
}

/// A full file takes no order of anybody's, Factusol's own included: somebody is to know while there is time.
fn warn_of_scarce_room(file: &str, room: FileCapacity) {
    if room.is_scarce() {
        let [used, left] = [room.used_bytes(), room.left_bytes()].map(|bytes| bytes >> 20);
        log::warn!(
            "{file} has {used} MiB and can grow by {left} MiB more: have Factusol compact it before it is full"
        );
    }
}

//! What the pipeline asks of a company's database.

use super::error::{Error, Result, WhatNow};
use super::odbc;
use super::route::{Driver, Route};
pub use super::stamp::FileStamp;
use crate::domain::{
    Article, Company, CompanyName, CustomerOrder, DocumentId, ManualOrder, NumberRun, OrderId, OrderNumber,
    PurchasePrice, Series, Supplier, SupplierOrder, TextSizes, TraceMark, VatRates, Year,
};
pub use crate::upkeep::{BackupFile, Leftover, Leftovers};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Customer orders to read: one series, a range of numbers (both ends included), and dates if given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderRange {
    pub series: Series,
    pub from: OrderNumber,
    pub to: OrderNumber,
    pub since: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

impl OrderRange {
    /// Whether a date is asked for.
    pub fn takes(&self, date: NaiveDate) -> bool {
        self.since.is_none_or(|since| since <= date) && self.until.is_none_or(|until| date <= until)
    }
}

/// A batch that was not written: nothing of it is in the parent.
#[derive(Debug)]
pub struct PushRefused {
    /// The place in the batch of the order that caused it, where one did.
    pub failed_at: Option<usize>,
    pub error: Error,
}

impl PushRefused {
    /// Names the order at `place` if the error is of the order and not of the database.
    pub(super) fn at(place: usize, error: Error) -> PushRefused {
        PushRefused { failed_at: (error.what_now() == WhatNow::Park).then_some(place), error }
    }
}

/// A refusal that is no order's fault.
impl From<Error> for PushRefused {
    fn from(error: Error) -> PushRefused {
        PushRefused { failed_at: None, error }
    }
}

impl AsRef<Error> for PushRefused {
    fn as_ref(&self) -> &Error {
        &self.error
    }
}

/// Rows of customer orders that an index does not have.
#[derive(Debug)]
pub struct Unindexed {
    /// The orders that depend on them, ascending.
    pub orders: Vec<OrderId>,
    /// An [`Error::Unindexed`].
    pub error: Error,
}

/// What was found of the marks that were looked up in the parent. Nothing is written there without it: what
/// [`OrderTarget::insert_orders`] takes comes from here alone.
#[derive(Debug, Default)]
pub struct MarkLookup {
    wanted: HashSet<TraceMark>,
    found: HashMap<TraceMark, DocumentId>,
    census: Option<Census>,
}

/// How many documents bear a mark of each company, by the name that the marks have.
pub type Census = BTreeMap<String, u64>;

impl MarkLookup {
    pub(super) fn new(
        wanted: HashSet<TraceMark>,
        found: HashMap<TraceMark, DocumentId>,
        census: Option<Census>,
    ) -> MarkLookup {
        MarkLookup { wanted, found, census }
    }

    /// Counted where the whole column was read.
    pub fn census(&self) -> Option<&Census> {
        self.census.as_ref()
    }

    /// The documents that bear a wanted mark.
    pub fn found(&self) -> &HashMap<TraceMark, DocumentId> {
        &self.found
    }

    /// The order as one that may be written; `None` where its mark was found, or was not looked up.
    pub fn unwritten<'o>(&self, order: &'o SupplierOrder) -> Option<Unwritten<'o>> {
        let is_missing = self.wanted.contains(&order.mark) && !self.found.contains_key(&order.mark);
        is_missing.then_some(Unwritten(order))
    }
}

/// An order whose mark was looked up in the parent and does not stand there.
#[derive(Debug, Clone, Copy)]
pub struct Unwritten<'o>(&'o SupplierOrder);

impl<'o> Unwritten<'o> {
    pub fn order(self) -> &'o SupplierOrder {
        self.0
    }
}

/// How a file is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInfo {
    pub version: String,
    /// The sort order that new text columns get.
    pub sort_order: String,
    /// Keys of documents in sort orders for which there are no public tables.
    pub foreign: Vec<ForeignOrder>,
    pub used_bytes: u64,
    /// Bytes that the file can still grow by.
    pub left_bytes: u64,
    /// Whether somebody should make room before it is full.
    pub is_scarce: bool,
}

/// A column whose keys only the file itself can prove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignOrder {
    /// `F_PPR.TIPPPR`.
    pub column: String,
    pub order: String,
    /// Why no key can be made; `None` where the file proves enough.
    pub refused: Option<String>,
}

/// What a company says of itself, and its masters, read by `enqueue`, of subsidiary and parent alike.
pub trait Masters {
    /// Who the company says it is (F_EMP): the row whose exercise is `year`, else the only one.
    fn company(&mut self, year: Year) -> Result<Company>;
    fn articles(&mut self) -> Result<Vec<Article>>;
    fn suppliers(&mut self) -> Result<Vec<Supplier>>;
    /// F_LPA rows of one supplier; empty where this version of Factusol has no such table.
    fn purchase_prices(&mut self, supplier: i32) -> Result<Vec<PurchasePrice>>;
    /// Codes of F_ALM.
    fn warehouses(&mut self) -> Result<Vec<String>>;
    /// VAT rates of F_CFG; `None` where its keys are not there. Surcharges that it does not hold are zero.
    fn configured_vat(&mut self) -> Result<Option<VatRates>>;
    /// The sizes of the text columns of F_PPR and F_LPP.
    fn text_sizes(&mut self) -> Result<TextSizes>;
}

/// The customer orders of a subsidiary, read by `scan`.
pub trait OrderSource {
    /// Every series that has customer orders, ascending; found by index, a handful of pages each.
    fn series(&mut self) -> Result<Vec<Series>>;
    /// Rows that name no order, since their series or number is none: an [`Error::Value`] each, of many the first.
    fn odd_headers(&mut self) -> Result<Vec<Error>>;
    /// The orders of which a row stands in the table and in no index, as far as rows can be counted: rows are counted
    /// by the directories of their pages, and only where an index has another number of entries are they looked at.
    fn unindexed(&mut self) -> Result<Option<Unindexed>> {
        Ok(None)
    }
    /// The highest number of a series.
    fn newest_number(&mut self, series: Series) -> Result<Option<OrderNumber>>;
    /// Which of these runs of numbers, ascending, have an order; found by index, without reading one.
    fn with_orders(&mut self, series: Series, runs: Vec<NumberRun>) -> Result<Vec<NumberRun>>;
    /// Reads the orders of a range, ascending by number, each with its lines by position. Streams: memory does not
    /// grow with the range. `each` returning an error ends the reading with that error. A value that no order can have
    /// ends it, too, after the orders before it, with an [`Error::Value`] that says which order's it is.
    fn read_orders(
        &mut self,
        range: OrderRange,
        each: &mut dyn FnMut(CustomerOrder) -> anyhow::Result<()>,
    ) -> anyhow::Result<()>;
}

/// The supplier orders of the parent: learnt from by `enqueue`, written by `push`.
pub trait OrderTarget {
    /// Up to `limit` supplier orders that do not bear a trace mark, newest first.
    fn manual_orders(&mut self, limit: usize) -> Result<Vec<ManualOrder>>;
    /// Checks that tables, columns, types and keys are what writing needs, and writes nothing.
    fn check_target(&mut self) -> Result<()>;
    /// Refuses tables of documents of which an index does not have all rows, as far as rows can be counted: another
    /// number would be given twice.
    fn check_indexes(&mut self) -> Result<()> {
        Ok(())
    }
    /// Which of the wanted marks stand in the parent, and on which document. By an index on `REFPPR` where there is
    /// one, else by one scan of that column.
    fn find_marks(&mut self, wanted: HashSet<TraceMark>) -> Result<MarkLookup>;
    /// Writes a batch in one transaction, each order under the next number of its series, and reads every figure
    /// back. `today` goes into the change date. Orders keep their places. A store
    /// that cannot keep others out looks them up again itself, and gives the document of an order that it finds. Where
    /// a transaction bears only so many rows, a long batch takes several, each of whole orders; a refusal then leaves
    /// the orders of earlier ones in the parent, where their marks are found.
    fn insert_orders(
        &mut self,
        batch: &[Unwritten<'_>],
        today: NaiveDate,
    ) -> Result<Vec<DocumentId>, PushRefused>;
    /// Refuses what `insert_orders` would refuse, and changes no byte; a store opened for reading will do. What a store
    /// cannot tell without writing it lets pass, and the log says so.
    fn rehearse_orders(&mut self, batch: &[&SupplierOrder], today: NaiveDate) -> Result<(), PushRefused>;
}

/// A company's file as a whole, for backups and `doctor`.
pub trait WholeFile {
    /// How the file is built, as far as documents of these series are concerned; `None` where whoever opened it does
    /// not see that.
    fn file_info(&mut self, _series: &[Series]) -> Result<Option<FileInfo>> {
        Ok(None)
    }
    /// How far the file has come.
    fn stamp(&mut self) -> Result<FileStamp>;
    /// The length of the file in bytes.
    fn byte_count(&mut self) -> Result<u64>;
    /// Reads the whole file and holds every part of it against every other. Damage is [`Error::Unsound`]; what Access
    /// itself leaves behind here and there is none, and is told.
    fn check(&mut self) -> Result<Leftovers>;
    /// Copies the file as it was last committed to a new one, makes the folder where there is none, and checks the
    /// copy. `to` is there when it is on the disk and sound, and not before. In a store opened for writing nobody else
    /// writes meanwhile. Damage is of the company's own file, and named so.
    fn back_up(&mut self, to: &Path) -> Result<()>;
}

/// One company's database, in all its roles. Nothing is written to it but by `insert_orders`, and that is whole or not
/// at all.
pub trait CompanyStore: OrderSource + OrderTarget + Masters {
    /// The file; `None` where the company is none, so that there is nothing to copy or to walk through.
    fn whole_file(&mut self) -> Option<&mut dyn WholeFile>;
}

/// What an ODBC driver is told beyond the path of a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct OdbcOptions {
    /// A full connection string instead of a path.
    pub connection: Option<String>,
    /// Attributes appended to whichever connection string it is.
    pub attributes: Option<String>,
    pub password: Option<Password>,
}

/// The password of a database, which stands in an environment variable.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Password {
    pub variable: String,
    /// `None`: this account has no such variable.
    pub value: Option<Secret>,
}

/// A text that no message, log or debug output shows.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: String) -> Secret {
        Secret(text)
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// One company's file of one exercise, and the way to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CompanyFile {
    pub company: CompanyName,
    pub year: Year,
    /// Where it lies; of a company that is no file, what messages call it.
    pub path: PathBuf,
    pub driver: Driver,
    pub odbc: OdbcOptions,
}

impl CompanyFile {
    /// The file that it is; `None` for whatever else a connection string leads to.
    pub fn local_path(&self) -> Option<PathBuf> {
        let connection = self.odbc.connection.as_deref();
        connection.map_or_else(|| Some(self.path.clone()), odbc::named_file)
    }
}

/// Copies of company files in a folder, and their way back.
pub trait Backups {
    /// Bytes that can be written into a folder; where it is not there yet, into the nearest one above it.
    fn free_bytes(&self, folder: &Path) -> Result<u64>;
    /// The files of a folder, in the order of their names; one that is not there has none.
    fn list(&self, folder: &Path) -> Result<Vec<BackupFile>>;
    /// Opens a backup for reading.
    fn open(&self, backup: &Path) -> Result<Box<dyn CompanyStore>>;
    fn remove(&self, backup: &Path) -> Result<()>;
    /// Takes hold of a company's file that is to be replaced, or of the place where it was. [`Error::Busy`] where a
    /// writer would not get it either.
    fn replace(&self, file: &CompanyFile) -> Result<Box<dyn Replacing>>;
}

/// A company's file about to be replaced. Dropped before `place` is done, it is as it was.
pub trait Replacing {
    /// The length of the old file in bytes; `None` where there is none.
    fn byte_count(&self) -> Result<Option<u64>>;
    /// Copies a backup to beside the old file, and checks the copy.
    fn prepare(&mut self, backup: &Path) -> Result<()>;
    /// Copies the old file, sound or not, to a new one, which is there when it is on the disk, and not before.
    fn keep(&mut self, copy: &Path) -> Result<()>;
    /// Puts what was prepared into the place of the old file, at once and for good.
    fn place(self: Box<Self>) -> Result<()>;
}

/// Opens company databases; the only thing the pipeline knows of files.
pub trait Stores {
    /// Backups, wherever such databases keep them.
    fn backups(&self) -> &dyn Backups;

    /// How a company would be reached at this moment. What cannot be seen is an error, and would be one to `open`.
    fn route(&self, file: &CompanyFile, _write: bool) -> Result<Route> {
        Ok(Route::without_choice(file.driver))
    }

    /// Opens one company's file of one year for reading, or for reading and writing. Either way a write of ours that
    /// was interrupted is undone first.
    fn open(&self, file: &CompanyFile, write: bool) -> Result<Box<dyn CompanyStore>>;

    /// Opens it for reading and changes nothing: where a write was interrupted, that is [`Error::Busy`].
    fn look(&self, file: &CompanyFile) -> Result<Box<dyn CompanyStore>> {
        self.open(file, false)
    }

    /// Whether a company has a file for that year. A folder that cannot be looked into is an error, so that a share
    /// that is away is not taken for a year that has not begun.
    fn exists(&self, file: &CompanyFile) -> Result<bool> {
        let path = &file.path;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let found = path.try_exists().and_then(|found| match found {
            true => Ok(true),
            false => std::fs::read_dir(folder).map(|_| false),
        });
        found.map_err(|source| unreachable_file(path, source))
    }
}

fn unreachable_file(path: &Path, source: io::Error) -> Error {
    let file = path.display().to_string();
    match source.kind() {
        io::ErrorKind::PermissionDenied => Error::Permission { file, source },
        _ => Error::Away { file, source },
    }
}

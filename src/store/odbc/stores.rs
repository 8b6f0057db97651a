//! Connecting to a company, and the store that the pipeline sees.

use super::connection;
use super::driver::{Driver, Session};
use super::record::Failure;
use super::retry::{Retry, Wait};
use super::view::{Definitions, Keys, View};
use super::{files, manual_orders, marks, orders, write};
use crate::domain::{
    CustomerOrder, DocumentId, ManualOrder, NumberRun, OrderNumber, Series, SupplierOrder, TraceMark,
};
use crate::store::factusol::{F_EMP, OverTables, Source, Target};
use crate::store::native::NativeStores;
use crate::store::{
    Backups, CompanyFile, CompanyStore, Error, FileStamp, Leftovers, MarkLookup, OrderRange, OrderSource,
    OrderTarget, Password, PushRefused, Result, Stores, Unwritten, WholeFile,
};
use chrono::NaiveDate;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// Opens company databases through a driver.
#[derive(Clone)]
pub struct OdbcStores {
    driver: Rc<dyn Driver>,
    wait: Wait,
}

/// What mdbtools' driver calls itself: `IS NULL` finds nothing there, long texts are cut, and none of it is an error.
const UNFIT: &str = "mdbtools";

/// How long a reader waits at most before it tries again: people wait for some of them.
const READER_PAUSE_MAX: Duration = Duration::from_secs(3);

impl OdbcStores {
    /// Connects through any driver: the machine's, or one that stands in for it.
    pub fn over(driver: impl Driver + 'static) -> Self {
        OdbcStores { driver: Rc::new(driver), wait: Rc::new(std::thread::sleep) }
    }

    /// Has another way of letting time pass between two tries.
    pub fn waiting_by(self, wait: impl Fn(Duration) + 'static) -> Self {
        OdbcStores { wait: Rc::new(wait), ..self }
    }

    fn connect(&self, file: &CompanyFile, write: bool) -> Result<OdbcStore> {
        let access_file = connection::access_file(file);
        if let Some(path) = access_file.as_deref().filter(|path| !connection::can_be_told(path)) {
            let why = "a driver cannot be told of a path with braces or a semicolon".to_owned();
            let source = std::io::Error::new(std::io::ErrorKind::InvalidInput, why);
            return Err(Error::Away { file: path.display().to_string(), source });
        }
        if let Some(Password { variable, value: None }) = &file.odbc.password {
            let name_chars = variable.chars().count();
            return Err(Error::NoPassword { file: file.path.display().to_string(), name_chars });
        }
        let pause_max = if write { Duration::MAX } else { READER_PAUSE_MAX };
        let mut store = OdbcStore {
            file: file.path.display().to_string().into(),
            access_file,
            connection: connection::string(file, write),
            write,
            driver: Rc::clone(&self.driver),
            retry: Retry { wait: Rc::clone(&self.wait), pause_max },
            session: None,
            definitions: Definitions::default(),
            rehearsed: false,
        };
        store.attempt(|_| Ok::<_, Error>(()))?;
        Ok(store)
    }
}

impl Stores for OdbcStores {
    fn backups(&self) -> &dyn Backups {
        NativeStores.backups()
    }

    fn open(&self, file: &CompanyFile, write: bool) -> Result<Box<dyn CompanyStore>> {
        Ok(Box::new(self.connect(file, write)?))
    }

    /// A file is there or not; whatever else a connection leads to is there if it has the table of companies.
    fn exists(&self, file: &CompanyFile) -> Result<bool> {
        match connection::access_file(file) {
            Some(path) => NativeStores.exists(&CompanyFile { path, ..file.clone() }),
            None => self.connect(file, false)?.read(|view| Ok(view.table_if_there(F_EMP, &[])?.is_some())),
        }
    }
}

/// One open connection to a company.
pub struct OdbcStore {
    /// For messages.
    file: Arc<str>,
    access_file: Option<PathBuf>,
    connection: String,
    write: bool,
    driver: Rc<dyn Driver>,
    retry: Retry,
    /// Closed after a failure, and while our own engine copies the file.
    session: Option<Box<dyn Session>>,
    definitions: Definitions,
    /// Whether it was said how far a rehearsal goes.
    rehearsed: bool,
}

impl OdbcStore {
    /// The open connection, or a new one.
    fn view(&mut self) -> Result<View<'_>> {
        let OdbcStore { file, access_file, connection, write, driver, session, definitions, .. } = self;
        let session = match session {
            Some(session) => session,
            none => {
                let failed =
                    |failure: Failure| Error::driver(file, failure.without(&connection::hidden(connection)));
                let opened = driver.connect(connection, *write).map_err(failed)?;
                let product = opened.product().map_err(failed)?;
                if product.to_ascii_lowercase().contains(UNFIT) {
                    return Err(Error::UnfitDriver { file: file.to_string(), driver: product });
                }
                none.insert(opened)
            }
        };
        let access_file = access_file.as_deref();
        Ok(View { file, session: &**session, access_file, definitions, keys: Keys::Unneeded })
    }

    /// Does something whole, and again where what was in the way passes. A failure ends its connection, which undoes
    /// what was not committed; the next try has a new one.
    fn attempt<T, E: From<Error> + AsRef<Error>>(
        &mut self,
        mut work: impl FnMut(&View<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.retry.clone().repeat(|| {
            let done = self.view().map_err(E::from).and_then(|view| work(&view));
            if done.is_err() {
                self.session = None;
            }
            done
        })
    }

    /// Reads, and ends the transaction that reading has begun, so that it holds up nobody.
    fn read<T>(&mut self, mut read: impl FnMut(&View<'_>) -> Result<T>) -> Result<T> {
        let write = self.write;
        self.attempt(|view| {
            let done = read(view)?;
            if write {
                view.session.rollback().map_err(|failure| Error::driver(view.file, failure))?;
            }
            Ok(done)
        })
    }

    /// The file behind the connection, with the connection closed.
    fn closed(&mut self) -> Result<PathBuf> {
        let path = self.access_file.clone().ok_or_else(|| self.no_file())?;
        self.session = None;
        Ok(path)
    }

    fn no_file(&self) -> Error {
        let source = std::io::Error::new(std::io::ErrorKind::Unsupported, "a connection that is no file");
        Error::Away { file: self.file.to_string(), source }
    }
}

impl OverTables for OdbcStore {
    fn over_tables<T>(&mut self, read: impl Fn(&dyn Source) -> Result<T>) -> Result<T> {
        self.read(|view| read(view))
    }
}

impl OrderSource for OdbcStore {
    fn series(&mut self) -> Result<Vec<Series>> {
        self.read(orders::series)
    }

    fn odd_headers(&mut self) -> Result<Vec<Error>> {
        self.read(orders::odd_headers)
    }

    fn newest_number(&mut self, series: Series) -> Result<Option<OrderNumber>> {
        self.read(|view| orders::newest_number(view, series))
    }

    fn with_orders(&mut self, series: Series, runs: Vec<NumberRun>) -> Result<Vec<NumberRun>> {
        if runs.is_empty() {
            return Ok(runs);
        }
        self.read(|view| orders::with_orders(view, series, &runs))
    }

    /// What others were given is not read again: a reading that was broken off goes on with the next scan.
    fn read_orders(
        &mut self,
        range: OrderRange,
        each: &mut dyn FnMut(CustomerOrder) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        self.read(|view| Ok(orders::read(view, range, each)))?
    }
}

impl OrderTarget for OdbcStore {
    fn manual_orders(&mut self, limit: usize) -> Result<Vec<ManualOrder>> {
        self.read(|view| manual_orders::newest(view, limit))
    }

    fn check_target(&mut self) -> Result<()> {
        self.read(|view| Target::bind(&view.with_keys())?.check())
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
        write::in_parts(&batch, |part| self.attempt(|view| write::transaction(view, part, today)))
    }

    /// Our own engine writes into a copy in memory what the driver would write into the file.
    fn rehearse_orders(&mut self, batch: &[&SupplierOrder], today: NaiveDate) -> Result<(), PushRefused> {
        self.attempt(|view| write::rehearse(view, batch, today))?;
        let rehearsed = match &self.access_file {
            Some(path) => files::rehearse(path, batch, today)?,
            None => false,
        };
        if !rehearsed && !std::mem::replace(&mut self.rehearsed, true) {
            log::warn!("{}: what the database itself may refuse is not rehearsed", self.file);
        }
        Ok(())
    }
}

impl WholeFile for OdbcStore {
    /// The driver has the file; what it does not show is left open.
    fn stamp(&mut self) -> Result<FileStamp> {
        Ok(FileStamp { length: self.byte_count()?, ..FileStamp::default() })
    }

    fn byte_count(&mut self) -> Result<u64> {
        files::byte_count(self.access_file.as_deref().ok_or_else(|| self.no_file())?)
    }

    fn check(&mut self) -> Result<Leftovers> {
        files::check(&self.closed()?)
    }

    fn back_up(&mut self, to: &Path) -> Result<()> {
        let path = self.closed()?;
        files::back_up(&path, to, &*self.retry.wait)?;
        self.attempt(|_| Ok(()))
    }
}

impl CompanyStore for OdbcStore {
    fn whole_file(&mut self) -> Option<&mut dyn WholeFile> {
        if self.access_file.is_some() { Some(self) } else { None }
    }
}

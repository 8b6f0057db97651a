//! Connecting to a company, and the store that the pipeline sees.

use super::connection;
use super::diagnostics::classify;
use super::seam::{Driver, Session};
use super::view::{Definitions, Keys, View};
use super::{files, marks, natives, orders, write};
use crate::domain::{
    Article, Company, CustomerOrder, DocumentId, NativeOrder, OrderNumber, PurchasePrice, Series, Supplier,
    SupplierOrder, TextSizes, TraceMark, VatRates, Year,
};
use crate::store::factusol::{F_EMP, Source, Target, masters};
use crate::store::native::NativeStores;
use crate::store::{
    Backups, CompanyFile, CompanyStore, Error, OrderRange, Password, PushRefused, Result, Stores,
};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// Opens company databases through a driver.
#[derive(Clone)]
pub struct OdbcStores {
    driver: Rc<dyn Driver>,
    wait: fn(Duration),
}

/// How long a reader waits at most before it connects again: people wait for some of them.
const READER_PAUSE_MAX: Duration = Duration::from_secs(3);

impl OdbcStores {
    /// Connects through any driver: the machine's, or one that stands in for it.
    pub fn over(driver: impl Driver + 'static) -> Self {
        OdbcStores { driver: Rc::new(driver), wait: std::thread::sleep }
    }

    /// Has another way of letting time pass between two tries to connect.
    pub fn waiting_by(self, wait: fn(Duration)) -> Self {
        OdbcStores { wait, ..self }
    }

    fn connect(&self, file: &CompanyFile, write: bool) -> Result<OdbcStore> {
        let access_file = connection::access_file(file);
        if let Some(path) = access_file.as_deref().filter(|path| !connection::can_be_told(path)) {
            let why = "a driver cannot be told of a path with braces or a semicolon".to_owned();
            let source = std::io::Error::new(std::io::ErrorKind::InvalidInput, why);
            return Err(Error::Away { file: path.display().to_string(), source });
        }
        if let Some(Password { variable, value: None }) = &file.odbc.password {
            let (file, variable) = (file.path.display().to_string(), variable.clone());
            return Err(Error::NoPassword { file, variable });
        }
        let mut store = OdbcStore {
            file: file.path.display().to_string().into(),
            access_file,
            connection: connection::string(file, write),
            write,
            driver: Rc::clone(&self.driver),
            wait: self.wait,
            session: None,
            definitions: Definitions::default(),
        };
        store.session()?;
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
    wait: fn(Duration),
    /// Closed while our own engine copies the file.
    session: Option<Box<dyn Session>>,
    definitions: Definitions,
}

impl OdbcStore {
    fn session(&mut self) -> Result<&dyn Session> {
        if self.session.is_none() {
            self.session = Some(self.connected()?);
        }
        match &self.session {
            Some(session) => Ok(&**session),
            None => Err(Error::Busy { file: self.file.to_string(), source: None }),
        }
    }

    /// Connects, as often as the trouble is one that passes.
    fn connected(&self) -> Result<Box<dyn Session>> {
        let mut tries = 0;
        loop {
            let failure = match self.driver.connect(&self.connection, self.write) {
                Ok(session) => return Ok(session),
                Err(failure) => failure,
            };
            tries += 1;
            let pause = classify(&failure.records, &self.file).pause(tries);
            let error = Error::driver(&self.file, failure);
            match pause.filter(|pause| self.write || *pause <= READER_PAUSE_MAX) {
                Some(pause) => {
                    log::debug!("{error}: connecting again in {pause:?} (time {tries})");
                    (self.wait)(pause);
                }
                None => return Err(error),
            }
        }
    }

    fn with<T>(&mut self, work: impl FnOnce(&View<'_>) -> T) -> Result<T> {
        self.session()?;
        let OdbcStore { file, access_file, session, definitions, .. } = self;
        let Some(session) = session.as_deref() else {
            return Err(Error::Busy { file: file.to_string(), source: None });
        };
        let access_file = access_file.as_deref();
        Ok(work(&View { file, session, access_file, definitions, keys: Keys::Unneeded }))
    }

    /// Reads, and ends the transaction that reading has begun, so that it holds up nobody.
    fn read<T>(&mut self, read: impl FnOnce(&View<'_>) -> Result<T>) -> Result<T> {
        let write = self.write;
        self.with(|view| {
            let done = read(view);
            if write {
                view.session.rollback().map_err(|failure| Error::driver(view.file, failure))?;
            }
            done
        })?
    }

    /// The file behind the connection, with the connection closed.
    fn closed(&mut self) -> Option<PathBuf> {
        let path = self.access_file.clone()?;
        self.session = None;
        Some(path)
    }

    fn no_file(&self) -> Error {
        let source = std::io::Error::new(std::io::ErrorKind::Unsupported, "a connection that is no file");
        Error::Away { file: self.file.to_string(), source }
    }
}

impl CompanyStore for OdbcStore {
    fn company(&mut self, year: Year) -> Result<Company> {
        self.read(|view| masters::company(view, year))
    }

    fn series(&mut self) -> Result<Vec<Series>> {
        self.read(orders::series)
    }

    fn newest_number(&mut self, series: Series) -> Result<Option<OrderNumber>> {
        self.read(|view| orders::newest_number(view, series))
    }

    fn read_orders(
        &mut self,
        range: OrderRange,
        each: &mut dyn FnMut(CustomerOrder) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        self.read(|view| Ok(orders::read(view, range, each)))?
    }

    fn articles(&mut self) -> Result<Vec<Article>> {
        self.read(|view| masters::articles(view))
    }

    fn suppliers(&mut self) -> Result<Vec<Supplier>> {
        self.read(|view| masters::suppliers(view))
    }

    fn purchase_prices(&mut self, supplier: i32) -> Result<Vec<PurchasePrice>> {
        self.read(|view| masters::purchase_prices(view, supplier))
    }

    fn warehouses(&mut self) -> Result<Vec<String>> {
        self.read(|view| masters::warehouses(view))
    }

    fn configured_vat(&mut self) -> Result<Option<VatRates>> {
        self.read(|view| masters::configured_vat(view))
    }

    fn text_sizes(&mut self) -> Result<TextSizes> {
        self.read(|view| masters::text_sizes(view))
    }

    fn native_orders(&mut self, limit: usize) -> Result<Vec<NativeOrder>> {
        self.read(|view| natives::newest(view, limit))
    }

    fn byte_count(&mut self) -> Result<Option<u64>> {
        self.access_file.as_deref().map_or(Ok(None), files::byte_count)
    }

    fn check(&mut self) -> Result<()> {
        self.closed().map_or_else(|| Ok(()), |path| files::check(&path))
    }

    fn back_up(&mut self, to: &Path) -> Result<()> {
        let path = self.closed().ok_or_else(|| self.no_file())?;
        files::back_up(&path, to)?;
        self.session().map(drop)
    }

    fn check_target(&mut self) -> Result<()> {
        self.read(|view| Target::bind(&view.with_keys())?.check())
    }

    fn find_marks(&mut self, wanted: &HashSet<TraceMark>) -> Result<HashMap<TraceMark, DocumentId>> {
        self.read(|view| marks::find(view, wanted))
    }

    fn insert_orders(
        &mut self,
        batch: &[&SupplierOrder],
        today: NaiveDate,
    ) -> Result<Vec<DocumentId>, PushRefused> {
        let unopened = |error| Err(PushRefused { culprit: None, error });
        self.with(|view| write::insert_orders(view, batch, today)).unwrap_or_else(unopened)
    }
}

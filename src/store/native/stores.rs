//! Opening a company's file, and the store that the pipeline sees.

use super::orders::Orders;
use super::target::Target;
use super::view::View;
use super::{marks, masters, natives, write};
use crate::accdb::{self, Database};
use crate::domain::{
    Article, Company, CustomerOrder, DocumentId, NativeOrder, OrderNumber, PurchasePrice, Series, Supplier,
    SupplierOrder, TextSizes, TraceMark, VatRates, Year,
};
use crate::store::{CompanyFile, CompanyStore, Error, OrderRange, PushRefused, Result, Stores};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

/// Opens company databases with our own engine.
#[derive(Debug, Clone, Copy, Default)]
pub struct NativeStores;

impl Stores for NativeStores {
    fn open(&self, file: &CompanyFile, write: bool) -> Result<Box<dyn CompanyStore>> {
        let store =
            if write { NativeStore::open_write(&file.path) } else { NativeStore::open_read(&file.path) };
        Ok(Box::new(store?))
    }
}

/// One open company database.
pub struct NativeStore {
    /// For messages.
    file: Arc<str>,
    db: Database,
}

impl NativeStore {
    /// Opens a file for reading; others may write it meanwhile.
    pub fn open_read(path: &Path) -> Result<Self> {
        NativeStore::opened(path, Database::open_read(path))
    }

    /// Opens a file for reading and writing; nobody else may have it open.
    pub fn open_write(path: &Path) -> Result<Self> {
        NativeStore::opened(path, Database::open_write(path))
    }

    fn opened(path: &Path, db: accdb::Result<Database>) -> Result<Self> {
        let file: Arc<str> = path.display().to_string().into();
        match db {
            Ok(db) => Ok(NativeStore { file, db }),
            Err(error) => Err(Error::engine(&file, error)),
        }
    }

    fn view(&self) -> View<'_, Database> {
        View { file: &self.file, db: &self.db }
    }
}

impl CompanyStore for NativeStore {
    fn company(&mut self, year: Year) -> Result<Company> {
        masters::company(&self.view(), year)
    }

    fn series(&mut self) -> Result<Vec<Series>> {
        Orders::bind(&self.view())?.series()
    }

    fn newest_number(&mut self, series: Series) -> Result<Option<OrderNumber>> {
        Orders::bind(&self.view())?.newest_number(series)
    }

    fn read_orders(
        &mut self,
        range: OrderRange,
        each: &mut dyn FnMut(CustomerOrder) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        Orders::bind(&self.view())?.read(range, each)
    }

    fn articles(&mut self) -> Result<Vec<Article>> {
        masters::articles(&self.view())
    }

    fn suppliers(&mut self) -> Result<Vec<Supplier>> {
        masters::suppliers(&self.view())
    }

    fn purchase_prices(&mut self, supplier: i32) -> Result<Vec<PurchasePrice>> {
        masters::purchase_prices(&self.view(), supplier)
    }

    fn warehouses(&mut self) -> Result<Vec<String>> {
        masters::warehouses(&self.view())
    }

    fn configured_vat(&mut self) -> Result<Option<VatRates>> {
        masters::configured_vat(&self.view())
    }

    fn text_sizes(&mut self) -> Result<TextSizes> {
        masters::text_sizes(&self.view())
    }

    fn native_orders(&mut self, limit: usize) -> Result<Vec<NativeOrder>> {
        natives::newest(&self.view(), limit)
    }

    fn check_target(&mut self) -> Result<()> {
        Target::bind(&self.view())?.check()
    }

    fn find_marks(&mut self, wanted: &HashSet<TraceMark>) -> Result<HashMap<TraceMark, DocumentId>> {
        marks::find(&self.view(), wanted)
    }

    fn insert_orders(
        &mut self,
        batch: &[&SupplierOrder],
        today: NaiveDate,
    ) -> Result<Vec<DocumentId>, PushRefused> {
        write::insert_orders(&self.file, &mut self.db, batch, today)
    }

    fn rehearse_orders(&mut self, batch: &[&SupplierOrder], today: NaiveDate) -> Result<(), PushRefused> {
        write::rehearse_orders(&self.file, &mut self.db, batch, today)
    }
}

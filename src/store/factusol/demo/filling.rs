//! Rows into a company file, table by table.

use super::company::{DemoCompany, DemoDocument};
use super::customers::CUSTOMERS;
use super::rows::{self, OrderLine};
use crate::domain::CustomerOrder;
use crate::store::factusol::columns::{Kind, Table};
use crate::store::factusol::fields::ole_of;
use crate::store::factusol::map::{Header, Line, header_columns, line_columns};
use crate::store::factusol::names::*;
use crate::store::factusol::plan::{Field, Known, Plan};
use crate::store::factusol::schema::{TableSchema, tables};
use crate::store::{Error, Result};
use accdb::{CreateOptions, Database, SortOrder, TableSpec, Transaction, Value};
use chrono::NaiveDate;
use std::path::Path;
use std::sync::Arc;

/// The tables of a new company file, for files that are to differ from it.
pub fn table_specs() -> Vec<TableSpec> {
    tables().iter().map(TableSchema::spec).collect()
}

/// A company file that is being filled.
pub(super) struct Filling {
    file: Arc<str>,
    db: Database,
    now: f64,
}

impl Filling {
    /// Makes a new file with every table, empty, in the sort order that an Access in Spanish gives its files.
    pub fn create(path: &Path, today: NaiveDate) -> Result<Self> {
        let now = ole_of(today);
        let options = CreateOptions { sort_order: SortOrder::SPANISH, ..CreateOptions::new(now) };
        let mut filling = Filling::opened(path, Database::create_file(path, &options), now)?;
        filling.write(|rows| {
            let create =
                |table| rows.tx.create_table(table).map_err(|error| Error::engine(&rows.file, error));
            table_specs().iter().try_for_each(create)
        })?;
        Ok(filling)
    }

    pub fn open(path: &Path, today: NaiveDate) -> Result<Self> {
        Filling::opened(path, Database::open_write(path), ole_of(today))
    }

    fn opened(path: &Path, db: accdb::Result<Database>, now: f64) -> Result<Self> {
        let file: Arc<str> = path.display().to_string().into();
        let db = db.map_err(|error| Error::engine(&file, error))?;
        Ok(Filling { file, db, now })
    }

    /// Writes in one transaction.
    pub fn write(&mut self, rows: impl FnOnce(&mut Rows<'_>) -> Result<()>) -> Result<()> {
        let engine = |error| Error::engine(&self.file, error);
        let mut writing = Rows { file: self.file.clone(), tx: self.db.begin(self.now).map_err(engine)? };
        rows(&mut writing)?;
        writing.tx.commit().map_err(engine)
    }
}

/// A transaction that takes the demo's data.
pub(super) struct Rows<'db> {
    file: Arc<str>,
    tx: Transaction<'db>,
}

impl Rows<'_> {
    /// Everything but documents.
    pub fn masters(&mut self, company: &DemoCompany) -> Result<()> {
        self.all(F_EMP, rows::COMPANY, std::slice::from_ref(&company.identity))?;
        self.all(F_CFG, rows::SETTING, &company.vat.as_ref().map(rows::settings).unwrap_or_default())?;
        self.all(F_ALM, rows::WAREHOUSE, &company.warehouses)?;
        self.all(F_FAM, rows::FAMILY, &[("001", "Material de oficina")])?;
        self.all(F_FPA, rows::PAYMENT, &[("30D", "Recibo a 30 días")])?;
        self.all(F_PRO, rows::SUPPLIER, &company.suppliers)?;
        self.all(F_CLI, rows::CUSTOMER, &CUSTOMERS)?;
        self.all(F_ART, rows::ARTICLE, &company.articles)?;
        self.all(F_EAN, rows::BARCODE, &rows::further_barcodes(&company.articles))?;
        self.all(F_LPA, rows::PRICE, &company.prices)
    }

    /// Customer orders with their lines.
    pub fn orders(&mut self, orders: &[CustomerOrder]) -> Result<()> {
        let headers = self.plan(F_PCL, rows::ORDER.iter().copied())?;
        let lines = self.plan(F_LPC, rows::LINE.iter().copied())?;
        for order in orders {
            self.insert(F_PCL, &headers, |value| value(order))?;
            for line in &order.lines {
                let line = OrderLine { order, line };
                self.insert(F_LPC, &lines, |value| value(&line))?;
            }
        }
        Ok(())
    }

    /// Supplier orders, each under its own number and reference.
    pub fn documents(&mut self, documents: &[DemoDocument], today: NaiveDate) -> Result<()> {
        let headers = self.plan(F_PPR, header_columns())?;
        let reference = headers.table.need(REFPPR, Kind::Text)?.at;
        let lines = self.plan(F_LPP, line_columns())?;
        for document in documents {
            let (order, number) = (&document.order, document.number);
            let header = Header { order, number, today };
            let mut row = headers.row(&order.mark, |column| column.of(header))?;
            let own = row.iter_mut().filter(|(at, _)| Some(*at) == reference);
            own.for_each(|(_, value)| *value = Value::Text(document.reference.as_str().into()));
            self.insert_row(F_PPR, &row)?;
            for line in &order.lines {
                self.insert(F_LPP, &lines, |column| column(Line { order, number, line }))?;
            }
        }
        Ok(())
    }

    fn all<T>(&mut self, table: &str, columns: &[Known<rows::Of<T>>], items: &[T]) -> Result<()> {
        let plan = self.plan(table, columns.iter().copied())?;
        items.iter().try_for_each(|item| self.insert(table, &plan, |value| value(item)))
    }

    fn plan<G: Copy>(&self, table: &str, columns: impl Iterator<Item = Known<G>>) -> Result<Plan<G>> {
        let def = self.tx.table(table).map_err(|error| Error::engine(&self.file, error))?;
        Plan::bind(Table::new(&self.file, def, &[])?, columns)
    }

    fn insert<'a, G: Copy>(
        &mut self,
        table: &str,
        plan: &Plan<G>,
        say: impl Fn(G) -> Field<'a>,
    ) -> Result<()> {
        self.insert_row(table, &plan.row(&"the demo", say)?)
    }

    fn insert_row(&mut self, table: &str, row: &[(usize, Value<'_>)]) -> Result<()> {
        self.tx.insert(table, row).map(drop).map_err(|error| Error::engine(&self.file, error))
    }
}

//! The masters of one exercise of the parent: what orders are decided on, and looked up again before they are written.

use crate::domain::{
    Catalogue, Company, Context, Link, ManualOrder, Masters, PurchasePrice, Supplier, TextSizes, VatRates,
    Year,
};
use crate::store::{self, CompanyStore};
use chrono::NaiveDate;
use std::sync::Arc;

/// Supplier orders of the parent entered by hand that are learnt from, and among which twins are looked for.
const MANUAL_ORDERS: usize = 1000;

pub(super) struct ParentMasters {
    pub year: Year,
    pub identity: Company,
    articles: Arc<Catalogue>,
    suppliers: Vec<Supplier>,
    warehouses: Vec<String>,
    file_rates: Option<VatRates>,
    manual_orders: Vec<ManualOrder>,
    sizes: TextSizes,
}

/// What a subsidiary's own file says.
#[derive(Default)]
pub(super) struct Own {
    pub articles: Catalogue,
    pub parent_records: Vec<i32>,
    pub references: Vec<PurchasePrice>,
}

impl ParentMasters {
    pub fn read(store: &mut dyn CompanyStore, year: Year) -> store::Result<ParentMasters> {
        Ok(ParentMasters {
            year,
            identity: store.company(year)?,
            articles: Arc::new(Catalogue::new(store.articles()?)),
            suppliers: store.suppliers()?,
            warehouses: store.warehouses()?,
            file_rates: store.configured_vat()?,
            manual_orders: store.manual_orders(MANUAL_ORDERS)?,
            sizes: store.text_sizes()?,
        })
    }

    /// What the orders of a link are decided on. `prices` are the parent's for the link's supplier.
    pub fn context(&self, link: &Link, prices: Vec<PurchasePrice>, own: Own, today: NaiveDate) -> Context {
        let masters = Masters {
            articles: own.articles,
            parent_records: own.parent_records,
            references: own.references,
            parent_articles: Arc::clone(&self.articles),
            parent_suppliers: &self.suppliers,
            parent_prices: prices,
            warehouses: self.warehouses.clone(),
            file_rates: self.file_rates,
            manual_orders: &self.manual_orders,
            sizes: self.sizes.clone(),
        };
        Context::new(link, masters, today, self.year)
    }
}

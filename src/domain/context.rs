//! All that is known when the orders of a link are decided: the same for every order of a run.

use super::article::PurchasePrice;
use super::catalogue::{Catalogue, PriceList};
use super::code::CodeKey;
use super::company::{ManualOrder, Supplier, VatRates};
use super::ids::Year;
use super::learnt::{Learnt, learn};
use super::link::Link;
use super::manual_orders::ManualOrders;
use super::ownership::Owners;
use super::text_size::TextSizes;
use chrono::NaiveDate;
use std::collections::HashMap;
use std::sync::Arc;

/// What the masters of the two companies say, as it was read.
#[derive(Debug, Clone)]
pub struct Masters<'a> {
    /// The subsidiary's articles.
    pub articles: Catalogue,
    /// The parent's records in the subsidiary's F_PRO: `ownership::parent_records`.
    pub parent_records: Vec<i32>,
    /// F_LPA rows of the subsidiary for those records.
    pub references: Vec<PurchasePrice>,
    /// The parent's articles; several links share them.
    pub parent_articles: Arc<Catalogue>,
    /// F_PRO of the parent.
    pub parent_suppliers: &'a [Supplier],
    /// F_LPA rows of the parent for the link's supplier.
    pub parent_prices: Vec<PurchasePrice>,
    /// Codes of the parent's F_ALM.
    pub warehouses: Vec<String>,
    /// VAT rates of the parent's F_CFG.
    pub file_rates: Option<VatRates>,
    /// Supplier orders of the parent that do not bear a trace mark, newest first.
    pub manual_orders: &'a [ManualOrder],
    /// The sizes that the parent's text columns really have.
    pub sizes: TextSizes,
}

/// What `decide` goes by beside the order and the link.
#[derive(Debug, Clone)]
pub struct Context {
    pub(super) articles: Catalogue,
    pub(super) references: PriceList,
    pub(super) owners: Owners,
    pub(super) parent_articles: Arc<Catalogue>,
    pub(super) parent_prices: PriceList,
    /// The record behind `PROPPR`.
    pub(super) supplier: Option<Supplier>,
    pub(super) learnt: Learnt,
    pub(super) manual_orders: ManualOrders,
    /// `[subsidiary.articles]`, by the code as it is compared.
    pub(super) article_map: HashMap<CodeKey, String>,
    pub(super) sizes: TextSizes,
    pub(super) today: NaiveDate,
    /// The exercise of the parent that is written into.
    pub(super) parent_year: Year,
}

impl Context {
    pub fn new(link: &Link, masters: Masters<'_>, today: NaiveDate, parent_year: Year) -> Context {
        let supplier =
            masters.parent_suppliers.iter().find(|supplier| supplier.code == link.supplier).cloned();
        // Without a record nothing is written; the rates are then learnt for nobody.
        let regime = supplier.clone().unwrap_or_default();
        Context {
            articles: masters.articles,
            references: PriceList::new(masters.references),
            owners: Owners::new(&link.ownership, masters.parent_records),
            parent_articles: masters.parent_articles,
            parent_prices: PriceList::new(masters.parent_prices),
            learnt: learn(masters.manual_orders, &regime, masters.file_rates, link, masters.warehouses),
            manual_orders: ManualOrders::new(masters.manual_orders, link.supplier),
            supplier,
            article_map: link.articles.iter().map(|(from, to)| (CodeKey::of(from), to.clone())).collect(),
            sizes: masters.sizes,
            today,
            parent_year,
        }
    }

    /// What the parent's own documents taught, for those who report it.
    pub fn learnt(&self) -> &Learnt {
        &self.learnt
    }
}

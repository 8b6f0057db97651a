//! What a company in memory consists of.

use super::fault::Fault;
use crate::domain::{
    Article, Company, CustomerOrder, DocumentId, ManualOrder, OrderId, PurchasePrice, Supplier,
    SupplierOrder, TextSizes, TraceMark, VatRates,
};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Which order of a batch a refusal names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Blame {
    #[default]
    Nobody,
    Right,
    /// One that the batch does not have.
    Beyond,
}

/// One exercise of a company. Tests fill it in, let the pipeline at it, and look at it afterwards.
#[derive(Debug, Clone, Default)]
pub struct MemoryCompany {
    pub identity: Company,
    pub orders: BTreeMap<OrderId, CustomerOrder>,
    /// Orders with a value that none can have.
    pub unreadable: BTreeSet<OrderId>,
    /// Headers that name no order, as messages show them.
    pub odd_headers: Vec<String>,
    /// Orders, or documents, that stand in no index.
    pub unindexed: BTreeSet<OrderId>,
    /// Page 0's.
    pub counters: Vec<u8>,
    /// Documents that were ever written: a file does not shrink when one is deleted.
    pub grown: u64,
    pub articles: Vec<Article>,
    pub suppliers: Vec<Supplier>,
    pub prices: Vec<PurchasePrice>,
    pub warehouses: Vec<String>,
    pub vat: Option<VatRates>,
    pub sizes: TextSizes,
    /// Supplier orders entered by hand, newest first.
    pub manual_orders: Vec<ManualOrder>,
    /// Supplier orders that the pipeline wrote.
    pub documents: BTreeMap<DocumentId, SupplierOrder>,
    /// Numbers taken by somebody else; the next insert finds them taken.
    pub taken: BTreeSet<DocumentId>,
    /// Orders that the target table refuses.
    pub refused: HashSet<TraceMark>,
    /// Which order a refusal names as its cause.
    pub blame: Blame,
    /// What the walk would find wrong with the file.
    pub damage: Option<String>,
    pub faults: Vec<Fault>,
    /// How often each call was made: `open`, `insert_orders`, …
    pub calls: BTreeMap<super::Call, usize>,
}

impl MemoryCompany {
    pub fn put(&mut self, order: CustomerOrder) {
        self.orders.insert(order.id, order);
    }

    /// The documents that bear the mark of an order.
    pub fn documents_of<'a>(
        &'a self,
        mark: &'a TraceMark,
    ) -> impl Iterator<Item = (&'a DocumentId, &'a SupplierOrder)> {
        self.documents.iter().filter(move |(_, order)| order.mark == *mark)
    }
}

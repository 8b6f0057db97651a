//! What a company of the demo is made of.

use crate::domain::{
    Article, Company, CustomerOrder, OrderNumber, PurchasePrice, Supplier, SupplierOrder, VatRates,
};

/// One company of the demo.
#[derive(Debug, Clone)]
pub struct DemoCompany {
    /// Its name in the configuration.
    pub name: &'static str,
    /// Its code in Factusol is what its files' names start with.
    pub identity: Company,
    /// How it is joined to the parent; the parent itself is not.
    pub link: Option<DemoLink>,
    pub articles: Vec<Article>,
    pub prices: Vec<PurchasePrice>,
    pub suppliers: Vec<Supplier>,
    /// Codes.
    pub warehouses: Vec<String>,
    pub vat: Option<VatRates>,
    /// In the order in which they were saved.
    pub orders: Vec<CustomerOrder>,
    pub documents: Vec<DemoDocument>,
}

/// A supplier order that is in the file already. One that people entered has a reference of its own, or none; one of
/// ours has its mark.
#[derive(Debug, Clone)]
pub struct DemoDocument {
    pub number: OrderNumber,
    pub reference: String,
    pub order: SupplierOrder,
}

/// What the configuration says of a subsidiary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoLink {
    pub target_series: char,
    /// The supplier record in the parent's file.
    pub supplier: i32,
    /// The parent's record in the subsidiary's file, which its tax id also finds.
    pub parent: i32,
    /// Subsidiary's code and parent's code, where they differ and nothing in the files says so.
    pub articles: &'static [(&'static str, &'static str)],
}

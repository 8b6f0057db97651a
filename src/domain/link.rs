//! The rules of one subsidiary-to-parent link, as configured and checked.

use super::amount::Percent;
use super::ids::{CompanyName, Series};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How it is decided which lines are the parent's (`docs/domain.md`, "Which lines are the parent's").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OwnershipRule {
    /// The article's usual supplier in the subsidiary's file is the parent.
    Supplier,
    /// The article is in the parent's catalogue and usable there.
    Catalogue,
    /// Only what `include` names.
    List,
}

/// How the parent's article is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MatchKind {
    Reference,
    Code,
    Ean,
    Equivalent,
}

/// Where a purchase price comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PriceSource {
    /// F_LPA of (article, supplier) in the parent's file.
    Supplier,
    /// PCOART with DT0..DT2ART in the parent's file.
    Cost,
    /// COSLPC of the customer's line.
    Order,
}

/// Which date the supplier order bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateRule {
    Order,
    Today,
}

/// Which quantity is transferred: `CAN - ANU`, or `PEN`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuantityRule {
    Ordered,
    Pending,
}

/// What a line with a negative quantity does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NegativeRule {
    Hold,
    Transfer,
    Skip,
}

/// Where the VAT is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rounding {
    PerSlot,
    PerLine,
}

/// Which lines are the parent's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ownership {
    pub rule: OwnershipRule,
    /// The parent's record in the subsidiary's F_PRO; `None`: found by tax id.
    pub supplier: Option<i32>,
    /// Article code patterns with `*` and `?`.
    pub include: Vec<String>,
    pub exclude: Vec<String>,
    /// How the parent's article is found, first that hits.
    pub matching: Vec<MatchKind>,
}

/// One subsidiary-to-parent link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub subsidiary: CompanyName,
    pub skip_customers: Vec<i32>,
    pub target_series: Series,
    /// `PROPPR`: a supplier record of the parent's file.
    pub supplier: i32,
    pub date: DateRule,
    pub quantity: QuantityRule,
    pub negative: NegativeRule,
    pub price: Vec<PriceSource>,
    pub ownership: Ownership,
    /// Subsidiary's code to parent's code, where they differ.
    pub articles: BTreeMap<String, String>,
    pub rounding: Rounding,
    /// Configured rates, used where the parent's file yields none.
    pub vat_rates: [Percent; 3],
    pub vat_surcharge: [Percent; 3],
    /// `USUPPR` and `USMPPR`.
    pub user: i16,
}

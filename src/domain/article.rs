//! Articles and purchase prices, as the masters of a company file hold them.

use super::amount::{Money, Percent};
use super::order::VatSelector;
use serde::{Deserialize, Serialize};

/// An article of a company (F_ART and its side tables).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Article {
    /// `CODART`, in the company's own spelling.
    pub code: String,
    /// `REFART`: the supplier's reference.
    pub reference: String,
    /// `EANART` and the codes of F_EAN; none is empty.
    pub barcodes: Vec<String>,
    /// `EQUART`: equivalent code.
    pub equivalent: String,
    pub description: String,
    /// `PHAART`: the usual supplier, 0 = none.
    pub usual_supplier: i32,
    pub vat: VatSelector,
    /// `PCOART`: cost, with its three purchase discounts `DT0ART`..`DT2ART`.
    pub cost: Money,
    pub cost_discounts: [Percent; 3],
    /// `NPUART` or `DSCART`: not usable, or discontinued.
    pub retired: bool,
    /// What cannot be read of its VAT, cost or discounts, if anything: it cannot be ordered.
    pub fault: Option<String>,
}

/// What an article costs at a supplier (F_LPA).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PurchasePrice {
    pub article: String,
    pub supplier: i32,
    pub price: Money,
    pub discounts: [Percent; 3],
    /// `REFLPA`: what that supplier calls the article.
    pub reference: String,
    /// What cannot be read of price or discounts, if anything.
    pub fault: Option<String>,
}

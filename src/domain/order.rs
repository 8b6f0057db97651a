//! A customer order as a subsidiary's file holds it, reduced to what factulink uses.

use super::amount::{Money, Percent, Quantity};
use super::ids::OrderId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// `ESTPCL`. Values outside the list are kept as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct OrderState(pub i16);

impl OrderState {
    pub const CANCELLED: OrderState = OrderState(4);
}

/// `TIVPCL`, `TIVPPR`, `IVAPRO`: 0 with VAT, 1 without, 2 intra-community, 3 import or export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct TaxRegime(pub i16);

impl TaxRegime {
    pub const WITH_VAT: TaxRegime = TaxRegime(0);
}

/// `IVALPC`, `IVALPP`, `TIVART`: which of the four VAT slots a line counts in; 0 to 2 the rates, 3 exempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct VatSelector(u8);

impl VatSelector {
    pub const EXEMPT: VatSelector = VatSelector(3);

    pub fn new(selector: u8) -> Option<Self> {
        (selector <= 3).then_some(Self(selector))
    }

    pub const fn get(self) -> u8 {
        self.0
    }

    /// Its place in an array of four slots.
    pub fn slot(self) -> usize {
        usize::from(self.0)
    }
}

impl TryFrom<u8> for VatSelector {
    type Error = String;
    fn try_from(selector: u8) -> Result<Self, String> {
        VatSelector::new(selector).ok_or_else(|| format!("{selector} is not a VAT selector (0 to 3)"))
    }
}

impl From<VatSelector> for u8 {
    fn from(selector: VatSelector) -> u8 {
        selector.0
    }
}

/// A customer order (F_PCL and its F_LPC). A field stands here only if something depends on it; which of them make
/// an order "changed" says `content_hash`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerOrder {
    pub id: OrderId,
    pub date: NaiveDate,
    pub customer: i32,
    pub customer_name: String,
    pub reference: String,
    pub state: OrderState,
    pub warehouse: String,
    /// `PENPCL`: the delivery term, free text.
    pub delivery_term: String,
    /// `NET1PCL`..`NET4PCL`: what the lines of each selector must add up to.
    pub nets: [Money; 4],
    /// By position.
    pub lines: Vec<CustomerLine>,
}

/// A line of a customer order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerLine {
    pub position: i32,
    /// Empty for a free-text line.
    pub article: String,
    pub description: String,
    pub quantity: Quantity,
    pub cancelled: Quantity,
    pub pending: Quantity,
    pub price: Money,
    pub discounts: [Percent; 3],
    pub total: Money,
    /// `None`: the file has a selector that does not exist. The sale's VAT is wrong, and no order depends on it.
    pub vat: Option<VatSelector>,
    /// `COSLPC`: cost when the line was entered.
    pub cost: Money,
    pub size: String,
    pub colour: String,
}

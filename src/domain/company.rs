//! Companies, their suppliers, and what can be learnt from documents people wrote by hand.

use super::address::Address;
use super::amount::{Money, Percent, Quantity};
use super::ids::DocumentId;
use super::order::{TaxRegime, VatSelector};
use super::supplier_order::VatSlot;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Who a company file says it is (F_EMP).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Company {
    /// `CODEMP`.
    pub code: String,
    /// `EJEEMP`.
    pub exercise: String,
    pub tax_id: String,
    pub name: String,
}

/// A supplier record (F_PRO).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Supplier {
    pub code: i32,
    pub tax_id: String,
    /// `NOFPRO`: fiscal name.
    pub name: String,
    pub address: Address,
    pub email: String,
    pub country: String,
    /// `CCLPRO`: our customer code at the supplier.
    pub customer_code: String,
    /// `FPAPRO`.
    pub payment_form: String,
    /// `IVAPRO`.
    pub tax_regime: TaxRegime,
    /// `REQPRO`: the equivalence surcharge applies.
    pub surcharge: bool,
    /// `TIVPRO`: 0 none, 1 to 3 force a VAT type on every line, 4 exempt.
    pub forced_vat: i32,
    /// `TPOPRO`: carriage, 0 paid, 1 due; and `PORPRO`, its text.
    pub carriage_due: i32,
    pub carriage_text: String,
    /// `PPAPRO`: prompt payment discount, and `RETPRO`: withholding.
    pub prompt_payment: Percent,
    pub withholding: Percent,
    /// What cannot be read of it, if anything: nothing can be ordered from it.
    pub fault: Option<String>,
}

/// The rates behind the three VAT selectors, and the surcharge that goes with each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct VatRates {
    pub rates: [Percent; 3],
    pub surcharge: [Percent; 3],
}

/// A supplier order that somebody entered by hand, as far as anything is learnt from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManualOrder {
    pub id: DocumentId,
    pub date: NaiveDate,
    pub supplier: i32,
    pub tax_regime: TaxRegime,
    pub surcharge: bool,
    pub delivery: Address,
    pub slots: [VatSlot; 4],
    pub total: Money,
    /// By position; for recomputing the VAT, and for recognising an order that was entered by hand as well.
    pub lines: Vec<ManualLine>,
    /// `ESTLPP` of its last line.
    pub line_state: String,
}

/// A line of a supplier order that somebody entered by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManualLine {
    /// Empty for a free-text line.
    pub article: String,
    pub quantity: Quantity,
    pub vat: VatSelector,
    pub total: Money,
}

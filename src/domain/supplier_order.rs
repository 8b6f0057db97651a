//! A supplier order, ready to be written into the parent's file.

use super::address::Address;
use super::amount::{Money, Percent, Quantity};
use super::ids::{OrderKey, Series, TraceMark, Year};
use super::order::{TaxRegime, VatSelector};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The figures of one VAT slot. Commercial discount, carriage and financing are always zero in what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct VatSlot {
    pub net: Money,
    pub prompt_payment_rate: Percent,
    pub prompt_payment: Money,
    pub base: Money,
    pub vat_rate: Percent,
    pub vat: Money,
    pub surcharge_rate: Percent,
    pub surcharge: Money,
}

/// A supplier order (F_PPR and its F_LPP) without the number, which it gets when it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplierOrder {
    /// The customer order it was made from.
    pub source: OrderKey,
    pub mark: TraceMark,
    /// Which exercise of the parent it belongs to.
    pub year: Year,
    pub series: Series,
    pub date: NaiveDate,
    pub supplier: i32,
    pub warehouse: String,
    pub customer_code: String,
    pub supplier_name: String,
    pub supplier_tax_id: String,
    pub supplier_address: Address,
    pub supplier_email: String,
    pub supplier_country: String,
    pub tax_regime: TaxRegime,
    pub surcharge: bool,
    /// Three rates, then exempt.
    pub slots: [VatSlot; 4],
    pub withholding_rate: Percent,
    pub withholding: Money,
    pub total: Money,
    pub payment_form: String,
    pub delivery_term: String,
    pub carriage_due: i32,
    pub carriage_text: String,
    pub remarks: [String; 2],
    pub delivery: Address,
    /// The Factusol user number written as creator and last changer.
    pub user: i16,
    /// At least one; positions run from 1 without gaps.
    pub lines: Vec<SupplierLine>,
}

/// A line of a supplier order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplierLine {
    pub position: i16,
    /// The parent's own code, in the parent's spelling.
    pub article: String,
    pub description: String,
    pub quantity: Quantity,
    pub price: Money,
    pub discounts: [Percent; 3],
    pub total: Money,
    pub vat: VatSelector,
    pub size: String,
    pub colour: String,
    /// `ESTLPP`.
    pub state: String,
}

//! Amounts written as text in the demo's data.

use crate::domain::{Money, Percent, Quantity, VatRates, VatSelector};

pub(super) fn money(text: &str) -> Money {
    text.parse().expect("an amount of money")
}

pub(super) fn quantity(text: &str) -> Quantity {
    text.parse().expect("a quantity")
}

pub(super) fn percents(texts: [&str; 3]) -> [Percent; 3] {
    texts.map(|text| text.parse().expect("a percentage"))
}

pub(super) fn vat(selector: u8) -> VatSelector {
    VatSelector::new(selector).expect("a VAT selector")
}

/// VAT rates and surcharges of every company.
pub(super) fn vat_rates() -> VatRates {
    VatRates { rates: percents(["21", "10", "4"]), surcharge: percents(["5.2", "1.4", "0.5"]) }
}

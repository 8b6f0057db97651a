//! Amounts written as text in the demo's data.

use crate::domain::{Money, Percent, Quantity, VatSelector};

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

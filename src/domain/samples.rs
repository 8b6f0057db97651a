//! Small orders, articles and amounts for the tests of this layer.

use super::address::Address;
use super::amount::{Money, Percent, Quantity};
use super::article::Article;
use super::company::ManualOrder;
use super::link::{
    DateRule, Link, MatchKind, NegativeRule, Ownership, OwnershipRule, PriceSource, QuantityRule, Rounding,
};
use super::order::{CustomerLine, CustomerOrder, OrderState, TaxRegime, VatSelector};
use super::supplier_order::VatSlot;
use super::totals::line_total;
use chrono::NaiveDate;
use std::collections::BTreeMap;

pub fn money(text: &str) -> Money {
    text.parse().expect("an amount of money")
}

pub fn quantity(text: &str) -> Quantity {
    text.parse().expect("a quantity")
}

pub fn percent(text: &str) -> Percent {
    text.parse().expect("a percentage")
}

pub fn percents(texts: [&str; 3]) -> [Percent; 3] {
    texts.map(percent)
}

pub fn vat(selector: u8) -> VatSelector {
    VatSelector::new(selector).expect("a VAT selector")
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// A line in the first VAT slot, without discounts.
pub fn line(position: i32, article: &str, ordered: &str, price: &str) -> CustomerLine {
    let (ordered, price) = (quantity(ordered), money(price));
    CustomerLine {
        position,
        article: article.into(),
        description: format!("what {article} is"),
        quantity: ordered,
        cancelled: Quantity::ZERO,
        pending: ordered,
        price,
        discounts: [Percent::ZERO; 3],
        total: line_total(ordered, price, [Percent::ZERO; 3]).expect("in range"),
        vat: Some(vat(0)),
        cost: Money::ZERO,
        size: String::new(),
        colour: String::new(),
    }
}

/// The order `1-000123` of 12 March 2026, whose nets are what its lines add up to.
pub fn order(lines: Vec<CustomerLine>) -> CustomerOrder {
    let net = |slot| {
        Money::checked_sum(
            lines.iter().filter(|line| line.vat.is_some_and(|vat| vat.get() == slot)).map(|line| line.total),
        )
    };
    CustomerOrder {
        id: "1-000123".parse().expect("an order"),
        date: day("2026-03-12"),
        customer: 16,
        customer_name: "Bodega Simulada".into(),
        reference: "Su ped. 840".into(),
        state: OrderState(0),
        warehouse: "GEN".into(),
        delivery_term: "48 h".into(),
        nets: [0, 1, 2, 3].map(|slot| net(slot).expect("in range")),
        lines,
    }
}

/// A link as the shortest configuration makes it, to the series 7 and supplier 12.
pub fn link() -> Link {
    Link {
        subsidiary: "duofic".parse().expect("a name"),
        skip_customers: vec![900],
        target_series: "7".parse().expect("a series"),
        supplier: 12,
        date: DateRule::Order,
        quantity: QuantityRule::Ordered,
        negative: NegativeRule::Hold,
        price: vec![PriceSource::Supplier, PriceSource::Cost, PriceSource::Order],
        ownership: Ownership {
            rule: OwnershipRule::Supplier,
            supplier: None,
            include: vec![],
            exclude: vec![],
            matching: vec![MatchKind::Reference, MatchKind::Code],
        },
        articles: BTreeMap::new(),
        rounding: Rounding::PerSlot,
        vat_rates: percents(["21", "10", "4"]),
        vat_surcharge: percents(["5.2", "1.4", "0.5"]),
        user: 90,
    }
}

/// A supplier order that was entered by hand, without lines or figures.
pub fn manual(id: &str, date: &str) -> ManualOrder {
    ManualOrder {
        id: id.parse().expect("a document"),
        date: day(date),
        supplier: 12,
        tax_regime: TaxRegime::WITH_VAT,
        surcharge: false,
        delivery: Address::default(),
        slots: [VatSlot::default(); 4],
        total: Money::ZERO,
        lines: vec![],
        line_state: String::new(),
    }
}

/// An article that costs 5 and is in the first VAT slot.
pub fn article(code: &str) -> Article {
    Article {
        code: code.into(),
        description: format!("the parent's {code}"),
        cost: money("5"),
        ..Article::default()
    }
}

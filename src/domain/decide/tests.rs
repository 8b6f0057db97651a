//! A small world of two companies, and what becomes of orders in it.

mod document;
mod lines;
mod orders;

use super::*;
use crate::domain::address::Address;
use crate::domain::amount::{Money, Percent, Quantity};
use crate::domain::article::{Article, PurchasePrice};
use crate::domain::catalogue::Catalogue;
use crate::domain::company::{ManualLine, ManualOrder, Supplier, VatRates};
use crate::domain::context::Masters;
use crate::domain::link::{
    DateRule, MatchKind, NegativeRule, OwnershipRule, PriceSource, QuantityRule, Rounding,
};
use crate::domain::order::{CustomerLine, TaxRegime, VatSelector};
use crate::domain::samples::{
    article, day, line, link, manual, money, order, percent, percents, quantity, vat,
};
use crate::domain::text_size::TextSizes;
use std::sync::Arc;

/// A subsidiary whose every article starting with `OFI-` or `D-` is bought from the parent (its supplier 12), and a
/// parent that has every `OFI-` article.
struct World {
    link: Link,
    own: Vec<Article>,
    parent_records: Vec<i32>,
    references: Vec<PurchasePrice>,
    parent: Vec<Article>,
    prices: Vec<PurchasePrice>,
    supplier: Supplier,
    file_rates: Option<VatRates>,
    manual_orders: Vec<ManualOrder>,
    warehouses: Vec<String>,
}

fn from_parent(code: &str) -> Article {
    Article { usual_supplier: 12, ..article(code) }
}

fn world() -> World {
    let codes = ["OFI-A4-80", "OFI-TON-12A", "OFI-LIB-ESC"];
    World {
        link: link(),
        own: codes
            .iter()
            .map(|code| from_parent(code))
            .chain([article("PROPIO-1"), from_parent("D-77")])
            .collect(),
        parent_records: vec![12],
        references: vec![],
        parent: codes.iter().map(|code| article(code)).collect(),
        prices: vec![],
        supplier: Supplier { code: 12, name: "Oficit".into(), ..Supplier::default() },
        file_rates: None,
        manual_orders: vec![],
        warehouses: vec!["GEN".into(), "Tie".into()],
    }
}

impl World {
    fn decide(&self, order: &CustomerOrder) -> Verdict {
        let masters = Masters {
            articles: Catalogue::new(self.own.clone()),
            parent_records: self.parent_records.clone(),
            references: self.references.clone(),
            parent_articles: Arc::new(Catalogue::new(self.parent.clone())),
            parent_suppliers: std::slice::from_ref(&self.supplier),
            parent_prices: self.prices.clone(),
            warehouses: self.warehouses.clone(),
            file_rates: self.file_rates,
            manual_orders: &self.manual_orders,
            sizes: TextSizes::default(),
        };
        let year = "2026".parse().expect("a year");
        let context = Context::new(&self.link, masters, day("2026-11-21"), year);
        let key = OrderKey { company: self.link.subsidiary.clone(), year, id: order.id };
        decide(order, &key, &self.link, &context, false)
    }

    fn queued(&self, order: &CustomerOrder) -> SupplierOrder {
        match self.decide(order).outcome {
            Outcome::Queued(document) => *document,
            other => panic!("not queued: {other:?}"),
        }
    }

    fn held(&self, order: &CustomerOrder) -> Held {
        match self.decide(order).outcome {
            Outcome::Held(held) => held,
            other => panic!("not held: {other:?}"),
        }
    }

    fn article(&mut self, code: &str) -> &mut Article {
        self.parent.iter_mut().find(|article| article.code == code).expect("an article of the parent")
    }
}

/// Ten of one article.
fn simple() -> CustomerOrder {
    order(vec![line(1, "OFI-A4-80", "10", "30")])
}

fn decisions(verdict: &Verdict) -> Vec<(i32, Decision, String)> {
    verdict.lines.iter().map(|line| (line.position, line.decision, line.rule.to_string())).collect()
}

fn worked_world() -> World {
    let mut world = world();
    let costs = [
        ("OFI-A4-80", "18.45", ["10", "0", "0"], 0),
        ("OFI-TON-12A", "27.3333", ["5", "2.5", "0"], 0),
        ("OFI-LIB-ESC", "12.95", ["0", "0", "0"], 2),
    ];
    for (code, cost, discounts, selector) in costs {
        let article = world.article(code);
        (article.cost, article.cost_discounts, article.vat) =
            (money(cost), percents(discounts), vat(selector));
    }
    world
}

fn worked_order() -> CustomerOrder {
    order(vec![
        line(1, "OFI-A4-80", "10", "30"),
        line(2, "OFI-TON-12A", "3", "40"),
        line(3, "OFI-LIB-ESC", "7", "20"),
    ])
}

fn with_return() -> CustomerOrder {
    order(vec![line(1, "OFI-A4-80", "5", "1"), line(2, "OFI-LIB-ESC", "-2", "1")])
}

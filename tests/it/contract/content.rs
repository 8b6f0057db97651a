//! What the companies of the contract have in them.

use chrono::NaiveDate;
use factulink::domain::*;
use factulink::store::memory::MemoryCompany;
use std::collections::HashSet;

pub fn id(text: &str) -> OrderId {
    text.parse().expect("an order")
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

pub fn money(text: &str) -> Money {
    text.parse().expect("money")
}

fn line(position: i32, article: &str) -> CustomerLine {
    CustomerLine {
        position,
        article: article.into(),
        description: format!("línea {position}"),
        quantity: "2.5".parse().expect("a quantity"),
        cancelled: "0.5".parse().expect("a quantity"),
        pending: "1".parse().expect("a quantity"),
        price: money("12.3456"),
        discounts: ["12.35", "5", "0"].map(|text| text.parse().expect("a percentage")),
        total: money("25.70"),
        vat: VatSelector::new(2),
        cost: money("9.9"),
        size: "XL".into(),
        colour: "RJ".into(),
    }
}

fn order(text: &str, day: &str) -> CustomerOrder {
    CustomerOrder {
        id: id(text),
        date: date(day),
        customer: 16,
        customer_name: "Librería Ñandú".into(),
        reference: "Su ped. 840".into(),
        state: OrderState(1),
        warehouse: "GEN".into(),
        delivery_term: "48 h".into(),
        nets: [Money::ZERO, Money::ZERO, money("51.40"), Money::ZERO],
        lines: vec![line(1, "OFI-1"), line(2, "")],
    }
}

pub fn company(orders: &[(&str, &str)]) -> MemoryCompany {
    let orders = orders.iter().map(|(id, day)| order(id, day));
    MemoryCompany { orders: orders.map(|order| (order.id, order)).collect(), ..MemoryCompany::default() }
}

pub fn article(code: &str) -> Article {
    Article { code: code.into(), description: "Papel A4".into(), cost: money("5.25"), ..Article::default() }
}

pub fn supplier() -> Supplier {
    Supplier { code: 12, tax_id: "B11111111".into(), name: "Proveedor".into(), ..Supplier::default() }
}

pub fn price(supplier: i32) -> PurchasePrice {
    PurchasePrice { article: "OFI-1".into(), supplier, price: money("4.5"), ..PurchasePrice::default() }
}

/// The parent: one article, one supplier, and a document of ours in the series 7.
pub fn parent() -> MemoryCompany {
    let mut parent = MemoryCompany {
        articles: vec![article("OFI-1")],
        suppliers: vec![supplier()],
        warehouses: vec!["GEN".into()],
        ..MemoryCompany::default()
    };
    parent.documents.insert(id("7-41"), document("duofic/2026/1-900", "7"));
    parent
}

pub fn document(source: &str, series: &str) -> SupplierOrder {
    let source: OrderKey = source.parse().expect("a key");
    let line = SupplierLine {
        position: 1,
        article: "OFI-1".into(),
        description: "Papel A4".into(),
        quantity: "3".parse().expect("a quantity"),
        price: money("5"),
        discounts: [Percent::ZERO; 3],
        total: money("15"),
        vat: VatSelector::default(),
        size: String::new(),
        colour: String::new(),
        state: String::new(),
    };
    let rate = |text: &str| text.parse().expect("a percentage");
    let mut slots = ["21", "10", "4", "0"].map(|vat| VatSlot { vat_rate: rate(vat), ..VatSlot::default() });
    slots[0] = VatSlot { net: money("15"), base: money("15"), vat: money("3.15"), ..slots[0] };
    SupplierOrder {
        mark: source.trace_mark(),
        source,
        year: Year::new(2026).expect("a year"),
        series: series.parse().expect("a series"),
        date: date("2026-03-12"),
        supplier: 12,
        warehouse: "GEN".into(),
        customer_code: String::new(),
        supplier_name: "Proveedor".into(),
        supplier_tax_id: "B11111111".into(),
        supplier_address: Address::default(),
        supplier_email: String::new(),
        supplier_country: String::new(),
        tax_regime: TaxRegime::WITH_VAT,
        surcharge: false,
        slots,
        withholding_rate: Percent::ZERO,
        withholding: Money::ZERO,
        total: money("18.15"),
        payment_form: String::new(),
        delivery_term: String::new(),
        carriage_due: 0,
        carriage_text: String::new(),
        remarks: [String::new(), String::new()],
        delivery: Address::default(),
        user: 90,
        lines: vec![line],
    }
}

pub fn marks(keys: &[&str]) -> HashSet<TraceMark> {
    keys.iter().map(|key| key.parse::<OrderKey>().expect("a key").trace_mark()).collect()
}

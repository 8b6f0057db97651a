//! Supplier orders that people entered in the parent: what VAT rates and the delivery address are learnt from.

use super::amounts::{quantity, vat_rates};
use super::company::DemoDocument;
use super::customers::supplier;
use super::orders::{day, id};
use crate::domain::link::Rounding;
use crate::domain::totals::{Terms, line_total, totals};
use crate::domain::{
    Address, Article, OrderKey, OrderNumber, Percent, Supplier, SupplierLine, SupplierOrder, TaxRegime, Year,
};

/// Six orders of the series 1, the number 4 left out.
pub(super) fn of_parent(articles: &[Article], year: Year) -> Vec<DemoDocument> {
    let numbers = [1, 2, 3, 5, 6, 7];
    numbers.into_iter().map(|number| manual(articles, year, number)).collect()
}

fn manual(articles: &[Article], year: Year, number: usize) -> DemoDocument {
    let supplier = Supplier {
        surcharge: number % 3 == 2,
        ..supplier(1, "Distribuciones de Ejemplo, S.L.", "X9000001A")
    };
    let lines: Vec<SupplierLine> = (0..1 + number % 4).map(|at| line(articles, number, at)).collect();
    let document = id('1', i32::try_from(number).expect("a few"));
    let reference = if number.is_multiple_of(2) { format!("Ref. «{number}»") } else { String::new() };
    DemoDocument { number: document.number, reference, order: order(supplier, lines, document.number, year) }
}

fn line(articles: &[Article], number: usize, at: usize) -> SupplierLine {
    let article = &articles[(number * 5 + at * 3) % articles.len()];
    let pieces = quantity(&(2 + number + at).to_string());
    let discounts = article.cost_discounts;
    SupplierLine {
        position: i16::try_from(at + 1).expect("a few"),
        article: article.code.clone(),
        description: article.description.clone(),
        quantity: pieces,
        price: article.cost,
        discounts,
        total: line_total(pieces, article.cost, discounts).expect("a small amount"),
        vat: article.vat,
        size: String::new(),
        colour: String::new(),
        state: String::new(),
    }
}

fn order(supplier: Supplier, lines: Vec<SupplierLine>, number: OrderNumber, year: Year) -> SupplierOrder {
    let terms = Terms {
        tax_regime: TaxRegime::WITH_VAT,
        surcharge: supplier.surcharge,
        rates: vat_rates(),
        prompt_payment: Percent::ZERO,
        withholding: Percent::ZERO,
        rounding: Rounding::PerSlot,
    };
    let sums: Vec<_> = lines.iter().map(|line| (line.vat, line.total)).collect();
    let figures = totals(&sums, &terms).expect("small amounts");
    let document = id('1', number.get());
    let source = OrderKey { company: "oficit".parse().expect("a name"), year, id: document };
    SupplierOrder {
        mark: source.trace_mark(),
        source,
        year,
        series: document.series,
        date: day(year, 1, 10 + number.get().unsigned_abs()),
        supplier: supplier.code,
        warehouse: "GEN".to_owned(),
        customer_code: supplier.customer_code,
        supplier_name: supplier.name,
        supplier_tax_id: supplier.tax_id,
        supplier_address: supplier.address,
        supplier_email: supplier.email,
        supplier_country: supplier.country,
        tax_regime: terms.tax_regime,
        surcharge: terms.surcharge,
        slots: figures.slots,
        withholding_rate: terms.withholding,
        withholding: figures.withholding,
        total: figures.total,
        payment_form: supplier.payment_form,
        delivery_term: "48 horas".to_owned(),
        carriage_due: 0,
        carriage_text: String::new(),
        remarks: Default::default(),
        delivery: warehouse_address(),
        user: 1,
        lines,
    }
}

/// Where the parent has its goods delivered.
fn warehouse_address() -> Address {
    Address {
        street: "C/ Ejemplo, 1".to_owned(),
        postcode: "15001".to_owned(),
        town: "A Coruña".to_owned(),
        province: "A Coruña".to_owned(),
        phone: "900 111 111".to_owned(),
    }
}

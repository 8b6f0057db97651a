//! What the three companies hold, as plain data: the files are made from it, and tests expect what follows from it.

use super::amounts::vat_rates;
use super::articles::{self, OTHER_SUPPLIER, PARENT_AT_DUOFIC, PARENT_AT_OFIFACTORY, RENAMED};
use super::company::{DemoCompany, DemoLink};
use super::customers::supplier;
use super::manual_orders;
use super::orders::{day, every_kind, of_other_names, ordinary_series};
use crate::domain::{Article, Company, Supplier, Year};

const DUOFIC: DemoLink =
    DemoLink { target_series: '7', supplier: 12, parent: PARENT_AT_DUOFIC, articles: &[RENAMED] };
const OFIFACTORY: DemoLink =
    DemoLink { target_series: '8', supplier: 15, parent: PARENT_AT_OFIFACTORY, articles: &[] };
const PARENT_TAX_ID: &str = "X0000001T";

/// The parent and its two subsidiaries, in the exercise of `year`.
pub fn companies(year: Year) -> [DemoCompany; 3] {
    [oficit(year), duofic(year), ofifactory(year)]
}

fn oficit(year: Year) -> DemoCompany {
    let articles = articles::of_parent();
    let surcharged = Supplier { surcharge: true, ..supplier(2, "Mayorista Simulado, S.A.", "X9000002B") };
    DemoCompany {
        name: "oficit",
        identity: identity("001", "Oficit", PARENT_TAX_ID, year),
        link: None,
        documents: manual_orders::of_parent(&articles, year),
        warehouses: warehouses(),
        vat: Some(vat_rates()),
        articles,
        prices: articles::agreed_prices(DUOFIC.supplier),
        suppliers: vec![
            supplier(1, "Distribuciones de Ejemplo, S.L.", "X9000001A"),
            surcharged,
            supplier(DUOFIC.supplier, "Central de Compras Muestra", "X9000012M"),
            supplier(OFIFACTORY.supplier, "Fabricantes de Muestra", "X9000015P"),
        ],
        orders: Vec::new(),
    }
}

fn duofic(year: Year) -> DemoCompany {
    let articles = articles::of_duofic();
    let ordinary = |series, numbers, from| ordinary_series(&articles, DUOFIC.parent, series, numbers, from);
    let mut orders = ordinary('1', 101..=103, day(year, 1, 7));
    orders.extend(ordinary('1', 107..=109, day(year, 1, 12)));
    orders.extend(ordinary('1', 111..=122, day(year, 2, 2)));
    orders.extend(ordinary('2', 1..=9, day(year, 2, 9)));
    // A web shop's series: a letter, and numbers that start high.
    orders.extend(ordinary('W', 500_001..=500_004, day(year, 3, 1)));
    orders.extend(every_kind(&articles, year));
    orders.extend(of_other_names(&articles, year));
    let identity = identity("002", "Duofic", "X0000002R", year);
    DemoCompany { orders, ..subsidiary("duofic", identity, DUOFIC, articles) }
}

fn ofifactory(year: Year) -> DemoCompany {
    let articles = articles::of_ofifactory();
    let mut orders = ordinary_series(&articles, OFIFACTORY.parent, '1', 90..=103, day(year, 1, 5));
    orders.extend(ordinary_series(&articles, OFIFACTORY.parent, '8', 1..=12, day(year, 2, 3)));
    orders.extend(every_kind(&articles, year));
    let identity = identity("003", "OfiFactory", "X0000003W", year);
    DemoCompany { orders, ..subsidiary("ofifactory", identity, OFIFACTORY, articles) }
}

fn subsidiary(name: &'static str, identity: Company, link: DemoLink, articles: Vec<Article>) -> DemoCompany {
    // The same tax id, as somebody else wrote it.
    let parent = supplier(link.parent, "Oficit", "es x-0000001.t");
    DemoCompany {
        name,
        identity,
        link: Some(link),
        articles,
        prices: Vec::new(),
        suppliers: vec![supplier(OTHER_SUPPLIER, "Servicios de Ejemplo, S.L.", "X9000003C"), parent],
        warehouses: warehouses(),
        vat: Some(vat_rates()),
        orders: Vec::new(),
        documents: Vec::new(),
    }
}

fn identity(code: &str, name: &str, tax_id: &str, year: Year) -> Company {
    Company {
        code: code.to_owned(),
        exercise: year.to_string(),
        tax_id: tax_id.to_owned(),
        name: name.to_owned(),
    }
}

fn warehouses() -> Vec<String> {
    vec!["GEN".to_owned(), "TIE".to_owned()]
}

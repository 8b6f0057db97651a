//! What the three companies hold, as plain data: the files are made from it, and tests expect what follows from it.

use super::articles::{self, OTHER_SUPPLIER, PARENT_AT_DUOFIC, PARENT_AT_OFIFACTORY, RENAMED};
use super::customers::supplier;
use super::natives;
use super::orders::{day, every_kind, of_other_names, ordinary_series};
use crate::accdb::SortOrder;
use crate::domain::{Article, CustomerOrder, OrderNumber, PurchasePrice, Supplier, SupplierOrder, Year};

/// One company of the demo.
#[derive(Debug, Clone)]
pub struct DemoCompany {
    /// Its name in the configuration.
    pub name: &'static str,
    /// Its code in Factusol, which its files' names start with.
    pub code: &'static str,
    pub title: &'static str,
    pub tax_id: &'static str,
    pub sort_order: SortOrder,
    /// How it is joined to the parent; the parent itself is not.
    pub link: Option<DemoLink>,
    pub articles: Vec<Article>,
    pub prices: Vec<PurchasePrice>,
    pub suppliers: Vec<Supplier>,
    /// In the order in which they were saved.
    pub orders: Vec<CustomerOrder>,
    /// Supplier orders that people entered.
    pub natives: Vec<DemoNative>,
}

/// A supplier order that somebody entered: number and reference are its own.
#[derive(Debug, Clone)]
pub struct DemoNative {
    pub number: OrderNumber,
    pub reference: String,
    pub order: SupplierOrder,
}

/// What the configuration says of a subsidiary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoLink {
    pub target_series: char,
    /// The supplier record in the parent's file.
    pub supplier: i32,
    /// The parent's record in the subsidiary's file, which its tax id also finds.
    pub parent: i32,
    /// Subsidiary's code and parent's code, where they differ and nothing in the files says so.
    pub articles: &'static [(&'static str, &'static str)],
}

/// VAT rates and surcharges of every company.
pub(super) const RATES: [&str; 3] = ["21", "10", "4"];
pub(super) const SURCHARGES: [&str; 3] = ["5.2", "1.4", "0.5"];

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
        code: "001",
        title: "Oficit",
        tax_id: PARENT_TAX_ID,
        sort_order: SortOrder::GENERAL,
        link: None,
        natives: natives::of_parent(&articles, year),
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
    subsidiary(("duofic", "002", "Duofic", "X0000002R"), SortOrder::GENERAL, DUOFIC, articles, orders)
}

fn ofifactory(year: Year) -> DemoCompany {
    let articles = articles::of_ofifactory();
    let mut orders = ordinary_series(&articles, OFIFACTORY.parent, '1', 90..=103, day(year, 1, 5));
    orders.extend(ordinary_series(&articles, OFIFACTORY.parent, '8', 1..=12, day(year, 2, 3)));
    orders.extend(every_kind(&articles, year));
    let named = ("ofifactory", "003", "OfiFactory", "X0000003W");
    subsidiary(named, SortOrder::GENERAL_LEGACY, OFIFACTORY, articles, orders)
}

fn subsidiary(
    (name, code, title, tax_id): (&'static str, &'static str, &'static str, &'static str),
    sort_order: SortOrder,
    link: DemoLink,
    articles: Vec<Article>,
    orders: Vec<CustomerOrder>,
) -> DemoCompany {
    // The same tax id, as somebody else wrote it.
    let parent = supplier(link.parent, "Oficit", "es x-0000001.t");
    let suppliers = vec![supplier(OTHER_SUPPLIER, "Servicios de Ejemplo, S.L.", "X9000003C"), parent];
    let (prices, natives) = (Vec::new(), Vec::new());
    let link = Some(link);
    DemoCompany { name, code, title, tax_id, sort_order, link, articles, prices, suppliers, orders, natives }
}

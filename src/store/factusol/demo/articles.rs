//! What the demo companies sell.

use super::amounts::{money, percents, vat};
use crate::domain::{Article, PurchasePrice};

/// The group's own record among the suppliers of each subsidiary.
pub(super) const PARENT_AT_DUOFIC: i32 = 12;
pub(super) const PARENT_AT_OFIFACTORY: i32 = 7;
/// Somebody else, who supplies what is a subsidiary's own.
pub(super) const OTHER_SUPPLIER: i32 = 3;

/// The parent's catalogue: code, description, VAT selector, cost, bar code.
const CATALOGUE: [(&str, &str, u8, &str, &str); 24] = [
    ("OFI-A4-80", "Papel A4 80 g, caja de 5 paquetes", 0, "16.2", "8400000000017"),
    ("OFI-A3-80", "Papel A3 80 g, paquete de 500 hojas", 0, "7.35", "8400000000024"),
    ("OFI-TON-12A", "Tóner negro 12A, 2.000 páginas", 0, "24.6", "8400000000031"),
    ("OFI-TON-05X", "Tóner negro 05X, 6.500 páginas", 0, "58.9", "8400000000048"),
    ("OFI-LIB-ESC", "Libro escolar: ortografía y acentuación", 2, "12.95", "8400000000055"),
    ("OFI-LIB-DIC", "Diccionario español-gallego", 2, "21.15", "8400000000062"),
    ("OFI-AGUA-05", "Agua mineral 0,5 l, pack de 24", 1, "4.08", "8400000000079"),
    ("OFI-CAFE-1K", "Café molido natural 1 kg", 1, "9.75", "8400000000086"),
    ("OFI-12", "Archivador A4 lomo ancho «Señal»", 0, "1.895", "8400000000093"),
    ("OFI-13", "Carpeta colgante, caja de 25", 0, "11.4", "8400000000109"),
    ("OFI-BOL-AZ", "Bolígrafo azul, caja de 50", 0, "6.25", "8400000000116"),
    ("OFI-BOL-NE", "Bolígrafo negro, caja de 50", 0, "6.25", "8400000000123"),
    ("OFI-GRAP-26", "Grapas 26/6, caja de 5.000", 0, "0.4275", "8400000000130"),
    ("OFI-CALC-10", "Calculadora de sobremesa, 10 dígitos", 0, "8.9", "8400000000147"),
    ("OFI-SILLA-ER", "Silla ergonómica «Niña», tapizado añil", 0, "119", "8400000000154"),
    ("OFI-MESA-160", "Mesa de despacho 160 × 80 cm", 0, "184.5", "8400000000161"),
    ("OFI-LAMP-LED", "Lámpara led de brazo, 3 €/ud. de tasa RAEE", 0, "22.75", "8400000000178"),
    ("OFI-SELLO", "Sellos de correos, hoja de 100", 3, "78", ""),
    ("OFI-FORM-MED", "Formación: manejo del puesto de trabajo", 3, "240", ""),
    ("OFI-USB-64", "Memoria USB 64 GB", 0, "5.9", "8400000000185"),
    ("OFI-PIZ-120", "Pizarra blanca 120 × 90 cm", 0, "36.25", "8400000000192"),
    ("OFI-CINTA-48", "Cinta de embalar 48 mm × 66 m", 0, "0.985", "8400000000208"),
    ("OFI-SOBRE-C5", "Sobre C5 con ventana, caja de 500", 0, "13.333", "8400000000215"),
    ("OFI-LIMITE-13", "Artículo con un nombre de cincuenta caracteres, €ñ", 0, "3.1", "8400000000222"),
];

/// An article that the parent has discontinued.
pub(super) const DISCONTINUED: &str = "OFI-FAX-90";
/// An article that a subsidiary has as the parent's, and that the parent has never had.
pub(super) const UNKNOWN: &str = "OFI-NO-HAY";
/// An article of duofic under a code of its own, which nothing in the files connects with the parent's OFI-12.
pub(super) const RENAMED: (&str, &str) = ("DUO-77", "OFI-12");
/// An article of duofic under a code of its own, whose reference names the parent's.
pub(super) const REFERENCED: (&str, &str) = ("D-PAPEL-A3", "OFI-A3-80");

/// Articles that only a subsidiary has.
const OWN: [(&str, &str, u8, &str); 4] = [
    ("PROP-001", "Instalación y puesta en marcha", 0, "35"),
    ("PROP-002", "Mueble a medida, presupuesto aparte", 0, "410"),
    ("PROP-003", "Encuadernación en espiral", 0, "0.6"),
    ("PROP-004", "Pan de molde para la cafetería", 2, "1.12"),
];

/// Purchase prices that the parent has agreed for what it buys for duofic: article, price, discounts.
const AGREED: [(&str, &str, [&str; 3]); 4] = [
    ("OFI-A4-80", "18.45", ["10", "0", "0"]),
    ("OFI-TON-12A", "27.3333", ["5", "2.5", "0"]),
    ("OFI-LIB-ESC", "12.95", ["0", "0", "0"]),
    ("OFI-MESA-160", "199.99", ["12.35", "3", "1.5"]),
];

pub(super) fn of_parent() -> Vec<Article> {
    let mut articles: Vec<Article> = CATALOGUE.iter().map(|row| catalogue_article(row, 1)).collect();
    for (place, article) in articles.iter_mut().enumerate().filter(|(place, _)| place % 5 == 2) {
        article.cost_discounts = percents([["15", "0", "0"], ["33.33", "5", "0"]][place % 2]);
    }
    articles.push(Article { retired: true, ..plain(DISCONTINUED, "Rollo de fax térmico", 0, "1.75", 1) });
    articles
}

pub(super) fn agreed_prices(supplier: i32) -> Vec<PurchasePrice> {
    let price = |(article, price, discounts): &(&str, &str, [&str; 3])| PurchasePrice {
        article: (*article).to_owned(),
        supplier,
        price: money(price),
        discounts: percents(*discounts),
        ..PurchasePrice::default()
    };
    AGREED.iter().map(price).collect()
}

/// What duofic carries: the parent's catalogue under its own codes (which a reference repeats or not), two articles
/// renamed, one discontinued, one unknown to the parent, and its own.
pub(super) fn of_duofic() -> Vec<Article> {
    let mut articles = carried(PARENT_AT_DUOFIC);
    for article in articles.iter_mut().step_by(2) {
        article.reference = article.code.clone();
    }
    articles.retain(|article| article.code != RENAMED.1 && article.code != REFERENCED.1);
    articles.push(plain(RENAMED.0, "Archivador A4 lomo ancho", 0, "2.4", PARENT_AT_DUOFIC));
    let reference = REFERENCED.1.to_lowercase();
    articles.push(Article { reference, ..plain(REFERENCED.0, "Papel A3", 0, "9", PARENT_AT_DUOFIC) });
    articles
}

/// What ofifactory carries: the parent's catalogue, some of it in small letters, and its own.
pub(super) fn of_ofifactory() -> Vec<Article> {
    let mut articles = carried(PARENT_AT_OFIFACTORY);
    for article in articles.iter_mut().step_by(6) {
        article.code = article.code.to_lowercase();
    }
    articles
}

/// The codes that a subsidiary can order and the parent can deliver, as a subsidiary's file spells them.
pub(super) fn orderable(articles: &[Article], parent: i32) -> Vec<&Article> {
    let delivered = |article: &&Article| {
        article.usual_supplier == parent && ![DISCONTINUED, UNKNOWN].contains(&article.code.as_str())
    };
    articles.iter().filter(delivered).collect()
}

fn carried(parent: i32) -> Vec<Article> {
    let mut articles: Vec<Article> = CATALOGUE.iter().map(|row| catalogue_article(row, parent)).collect();
    articles.push(plain(DISCONTINUED, "Rollo de fax térmico", 0, "2.1", parent));
    articles.push(plain(UNKNOWN, "Artículo que la matriz no tiene", 0, "5", parent));
    let own = |(code, description, vat, cost): &(&str, &str, u8, &str)| {
        plain(code, description, *vat, cost, OTHER_SUPPLIER)
    };
    articles.extend(OWN.iter().map(own));
    articles
}

fn catalogue_article(row: &(&str, &str, u8, &str, &str), supplier: i32) -> Article {
    let (code, description, vat, cost, barcode) = *row;
    let barcodes = if barcode.is_empty() { Vec::new() } else { vec![barcode.to_owned()] };
    Article { barcodes, ..plain(code, description, vat, cost, supplier) }
}

fn plain(code: &str, description: &str, selector: u8, cost: &str, supplier: i32) -> Article {
    Article {
        code: code.to_owned(),
        description: description.to_owned(),
        usual_supplier: supplier,
        vat: vat(selector),
        cost: money(cost),
        ..Article::default()
    }
}

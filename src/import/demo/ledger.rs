//! The ledger of a month as its users save it: CSV with semicolons, the titles of the workbook, one row a sale.

use super::branches::{Pair, pairs};
use super::sale::{Sale, Wrong};

const SALES: usize = 3000;

/// The titles of the ledger, in its order.
const TITLES: [&str; 39] = [
    "Periodo",
    "Tipo CUO",
    "Nº CUO",
    "Fecha Emisión comprobante",
    "Fecha de vencimiento",
    "Tipo Comprobante",
    "Serie Comprobante",
    "Nº Comprobante Inicial",
    "Nº Comprobante Final",
    "DIF",
    "Tipo de Doc. Cliente",
    "Nº de Doc. Cliente",
    "Nombre/Razon Social",
    "BI._Exportacion",
    "BI Adq. Vtas. Grav",
    "DSCTO BI",
    "IGV Adq. Vtas. Grav",
    "DSCTO IGV",
    "Imp. Total Adquicisiones exoneradas",
    "Imp. Total Operaciones Inafectas",
    "ISC",
    "BI. Operaciones Gravadas C/ el IGV del Arroz Pilado",
    "Imp. A las Ventas del Arroz Pilado",
    "Otros",
    "Importe",
    "COD MONEDA",
    "Tipo Cambio",
    "Fecha Emision Comprobantes Pago que Modifica",
    "Tipo Comprobante Pago Modifica",
    "Nº Serie Comprobante Modifica",
    "Nº Comprobante Pago Modifica",
    "IDENTIF DEL CONTRATO",
    "ERROR TIPO 1",
    "INDICADOR COMPROBANTES DE PAGO",
    "Estado",
    "SegmentoDeNegocio",
    "Sucursal",
    "Nro_Caja",
    "CENTRO DE COSTO",
];

pub(super) fn text(year: u16, month: u8) -> String {
    let pairs = pairs();
    let mut text = TITLES.join(";") + "\r\n";
    for (at, pair) in pairs.iter().cycle().take(SALES).enumerate() {
        let sale = Sale { at, round: at / pairs.len(), pair };
        text += &row(sale, year, month).join(";");
        text += "\r\n";
    }
    text
}

/// The cells of a sale, in the order of [`TITLES`].
fn row(sale: Sale<'_>, year: u16, month: u8) -> [String; 39] {
    let wrong = sale.wrong();
    let Pair { series, branch } = sale.pair;
    let sign = if sale.is_note() { "-" } else { "" };
    let amount = |cents: usize| format!("{sign}{}.{:02}", cents / 100, cents % 100);
    let date = |day: usize| format!("{day:02}/{month:02}/{year}");
    let total = sale.base() + sale.tax() + if wrong == Some(Wrong::Total) { 100 } else { 0 };
    let number = sale.number() - usize::from(wrong == Some(Wrong::NumberTwice));
    let changed = |text: String| if sale.is_note() { text } else { String::new() };
    let unless =
        |kind: Wrong, text: String, instead: String| if wrong == Some(kind) { instead } else { text };
    let issued = match wrong {
        Some(Wrong::OtherMonth) => format!("{:02}/{:02}/{year}", sale.day().min(30), month - 1),
        Some(Wrong::NoSuchDate) => format!("{:02}/{}/{year}", sale.day(), month + 20),
        _ => date(sale.day()),
    };
    let name = match wrong {
        Some(Wrong::NoName) => String::new(),
        Some(Wrong::Formula) => format!("=1+{}", sale.at),
        _ if sale.pair.is_of_invoices() => format!("EMPRESA DE PRUEBA {:05}", sale.at),
        _ => format!("CLIENTE DE PRUEBA {:05}", sale.at),
    };
    let text = str::to_owned;
    let nought = || text("0");
    [
        format!("{year}{month:02}00"),
        text("M"),
        (sale.at + 1).to_string(),
        issued,
        String::new(),
        unless(Wrong::Type, text(sale.kind()), text("12")),
        series.clone(),
        format!("{number:08}"),
        format!("{number:08}"),
        nought(),
        text(document_type(sale)),
        document(sale),
        name,
        nought(),
        unless(Wrong::AmbiguousAmount, amount(sale.base()), text("1,234")),
        nought(),
        amount(sale.tax()),
        nought(),
        nought(),
        nought(),
        nought(),
        nought(),
        nought(),
        nought(),
        amount(total),
        text("PEN"),
        text("1.000"),
        changed(date(1)),
        changed(text("01")),
        changed(series.clone()),
        changed(text("00001001")),
        String::new(),
        String::new(),
        text("1"),
        text("1"),
        text(if sale.at.is_multiple_of(3) { "Moda" } else { "Bisutería" }),
        unless(Wrong::NoBranch, text(branch), String::new()),
        text("1"),
        String::new(),
    ]
}

fn document_type(sale: Sale<'_>) -> &'static str {
    if sale.document().len() == 11 { "06" } else { "01" }
}

/// Its number; a wrong one differs in the check digit.
fn document(sale: Sale<'_>) -> String {
    let mut document = sale.document();
    if sale.wrong() == Some(Wrong::TaxNumber) {
        let digit = document.pop().and_then(|digit| digit.to_digit(10)).unwrap_or_default();
        document += &((digit + 1) % 10).to_string();
    }
    document
}

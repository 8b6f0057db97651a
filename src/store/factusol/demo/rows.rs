//! The demo's data as rows of Factusol's tables.

use super::customers::Customer;
use crate::domain::totals::line_total;
use crate::domain::{
    Article, Company, CustomerLine, CustomerOrder, Percent, PurchasePrice, Quantity, Supplier, VatRates,
};
use crate::store::factusol::columns::Kind::{Date, Long, Money, Rate, Text, Whole};
use crate::store::factusol::names::*;
use crate::store::factusol::plan::{Field, Known};

pub(super) type Of<T> = for<'a> fn(&'a T) -> Field<'a>;

pub(super) struct OrderLine<'a> {
    pub order: &'a CustomerOrder,
    pub line: &'a CustomerLine,
}

pub(super) type OfLine = for<'a> fn(&OrderLine<'a>) -> Field<'a>;

pub(super) const ORDER: &[Known<Of<CustomerOrder>>] = &[
    Known::need(TIPPCL, Text, |o| Field::Char(o.id.series.get())),
    Known::need(CODPCL, Long, |o| Field::Whole(o.id.number.get().into())),
    Known::need(REFPCL, Text, |o| Field::Text(&o.reference)),
    Known::need(FECPCL, Date, |o| Field::Date(o.date)),
    Known::need(FUMPCL, Date, |o| Field::Date(o.date)),
    Known::need(CLIPCL, Whole, |o| Field::Whole(o.customer.into())),
    Known::need(CNOPCL, Text, |o| Field::Text(&o.customer_name)),
    Known::need(ESTPCL, Whole, |o| Field::Whole(o.state.0.into())),
    Known::need(ALMPCL, Text, |o| Field::Text(&o.warehouse)),
    Known::need(PENPCL, Text, |o| Field::Text(&o.delivery_term)),
    Known::need(FOPPCL, Text, |_| Field::Text("30D")),
    Known::need(NET1PCL, Money, |o| Field::Parts(o.nets[0].ten_thousandths())),
    Known::need(NET2PCL, Money, |o| Field::Parts(o.nets[1].ten_thousandths())),
    Known::need(NET3PCL, Money, |o| Field::Parts(o.nets[2].ten_thousandths())),
    Known::need(NET4PCL, Money, |o| Field::Parts(o.nets[3].ten_thousandths())),
    Known::need(BAS1PCL, Money, |o| Field::Parts(o.nets[0].ten_thousandths())),
    Known::need(BAS2PCL, Money, |o| Field::Parts(o.nets[1].ten_thousandths())),
    Known::need(BAS3PCL, Money, |o| Field::Parts(o.nets[2].ten_thousandths())),
    Known::need(BAS4PCL, Money, |o| Field::Parts(o.nets[3].ten_thousandths())),
    Known::need(PIVA1PCL, Money, |_| Field::Whole(21)),
    Known::need(PIVA2PCL, Money, |_| Field::Whole(10)),
    Known::need(PIVA3PCL, Money, |_| Field::Whole(4)),
    Known::need(IIVA1PCL, Money, |o| vat(o, 0, 21)),
    Known::need(IIVA2PCL, Money, |o| vat(o, 1, 10)),
    Known::need(IIVA3PCL, Money, |o| vat(o, 2, 4)),
    Known::need(TIVA2PCL, Whole, |_| Field::Whole(1)),
    Known::need(TIVA3PCL, Whole, |_| Field::Whole(2)),
    Known::need(TOTPCL, Money, total),
];

/// The VAT of a slot, to cents.
fn vat_parts(order: &CustomerOrder, slot: usize, percent: i64) -> i64 {
    let exact = order.nets[slot].ten_thousandths() * percent;
    // Hundredths of a ten-thousandth, to hundreds of ten-thousandths.
    (exact + exact.signum() * 5_000) / 10_000 * 100
}

fn vat(order: &CustomerOrder, slot: usize, percent: i64) -> Field<'static> {
    Field::Parts(vat_parts(order, slot, percent))
}

fn total(order: &CustomerOrder) -> Field<'_> {
    let nets: i64 = order.nets.iter().map(|net| net.ten_thousandths()).sum();
    let vat: i64 =
        [(0, 21), (1, 10), (2, 4)].map(|(slot, percent)| vat_parts(order, slot, percent)).iter().sum();
    Field::Parts(nets + vat)
}

pub(super) const LINE: &[Known<OfLine>] = &[
    Known::need(TIPLPC, Text, |l| Field::Char(l.order.id.series.get())),
    Known::need(CODLPC, Long, |l| Field::Whole(l.order.id.number.get().into())),
    Known::need(POSLPC, Whole, |l| Field::Whole(l.line.position.into())),
    Known::need(ARTLPC, Text, |l| Field::Text(&l.line.article)),
    Known::need(DESLPC, Text, |l| Field::Text(&l.line.description)),
    Known::need(CANLPC, Money, |l| Field::Parts(l.line.quantity.ten_thousandths())),
    Known::need(ANULPC, Money, |l| Field::Parts(l.line.cancelled.ten_thousandths())),
    Known::need(PENLPC, Money, |l| Field::Parts(l.line.pending.ten_thousandths())),
    Known::need(PRELPC, Money, |l| Field::Parts(l.line.price.ten_thousandths())),
    Known::need(DT1LPC, Rate, |l| Field::Parts(l.line.discounts[0].ten_thousandths())),
    Known::need(DT2LPC, Rate, |l| Field::Parts(l.line.discounts[1].ten_thousandths())),
    Known::need(DT3LPC, Rate, |l| Field::Parts(l.line.discounts[2].ten_thousandths())),
    Known::need(TOTLPC, Money, |l| Field::Parts(l.line.total.ten_thousandths())),
    Known::need(IVALPC, Rate, |l| Field::Whole(l.line.vat.unwrap_or_default().get().into())),
    Known::need(COSLPC, Money, |l| Field::Parts(l.line.cost.ten_thousandths())),
    Known::need(CE1LPC, Text, |l| Field::Text(&l.line.size)),
    Known::need(CE2LPC, Text, |l| Field::Text(&l.line.colour)),
];

pub(super) const ARTICLE: &[Known<Of<Article>>] = &[
    Known::need(CODART, Text, |a| Field::Text(&a.code)),
    Known::need(EANART, Text, |a| Field::Text(a.barcodes.first().map_or("", String::as_str))),
    Known::need(EQUART, Text, |a| Field::Text(&a.equivalent)),
    Known::need(DESART, Text, |a| Field::Text(&a.description)),
    Known::need(DEEART, Text, |a| Field::Text(&a.description)),
    Known::need(FAMART, Text, |_| Field::Text("001")),
    Known::need(PHAART, Whole, |a| Field::Whole(a.usual_supplier.into())),
    Known::need(TIVART, Rate, |a| Field::Whole(a.vat.get().into())),
    Known::need(PCOART, Money, |a| Field::Parts(a.cost.ten_thousandths())),
    Known::need(DT0ART, Rate, |a| Field::Parts(a.cost_discounts[0].ten_thousandths())),
    Known::need(DT1ART, Rate, |a| Field::Parts(a.cost_discounts[1].ten_thousandths())),
    Known::need(DT2ART, Rate, |a| Field::Parts(a.cost_discounts[2].ten_thousandths())),
    Known::need(REFART, Text, |a| Field::Text(&a.reference)),
    Known::need(DSCART, Whole, |a| Field::Whole(a.retired.into())),
];

pub(super) const PRICE: &[Known<Of<PurchasePrice>>] = &[
    Known::need(ARTLPA, Text, |p| Field::Text(&p.article)),
    Known::need(PROLPA, Whole, |p| Field::Whole(p.supplier.into())),
    Known::need(PRELPA, Money, |p| Field::Parts(p.price.ten_thousandths())),
    Known::need(DT1LPA, Rate, |p| Field::Parts(p.discounts[0].ten_thousandths())),
    Known::need(DT2LPA, Rate, |p| Field::Parts(p.discounts[1].ten_thousandths())),
    Known::need(DT3LPA, Rate, |p| Field::Parts(p.discounts[2].ten_thousandths())),
    Known::need(RESLPA, Money, |p| Field::Parts(net_price(p))),
    Known::need(REFLPA, Text, |p| Field::Text(&p.reference)),
];

/// The price after its discounts, to cents.
fn net_price(price: &PurchasePrice) -> i64 {
    let one = Quantity::from_ten_thousandths(10_000);
    line_total(one, price.price, price.discounts).expect("a small amount").ten_thousandths()
}

pub(super) const SUPPLIER: &[Known<Of<Supplier>>] = &[
    Known::need(CODPRO, Whole, |s| Field::Whole(s.code.into())),
    Known::need(NIFPRO, Text, |s| Field::Text(&s.tax_id)),
    Known::need(NOFPRO, Text, |s| Field::Text(&s.name)),
    Known::need(NOCPRO, Text, |s| Field::Text(&s.name)),
    Known::need(DOMPRO, Text, |s| Field::Text(&s.address.street)),
    Known::need(POBPRO, Text, |s| Field::Text(&s.address.town)),
    Known::need(CPOPRO, Text, |s| Field::Text(&s.address.postcode)),
    Known::need(PROPRO, Text, |s| Field::Text(&s.address.province)),
    Known::need(TELPRO, Text, |s| Field::Text(&s.address.phone)),
    Known::need(EMAPRO, Text, |s| Field::Text(&s.email)),
    Known::need(PAIPRO, Text, |s| Field::Text(&s.country)),
    Known::need(CCLPRO, Text, |s| Field::Text(&s.customer_code)),
    Known::need(FPAPRO, Text, |s| Field::Text(&s.payment_form)),
    Known::need(IVAPRO, Whole, |s| Field::Whole(s.tax_regime.0.into())),
    Known::need(REQPRO, Whole, |s| Field::Whole(s.surcharge.into())),
    Known::need(TPOPRO, Whole, |s| Field::Whole(s.carriage_due.into())),
    Known::need(PORPRO, Text, |s| Field::Text(&s.carriage_text)),
    Known::need(TIVPRO, Whole, |s| Field::Whole(s.forced_vat.into())),
    Known::need(PPAPRO, Rate, |s| Field::Parts(s.prompt_payment.ten_thousandths())),
    Known::need(RETPRO, Rate, |s| Field::Parts(s.withholding.ten_thousandths())),
];

pub(super) const CUSTOMER: &[Known<Of<Customer>>] = &[
    Known::need(CODCLI, Whole, |c| Field::Whole(c.code.into())),
    Known::need(NIFCLI, Text, |c| Field::Text(c.tax_id)),
    Known::need(NOFCLI, Text, |c| Field::Text(c.name)),
    Known::need(NOCCLI, Text, |c| Field::Text(c.name)),
    Known::need(DOMCLI, Text, |c| Field::Text(c.street)),
    Known::need(POBCLI, Text, |c| Field::Text(c.town)),
    Known::need(CPOCLI, Text, |c| Field::Text(c.postcode)),
    Known::need(PROCLI, Text, |c| Field::Text(c.province)),
];

pub(super) const COMPANY: &[Known<Of<Company>>] = &[
    Known::need(CODEMP, Text, |c| Field::Text(&c.code)),
    Known::need(DENEMP, Text, |c| Field::Text(&c.name)),
    Known::need(NOMEMP, Text, |c| Field::Text(&c.name)),
    Known::need(NIFEMP, Text, |c| Field::Text(&c.tax_id)),
    Known::need(EJEEMP, Text, |c| Field::Text(&c.exercise)),
    Known::need(EJEGEMP, Text, |c| Field::Text(&c.exercise)),
];

pub(super) const WAREHOUSE: &[Known<Of<String>>] = &[
    Known::need(CODALM, Text, |code| Field::Text(code)),
    Known::need(NOMALM, Text, |code| Field::Text(if code == "GEN" { "Almacén general" } else { "Tienda" })),
];

type Named = (&'static str, &'static str);

pub(super) const FAMILY: &[Known<Of<Named>>] = &[
    Known::need(CODFAM, Text, |(code, _)| Field::Text(code)),
    Known::need(DESFAM, Text, |(_, name)| Field::Text(name)),
];

pub(super) const PAYMENT: &[Known<Of<Named>>] = &[
    Known::need(CODFPA, Text, |(code, _)| Field::Text(code)),
    Known::need(DESFPA, Text, |(_, name)| Field::Text(name)),
];

/// A further bar code: article, code.
pub(super) const BARCODE: &[Known<Of<(String, String)>>] = &[
    Known::need(ARTEAN, Text, |(article, _)| Field::Text(article)),
    Known::need(EANEAN, Text, |(_, barcode)| Field::Text(barcode)),
];

/// The bar codes for which F_ART has no place.
pub(super) fn further_barcodes(articles: &[Article]) -> Vec<(String, String)> {
    let further = |article: &Article| {
        let code = article.code.clone();
        article
            .barcodes
            .iter()
            .skip(1)
            .map(move |barcode| (code.clone(), barcode.clone()))
            .collect::<Vec<_>>()
    };
    articles.iter().flat_map(further).collect()
}

type Setting = (String, Percent);

pub(super) const SETTING: &[Known<Of<Setting>>] = &[
    Known::need(CODCFG, Text, |(key, _)| Field::Text(key)),
    Known::need(NUMCFG, Money, |(_, value)| Field::Parts(value.ten_thousandths())),
];

/// The VAT rates and surcharges, under the keys where old files had them.
pub(super) fn settings(vat: &VatRates) -> Vec<Setting> {
    let named = |stem: &'static str, rates: [Percent; 3]| {
        (1..).zip(rates).map(move |(place, rate)| (format!("{stem}{place}AUT"), rate))
    };
    named("IVA", vat.rates).chain(named("REC", vat.surcharge)).collect()
}

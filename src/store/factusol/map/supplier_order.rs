//! F_PPR and F_LPP: a supplier order as it is written, and as one that people entered is read.
//!
//! Each column that is known stands once, with what it needs and what it gets; the same tables serve the check of
//! the target, the writing, and the reading back.

use crate::domain::{OrderNumber, SupplierLine, SupplierOrder, VatSlot};
use crate::store::factusol::columns::Kind::{self, Date, Long, Money, Rate, Text, Whole};
use crate::store::factusol::fields::NO_DATE;
use crate::store::factusol::names::*;
use crate::store::factusol::plan::{Field, Known};
use chrono::NaiveDate;

/// What a header is made from.
#[derive(Clone, Copy)]
pub(crate) struct Header<'a> {
    pub order: &'a SupplierOrder,
    pub number: OrderNumber,
    pub today: NaiveDate,
}

/// What a line is made from.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    pub order: &'a SupplierOrder,
    pub number: OrderNumber,
    pub line: &'a SupplierLine,
}

type Once = for<'a> fn(Header<'a>) -> Field<'a>;
type OfSlot = fn(&VatSlot) -> Field<'static>;
pub(crate) type LineValue = for<'a> fn(Line<'a>) -> Field<'a>;

/// What a column of F_PPR gets.
#[derive(Clone, Copy)]
pub(crate) enum HeaderValue {
    Once(Once),
    /// Of one of the four VAT slots.
    Slot(usize, OfSlot),
}

impl HeaderValue {
    pub fn of(self, header: Header<'_>) -> Field<'_> {
        match self {
            HeaderValue::Once(value) => value(header),
            HeaderValue::Slot(slot, value) => value(&header.order.slots[slot]),
        }
    }
}

/// Every known column of F_PPR.
pub(crate) fn header_columns() -> impl Iterator<Item = Known<HeaderValue>> {
    let once = HEADER.iter().map(|known| known.with(HeaderValue::Once(known.value)));
    let slots = SLOTS.iter().flat_map(|&(names, value)| {
        let place = move |(slot, &name)| Known::need(name, Money, HeaderValue::Slot(slot, value));
        names.iter().enumerate().map(place)
    });
    once.chain(slots)
}

/// Every known column of F_LPP.
pub(crate) fn line_columns() -> impl Iterator<Item = Known<LineValue>> {
    LINE.iter().copied()
}

/// What names a header, uniquely.
pub(crate) const HEADER_KEY: [(&str, Kind); 2] = [(TIPPPR, Text), (CODPPR, Long)];
/// What names a line, uniquely.
pub(crate) const LINE_KEY: [(&str, Kind); 3] = [(TIPLPP, Text), (CODLPP, Long), (POSLPP, Whole)];

/// F_PPR without the columns that stand once for each VAT slot.
const HEADER: &[Known<Once>] = &[
    Known::need(TIPPPR, Text, |h| Field::Char(h.order.series.get())),
    Known::need(CODPPR, Long, |h| Field::Whole(h.number.get().into())),
    Known::need(REFPPR, Text, |h| Field::Text(h.order.mark.as_str())),
    Known::need(FECPPR, Date, |h| Field::Date(h.order.date)),
    Known::need(PROPPR, Whole, |h| Field::Whole(h.order.supplier.into())),
    Known::need(ESTPPR, Whole, |_| Field::Whole(0)),
    Known::need(ALMPPR, Text, |h| Field::Text(&h.order.warehouse)),
    Known::may(CLIPPR, Text, |h| Field::Text(&h.order.customer_code)),
    Known::may(PNOPPR, Text, |h| Field::Text(&h.order.supplier_name)),
    Known::may(PDOPPR, Text, |h| Field::Text(&h.order.supplier_address.street)),
    Known::may(PPOPPR, Text, |h| Field::Text(&h.order.supplier_address.town)),
    Known::may(PCPPPR, Text, |h| Field::Text(&h.order.supplier_address.postcode)),
    Known::may(PPRPPR, Text, |h| Field::Text(&h.order.supplier_address.province)),
    Known::may(PNIPPR, Text, |h| Field::Text(&h.order.supplier_tax_id)),
    Known::may(PTEPPR, Text, |h| Field::Text(&h.order.supplier_address.phone)),
    Known::may(PEMPPR, Text, |h| Field::Text(&h.order.supplier_email)),
    Known::may(PPAPPR, Text, |h| Field::Text(&h.order.supplier_country)),
    Known::need(TIVPPR, Whole, |h| Field::Whole(h.order.tax_regime.0.into())),
    Known::need(REQPPR, Whole, |h| Field::Whole(h.order.surcharge.into())),
    Known::need(PRET1PPR, Money, |h| Field::Parts(h.order.withholding_rate.ten_thousandths())),
    Known::need(IRET1PPR, Money, |h| Field::Parts(h.order.withholding.ten_thousandths())),
    Known::need(TOTPPR, Money, |h| Field::Parts(h.order.total.ten_thousandths())),
    Known::may(FOPPPR, Text, |h| Field::Text(&h.order.payment_form)),
    Known::may(PENPPR, Text, |h| Field::Text(&h.order.delivery_term)),
    Known::may(AATPPR, Text, |_| Field::Text("")),
    // The names cross: PRT is the amount column with the 0/1 list, TPO its text.
    Known::may(PRTPPR, Rate, |h| Field::Whole(h.order.carriage_due.into())),
    Known::may(TPOPPR, Text, |h| Field::Text(&h.order.carriage_text)),
    Known::may(OB1PPR, Text, |h| Field::Text(&h.order.remarks[0])),
    Known::may(OB2PPR, Text, |h| Field::Text(&h.order.remarks[1])),
    Known::may(ENVPPR, Whole, |_| Field::Whole(0)),
    Known::may(COMPPR, Text, |_| Field::Text("")),
    Known::may(EDOPPR, Text, |h| Field::Text(&h.order.delivery.street)),
    Known::may(ECPPPR, Text, |h| Field::Text(&h.order.delivery.postcode)),
    Known::may(EPOPPR, Text, |h| Field::Text(&h.order.delivery.town)),
    Known::may(EPRPPR, Text, |h| Field::Text(&h.order.delivery.province)),
    Known::may(ETEPPR, Text, |h| Field::Text(&h.order.delivery.phone)),
    Known::may(USUPPR, Whole, |h| Field::Whole(h.order.user.into())),
    Known::may(USMPPR, Whole, |h| Field::Whole(h.order.user.into())),
    Known::may(EMAPPR, Whole, |_| Field::Whole(0)),
    Known::may(PASPPR, Text, |_| Field::Text("")),
    Known::may(INCPPR, Whole, |_| Field::Whole(0)),
    Known::may(TIVA1PPR, Whole, |_| Field::Whole(0)),
    Known::may(TIVA2PPR, Whole, |_| Field::Whole(1)),
    Known::may(TIVA3PPR, Whole, |_| Field::Whole(2)),
    Known::may(FUMPPR, Date, |h| Field::Date(h.today)),
];

/// The columns of the slots: one name for each of the three rates, and one for exempt where there is one.
const SLOTS: &[(&[&str], OfSlot)] = &[
    (&[NET1PPR, NET2PPR, NET3PPR, NET4PPR], |s| Field::Parts(s.net.ten_thousandths())),
    (&[PPPA1PPR, PPPA2PPR, PPPA3PPR, PPPA4PPR], |s| Field::Parts(s.prompt_payment_rate.ten_thousandths())),
    (&[IPPA1PPR, IPPA2PPR, IPPA3PPR, IPPA4PPR], |s| Field::Parts(s.prompt_payment.ten_thousandths())),
    (&[BAS1PPR, BAS2PPR, BAS3PPR, BAS4PPR], |s| Field::Parts(s.base.ten_thousandths())),
    (&[PIVA1PPR, PIVA2PPR, PIVA3PPR], |s| Field::Parts(s.vat_rate.ten_thousandths())),
    (&[IIVA1PPR, IIVA2PPR, IIVA3PPR], |s| Field::Parts(s.vat.ten_thousandths())),
    (&[PREC1PPR, PREC2PPR, PREC3PPR], |s| Field::Parts(s.surcharge_rate.ten_thousandths())),
    (&[IREC1PPR, IREC2PPR, IREC3PPR], |s| Field::Parts(s.surcharge.ten_thousandths())),
    (&[PDTO1PPR, PDTO2PPR, PDTO3PPR, PDTO4PPR], |_| Field::Parts(0)),
    (&[IDTO1PPR, IDTO2PPR, IDTO3PPR, IDTO4PPR], |_| Field::Parts(0)),
    (&[PPOR1PPR, PPOR2PPR, PPOR3PPR, PPOR4PPR], |_| Field::Parts(0)),
    (&[IPOR1PPR, IPOR2PPR, IPOR3PPR, IPOR4PPR], |_| Field::Parts(0)),
    (&[PFIN1PPR, PFIN2PPR, PFIN3PPR, PFIN4PPR], |_| Field::Parts(0)),
    (&[IFIN1PPR, IFIN2PPR, IFIN3PPR, IFIN4PPR], |_| Field::Parts(0)),
];

/// F_LPP.
const LINE: &[Known<LineValue>] = &[
    Known::need(TIPLPP, Text, |l| Field::Char(l.order.series.get())),
    Known::need(CODLPP, Long, |l| Field::Whole(l.number.get().into())),
    Known::need(POSLPP, Whole, |l| Field::Whole(l.line.position.into())),
    Known::need(ARTLPP, Text, |l| Field::Text(&l.line.article)),
    Known::need(DESLPP, Text, |l| Field::Text(&l.line.description)),
    Known::need(CANLPP, Money, |l| Field::Parts(l.line.quantity.ten_thousandths())),
    Known::need(DT1LPP, Rate, |l| Field::Parts(l.line.discounts[0].ten_thousandths())),
    Known::need(DT2LPP, Rate, |l| Field::Parts(l.line.discounts[1].ten_thousandths())),
    Known::need(DT3LPP, Rate, |l| Field::Parts(l.line.discounts[2].ten_thousandths())),
    Known::need(PRELPP, Money, |l| Field::Parts(l.line.price.ten_thousandths())),
    Known::need(TOTLPP, Money, |l| Field::Parts(l.line.total.ten_thousandths())),
    // Nothing has been received yet.
    Known::need(PENLPP, Money, |l| Field::Parts(l.line.quantity.ten_thousandths())),
    Known::need(IVALPP, Rate, |l| Field::Whole(l.line.vat.get().into())),
    Known::may(ESTLPP, Text, |l| Field::Text(&l.line.state)),
    Known::may(ALTLPP, Money, |_| Field::Whole(0)),
    Known::may(ANCLPP, Money, |_| Field::Whole(0)),
    Known::may(FONLPP, Money, |_| Field::Whole(0)),
    Known::may(BULLPP, Money, |_| Field::Whole(0)),
    Known::may(MEMLPP, Text, |_| Field::Text("")),
    Known::may(FFALPP, Date, |_| Field::Date(NO_DATE)),
    Known::may(FCOLPP, Date, |_| Field::Date(NO_DATE)),
    Known::may(FIMLPP, Whole, |_| Field::Whole(0)),
    Known::may(CE1LPP, Text, |l| Field::Text(&l.line.size)),
    Known::may(CE2LPP, Text, |l| Field::Text(&l.line.colour)),
    Known::may(IMALPP, Text, |_| Field::Text("")),
    Known::may(SUMLPP, Text, |_| Field::Text("")),
];

//! The supplier order made of the chosen lines.

use super::address::Address;
use super::choose::Chosen;
use super::code::CodeKey;
use super::company::{Supplier, VatRates};
use super::context::Context;
use super::ids::OrderKey;
use super::link::{DateRule, Link};
use super::order::{CustomerOrder, VatSelector};
use super::supplier_order::{SupplierLine, SupplierOrder};
use super::text_size::{Fitter, TextColumn};
use super::totals::{OutOfRange, Terms, Totals, totals};
use super::verdict::Warning;
use chrono::NaiveDate;

/// The warehouse of a company that has not named another.
pub const USUAL_WAREHOUSE: &str = "GEN";

/// "No date" in Factusol.
pub(super) const NO_DATE: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day of the calendar");

/// What a supplier order is made from.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub order: &'a CustomerOrder,
    pub key: &'a OrderKey,
    pub link: &'a Link,
    pub context: &'a Context,
    /// The record behind `PROPPR`, and the rates for it.
    pub supplier: &'a Supplier,
    pub rates: VatRates,
}

/// Makes the supplier order of at most 32,767 lines; texts that do not fit are cut and counted by `fitter`.
pub(super) fn compose(
    source: &Source<'_>,
    chosen: &[Chosen<'_>],
    fitter: &mut Fitter<'_>,
) -> Result<SupplierOrder, OutOfRange> {
    let lines: Vec<SupplierLine> =
        (1..=i16::MAX).zip(chosen).map(|(at, line)| source.line(at, line, fitter)).collect();
    let figures: Vec<_> = lines.iter().map(|line| (line.vat, line.total)).collect();
    let totals = totals(&figures, &source.terms())?;
    Ok(source.header(totals, lines, fitter))
}

impl Source<'_> {
    fn terms(&self) -> Terms {
        Terms {
            tax_regime: self.supplier.tax_regime,
            surcharge: self.supplier.surcharge,
            rates: self.rates,
            prompt_payment: self.supplier.prompt_payment,
            withholding: self.supplier.withholding,
            rounding: self.link.rounding,
        }
    }

    fn header(&self, totals: Totals, lines: Vec<SupplierLine>, fitter: &mut Fitter<'_>) -> SupplierOrder {
        let supplier = self.supplier;
        let [remark, second_remark] = self.remarks();
        SupplierOrder {
            source: self.key.clone(),
            mark: self.key.trace_mark(),
            year: self.context.parent_year,
            series: self.link.target_series,
            date: self.date(),
            supplier: supplier.code,
            warehouse: fitter.fit(TextColumn::Warehouse, self.warehouse()),
            customer_code: fitter.fit(TextColumn::CustomerCode, &supplier.customer_code),
            supplier_name: fitter.fit(TextColumn::SupplierName, &supplier.name),
            supplier_tax_id: fitter.fit(TextColumn::SupplierTaxId, &supplier.tax_id),
            supplier_address: supplier_address(&supplier.address, fitter),
            supplier_email: fitter.fit(TextColumn::SupplierEmail, &supplier.email),
            supplier_country: fitter.fit(TextColumn::SupplierCountry, &supplier.country),
            tax_regime: supplier.tax_regime,
            surcharge: supplier.surcharge,
            slots: totals.slots,
            withholding_rate: supplier.withholding,
            withholding: totals.withholding,
            total: totals.total,
            payment_form: fitter.fit(TextColumn::PaymentForm, &supplier.payment_form),
            delivery_term: fitter.fit(TextColumn::DeliveryTerm, &self.order.delivery_term),
            carriage_due: supplier.carriage_due,
            carriage_text: fitter.fit(TextColumn::CarriageText, &supplier.carriage_text),
            remarks: [
                fitter.fit(TextColumn::RemarkOne, &remark),
                fitter.fit(TextColumn::RemarkTwo, &second_remark),
            ],
            delivery: delivery_address(&self.context.learnt.delivery, fitter),
            user: self.link.user,
            lines,
        }
    }

    fn line(&self, position: i16, chosen: &Chosen<'_>, fitter: &mut Fitter<'_>) -> SupplierLine {
        SupplierLine {
            position,
            article: chosen.article.code.clone(),
            description: chosen.article.description.clone(),
            quantity: chosen.quantity,
            price: chosen.price.price,
            discounts: chosen.price.discounts,
            total: chosen.total,
            vat: forced_selector(self.supplier.forced_vat).unwrap_or(chosen.article.vat),
            size: fitter.fit(TextColumn::LineSize, &chosen.line.size),
            colour: fitter.fit(TextColumn::LineColour, &chosen.line.colour),
            state: fitter.fit(TextColumn::LineState, &self.context.learnt.line_state),
        }
    }

    fn date(&self) -> NaiveDate {
        match self.link.date {
            DateRule::Order if self.order.date != NO_DATE => self.order.date,
            DateRule::Order | DateRule::Today => self.context.today,
        }
    }

    /// The order's warehouse where the parent has it, in the parent's spelling.
    fn warehouse(&self) -> &str {
        let wanted = CodeKey::of(&self.order.warehouse);
        let known = self.context.learnt.warehouses.iter().find(|code| CodeKey::of(code) == wanted);
        known.filter(|_| !wanted.is_empty()).map_or(USUAL_WAREHOUSE, String::as_str)
    }

    /// For people who look at the document: which order of which company, and for whom.
    fn remarks(&self) -> [String; 2] {
        let (order, reference) = (self.order, self.order.reference.trim());
        let quoted = if reference.is_empty() { String::new() } else { format!(", ref. {reference}") };
        [
            format!("Pedido {} de {} {}{quoted}", self.key.id, self.key.company, self.key.year),
            format!("Cliente {} {}", order.customer, order.customer_name.trim()).trim_end().to_owned(),
        ]
    }

    /// What somebody may want to know about the order.
    pub fn warnings(&self, lines: &[SupplierLine]) -> Vec<Warning> {
        let state = self.order.state.0;
        let served = matches!(state, 2 | 3).then_some(Warning::AlreadyServed { state });
        let undated = self.link.date == DateRule::Order && self.order.date == NO_DATE;
        let sized = lines.iter().filter(|line| !(line.size.is_empty() && line.colour.is_empty()));
        let sizes = sized.map(|line| Warning::SizeUnchecked {
            position: line.position,
            size: line.size.clone(),
            colour: line.colour.clone(),
        });
        served.into_iter().chain(undated.then_some(Warning::NoDate)).chain(sizes).collect()
    }
}

fn supplier_address(address: &Address, fitter: &mut Fitter<'_>) -> Address {
    Address {
        street: fitter.fit(TextColumn::SupplierStreet, &address.street),
        postcode: fitter.fit(TextColumn::SupplierPostcode, &address.postcode),
        town: fitter.fit(TextColumn::SupplierTown, &address.town),
        province: fitter.fit(TextColumn::SupplierProvince, &address.province),
        phone: fitter.fit(TextColumn::SupplierPhone, &address.phone),
    }
}

fn delivery_address(address: &Address, fitter: &mut Fitter<'_>) -> Address {
    Address {
        street: fitter.fit(TextColumn::DeliveryStreet, &address.street),
        postcode: fitter.fit(TextColumn::DeliveryPostcode, &address.postcode),
        town: fitter.fit(TextColumn::DeliveryTown, &address.town),
        province: fitter.fit(TextColumn::DeliveryProvince, &address.province),
        phone: fitter.fit(TextColumn::DeliveryPhone, &address.phone),
    }
}

/// `TIVPRO`: 1 to 3 force a VAT type, 4 exempts; anything else leaves it to the article.
fn forced_selector(forced_vat: i32) -> Option<VatSelector> {
    let selector = forced_vat.checked_sub(1).and_then(|selector| u8::try_from(selector).ok())?;
    VatSelector::new(selector)
}

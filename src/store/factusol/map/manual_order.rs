//! F_PPR and F_LPP: a supplier order that people entered, as far as something is learnt from it.

use super::masters::address;
use super::supplier_order::HEADER_KEY;
use crate::domain::{ManualLine, ManualOrder, OrderId, TaxRegime, VatSlot};
use crate::store::Result;
use crate::store::factusol::columns::{Kind, Place, Table};
use crate::store::factusol::fields::{Cells, Fields};
use crate::store::factusol::names::*;
use std::borrow::Cow;

/// The columns of F_PPR in which a trace mark is looked for.
pub(crate) struct References {
    pub table: Table,
    id: [Place; 2],
    pub reference: Place,
}

impl References {
    pub fn bind(table: Table) -> Result<Self> {
        let id = [table.need(HEADER_KEY[0].0, Kind::Text)?, table.need(HEADER_KEY[1].0, Kind::Long)?];
        Ok(References { id, reference: table.need(REFPPR, Kind::Text)?, table })
    }

    pub fn reference<'a>(&'a self, row: &'a impl Cells) -> Result<Cow<'a, str>> {
        Fields { table: &self.table, row }.borrowed(self.reference)
    }

    pub fn id(&self, row: &impl Cells) -> Result<OrderId> {
        Fields { table: &self.table, row }.document(self.id)
    }

    /// An index that finds a reference, if the file has one.
    pub fn index(&self) -> Option<accdb::IndexId> {
        self.table.index(&[REFPPR]).ok()
    }
}

/// The columns of F_PPR that are read.
pub(crate) struct ManualHeaders {
    pub table: Table,
    id: [Place; 2],
    reference: Place,
    date: Place,
    supplier: Place,
    tax_regime: Place,
    surcharge: Place,
    delivery: [Place; 5],
    slots: [Slot; 4],
    total: Place,
}

/// Net, prompt payment rate and amount, base, VAT rate and amount, surcharge rate and amount.
type Slot = [Place; 8];

impl ManualHeaders {
    pub fn bind(table: Table) -> Result<Self> {
        let text = |name| table.may(name, Kind::Text);
        Ok(ManualHeaders {
            id: [table.need(HEADER_KEY[0].0, Kind::Text)?, table.need(HEADER_KEY[1].0, Kind::Long)?],
            reference: table.need(REFPPR, Kind::Text)?,
            date: table.need(FECPPR, Kind::Date)?,
            supplier: table.need(PROPPR, Kind::Whole)?,
            tax_regime: table.need(TIVPPR, Kind::Whole)?,
            surcharge: table.need(REQPPR, Kind::Whole)?,
            delivery: [text(EDOPPR)?, text(ECPPPR)?, text(EPOPPR)?, text(EPRPPR)?, text(ETEPPR)?],
            slots: slots(&table)?,
            total: table.need(TOTPPR, Kind::Money)?,
            table,
        })
    }

    pub fn reference<'a>(&'a self, row: &'a impl Cells) -> Result<Cow<'a, str>> {
        self.fields(row).borrowed(self.reference)
    }

    /// The header; its lines are still to come.
    pub fn order(&self, row: &impl Cells) -> Result<ManualOrder> {
        let fields = self.fields(row);
        let [first, second, third, exempt] = &self.slots;
        Ok(ManualOrder {
            id: fields.document(self.id)?,
            date: fields.date(self.date)?,
            supplier: fields.whole(self.supplier)?,
            tax_regime: TaxRegime(fields.small(self.tax_regime)?),
            surcharge: fields.flag(self.surcharge)?,
            delivery: address(&fields, self.delivery)?,
            slots: [
                slot(&fields, first)?,
                slot(&fields, second)?,
                slot(&fields, third)?,
                slot(&fields, exempt)?,
            ],
            total: fields.money(self.total)?,
            lines: Vec::new(),
            line_state: String::new(),
        })
    }

    fn fields<'a, C>(&'a self, row: &'a C) -> Fields<'a, C> {
        Fields { table: &self.table, row }
    }
}

fn slots(table: &Table) -> Result<[Slot; 4]> {
    let bind = |names: [&'static str; 8]| -> Result<Slot> {
        let mut places = names.map(|name| Place { name, at: None });
        for place in places.iter_mut().filter(|place| !place.name.is_empty()) {
            *place = table.may(place.name, Kind::Money)?;
        }
        Ok(places)
    };
    Ok([
        bind([NET1PPR, PPPA1PPR, IPPA1PPR, BAS1PPR, PIVA1PPR, IIVA1PPR, PREC1PPR, IREC1PPR])?,
        bind([NET2PPR, PPPA2PPR, IPPA2PPR, BAS2PPR, PIVA2PPR, IIVA2PPR, PREC2PPR, IREC2PPR])?,
        bind([NET3PPR, PPPA3PPR, IPPA3PPR, BAS3PPR, PIVA3PPR, IIVA3PPR, PREC3PPR, IREC3PPR])?,
        // The exempt slot has neither VAT nor surcharge.
        bind([NET4PPR, PPPA4PPR, IPPA4PPR, BAS4PPR, "", "", "", ""])?,
    ])
}

fn slot<C: Cells>(row: &Fields<'_, C>, places: &Slot) -> Result<VatSlot> {
    let [net, prompt_rate, prompt, base, vat_rate, vat, surcharge_rate, surcharge] = *places;
    Ok(VatSlot {
        net: row.money(net)?,
        prompt_payment_rate: row.rate(prompt_rate)?,
        prompt_payment: row.money(prompt)?,
        base: row.money(base)?,
        vat_rate: row.rate(vat_rate)?,
        vat: row.money(vat)?,
        surcharge_rate: row.rate(surcharge_rate)?,
        surcharge: row.money(surcharge)?,
    })
}

/// The columns of F_LPP that are read.
pub(crate) struct ManualLines {
    pub table: Table,
    article: Place,
    quantity: Place,
    vat: Place,
    total: Place,
    state: Place,
}

impl ManualLines {
    pub fn bind(table: Table) -> Result<Self> {
        Ok(ManualLines {
            article: table.need(ARTLPP, Kind::Text)?,
            quantity: table.need(CANLPP, Kind::Money)?,
            vat: table.need(IVALPP, Kind::Rate)?,
            total: table.need(TOTLPP, Kind::Money)?,
            state: table.may(ESTLPP, Kind::Text)?,
            table,
        })
    }

    /// A line, and its state.
    pub fn line(&self, row: &impl Cells) -> Result<(ManualLine, String)> {
        let fields = Fields { table: &self.table, row };
        let line = ManualLine {
            article: fields.text(self.article)?,
            quantity: fields.quantity(self.quantity)?,
            vat: fields.vat(self.vat)?,
            total: fields.money(self.total)?,
        };
        Ok((line, fields.text(self.state)?))
    }
}

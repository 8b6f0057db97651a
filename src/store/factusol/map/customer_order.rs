//! F_PCL and F_LPC: a customer order as it is read.

use crate::domain::{CustomerLine, CustomerOrder, OrderId, OrderState};
use crate::store::factusol::columns::{Kind, Place, Table};
use crate::store::factusol::fields::{Cells, Fields};
use crate::store::factusol::names::*;
use crate::store::{Error, Result};
use chrono::NaiveDate;

/// The columns of F_PCL that are read.
#[derive(Debug)]
pub(crate) struct Headers {
    pub table: Table,
    id: [Place; 2],
    date: Place,
    customer: Place,
    customer_name: Place,
    reference: Place,
    state: Place,
    warehouse: Place,
    delivery_term: Place,
    nets: [Place; 4],
}

impl Headers {
    /// What names a row.
    pub const KEY: [(&str, Kind); 2] = [(TIPPCL, Kind::Text), (CODPCL, Kind::Long)];
    /// What its index is on.
    pub const INDEX: [&str; 2] = [TIPPCL, CODPCL];

    pub fn bind(table: Table) -> Result<Self> {
        Ok(Headers {
            id: [table.need(TIPPCL, Kind::Text)?, table.need(CODPCL, Kind::Long)?],
            date: table.need(FECPCL, Kind::Date)?,
            customer: table.need(CLIPCL, Kind::Whole)?,
            customer_name: table.may(CNOPCL, Kind::Text)?,
            reference: table.may(REFPCL, Kind::Text)?,
            state: table.need(ESTPCL, Kind::Whole)?,
            warehouse: table.may(ALMPCL, Kind::Text)?,
            delivery_term: table.may(PENPCL, Kind::Text)?,
            nets: [
                table.need(NET1PCL, Kind::Money)?,
                table.need(NET2PCL, Kind::Money)?,
                table.need(NET3PCL, Kind::Money)?,
                table.may(NET4PCL, Kind::Money)?,
            ],
            table,
        })
    }

    pub fn id(&self, row: &impl Cells) -> Result<OrderId> {
        self.fields(row).document(self.id)
    }

    pub fn date(&self, row: &impl Cells) -> Result<NaiveDate> {
        self.fields(row).date(self.date)
    }

    /// The header; its lines are still to come.
    pub fn order(&self, row: &impl Cells) -> Result<CustomerOrder> {
        let fields = self.fields(row);
        let [first, second, third, exempt] = self.nets;
        Ok(CustomerOrder {
            id: fields.document(self.id)?,
            date: fields.date(self.date)?,
            customer: fields.whole(self.customer)?,
            customer_name: fields.text(self.customer_name)?,
            reference: fields.text(self.reference)?,
            state: OrderState(fields.small(self.state)?),
            warehouse: fields.text(self.warehouse)?,
            delivery_term: fields.text(self.delivery_term)?,
            nets: [fields.money(first)?, fields.money(second)?, fields.money(third)?, fields.money(exempt)?],
            lines: Vec::new(),
        })
    }

    fn fields<'a, C>(&'a self, row: &'a C) -> Fields<'a, C> {
        Fields { table: &self.table, row }
    }
}

/// The columns of F_LPC that are read.
#[derive(Debug)]
pub(crate) struct Lines {
    pub table: Table,
    number: Place,
    position: Place,
    article: Place,
    description: Place,
    quantity: Place,
    cancelled: Place,
    pending: Place,
    price: Place,
    discounts: [Place; 3],
    total: Place,
    vat: Place,
    cost: Place,
    size: Place,
    colour: Place,
}

impl Lines {
    /// What names a row.
    pub const KEY: [(&str, Kind); 3] = [(TIPLPC, Kind::Text), (CODLPC, Kind::Long), (POSLPC, Kind::Whole)];
    /// What its index is on.
    pub const INDEX: [&str; 3] = [TIPLPC, CODLPC, POSLPC];

    pub fn bind(table: Table) -> Result<Self> {
        let discount = |name| table.may(name, Kind::Rate);
        Ok(Lines {
            number: table.need(CODLPC, Kind::Long)?,
            position: table.need(POSLPC, Kind::Whole)?,
            article: table.need(ARTLPC, Kind::Text)?,
            description: table.may(DESLPC, Kind::Text)?,
            quantity: table.need(CANLPC, Kind::Money)?,
            cancelled: table.may(ANULPC, Kind::Money)?,
            pending: table.may(PENLPC, Kind::Money)?,
            price: table.need(PRELPC, Kind::Money)?,
            discounts: [discount(DT1LPC)?, discount(DT2LPC)?, discount(DT3LPC)?],
            total: table.need(TOTLPC, Kind::Money)?,
            vat: table.need(IVALPC, Kind::Rate)?,
            cost: table.may(COSLPC, Kind::Money)?,
            size: table.may(CE1LPC, Kind::Text)?,
            colour: table.may(CE2LPC, Kind::Text)?,
            table,
        })
    }

    /// Which order's the line is; any number, since lines without an order occur.
    pub fn number(&self, row: &impl Cells) -> Result<i32> {
        self.fields(row).whole(self.number)
    }

    pub fn line(&self, row: &impl Cells) -> Result<CustomerLine> {
        let fields = self.fields(row);
        let vat = match fields.vat(self.vat) {
            Err(Error::Value { .. }) => None,
            other => Some(other?),
        };
        Ok(CustomerLine {
            position: fields.whole(self.position)?,
            article: fields.text(self.article)?,
            description: fields.text(self.description)?,
            quantity: fields.quantity(self.quantity)?,
            cancelled: fields.quantity(self.cancelled)?,
            pending: fields.quantity(self.pending)?,
            price: fields.money(self.price)?,
            discounts: fields.rates(self.discounts)?,
            total: fields.money(self.total)?,
            vat,
            cost: fields.money(self.cost)?,
            size: fields.text(self.size)?,
            colour: fields.text(self.colour)?,
        })
    }

    fn fields<'a, C>(&'a self, row: &'a C) -> Fields<'a, C> {
        Fields { table: &self.table, row }
    }
}

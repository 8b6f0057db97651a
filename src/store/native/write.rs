//! Writing supplier orders: one transaction for each batch, read back before it is committed.

use super::view::View;
use super::{numbers, target};
use crate::domain::{DocumentId, OrderNumber, SupplierOrder};
use crate::store::factusol::{F_LPP, F_PPR, Header, Line, Numbers, Target, ole_of};
use crate::store::{Error, PushRefused, Result};
use accdb::{Database, Transaction};
use chrono::NaiveDate;
use std::sync::Arc;

/// How often a number that turns out to be taken is followed by the next.
const TAKEN_MAX: usize = 5;

pub(super) fn insert_orders(
    file: &Arc<str>,
    db: &mut Database,
    batch: &[&SupplierOrder],
    today: NaiveDate,
) -> Result<Vec<DocumentId>, PushRefused> {
    let (writing, documents) = Writing::carry_out(file, db, batch, today)?;
    writing.tx.commit().map_err(|error| Error::engine(file, error))?;
    Ok(documents)
}

/// Does everything but commit.
pub(super) fn rehearse_orders(
    file: &Arc<str>,
    db: &mut Database,
    batch: &[&SupplierOrder],
    today: NaiveDate,
) -> Result<(), PushRefused> {
    Writing::carry_out(file, db, batch, today).map(drop)
}

struct Writing<'a> {
    file: &'a Arc<str>,
    tx: Transaction<'a>,
    today: NaiveDate,
}

impl<'a> Writing<'a> {
    fn carry_out(
        file: &'a Arc<str>,
        db: &'a mut Database,
        batch: &[&SupplierOrder],
        today: NaiveDate,
    ) -> Result<(Writing<'a>, Vec<DocumentId>), PushRefused> {
        let tx = db.begin(ole_of(today)).map_err(|error| Error::engine(file, error))?;
        let mut writing = Writing { file, tx, today };
        let documents = writing.insert_all(batch)?;
        writing.read_back(batch, &documents)?;
        Ok((writing, documents))
    }

    fn insert_all(&mut self, batch: &[&SupplierOrder]) -> Result<Vec<DocumentId>, PushRefused> {
        let target = Target::bind(&self.view())?;
        let mut numbers = numbers::find(&self.view(), &target, batch)?;
        let mut documents = Vec::with_capacity(batch.len());
        for (place, order) in batch.iter().enumerate() {
            let document = self.insert(&target, &mut numbers, order);
            documents.push(document.map_err(|error| PushRefused::at(place, error))?);
        }
        Ok(documents)
    }

    fn insert(
        &mut self,
        target: &Target,
        numbers: &mut Numbers,
        order: &SupplierOrder,
    ) -> Result<DocumentId> {
        let number = self.insert_header(target, numbers, order)?;
        for line in &order.lines {
            let line = Line { order, number, line };
            let row = target.lines.row(&order.mark, |column| column(line))?;
            self.tx.insert(F_LPP, &row).map_err(|error| Error::engine(self.file, error))?;
        }
        Ok(DocumentId { series: order.series, number })
    }

    /// Takes the next number; one that somebody has taken all the same is followed by the next.
    fn insert_header(
        &mut self,
        target: &Target,
        numbers: &mut Numbers,
        order: &SupplierOrder,
    ) -> Result<OrderNumber> {
        let mut taken = 0;
        loop {
            let number = numbers.take(self.file, order.series)?;
            let header = Header { order, number, today: self.today };
            let row = target.headers.row(&order.mark, |column| column.of(header))?;
            match self.tx.insert(F_PPR, &row) {
                Ok(_) => return Ok(number),
                Err(accdb::Error::Duplicate { .. }) if taken < TAKEN_MAX => taken += 1,
                Err(error) => return Err(Error::engine(self.file, error)),
            }
        }
    }

    fn view(&self) -> View<'_, Transaction<'a>> {
        View { file: self.file, db: &self.tx }
    }

    /// Finds every document again by its key and compares every figure.
    fn read_back(&self, batch: &[&SupplierOrder], documents: &[DocumentId]) -> Result<(), PushRefused> {
        let view = self.view();
        // Bound again: splits have moved what the first binding knew.
        let target = Target::bind(&view)?;
        for (place, (order, document)) in batch.iter().zip(documents).enumerate() {
            target::compare(&view, &target, order, *document, self.today)
                .map_err(|error| PushRefused::at(place, error))?;
        }
        Ok(())
    }
}

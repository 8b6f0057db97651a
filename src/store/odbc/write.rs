//! Writing supplier orders: marks looked up, rows inserted, every figure read back, and only then committed.
//!
//! Nobody is kept out of a file that a driver has open before the first row is written, so that what was looked up
//! earlier counts for nothing here: marks and numbers are asked for in the transaction itself. After the rows are in, the
//! marks are asked for once more; from the first row on others wait, and one that stands on another document was there
//! before.

use super::marks;
use super::parameters;
use super::seam::Statement;
use super::series;
use super::sql;
use super::view::{Query, View, of_document};
use crate::accdb::Value;
use crate::domain::{DocumentId, OrderNumber, Series, SupplierOrder, TraceMark};
use crate::store::factusol::{Cells, Fields, Header, Line, Numbers, Position, Table, Target};
use crate::store::odbc::{Failure, Trouble, classify};
use crate::store::{Error, PushRefused, Result, WhatNow};
use chrono::NaiveDate;
use std::collections::{BTreeSet, HashSet};

/// Rows of one transaction. The Access engine counts locks of pages, of the table and of each of its indexes, and ends
/// at MaxLocksPerFile, 9500 where nobody changed it; a row takes a handful at most.
const ROWS_MAX: usize = 1_500;

/// How often a number that turns out to be taken is followed by the next.
const TAKEN_MAX: usize = 5;

pub(super) fn insert_orders(
    view: &View<'_>,
    batch: &[&SupplierOrder],
    today: NaiveDate,
) -> Result<Vec<DocumentId>, PushRefused> {
    let mut documents = Vec::with_capacity(batch.len());
    while documents.len() < batch.len() {
        let begin = documents.len();
        let rest = batch.get(begin..).unwrap_or_default();
        let part = rest.get(..fitting(rest.iter().map(|order| order.lines.len()))).unwrap_or(rest);
        let written = transaction(view, part, today).map_err(|refused| PushRefused {
            culprit: refused.culprit.map(|place| begin + place),
            ..refused
        })?;
        documents.extend(written);
    }
    Ok(documents)
}

/// How many orders of a batch go into one transaction, by their numbers of lines: at least one.
fn fitting(line_counts: impl Iterator<Item = usize>) -> usize {
    let mut rows = 0;
    let fits = line_counts.take_while(|lines| {
        rows += 1 + lines;
        rows <= ROWS_MAX
    });
    fits.count().max(1)
}

fn transaction(
    view: &View<'_>,
    batch: &[&SupplierOrder],
    today: NaiveDate,
) -> Result<Vec<DocumentId>, PushRefused> {
    let written = write(view, batch, today).and_then(|documents| {
        view.session.commit().map_err(|failure| whole(Error::driver(view.file, failure)))?;
        Ok(documents)
    });
    if written.is_err()
        && let Err(failure) = view.session.rollback()
    {
        log::warn!("{}: {failure}; closing the connection undoes the same", view.file);
    }
    written
}

/// A refusal that is no order's fault.
fn whole(error: Error) -> PushRefused {
    PushRefused { culprit: None, error }
}

/// Names the order if the error is of the order and not of the database.
fn refused(place: usize, error: Error) -> PushRefused {
    PushRefused { culprit: (error.what_now() == WhatNow::Park).then_some(place), error }
}

/// Does everything but commit.
fn write(
    view: &View<'_>,
    batch: &[&SupplierOrder],
    today: NaiveDate,
) -> Result<Vec<DocumentId>, PushRefused> {
    let marks: HashSet<TraceMark> = batch.iter().map(|order| order.mark.clone()).collect();
    let there = marks::find(view, &marks).map_err(whole)?;
    let target = Target::bind(&view.with_keys()).map_err(whole)?;
    let mut writing = Writing::begin(view, &target, batch, today).map_err(whole)?;
    let mut documents = Vec::with_capacity(batch.len());
    for (place, order) in batch.iter().enumerate() {
        let document = match there.get(&order.mark) {
            Some(document) => Ok(*document),
            None => writing.insert(order),
        };
        documents.push(document.map_err(|error| refused(place, error))?);
    }
    drop(writing);
    let mut reading = Reading::begin(view, &target, today).map_err(whole)?;
    for (place, (order, document)) in batch.iter().zip(&documents).enumerate() {
        if !there.contains_key(&order.mark) {
            reading.compare(order, *document).map_err(|error| refused(place, error))?;
        }
    }
    drop(reading);
    let found = marks::find(view, &marks).map_err(whole)?;
    let ours = |(order, document): (&&SupplierOrder, &DocumentId)| found.get(&order.mark) == Some(document);
    if batch.iter().zip(&documents).all(ours) {
        Ok(documents)
    } else {
        log::warn!("{}: others have written orders of this batch meanwhile", view.file);
        Err(whole(Error::Busy { file: view.file.to_string(), source: None }))
    }
}

/// The statements that insert, and the numbers they give.
struct Writing<'a> {
    file: &'a str,
    target: &'a Target,
    numbers: Numbers,
    today: NaiveDate,
    header: Insert<'a>,
    line: Insert<'a>,
}

/// A statement that inserts rows of one table, prepared when the first comes.
struct Insert<'a> {
    view: View<'a>,
    table: &'a Table,
    statement: Option<Box<dyn Statement + 'a>>,
}

/// What became of a row.
enum Inserted {
    Done,
    /// Its key is there already.
    Taken(Failure),
}

impl<'a> Insert<'a> {
    fn into(view: &View<'a>, table: &'a Table) -> Insert<'a> {
        Insert { view: *view, table, statement: None }
    }

    fn row(&mut self, row: &[(usize, Value<'_>)]) -> Result<Inserted> {
        let Insert { view, table, statement } = self;
        let statement = match statement {
            Some(statement) => statement,
            None => {
                let places: Vec<usize> = row.iter().map(|(at, _)| *at).collect();
                statement.insert(view.prepare(&sql::insert(table, &places))?)
            }
        };
        let parameters = parameters::of_row(table, row)?;
        match statement.execute(&parameters) {
            Ok(()) => Ok(Inserted::Done),
            Err(failure) if classify(&failure.records, view.file) == Trouble::Duplicate => {
                Ok(Inserted::Taken(failure))
            }
            Err(failure) => Err(Error::driver(view.file, failure)),
        }
    }
}

impl<'a> Writing<'a> {
    fn begin(
        view: &View<'a>,
        target: &'a Target,
        batch: &[&SupplierOrder],
        today: NaiveDate,
    ) -> Result<Writing<'a>> {
        let numbers = Numbers::find(batch.iter().map(|order| order.series), |series| {
            let newest = series::newest(view, &target.headers.table, series)?;
            Position::after(newest, |next| stray(view, &target.lines.table, series, next))
        })?;
        let header = Insert::into(view, &target.headers.table);
        let line = Insert::into(view, &target.lines.table);
        Ok(Writing { file: view.file, target, numbers, today, header, line })
    }

    fn insert(&mut self, order: &SupplierOrder) -> Result<DocumentId> {
        let number = self.insert_header(order)?;
        for line in &order.lines {
            let line = Line { order, number, line };
            let row = self.target.lines.row(&order.mark, |column| column(line))?;
            if let Inserted::Taken(failure) = self.line.row(&row)? {
                return Err(Error::driver(self.file, failure));
            }
        }
        Ok(DocumentId { series: order.series, number })
    }

    /// Takes the next number; one that somebody has taken meanwhile is followed by the next.
    fn insert_header(&mut self, order: &SupplierOrder) -> Result<OrderNumber> {
        let mut taken = 0;
        loop {
            let number = self.numbers.take(self.file, order.series)?;
            let header = Header { order, number, today: self.today };
            let row = self.target.headers.row(&order.mark, |column| column.of(header))?;
            match self.header.row(&row)? {
                Inserted::Done => return Ok(number),
                Inserted::Taken(_) if taken < TAKEN_MAX => taken += 1,
                Inserted::Taken(failure) => return Err(Error::driver(self.file, failure)),
            }
        }
    }
}

/// The numbers that lines from `from` on bear: with no header above, few or none.
fn stray(view: &View<'_>, lines: &Table, series: Series, from: OrderNumber) -> Result<BTreeSet<i32>> {
    let [tip, number] = [lines.key[0], lines.key[1]];
    let [tip_name, number_name] = [tip, number].map(|place| sql::name(place.name));
    let rest = format!(" WHERE {tip_name} = ? AND {number_name} >= ?");
    let mut numbers = BTreeSet::new();
    view.select_only(lines, number, &rest)?.run(&of_document(series, from), |row| {
        numbers.insert(Fields { table: lines, row }.whole(number)?);
        Ok(true)
    })?;
    Ok(numbers)
}

/// The statements that read back.
struct Reading<'a> {
    target: &'a Target,
    today: NaiveDate,
    header: Query<'a>,
    line: Query<'a>,
}

impl<'a> Reading<'a> {
    fn begin(view: &View<'a>, target: &'a Target, today: NaiveDate) -> Result<Reading<'a>> {
        let header = view.select(&target.headers.table, &series::of_one(&target.headers.table))?;
        let line = view.select(&target.lines.table, &series::of_one(&target.lines.table))?;
        Ok(Reading { target, today, header, line })
    }

    /// Reads a document by its key and compares it with the order, column by column.
    fn compare(&mut self, order: &SupplierOrder, document: DocumentId) -> Result<()> {
        let Reading { target, today, header, line } = self;
        let number = document.number;
        let expected = Header { order, number, today: *today };
        let key = of_document(document.series, number);
        let mut found = false;
        header.run(&key, |row| {
            found = true;
            target.compare_header(expected, Some(row as &dyn Cells)).map(|()| true)
        })?;
        if !found {
            target.compare_header(expected, None)?;
        }
        let mut lines = order.lines.iter();
        line.run(&key, |row| {
            target.compare_line(order, number, lines.next(), Some(row as &dyn Cells)).map(|()| true)
        })?;
        target.compare_line(order, number, lines.next(), None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_holds_whole_orders_and_few_enough_rows() {
        assert_eq!(fitting([9, 9].into_iter()), 2);
        assert_eq!(fitting([ROWS_MAX, 9].into_iter()), 1, "an order that is too long goes alone");
        assert_eq!(fitting([9, ROWS_MAX].into_iter()), 1);
        assert_eq!(fitting([9; 200].into_iter()), ROWS_MAX / 10);
    }
}

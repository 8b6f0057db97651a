//! Writing supplier orders: marks looked up, rows inserted, every figure read back, and only then committed.
//!
//! Nobody is kept out of a file that a driver has open before the first row is written, so that what was looked up
//! earlier counts for nothing here: marks and numbers are asked for in the transaction itself. After the rows are in,
//! the marks are asked for once more; from the first row on others wait, and one that stands on another document was
//! there before.

use super::driver::Statement;
use super::marks;
use super::parameters;
use super::series;
use super::sql;
use super::view::{Query, View, of_document};
use crate::domain::{DocumentId, OrderNumber, Series, SupplierOrder, TraceMark};
use crate::store::factusol::{Cells, Fields, Header, Line, Numbers, Position, Table, Target};
use crate::store::odbc::{Failure, Trouble, classify};
use crate::store::{Error, PushRefused, Result};
use accdb::Value;
use chrono::NaiveDate;
use std::collections::{BTreeSet, HashSet};

/// Rows of one transaction. The Access engine counts locks of pages, of the table and of each of its indexes, and ends
/// at MaxLocksPerFile, 9500 where nobody changed it; a row takes a handful at most.
const ROWS_MAX: usize = 1_500;

/// How often a number that turns out to be taken is followed by the next.
const TAKEN_MAX: usize = 5;

/// Writes a batch in transactions of so many rows, each by `write`. One that takes more locks than the engine admits
/// is written in smaller ones, down to a single order.
pub(super) fn in_parts(
    batch: &[&SupplierOrder],
    mut write: impl FnMut(&[&SupplierOrder]) -> Result<Vec<DocumentId>, PushRefused>,
) -> Result<Vec<DocumentId>, PushRefused> {
    let mut documents = Vec::with_capacity(batch.len());
    let mut rows_max = ROWS_MAX;
    while let Some(rest) = batch.get(documents.len()..).filter(|rest| !rest.is_empty()) {
        let part = fitting(rest, rows_max);
        match write(part) {
            Ok(written) => documents.extend(written),
            Err(refused) if part.len() > 1 && needs_fewer_locks(&refused.error) => {
                rows_max = part.iter().map(|order| row_count(order)).sum::<usize>() / 2;
                log::warn!("{}: {} rows at most from here on", refused.error, rows_max);
            }
            Err(PushRefused { failed_at, error }) => {
                let failed_at = failed_at.map(|place| documents.len() + place);
                return Err(PushRefused { failed_at, error });
            }
        }
    }
    Ok(documents)
}

fn needs_fewer_locks(error: &Error) -> bool {
    matches!(error, Error::Driver { trouble: Trouble::LockCount, .. })
}

/// The first orders that go into one transaction: at least one.
fn fitting<'b, 'o>(orders: &'b [&'o SupplierOrder], rows_max: usize) -> &'b [&'o SupplierOrder] {
    let mut rows = 0;
    let fit = orders.iter().take_while(|order| {
        rows += row_count(order);
        rows <= rows_max
    });
    orders.get(..fit.count().max(1)).unwrap_or(orders)
}

fn row_count(order: &SupplierOrder) -> usize {
    1 + order.lines.len()
}

/// Writes a part of a batch in one transaction. One that failed is rolled back where the connection ends.
pub(super) fn transaction(
    view: &View<'_>,
    part: &[&SupplierOrder],
    today: NaiveDate,
) -> Result<Vec<DocumentId>, PushRefused> {
    let documents = write(view, part, today)?;
    view.session.commit().map_err(|failure| Error::driver(view.file, failure))?;
    Ok(documents)
}

/// Does everything but commit.
fn write(view: &View<'_>, part: &[&SupplierOrder], today: NaiveDate) -> Result<Vec<DocumentId>, PushRefused> {
    let marks: HashSet<TraceMark> = part.iter().map(|order| order.mark.clone()).collect();
    let (there, _) = marks::find(view, &marks)?;
    let target = Target::bind(&view.with_keys())?;
    let mut writing = Writing::begin(view, &target, part, today)?;
    let mut documents = Vec::with_capacity(part.len());
    for (place, order) in part.iter().enumerate() {
        let document = match there.get(&order.mark) {
            Some(document) => Ok(*document),
            None => writing.insert(order),
        };
        documents.push(document.map_err(|error| PushRefused::at(place, error))?);
    }
    drop(writing);
    let mut reading = Reading::begin(view, &target, today)?;
    for (place, (order, document)) in part.iter().zip(&documents).enumerate() {
        if !there.contains_key(&order.mark) {
            reading.compare(order, *document).map_err(|error| PushRefused::at(place, error))?;
        }
    }
    drop(reading);
    let (found, _) = marks::find(view, &marks)?;
    let ours = |(order, document): (&&SupplierOrder, &DocumentId)| found.get(&order.mark) == Some(document);
    if part.iter().zip(&documents).all(ours) {
        Ok(documents)
    } else {
        log::warn!("{}: others have written orders of this batch meanwhile", view.file);
        Err(Error::Busy { file: view.file.to_string(), source: None }.into())
    }
}

/// Does everything that comes before the first row: numbers are found, rows are built, and what a driver could not take
/// is refused.
pub(super) fn rehearse(
    view: &View<'_>,
    batch: &[&SupplierOrder],
    today: NaiveDate,
) -> Result<(), PushRefused> {
    let target = Target::bind(&view.with_keys())?;
    let mut writing = Writing::begin(view, &target, batch, today)?;
    for (place, order) in batch.iter().enumerate() {
        writing.rehearse(order).map_err(|error| PushRefused::at(place, error))?;
    }
    Ok(())
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

/// Values of a new row, by their places.
type Row<'v> = Vec<(usize, Value<'v>)>;

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
            let row = self.line_row(Line { order, number, line })?;
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
            let row = self.header_row(order, number)?;
            match self.header.row(&row)? {
                Inserted::Done => return Ok(number),
                Inserted::Taken(_) if taken < TAKEN_MAX => taken += 1,
                Inserted::Taken(failure) => return Err(Error::driver(self.file, failure)),
            }
        }
    }

    fn rehearse(&mut self, order: &SupplierOrder) -> Result<()> {
        let number = self.numbers.take(self.file, order.series)?;
        parameters::of_row(self.header.table, &self.header_row(order, number)?)?;
        order.lines.iter().try_for_each(|line| {
            let row = self.line_row(Line { order, number, line })?;
            parameters::of_row(self.line.table, &row).map(drop)
        })
    }

    fn header_row<'o>(&self, order: &'o SupplierOrder, number: OrderNumber) -> Result<Row<'o>> {
        let header = Header { order, number, today: self.today };
        self.target.headers.row(&order.mark, |column| column.of(header))
    }

    fn line_row<'o>(&self, line: Line<'o>) -> Result<Row<'o>> {
        self.target.lines.row(&line.order.mark, |column| column(line))
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

//! Customer orders by their index: which series there are, the newest number, ranges with their lines.
//!
//! A range is read in parts, each as it stood at one moment, so that every order is seen whole or not at all. Orders of
//! different parts may be of different moments.

use super::series;
use super::view::{Rows, View};
use crate::domain::{CustomerLine, CustomerOrder, NumberRun, OrderNumber, Series};
use crate::store::factusol::{F_LPC, F_PCL, Headers, Lines, Source};
use crate::store::{Error, OrderRange, Result};
use crate::upkeep::Waiting;
use accdb::{Database, IndexId, Row, Tables};
use std::ops::Bound::Included;
use std::sync::Arc;

/// Orders of one part: few enough to keep, enough that reading their pages twice costs little.
const PART: usize = 128;

/// Orders read at one moment, and what comes after them.
struct Part {
    orders: Vec<CustomerOrder>,
    /// Where the next part begins.
    next: Option<OrderNumber>,
}

/// Reading stopped inside a part: what had been read by then is sound.
struct Broken {
    orders: Vec<CustomerOrder>,
    error: Error,
}

/// Gives every order of a range to `each`, ascending.
pub(super) fn read(
    file: &Arc<str>,
    db: &mut Database,
    range: OrderRange,
    each: &mut dyn FnMut(CustomerOrder) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let (mut rest, mut size) = (Some(range), PART);
    while let Some(range) = rest.filter(|range| range.from <= range.to) {
        let part = read_part(file, db, range, &mut size);
        let (orders, next) = match part {
            Ok(part) => (part.orders, Ok(part.next)),
            Err(broken) => (broken.orders, Err(broken.error)),
        };
        orders.into_iter().try_for_each(&mut *each)?;
        rest = next?.map(|from| OrderRange { from, ..range });
    }
    Ok(())
}

/// Reads up to `size` orders. Each time that others have written meanwhile half as many are read, so that one order
/// at least is read between two commits; afterwards the size grows again.
fn read_part(
    file: &Arc<str>,
    db: &mut Database,
    range: OrderRange,
    size: &mut usize,
) -> Result<Part, Broken> {
    let waiting = Waiting::on(file);
    let halved = |size: usize| (size >> waiting.read_again().min(usize::BITS - 1)).max(1);
    let stable = db.read_consistent(&waiting, |db| {
        let view = View { file, db };
        Orders::bind(&view).map_err(Broken::before_all)?.part(range, halved(*size))
    });
    *size = halved(*size).saturating_mul(2).min(PART);
    stable.unwrap_or_else(|error| Err(Broken::before_all(Error::engine(file, error))))
}

impl Broken {
    fn before_all(error: Error) -> Broken {
        Broken { orders: Vec::new(), error }
    }
}

/// F_PCL and F_LPC of one file, their columns and indexes found.
pub(super) struct Orders<'a, T> {
    view: &'a View<'a, T>,
    headers: Headers,
    headers_index: IndexId,
    lines: Lines,
    lines_index: IndexId,
}

impl<'a, T: Tables> Orders<'a, T> {
    pub fn bind(view: &'a View<'a, T>) -> Result<Self> {
        let headers = Headers::bind(view.table(F_PCL, &Headers::KEY)?)?;
        let lines = Lines::bind(view.table(F_LPC, &Lines::KEY)?)?;
        let headers_index = headers.table.index(&Headers::INDEX)?;
        let lines_index = lines.table.index(&Lines::INDEX)?;
        Ok(Orders { view, headers, headers_index, lines, lines_index })
    }

    pub fn series(&self) -> Result<Vec<Series>> {
        Ok(series::all(self.view, &self.headers.table, self.headers_index)?.series)
    }

    pub fn odd_headers(&self) -> Result<Vec<Error>> {
        series::odd(self.view, &self.headers.table, self.headers_index)
    }

    pub fn newest_number(&self, series: Series) -> Result<Option<OrderNumber>> {
        series::newest(self.view, &self.headers.table, self.headers_index, series)
    }

    /// The runs of numbers that the index has an entry of.
    pub fn with_orders(&self, series: Series, runs: &[NumberRun]) -> Result<Vec<NumberRun>> {
        let mut taken = Vec::new();
        for run in runs {
            let [from, to] = [run.first, run.last].map(|number| series::document_key(series, number));
            let bounds = (Included(&from[..]), Included(&to[..]));
            let mut rows = self.view.range(&self.headers.table, self.headers_index, bounds.0, bounds.1)?;
            taken.extend(rows.next_id()?.map(|_| *run));
        }
        Ok(taken)
    }

    /// Reads the orders of a range from its start, at most `most` documents, those of other dates included.
    fn part(&self, range: OrderRange, most: usize) -> Result<Part, Broken> {
        let mut orders = Vec::new();
        match self.read_into(range, most, &mut orders) {
            Ok(next) => Ok(Part { orders, next }),
            Err(error) => Err(Broken { orders, error }),
        }
    }

    /// Headers and lines lie in the same order in their indexes, so both are walked once, side by side.
    fn read_into(
        &self,
        range: OrderRange,
        most: usize,
        into: &mut Vec<CustomerOrder>,
    ) -> Result<Option<OrderNumber>> {
        let key = |number| series::document_key(range.series, number);
        let (from, to) = (key(range.from), key(range.to));
        let mut rows =
            self.view.range(&self.headers.table, self.headers_index, Included(&from), Included(&to))?;
        let mut lines = LineFeed { orders: self, series: range.series, rows: None, ahead: None };
        let mut last = None;
        for _ in 0..most {
            let Some(row) = rows.next()? else { return Ok(None) };
            let id = self.headers.id(&row)?;
            if id.series != range.series || last.replace(id.number) >= Some(id.number) {
                return Err(series::disordered(self.view, &self.headers.table, &row));
            }
            match self.order(&range, &row, &mut lines).map_err(|error| error.of_order(id.number))? {
                Some(order) => into.push(order),
                None => lines.leave(),
            }
        }
        Ok(last.and_then(OrderNumber::next))
    }

    /// The order of a header with its lines; `None` where its date is not asked for.
    fn order(
        &self,
        range: &OrderRange,
        header: &Row<'_>,
        lines: &mut LineFeed<'_, T>,
    ) -> Result<Option<CustomerOrder>> {
        if !range.takes(self.headers.date(header)?) {
            return Ok(None);
        }
        let mut order = self.headers.order(header)?;
        lines.take(order.id.number, &mut order.lines)?;
        Ok(Some(order))
    }
}

/// The lines of one series, given out order by order.
struct LineFeed<'a, T> {
    orders: &'a Orders<'a, T>,
    series: Series,
    /// Closed while orders are left out, so that their lines are passed over by a seek.
    rows: Option<Rows<'a>>,
    /// A line of a later order, already read. What is wrong with it counts only if that order is read.
    ahead: Option<(i32, Result<CustomerLine>)>,
}

impl<'a, T: Tables> LineFeed<'a, T> {
    fn leave(&mut self) {
        self.rows = None;
        self.ahead = None;
    }

    /// Adds the lines of an order; those that belong to no order are passed over.
    fn take(&mut self, number: OrderNumber, into: &mut Vec<CustomerLine>) -> Result<()> {
        match self.ahead.take() {
            Some((of, line)) if of == number.get() => into.push(line?),
            Some(later) if later.0 > number.get() => {
                self.ahead = Some(later);
                return Ok(());
            }
            _ => {}
        }
        let mut rows = match self.rows.take() {
            Some(rows) => rows,
            None => self.seek(number)?,
        };
        self.ahead = self.read_on(&mut rows, number.get(), into)?;
        self.rows = Some(rows);
        Ok(())
    }

    /// Reads to the first line of a later order, which it returns.
    fn read_on(
        &self,
        rows: &mut Rows<'a>,
        number: i32,
        into: &mut Vec<CustomerLine>,
    ) -> Result<Option<(i32, Result<CustomerLine>)>> {
        let lines = &self.orders.lines;
        while let Some(row) = rows.next()? {
            let of = lines.number(&row)?;
            if of > number {
                return Ok(Some((of, lines.line(&row))));
            }
            if of == number {
                into.push(lines.line(&row)?);
            }
        }
        Ok(None)
    }

    fn seek(&self, number: OrderNumber) -> Result<Rows<'a>> {
        let Orders { view, lines, lines_index, .. } = self.orders;
        let from = series::document_key(self.series, number);
        view.range(&lines.table, *lines_index, Included(&from), Included(&from[..1]))
    }
}

//! Customer orders by their index: which series there are, the newest number, ranges with their lines.

use super::series;
use super::view::{Rows, Tables, View};
use crate::domain::{CustomerLine, CustomerOrder, OrderNumber, Series};
use crate::store::factusol::{F_LPC, F_PCL, Headers, Lines};
use crate::store::{OrderRange, Result};
use chrono::NaiveDate;
use std::ops::Bound::Included;

/// F_PCL and F_LPC of one file, their columns and indexes found.
pub(super) struct Orders<'a, T> {
    view: &'a View<'a, T>,
    headers: Headers,
    headers_index: usize,
    lines: Lines,
    lines_index: usize,
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
        series::all(self.view, &self.headers.table, self.headers_index)
    }

    pub fn newest_number(&self, series: Series) -> Result<Option<OrderNumber>> {
        series::newest(self.view, &self.headers.table, self.headers_index, series)
    }

    /// Headers and lines lie in the same order in their indexes, so both are walked once, side by side.
    pub fn read(
        &self,
        range: OrderRange,
        each: &mut dyn FnMut(CustomerOrder) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        if range.from > range.to {
            return Ok(());
        }
        let key = |number| series::document_key(range.series, number);
        let (from, to) = (key(range.from), key(range.to));
        let mut rows =
            self.view.range(&self.headers.table, self.headers_index, Included(&from), Included(&to))?;
        let mut lines = LineFeed { orders: self, series: range.series, rows: None, ahead: None };
        let mut last = None;
        while let Some(row) = rows.next()? {
            let id = self.headers.id(&row)?;
            if id.series != range.series || last.replace(id.number) >= Some(id.number) {
                return Err(series::disordered(self.view, &self.headers.table, &row).into());
            }
            if !wanted(&range, self.headers.date(&row)?) {
                lines.leave();
                continue;
            }
            let mut order = self.headers.order(&row)?;
            lines.take(id.number, &mut order.lines)?;
            each(order)?;
        }
        Ok(())
    }
}

fn wanted(range: &OrderRange, date: NaiveDate) -> bool {
    range.since.is_none_or(|since| since <= date) && range.until.is_none_or(|until| date <= until)
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

//! Customer orders in parts: headers of a range of numbers, then the lines of the same range.
//!
//! One statement is open at a time, and memory does not grow with the range. Nothing keeps others from writing between
//! the two; an order of which a part is missing does not add up to its header, and is looked at again by the next scan.

use super::series;
use super::view::{Query, View, of_range};
use crate::domain::{CustomerLine, CustomerOrder, NumberRun, OrderNumber, Series};
use crate::store::factusol::{F_LPC, F_PCL, Headers, Lines, Source};
use crate::store::{Error, OrderRange, Result};
use std::collections::BTreeSet;

/// Numbers of one part: few enough to keep their orders, enough that a part is worth two statements.
const PART: u32 = 256;

/// F_PCL and F_LPC of one company, their columns found.
pub(super) struct Orders<'a> {
    view: View<'a>,
    headers: Headers,
    lines: Lines,
}

/// The orders of one part, ascending, and what ended it early.
struct Part {
    orders: Vec<CustomerOrder>,
    broken: Option<Error>,
    /// The highest number met, other dates included.
    last: Option<OrderNumber>,
}

pub(super) fn series(view: &View<'_>) -> Result<Vec<Series>> {
    series::all(view, &view.table(F_PCL, &Headers::KEY)?)
}

pub(super) fn odd_headers(view: &View<'_>) -> Result<Vec<Error>> {
    series::odd(view, &view.table(F_PCL, &Headers::KEY)?)
}

pub(super) fn newest_number(view: &View<'_>, series: Series) -> Result<Option<OrderNumber>> {
    series::newest(view, &view.table(F_PCL, &Headers::KEY)?, series)
}

/// The runs of numbers that have an order: of all numbers of the series, in one question.
pub(super) fn with_orders(view: &View<'_>, series: Series, runs: &[NumberRun]) -> Result<Vec<NumberRun>> {
    let mut taken = BTreeSet::new();
    series::each_number(view, &view.table(F_PCL, &Headers::KEY)?, series, |number| {
        let at = runs.partition_point(|run| run.last < number);
        taken.extend(runs.get(at).filter(|run| run.contains(number)));
    })?;
    Ok(taken.into_iter().collect())
}

/// Gives every order of a range to `each`, ascending.
pub(super) fn read(
    view: &View<'_>,
    range: OrderRange,
    each: &mut dyn FnMut(CustomerOrder) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let orders = Orders::bind(view)?;
    let mut headers = orders.header_query()?;
    let mut lines = orders.line_query()?;
    let mut next = orders.lowest(&range, Some(range.from))?;
    while let Some(from) = next {
        let to = last_of_part(from).min(range.to);
        let part = orders.part(&range, [from, to], &mut headers, &mut lines)?;
        part.orders.into_iter().try_for_each(&mut *each)?;
        if let Some(error) = part.broken {
            return Err(error.into());
        }
        // Where a part was full there is more behind it; else a gap may be long.
        next = if part.last == Some(to) { to.next() } else { orders.lowest(&range, to.next())? };
        next = next.filter(|next| *next <= range.to);
    }
    Ok(())
}

fn last_of_part(from: OrderNumber) -> OrderNumber {
    let last = i64::from(from.get()) + i64::from(PART) - 1;
    i32::try_from(last).ok().and_then(OrderNumber::new).unwrap_or(OrderNumber::LAST)
}

impl<'a> Orders<'a> {
    fn bind(view: &View<'a>) -> Result<Self> {
        let headers = Headers::bind(view.table(F_PCL, &Headers::KEY)?)?;
        let lines = Lines::bind(view.table(F_LPC, &Lines::KEY)?)?;
        Ok(Orders { view: *view, headers, lines })
    }

    fn header_query(&self) -> Result<Query<'a>> {
        self.view.select(&self.headers.table, &series::in_range(&self.headers.table))
    }

    fn line_query(&self) -> Result<Query<'a>> {
        self.view.select(&self.lines.table, &series::in_range(&self.lines.table))
    }

    fn lowest(&self, range: &OrderRange, from: Option<OrderNumber>) -> Result<Option<OrderNumber>> {
        match from.filter(|from| *from <= range.to) {
            Some(from) => series::lowest(&self.view, &self.headers.table, range.series, from, range.to),
            None => Ok(None),
        }
    }

    fn part(
        &self,
        range: &OrderRange,
        [from, to]: [OrderNumber; 2],
        headers: &mut Query<'_>,
        lines: &mut Query<'_>,
    ) -> Result<Part> {
        let bounds = of_range(range.series, from, to);
        let mut part = Part { orders: Vec::new(), broken: None, last: None };
        headers.run(&bounds, |row| {
            let id = self.headers.id(row)?;
            if part.last.replace(id.number) >= Some(id.number) {
                return Err(self.twice(range.series, id.number));
            }
            let wanted = self.headers.date(row).map(|date| range.takes(date));
            match wanted.and_then(|wanted| if wanted { self.headers.order(row).map(Some) } else { Ok(None) })
            {
                Ok(order) => part.orders.extend(order),
                Err(error) => part.broken = Some(error.of_order(id.number)),
            }
            Ok(part.broken.is_none())
        })?;
        if !part.orders.is_empty() {
            lines.run(&bounds, |row| {
                let number = self.lines.number(row)?;
                Ok(part.take(number, || self.lines.line(row)))
            })?;
        }
        Ok(part)
    }

    /// Without a unique key a number can stand twice, and its lines belong to nobody.
    fn twice(&self, series: Series, number: OrderNumber) -> Error {
        let table = &self.headers.table;
        table.schema(
            Some(table.key[1].name),
            format!("the number {} stands twice in series {series}", number.get()),
        )
    }
}

impl Part {
    /// Adds a line to its order; that of an order that is left out, or of none, is passed over. What is wrong with a
    /// line ends the part before its order. Tells whether to go on.
    fn take(&mut self, number: i32, line: impl FnOnce() -> Result<CustomerLine>) -> bool {
        let Ok(place) = self.orders.binary_search_by_key(&number, |order| order.id.number.get()) else {
            return self.orders.last().is_some_and(|order| number < order.id.number.get());
        };
        let order = &mut self.orders[place];
        match line() {
            Ok(line) => order.lines.push(line),
            Err(error) => {
                self.broken = Some(error.of_order(order.id.number));
                self.orders.truncate(place);
                return false;
            }
        }
        true
    }
}

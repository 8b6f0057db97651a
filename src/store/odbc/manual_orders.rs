//! The newest supplier orders that people entered, downwards from the highest number of each series.

use super::series;
use super::view::{Query, View, of_document, of_range};
use crate::domain::{ManualOrder, OrderNumber, Series, TraceMark};
use crate::store::Result;
use crate::store::factusol::{
    F_LPP, F_PPR, HEADER_KEY, LINE_KEY, ManualHeaders, ManualLines, Source, learning,
};

/// Numbers looked at by one statement.
const PART: u32 = 256;

pub(super) fn newest(view: &View<'_>, limit: usize) -> Result<Vec<ManualOrder>> {
    let headers = ManualHeaders::bind(view.table(F_PPR, &HEADER_KEY)?)?;
    let lines = ManualLines::bind(view.table(F_LPP, &LINE_KEY)?)?;
    let every = series::all(view, &view.table(F_PPR, &HEADER_KEY)?)?;
    let mut scan = ManualScan {
        view: *view,
        header_query: view.select(&headers.table, &series::in_range(&headers.table))?,
        line_query: view.select(&lines.table, &series::of_one(&lines.table))?,
        headers: &headers,
        lines: &lines,
    };
    let mut orders = Vec::new();
    for series in every {
        scan.of_series(series, limit, &mut orders)?;
    }
    Ok(learning::newest(orders, limit))
}

struct ManualScan<'a> {
    view: View<'a>,
    headers: &'a ManualHeaders,
    header_query: Query<'a>,
    lines: &'a ManualLines,
    line_query: Query<'a>,
}

impl ManualScan<'_> {
    fn of_series(&mut self, series: Series, limit: usize, into: &mut Vec<ManualOrder>) -> Result<()> {
        let (mut manual, mut marked) = (0, 0);
        let mut top = series::newest(&self.view, &self.headers.table, series)?;
        while let Some(to) = top.filter(|_| manual < limit && marked < learning::MARKED_MAX) {
            let from = to.saturating_sub(PART - 1);
            for order in self.part(series, from, to)?.into_iter().rev() {
                if manual == limit || marked == learning::MARKED_MAX {
                    break;
                }
                let Some(order) = order else {
                    marked += 1;
                    continue;
                };
                manual += 1;
                into.extend(learning::sound(order.and_then(|order| self.with_lines(order)))?);
            }
            top = match OrderNumber::new(from.get() - 1) {
                Some(below) => series::highest_to(&self.view, &self.headers.table, series, below)?,
                None => None,
            };
        }
        Ok(())
    }

    /// The headers of a range, ascending; `None` for one that bears a mark.
    fn part(
        &mut self,
        series: Series,
        from: OrderNumber,
        to: OrderNumber,
    ) -> Result<Vec<Option<Result<ManualOrder>>>> {
        let (headers, mut found) = (self.headers, Vec::new());
        self.header_query.run(&of_range(series, from, to), |row| {
            let marked = TraceMark::parse(&headers.reference(row)?).is_some();
            found.push((!marked).then(|| headers.order(row)));
            Ok(true)
        })?;
        Ok(found)
    }

    fn with_lines(&mut self, mut order: ManualOrder) -> Result<ManualOrder> {
        let (lines, key) = (self.lines, of_document(order.id.series, order.id.number));
        self.line_query.run(&key, |row| {
            let (line, state) = lines.line(row)?;
            order.lines.push(line);
            order.line_state = state;
            Ok(true)
        })?;
        Ok(order)
    }
}

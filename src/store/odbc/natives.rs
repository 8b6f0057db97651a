//! The newest supplier orders that people entered, downwards from the highest number of each series.

use super::series;
use super::view::{Query, View, of_document, of_range};
use crate::domain::{NativeOrder, OrderNumber, Series, TraceMark};
use crate::store::Result;
use crate::store::factusol::{
    F_LPP, F_PPR, HEADER_KEY, LINE_KEY, NativeHeaders, NativeLines, Source, learning,
};

/// Numbers looked at by one statement.
const PART: u32 = 256;

pub(super) fn newest(view: &View<'_>, limit: usize) -> Result<Vec<NativeOrder>> {
    let headers = NativeHeaders::bind(view.table(F_PPR, &HEADER_KEY)?)?;
    let lines = NativeLines::bind(view.table(F_LPP, &LINE_KEY)?)?;
    let every = series::all(view, &view.table(F_PPR, &HEADER_KEY)?)?;
    let mut natives = Natives {
        view: *view,
        header_query: view.select(&headers.table, &series::in_range(&headers.table))?,
        line_query: view.select(&lines.table, &series::of_one(&lines.table))?,
        headers: &headers,
        lines: &lines,
    };
    let mut orders = Vec::new();
    for series in every {
        natives.of_series(series, limit, &mut orders)?;
    }
    Ok(learning::newest(orders, limit))
}

struct Natives<'a> {
    view: View<'a>,
    headers: &'a NativeHeaders,
    header_query: Query<'a>,
    lines: &'a NativeLines,
    line_query: Query<'a>,
}

impl Natives<'_> {
    fn of_series(&mut self, series: Series, limit: usize, into: &mut Vec<NativeOrder>) -> Result<()> {
        let (mut native, mut marked) = (0, 0);
        let mut top = series::newest(&self.view, &self.headers.table, series)?;
        while let Some(to) = top.filter(|_| native < limit && marked < learning::MARKED_MAX) {
            let from = to.saturating_sub(PART - 1);
            for order in self.part(series, from, to)?.into_iter().rev() {
                if native == limit || marked == learning::MARKED_MAX {
                    break;
                }
                let Some(order) = order else {
                    marked += 1;
                    continue;
                };
                native += 1;
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
    ) -> Result<Vec<Option<Result<NativeOrder>>>> {
        let (headers, mut found) = (self.headers, Vec::new());
        self.header_query.run(&of_range(series, from, to), |row| {
            let marked = TraceMark::parse(&headers.reference(row)?).is_some();
            found.push((!marked).then(|| headers.order(row)));
            Ok(true)
        })?;
        Ok(found)
    }

    fn with_lines(&mut self, mut order: NativeOrder) -> Result<NativeOrder> {
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

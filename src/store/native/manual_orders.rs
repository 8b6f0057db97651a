//! The newest supplier orders that people entered.

use super::series;
use super::view::View;
use crate::domain::{ManualOrder, Series, TraceMark};
use crate::store::Result;
use crate::store::factusol::{
    F_LPP, F_PPR, HEADER_KEY, LINE_KEY, ManualHeaders, ManualLines, Source, learning,
};
use accdb::{IndexId, Tables};
use std::ops::Bound::Included;

pub(super) fn newest<T: Tables>(view: &View<'_, T>, limit: usize) -> Result<Vec<ManualOrder>> {
    let scan = ManualScan::bind(view)?;
    let mut orders = Vec::new();
    for series in series::all(view, &scan.headers.table, scan.headers_index)?.series {
        scan.of_series(series, limit, &mut orders)?;
    }
    Ok(learning::newest(orders, limit))
}

struct ManualScan<'a, T> {
    view: &'a View<'a, T>,
    headers: ManualHeaders,
    headers_index: IndexId,
    lines: ManualLines,
    lines_index: IndexId,
}

impl<'a, T: Tables> ManualScan<'a, T> {
    fn bind(view: &'a View<'a, T>) -> Result<Self> {
        let headers = ManualHeaders::bind(view.table(F_PPR, &HEADER_KEY)?)?;
        let lines = ManualLines::bind(view.table(F_LPP, &LINE_KEY)?)?;
        let headers_index = headers.table.index(&HEADER_KEY.map(|(name, _)| name))?;
        let lines_index = lines.table.index(&LINE_KEY.map(|(name, _)| name))?;
        Ok(ManualScan { view, headers, headers_index, lines, lines_index })
    }

    fn of_series(&self, series: Series, limit: usize, into: &mut Vec<ManualOrder>) -> Result<()> {
        let key = [series::key(series)];
        let mut rows =
            self.view.range(&self.headers.table, self.headers_index, Included(&key), Included(&key))?;
        let (mut manual, mut marked) = (0, 0);
        while manual < limit && marked < learning::MARKED_MAX {
            let Some(row) = rows.prev()? else { break };
            if TraceMark::parse(&self.headers.reference(&row)?).is_some() {
                marked += 1;
                continue;
            }
            manual += 1;
            into.extend(learning::sound(self.headers.order(&row).and_then(|order| self.with_lines(order)))?);
        }
        Ok(())
    }

    fn with_lines(&self, mut order: ManualOrder) -> Result<ManualOrder> {
        let key = series::document_key(order.id.series, order.id.number);
        let mut rows =
            self.view.range(&self.lines.table, self.lines_index, Included(&key), Included(&key))?;
        while let Some(row) = rows.next()? {
            let (line, state) = self.lines.line(&row)?;
            order.lines.push(line);
            order.line_state = state;
        }
        Ok(order)
    }
}

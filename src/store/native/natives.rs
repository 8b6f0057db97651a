//! The newest supplier orders that people entered.

use super::series;
use super::view::View;
use crate::domain::{NativeOrder, Series, TraceMark};
use crate::store::Result;
use crate::store::factusol::{
    F_LPP, F_PPR, HEADER_KEY, LINE_KEY, NativeHeaders, NativeLines, Source, learning,
};
use accdb::Tables;
use std::ops::Bound::Included;

pub(super) fn newest<T: Tables>(view: &View<'_, T>, limit: usize) -> Result<Vec<NativeOrder>> {
    let natives = Natives::bind(view)?;
    let mut orders = Vec::new();
    for series in series::all(view, &natives.headers.table, natives.headers_index)? {
        natives.of_series(series, limit, &mut orders)?;
    }
    Ok(learning::newest(orders, limit))
}

struct Natives<'a, T> {
    view: &'a View<'a, T>,
    headers: NativeHeaders,
    headers_index: usize,
    lines: NativeLines,
    lines_index: usize,
}

impl<'a, T: Tables> Natives<'a, T> {
    fn bind(view: &'a View<'a, T>) -> Result<Self> {
        let headers = NativeHeaders::bind(view.table(F_PPR, &HEADER_KEY)?)?;
        let lines = NativeLines::bind(view.table(F_LPP, &LINE_KEY)?)?;
        let headers_index = headers.table.index(&HEADER_KEY.map(|(name, _)| name))?;
        let lines_index = lines.table.index(&LINE_KEY.map(|(name, _)| name))?;
        Ok(Natives { view, headers, headers_index, lines, lines_index })
    }

    fn of_series(&self, series: Series, limit: usize, into: &mut Vec<NativeOrder>) -> Result<()> {
        let key = [series::key(series)];
        let mut rows =
            self.view.range(&self.headers.table, self.headers_index, Included(&key), Included(&key))?;
        let (mut native, mut marked) = (0, 0);
        while native < limit && marked < learning::MARKED_MAX {
            let Some(row) = rows.prev()? else { break };
            if TraceMark::parse(&self.headers.reference(&row)?).is_some() {
                marked += 1;
                continue;
            }
            native += 1;
            into.extend(learning::sound(self.headers.order(&row).and_then(|order| self.with_lines(order)))?);
        }
        Ok(())
    }

    fn with_lines(&self, mut order: NativeOrder) -> Result<NativeOrder> {
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

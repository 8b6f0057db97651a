//! Numbers for new supplier orders: the next of their series that nothing in the file bears.

use super::series;
use super::target::Target;
use super::view::View;
use crate::accdb::Tables;
use crate::domain::{OrderNumber, Series, SupplierOrder};
use crate::store::factusol::{Fields, Table};
use crate::store::{Error, Result};
use std::collections::{BTreeSet, HashMap};
use std::ops::Bound::Included;

/// A table and its index that starts with series and number.
#[derive(Clone, Copy)]
pub(super) struct Indexed<'a> {
    pub table: &'a Table,
    pub index: usize,
}

/// The numbers of one transaction. Nobody else writes meanwhile, so each series is looked up once, before the first
/// row is written.
pub(super) struct Numbers {
    series: HashMap<Series, Position>,
}

struct Position {
    next: Option<OrderNumber>,
    /// Numbers from `next` on that lines without a header bear: a document of that number would take them over.
    stray: BTreeSet<i32>,
}

impl Numbers {
    pub fn find<T: Tables>(view: &View<'_, T>, target: &Target, batch: &[&SupplierOrder]) -> Result<Numbers> {
        let series: BTreeSet<Series> = batch.iter().map(|order| order.series).collect();
        let position = |series| Ok((series, Position::find(view, target, series)?));
        Ok(Numbers { series: series.into_iter().map(position).collect::<Result<_>>()? })
    }

    /// The next free number of a series of the batch.
    pub fn take(&mut self, file: &str, series: Series) -> Result<OrderNumber> {
        let free = self.series.get_mut(&series).and_then(Position::take);
        free.ok_or_else(|| Error::SeriesFull { file: file.to_owned(), series: series.to_string() })
    }
}

impl Position {
    fn find<T: Tables>(view: &View<'_, T>, target: &Target, series: Series) -> Result<Position> {
        let Indexed { table, index } = target.headers();
        let newest = series::newest(view, table, index, series)?;
        let next = newest.map_or(Some(OrderNumber::FIRST), OrderNumber::next);
        let stray = match next {
            Some(next) => stray(view, target.lines(), series, next)?,
            None => BTreeSet::new(),
        };
        Ok(Position { next, stray })
    }

    fn take(&mut self) -> Option<OrderNumber> {
        loop {
            let number = self.next?;
            self.next = number.next();
            if !self.stray.contains(&number.get()) {
                return Some(number);
            }
        }
    }
}

/// The numbers that lines from `from` on bear: with no header above, few or none.
fn stray<T: Tables>(
    view: &View<'_, T>,
    Indexed { table, index }: Indexed<'_>,
    series: Series,
    from: OrderNumber,
) -> Result<BTreeSet<i32>> {
    let from = series::document_key(series, from);
    let mut rows = view.range(table, index, Included(&from), Included(&from[..1]))?;
    let mut numbers = BTreeSet::new();
    while let Some(row) = rows.next()? {
        numbers.insert(Fields { table, row: &row }.whole(table.key[1])?);
    }
    Ok(numbers)
}

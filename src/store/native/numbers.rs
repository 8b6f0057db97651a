//! Numbers for new supplier orders, looked up by index. Nobody else writes meanwhile.

use super::series;
use super::target::{self, Indexed};
use super::view::View;
use crate::domain::{OrderNumber, Series, SupplierOrder};
use crate::store::Result;
use crate::store::factusol::{Fields, Numbers, Position, Target};
use accdb::Tables;
use std::collections::BTreeSet;
use std::ops::Bound::Included;

pub(super) fn find<T: Tables>(view: &View<'_, T>, to: &Target, batch: &[&SupplierOrder]) -> Result<Numbers> {
    let Indexed { table, index } = target::headers(to);
    Numbers::find(batch.iter().map(|order| order.series), |series| {
        let newest = series::newest(view, table, index, series)?;
        Position::after(newest, |next| stray(view, target::lines(to), series, next))
    })
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

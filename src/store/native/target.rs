//! The tables that supplier orders are written into, with what finds their rows.

use super::series;
use super::view::View;
use crate::domain::{DocumentId, SupplierOrder};
use crate::store::Result;
use crate::store::factusol::{Cells, Header, Table, Target};
use accdb::{IndexId, Tables};
use chrono::NaiveDate;
use std::ops::Bound::Included;

/// A table and its index that starts with series and number.
#[derive(Clone, Copy)]
pub(super) struct Indexed<'a> {
    pub table: &'a Table,
    pub index: IndexId,
}

pub(super) fn headers(target: &Target) -> Indexed<'_> {
    Indexed { table: &target.headers.table, index: target.headers_index }
}

pub(super) fn lines(target: &Target) -> Indexed<'_> {
    Indexed { table: &target.lines.table, index: target.lines_index }
}

/// Reads a document by its key and compares it with the order, column by column.
pub(super) fn compare<T: Tables>(
    view: &View<'_, T>,
    target: &Target,
    order: &SupplierOrder,
    document: DocumentId,
    today: NaiveDate,
) -> Result<()> {
    let number = document.number;
    let key = series::document_key(document.series, number);
    let key = Included(&key[..]);
    let Indexed { table, index } = headers(target);
    let mut rows = view.range(table, index, key, key)?;
    let header = rows.next()?;
    target.compare_header(Header { order, number, today }, header.as_ref().map(|row| row as &dyn Cells))?;
    let Indexed { table, index } = lines(target);
    let mut rows = view.range(table, index, key, key)?;
    for line in order.lines.iter().map(Some).chain([None]) {
        let row = rows.next()?;
        target.compare_line(order, number, line, row.as_ref().map(|row| row as &dyn Cells))?;
    }
    Ok(())
}

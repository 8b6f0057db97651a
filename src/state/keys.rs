//! Order keys out of the columns of `series` and `orders`.

use super::error::{Error, Result};
use super::values;
use crate::domain::{OrderId, OrderKey, OrderNumber, Year};
use rusqlite::Row;

pub fn year(row: &Row<'_>, column: &str) -> Result<Year> {
    let year: u16 = values::number(row, column)?;
    Year::try_from(year).map_err(Error::damaged)
}

pub fn code(row: &Row<'_>, column: &str) -> Result<OrderNumber> {
    let code: i32 = values::number(row, column)?;
    OrderNumber::try_from(code).map_err(Error::damaged)
}

/// The key of an order, from the columns `company`, `year`, `series` and `code`.
pub fn order_key(row: &Row<'_>) -> Result<OrderKey> {
    Ok(OrderKey {
        company: values::parsed(row, "company")?,
        year: year(row, "year")?,
        id: OrderId { series: values::parsed(row, "series")?, number: code(row, "code")? },
    })
}

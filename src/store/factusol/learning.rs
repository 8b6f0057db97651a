//! Which supplier orders of people something is learnt from.

use crate::domain::ManualOrder;
use crate::store::{Error, Result};
use std::cmp::Reverse;

/// How many written orders of one series are passed over in search of a manual one. A series that factulink writes
/// into holds nothing else, so the search ends there at once instead of walking through all of them.
pub(crate) const MARKED_MAX: usize = 100;

/// The newest of all series.
pub(crate) fn newest(mut orders: Vec<ManualOrder>, limit: usize) -> Vec<ManualOrder> {
    orders.sort_by_key(|order| Reverse((order.date, order.id.number, order.id.series)));
    orders.truncate(limit);
    orders
}

/// A document of others that holds an odd value teaches nothing, but it is no reason to stop.
pub(crate) fn sound(order: Result<ManualOrder>) -> Result<Option<ManualOrder>> {
    match order {
        Ok(order) => Ok(Some(order)),
        Err(error @ Error::Value { .. }) => {
            log::warn!("{error}; this supplier order is left out of what is learnt");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

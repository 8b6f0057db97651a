//! Whether a customer order is complete: header and lines may be saved apart.

use super::amount::Money;
use super::order::CustomerOrder;
use serde::{Deserialize, Serialize};

/// Why an order is looked at again next time instead of being captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum Incomplete {
    #[error("it has no lines")]
    NoLines,
    /// The lines of VAT slot `slot` (1 to 4) add up to `found`; the header says `expected`.
    #[error("its lines of VAT slot {slot} add up to {found}, and its header says {expected}")]
    SumsDiffer { slot: u8, expected: Money, found: Money },
    /// A line does not say in which slot it counts.
    #[error("its lines add up to {found}, and its header says {expected}")]
    TotalsDiffer { expected: Money, found: Money },
    #[error("the sum of its lines of VAT slot {slot} is beyond every amount")]
    SumOutOfRange { slot: u8 },
}

/// Checks that the order has lines and that they add up to the nets of its header, slot by slot; where a line does not
/// say in which slot it counts, all together.
pub fn check_complete(order: &CustomerOrder) -> Result<(), Incomplete> {
    if order.lines.is_empty() {
        return Err(Incomplete::NoLines);
    }
    if order.lines.iter().any(|line| line.vat.is_none()) {
        return check_together(order);
    }
    for (slot, expected) in (1u8..).zip(order.nets) {
        let lines = order.lines.iter().filter(|line| line.vat.is_some_and(|vat| vat.get() + 1 == slot));
        let found =
            Money::checked_sum(lines.map(|line| line.total)).ok_or(Incomplete::SumOutOfRange { slot })?;
        if found != expected {
            return Err(Incomplete::SumsDiffer { slot, expected, found });
        }
    }
    Ok(())
}

fn check_together(order: &CustomerOrder) -> Result<(), Incomplete> {
    let beyond = || Incomplete::SumOutOfRange { slot: 1 };
    let found = Money::checked_sum(order.lines.iter().map(|line| line.total)).ok_or_else(beyond)?;
    let expected = Money::checked_sum(order.nets.iter().copied()).ok_or_else(beyond)?;
    if found == expected { Ok(()) } else { Err(Incomplete::TotalsDiffer { expected, found }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{line, money, order};

    #[test]
    fn an_order_without_lines_is_incomplete() {
        assert_eq!(check_complete(&order(vec![])), Err(Incomplete::NoLines));
    }

    #[test]
    fn an_order_is_ready_when_the_lines_add_up_slot_by_slot() {
        let mut complete = order(vec![line(1, "A", "2", "10.5"), line(2, "B", "1", "4")]);
        assert_eq!(check_complete(&complete), Ok(()));
        complete.nets[2] = money("0.01");
        let differs = Incomplete::SumsDiffer { slot: 3, expected: money("0.01"), found: Money::ZERO };
        assert_eq!(check_complete(&complete), Err(differs));
    }

    #[test]
    fn a_line_without_a_slot_counts_in_the_whole_sum() {
        let mut odd = order(vec![line(1, "A", "2", "10.5"), line(2, "B", "1", "4")]);
        odd.lines[1].vat = None;
        assert_eq!(check_complete(&odd), Ok(()));
        odd.lines[1].total = money("5");
        let differs = Incomplete::TotalsDiffer { expected: money("25"), found: money("26") };
        assert_eq!(check_complete(&odd), Err(differs));
    }

    #[test]
    fn a_line_that_was_saved_late_is_noticed() {
        let mut half = order(vec![line(1, "A", "2", "10.5"), line(2, "B", "1", "4")]);
        half.lines.pop();
        let differs = Incomplete::SumsDiffer { slot: 1, expected: money("25"), found: money("21") };
        assert_eq!(check_complete(&half), Err(differs));
    }

    #[test]
    fn sums_beyond_every_amount_are_no_panic() {
        let mut huge = order(vec![line(1, "A", "1", "1"), line(2, "B", "1", "1")]);
        huge.lines[0].total = Money::from_ten_thousandths(i64::MAX);
        assert_eq!(check_complete(&huge), Err(Incomplete::SumOutOfRange { slot: 1 }));
    }
}

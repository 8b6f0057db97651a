//! Exact numbers out of cells and texts.

use crate::table::Cell;
use rust_decimal::Decimal;

/// The number that a cell is: a floating-point one stands for the shortest decimal that reads back as it. `None` for
/// texts and all else, and past 28 digits.
pub(super) fn of_cell(cell: Cell<'_>) -> Option<Decimal> {
    match cell {
        Cell::Decimal { units, decimals } => Decimal::try_from_i128_with_scale(units, decimals.into()).ok(),
        Cell::Number(number) => read(&number.to_string()),
        _ => None,
    }
}

/// Reads digits with an optional sign and point, and nothing else.
pub(super) fn read(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.".contains(&byte));
    if plain { Decimal::from_str_exact(text).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_exact_whatever_it_is_kept_as() {
        let twelve = read("12.50");
        assert_eq!(of_cell(Cell::Decimal { units: 125_000, decimals: 4 }), twelve);
        assert_eq!(of_cell(Cell::Number(12.5)), twelve);
        assert_eq!(of_cell(Cell::Number(0.1)), read("0.1"));
        for no_number in ["", "1_000", "1,5", "1e3", "0x1", "--1", "1.2.3", "."] {
            assert_eq!(read(no_number), None, "{no_number}");
        }
        assert_eq!(of_cell(Cell::Text("12.5")), None);
        assert_eq!(of_cell(Cell::Decimal { units: i128::MAX, decimals: 0 }), None);
    }
}

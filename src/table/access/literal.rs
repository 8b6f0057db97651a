//! What a cell is compared with: a literal, or another text.

use super::{number, value};
use crate::table::Cell;
use rust_decimal::Decimal;

/// A value that a column must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// Letter case and outer blanks do not count.
    Text(String),
    /// Compares exactly, with texts that are numbers, too, and and nought is no where the column knows only yes and no.
    Number(Decimal),
    Bool(bool),
}

impl Literal {
    /// A number as it is written: `6`, `-0.5`.
    pub fn number(text: &str) -> Option<Literal> {
        number::read(text).map(Literal::Number)
    }

    pub(super) fn equals(&self, cell: Cell<'_>) -> bool {
        match (self, cell) {
            (Literal::Text(text), cell) => same_text(text, &value::plain(cell)),
            (Literal::Bool(wanted), Cell::Bool(found)) => *wanted == found,
            (Literal::Bool(wanted), cell) => {
                number_of(cell).is_some_and(|number| *wanted != number.is_zero())
            }
            (Literal::Number(wanted), Cell::Bool(found)) => found != wanted.is_zero(),
            (Literal::Number(wanted), cell) => number_of(cell) == Some(*wanted),
        }
    }
}

/// The number that a cell is, or has as its text.
fn number_of(cell: Cell<'_>) -> Option<Decimal> {
    match cell {
        Cell::Text(text) => number::read(text),
        cell => number::of_cell(cell),
    }
}

/// The characters of a text that count: not its outer blanks, nor their letter case.
pub(super) fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    text.trim().chars().flat_map(char::to_lowercase)
}

/// Whether two texts are one but for letter case and outer blanks.
pub(super) fn same_text(one: &str, other: &str) -> bool {
    folded(one).eq(folded(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIX: Cell<'_> = Cell::Decimal { units: 60_000, decimals: 4 };

    #[test]
    fn texts_compare_without_case_and_outer_blanks() {
        let text = Literal::Text("Ñandú ".to_owned());
        assert!(text.equals(Cell::Text(" ñANDÚ")));
        assert!(!text.equals(Cell::Text("nandu")));
        assert!(Literal::Text("6".to_owned()).equals(SIX));
        assert!(Literal::Text(String::new()).equals(Cell::Empty));
    }

    #[test]
    fn numbers_compare_exactly_whatever_they_are_kept_as() {
        let six = Literal::number("6").expect("a number");
        assert!(six.equals(SIX) && six.equals(Cell::Number(6.0)) && six.equals(Cell::Text("06")));
        assert!(!six.equals(Cell::Decimal { units: 60_001, decimals: 4 }));
        assert!(!six.equals(Cell::Empty) && !six.equals(Cell::Text("")));
        assert_eq!(Literal::number("seis"), None);
    }

    #[test]
    fn nought_is_no_and_any_other_number_is_yes() {
        let (one, yes) = (Literal::number("1").expect("a number"), Literal::Bool(true));
        assert!(one.equals(Cell::Bool(true)) && !one.equals(Cell::Bool(false)));
        assert!(yes.equals(Cell::Number(-1.0)) && !yes.equals(Cell::Number(0.0)) && !yes.equals(Cell::Empty));
    }
}

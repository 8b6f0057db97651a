//! How a cell of a rejected row is written so that it means the same when the row comes back.

use super::rejects::shown;
use crate::import::check::{day_of_number, push_date, without_apostrophe};
use crate::import::profile::{DateForm, FieldRules, Mark, Type};
use crate::table::Cell;
#[cfg(feature = "xlsx")]
use crate::table::WorkbookFile;

/// Digits that a number of a workbook holds whatever they are.
#[cfg(feature = "xlsx")]
const DIGITS_MAX: usize = 15;

/// The cell without the apostrophe that it has from an earlier file of rejects.
pub fn bare(cell: Cell<'_>) -> Cell<'_> {
    match cell {
        Cell::Text(text) => Cell::Text(without_apostrophe(text)),
        other => other,
    }
}

/// The cell as a text of its column; `rules` are those that it is read by, if it is.
pub fn text(cell: Cell<'_>, rules: Option<&FieldRules>) -> String {
    let Some(rules) = rules else { return shown(cell) };
    match (rules.kind, cell) {
        (Some(Type::Decimal | Type::Integer), Cell::Number(_) | Cell::Decimal { .. }) => {
            marked(shown(cell), rules.mark)
        }
        (Some(Type::Date), Cell::Date(day)) => written(day, rules),
        (Some(Type::Date), Cell::Number(number)) => {
            day_of_number(number, &rules.dates).map_or_else(|| shown(cell), |day| written(day, rules))
        }
        _ => shown(cell),
    }
}

/// A decimal with the mark that its column reads. Where that is either one, three digits behind it could be a group: a
/// nought more, and they are not.
fn marked(decimal: String, mark: Option<Mark>) -> String {
    let Some((whole, fraction)) = decimal.split_once('.') else { return decimal };
    match mark.unwrap_or(Mark::Either) {
        Mark::Comma => format!("{whole},{fraction}"),
        Mark::Either if fraction.len() == 3 => format!("{decimal}0"),
        Mark::Either | Mark::Point => decimal,
    }
}

fn written(day: chrono::NaiveDate, rules: &FieldRules) -> String {
    let mut text = String::new();
    push_date(day, rules.dates.first().copied().unwrap_or(DateForm::DayFirst), &mut text);
    text
}

/// The cell as a cell of a workbook: numbers and days stay what they are.
#[cfg(feature = "xlsx")]
pub fn put(workbook: &mut WorkbookFile<'_>, cell: Cell<'_>) {
    match cell {
        Cell::Number(number) => workbook.decimal(&number.to_string()),
        Cell::Decimal { units, .. } if units.unsigned_abs().to_string().len() <= DIGITS_MAX => {
            workbook.decimal(&shown(cell));
        }
        Cell::Date(day) => workbook.day(day),
        other => workbook.text(&shown(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_a_workbook_is_written_so_that_its_column_reads_it() {
        let rules = |kind, mark| FieldRules { kind: Some(kind), mark, ..FieldRules::default() };
        let number = |number, rules: &FieldRules| text(Cell::Number(number), Some(rules));
        let either = rules(Type::Decimal, None);
        assert_eq!(number(100.125, &either), "100.1250");
        assert_eq!(number(-0.5, &either), "-0.5");
        assert_eq!(number(100.125, &rules(Type::Decimal, Some(Mark::Comma))), "100,125");
        assert_eq!(number(100.125, &rules(Type::Decimal, Some(Mark::Point))), "100.125");
        assert_eq!(number(100.125, &rules(Type::Text, None)), "100.125");
        assert_eq!(number(46299.75, &rules(Type::Date, None)), "04/10/2026");
        assert_eq!(number(3.0, &rules(Type::Date, None)), "3");
        let iso = FieldRules { dates: vec![DateForm::Iso], ..rules(Type::Date, None) };
        assert_eq!(number(46299.0, &iso), "2026-10-04");
    }
}

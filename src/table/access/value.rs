//! Values of the engine as cells, cells as values of the engine, and both as plain text.

use super::number;
use crate::table::Cell;
use crate::upkeep::neutral;
use accdb::{CivilDateTime, ColumnType, OleDate, TableDef, Value};
use chrono::{Datelike, NaiveDate};
use std::borrow::Cow;

/// What stands for a value that no cell can hold: bytes, pictures, identifiers, attachments.
const NO_CELL: &str = "#BINARY";

/// How people write a day, and how a column of texts gets it.
const DAY_FIRST: &str = "%d/%m/%Y";

/// A value as a cell: NULL is nothing, every exact number is exact, a time of the day is dropped.
pub(super) fn cell<'v>(value: &'v Value<'_>) -> Cell<'v> {
    let whole = |number: i64| Cell::Decimal { units: i128::from(number), decimals: 0 };
    match value {
        Value::Null => Cell::Empty,
        Value::Boolean(value) => Cell::Bool(*value),
        Value::Byte(number) => whole(i64::from(*number)),
        Value::Integer(number) => whole(i64::from(*number)),
        Value::Long(number) => whole(i64::from(*number)),
        Value::BigInt(number) => whole(*number),
        Value::Currency(units) => Cell::Decimal { units: i128::from(*units), decimals: 4 },
        Value::Single(number) => Cell::Number(number.to_string().parse().unwrap_or(f64::from(*number))),
        Value::Double(number) => Cell::Number(*number),
        Value::Decimal { negative, magnitude, scale } => match i128::try_from(*magnitude) {
            Ok(units) => Cell::Decimal { units: if *negative { -units } else { units }, decimals: *scale },
            Err(_) => Cell::Error(NO_CELL),
        },
        Value::DateTime(moment) => date(*moment).map_or(Cell::Error("#DATE"), Cell::Date),
        Value::DateTimeExtended { days, .. } => extended(*days).map_or(Cell::Error("#DATE"), Cell::Date),
        Value::Text(text) => Cell::Text(text),
        Value::Units(_) | Value::Binary(_) | Value::Guid(_) | Value::Complex(_) => Cell::Error(NO_CELL),
    }
}

fn date(ole: OleDate) -> Option<NaiveDate> {
    let CivilDateTime { year, month, day, .. } = CivilDateTime::from_ole(ole)?;
    NaiveDate::from_ymd_opt(year, month.into(), day.into())
}

/// `days` after 0001-01-01.
fn extended(days: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(days).ok()?.checked_add(1)?)
}

/// A cell as a value for a column, still of the cell's own type: numbers, days and texts become each other where that
/// is exact, and nothing is what the column takes for it. `None` for what is no value at all.
pub(super) fn value_for(column: ColumnType, cell: Cell<'_>) -> Option<Value<'_>> {
    let is_text = matches!(column, ColumnType::Text | ColumnType::Memo);
    match cell {
        Cell::Empty => neutral(column),
        Cell::Text(text) if is_text => Some(Value::Text(Cow::Borrowed(text))),
        Cell::Text(text) if text.trim().is_empty() => neutral(column),
        Cell::Text(text) if column == ColumnType::DateTime => match day_of(text.trim()) {
            Some(day) => ole(day).map(Value::DateTime),
            None => Some(Value::Text(Cow::Borrowed(text))),
        },
        Cell::Text(text) => match number::read(text) {
            Some(number) => Some(decimal(number)),
            None => Some(Value::Text(Cow::Borrowed(text))),
        },
        Cell::Number(_) | Cell::Decimal { .. } if is_text => Some(Value::Text(plain(cell))),
        Cell::Date(day) if is_text => Some(Value::Text(Cow::Owned(day.format(DAY_FIRST).to_string()))),
        Cell::Number(number) => Some(Value::Double(number)),
        Cell::Decimal { units, decimals } => {
            let (negative, magnitude) = (units < 0, units.unsigned_abs());
            Some(Value::Decimal { negative, magnitude, scale: decimals })
        }
        Cell::Date(date) => ole(date).map(Value::DateTime),
        Cell::Bool(value) => Some(Value::Boolean(value)),
        Cell::Error(_) | Cell::NoValue => None,
    }
}

/// A day as people or ISO write it.
fn day_of(text: &str) -> Option<NaiveDate> {
    [DAY_FIRST, "%Y-%m-%d"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())
}

fn decimal(number: rust_decimal::Decimal) -> Value<'static> {
    let scale = u8::try_from(number.scale()).unwrap_or(u8::MAX);
    Value::Decimal { negative: number.is_sign_negative(), magnitude: number.mantissa().unsigned_abs(), scale }
}

fn ole(date: NaiveDate) -> Option<OleDate> {
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    CivilDateTime { year: date.year(), month, day, millisecond: 0 }.to_ole()
}

/// A value of a column as it counts: NULL is what the column takes for nothing.
pub(super) fn given<'v>(def: &TableDef, column: usize, value: Value<'v>) -> Value<'v> {
    let nothing = || def.columns.get(column).and_then(|column| neutral(column.column_type));
    match value {
        Value::Null => nothing().unwrap_or(Value::Null),
        value => value,
    }
}

/// A moment by the clock on the wall, as an OLE date.
pub(super) fn ole_moment(moment: chrono::NaiveDateTime) -> f64 {
    use chrono::Timelike;
    let part = f64::from(moment.num_seconds_from_midnight()) / 86_400.0;
    // Now is not before 1899, where the fraction would count the other way.
    ole(moment.date()).map_or(0.0, OleDate::days) + part
}

/// A cell as text: numbers without needless noughts, dates as ISO has them.
pub(super) fn plain(cell: Cell<'_>) -> Cow<'_, str> {
    match cell {
        Cell::Empty | Cell::NoValue => Cow::Borrowed(""),
        Cell::Text(text) | Cell::Error(text) => Cow::Borrowed(text),
        Cell::Bool(value) => Cow::Borrowed(if value { "true" } else { "false" }),
        Cell::Date(date) => Cow::Owned(date.to_string()),
        Cell::Number(number) => Cow::Owned(shortest(cell).unwrap_or_else(|| number.to_string())),
        Cell::Decimal { units, decimals } => {
            Cow::Owned(shortest(cell).unwrap_or_else(|| format!("{units}e-{decimals}")))
        }
    }
}

fn shortest(number: Cell<'_>) -> Option<String> {
    number::of_cell(number).map(|number| number.normalize().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_cells_without_loss() {
        assert_eq!(cell(&Value::Currency(-1_263_420)), Cell::Decimal { units: -1_263_420, decimals: 4 });
        assert_eq!(cell(&Value::Integer(-7)), Cell::Decimal { units: -7, decimals: 0 });
        assert_eq!(cell(&Value::Single(12.35)), Cell::Number(12.35), "not 12.350000381469727");
        let numeric = Value::Decimal { negative: true, magnitude: 15, scale: 1 };
        assert_eq!(cell(&numeric), Cell::Decimal { units: -15, decimals: 1 });
        assert_eq!(cell(&Value::Null), Cell::Empty);
        let day = NaiveDate::from_ymd_opt(2026, 11, 1).expect("a day");
        assert_eq!(cell(&Value::DateTime((ole(day).expect("a date").days() + 0.75).into())), Cell::Date(day));
        let first = Value::DateTimeExtended { days: 737_954, ticks: 0 };
        assert_eq!(cell(&first), Cell::Date(NaiveDate::from_ymd_opt(2021, 6, 14).expect("a day")));
        assert_eq!(cell(&Value::DateTime(f64::NAN.into())), Cell::Error("#DATE"));
        assert_eq!(cell(&Value::Guid([0; 16])), Cell::Error(NO_CELL));
    }

    #[test]
    fn texts_and_numbers_become_each_other_where_that_is_exact() {
        let six = Cell::Decimal { units: 60, decimals: 1 };
        assert_eq!(value_for(ColumnType::Text, six), Some(Value::Text("6".into())));
        let written = value_for(ColumnType::Long, Cell::Text(" 6 "));
        assert_eq!(written, Some(Value::Decimal { negative: false, magnitude: 6, scale: 0 }));
        assert_eq!(value_for(ColumnType::Long, Cell::Text("six")), Some(Value::Text("six".into())));
    }

    #[test]
    fn a_day_is_a_text_for_people_in_a_column_of_texts_and_a_date_in_one_of_dates() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 1).expect("a day");
        let date = Value::DateTime(ole(day).expect("a date"));
        for text in [ColumnType::Text, ColumnType::Memo] {
            assert_eq!(value_for(text, Cell::Date(day)), Some(Value::Text("01/11/2026".into())));
        }
        for cell in [Cell::Date(day), Cell::Text("01/11/2026"), Cell::Text(" 2026-11-01 ")] {
            assert_eq!(value_for(ColumnType::DateTime, cell), Some(date.clone()));
        }
        let none = value_for(ColumnType::DateTime, Cell::Text("31/11/2026"));
        assert_eq!(none, Some(Value::Text("31/11/2026".into())));
    }

    #[test]
    fn nothing_is_what_the_column_takes_for_it_and_never_null() {
        for (column, nothing) in [
            (ColumnType::Text, Value::Text("".into())),
            (ColumnType::Currency, Value::Currency(0)),
            (ColumnType::DateTime, Value::DateTime(2.0.into())),
            (ColumnType::Boolean, Value::Boolean(false)),
        ] {
            assert_eq!(value_for(column, Cell::Empty), Some(nothing));
        }
        assert_eq!(value_for(ColumnType::Long, Cell::Text("")), Some(Value::Long(0)));
        assert_eq!(value_for(ColumnType::Long, Cell::Error("#N/A")), None);
    }

    #[test]
    fn plain_text_is_the_shortest() {
        let shown = |cell| plain(cell).into_owned();
        assert_eq!(shown(Cell::Decimal { units: 1_260_400, decimals: 4 }), "126.04");
        assert_eq!(shown(Cell::Decimal { units: 0, decimals: 4 }), "0");
        assert_eq!(shown(Cell::Number(800.5)), "800.5");
        assert_eq!(shown(Cell::Date(NaiveDate::from_ymd_opt(2026, 11, 1).expect("a day"))), "2026-11-01");
    }
}

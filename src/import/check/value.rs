//! Values of a checked row, and how outputs write them.

use super::{date, decimal};
use crate::import::profile::DateForm;
use crate::table::Cell;
use chrono::NaiveDate;

/// A value as it goes on: cleaned, padded, rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    Empty,
    Text(&'a str),
    Integer(i64),
    /// Units of 10^-decimals: 118.05 is 11805 of 2 decimals.
    Amount {
        units: i64,
        decimals: u8,
    },
    Date(NaiveDate),
    Bool(bool),
}

/// How an output writes days and amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    pub dates: DateForm,
    pub decimal_mark: char,
}

/// As people see it in messages and reports: `dd/mm/yyyy`, a decimal point.
impl Default for Format {
    fn default() -> Format {
        Format { dates: DateForm::DayFirst, decimal_mark: '.' }
    }
}

/// Appends a value: amounts with all their decimals and no groups, yes and no as 1 and 0, what is empty as nothing.
/// Quoting is the business of the file's writer.
pub fn write_value(value: &Value<'_>, format: Format, out: &mut String) {
    match *value {
        Value::Empty => {}
        Value::Text(text) => out.push_str(text),
        Value::Integer(number) => decimal::push_amount(number, 0, format.decimal_mark, out),
        Value::Amount { units, decimals } => decimal::push_amount(units, decimals, format.decimal_mark, out),
        Value::Date(day) => date::push_date(day, format.dates, out),
        Value::Bool(value) => out.push(if value { '1' } else { '0' }),
    }
}

impl<'a> Value<'a> {
    /// As a cell of a table.
    pub fn as_cell(self) -> Cell<'a> {
        match self {
            Value::Empty => Cell::Empty,
            Value::Text(text) => Cell::Text(text),
            Value::Integer(whole) => Cell::Decimal { units: i128::from(whole), decimals: 0 },
            Value::Amount { units, decimals } => Cell::Decimal { units: i128::from(units), decimals },
            Value::Date(day) => Cell::Date(day),
            Value::Bool(value) => Cell::Bool(value),
        }
    }

    pub fn is_empty(&self) -> bool {
        matches!(self, Value::Empty)
    }
}

/// The same as [`write_value`] in its usual format.
impl std::fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        write_value(self, Format::default(), &mut text);
        f.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_writes_days_and_amounts_in_its_own_form() {
        let format = Format { dates: DateForm::Compact, decimal_mark: ',' };
        let day = NaiveDate::from_ymd_opt(2026, 10, 5).expect("a day");
        let mut out = String::new();
        for value in
            [Value::Amount { units: -11805, decimals: 2 }, Value::Date(day), Value::Bool(true), Value::Empty]
        {
            write_value(&value, format, &mut out);
            out.push('|');
        }
        assert_eq!(out, "-118,05|20261005|1||");
        assert_eq!(Value::Date(day).to_string(), "05/10/2026");
        assert_eq!(Value::Integer(-7).to_string(), "-7");
    }
}

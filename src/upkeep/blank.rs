//! What stands where nothing is said: rows of Factusol and its kin never hold NULL, which their forms and reports do
//! not expect.

use accdb::{Column, ColumnType, Value};
use std::borrow::Cow;

/// "No date" in Factusol, 1900-01-01, as an OLE date.
const NO_DATE: f64 = 2.0;

/// What a column gets in a new row that says nothing of it; `None` where the engine fills it, by the column's own
/// default or number, and where no value is [`neutral`].
pub fn blank(column: &Column) -> Option<Value<'static>> {
    let filled = column.autonumber || column.autonumber_guid || column.calculated;
    if filled || column.default.as_deref().is_some_and(is_literal) {
        return None;
    }
    neutral(column.column_type)
}

/// Nothing, as a value of the type: an empty text, 0, no, 1900-01-01; `None` for bytes, identifiers and pictures.
pub fn neutral(column_type: ColumnType) -> Option<Value<'static>> {
    match column_type {
        ColumnType::Boolean => Some(Value::Boolean(false)),
        ColumnType::Byte => Some(Value::Byte(0)),
        ColumnType::Integer => Some(Value::Integer(0)),
        ColumnType::Long => Some(Value::Long(0)),
        ColumnType::BigInt => Some(Value::BigInt(0)),
        ColumnType::Currency => Some(Value::Currency(0)),
        ColumnType::Single => Some(Value::Single(0.0)),
        ColumnType::Double => Some(Value::Double(0.0)),
        ColumnType::Decimal { scale, .. } => Some(Value::Decimal { negative: false, magnitude: 0, scale }),
        ColumnType::DateTime => Some(Value::DateTime(NO_DATE.into())),
        ColumnType::Text | ColumnType::Memo => Some(Value::Text(Cow::Borrowed(""))),
        _ => None,
    }
}

/// Whether a default is a plain value, which the engine can write, and not a formula such as `Date()`.
fn is_literal(default: &str) -> bool {
    let value = default.trim().trim_start_matches('=').trim();
    let quoted = |quote: char| value.len() >= 2 && value.starts_with(quote) && value.ends_with(quote);
    quoted('"')
        || quoted('#')
        || value.parse::<f64>().is_ok()
        || ["true", "false", "yes", "no"].contains(&value.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_values_are_left_to_the_engine() {
        for plain in ["0", "\"\"", "\"N\"", "#1/1/1900#", "=0", "-1.5", "True"] {
            assert!(is_literal(plain), "{plain}");
        }
        for formula in ["Date()", "=Now()", "Null", "", "[x]"] {
            assert!(!is_literal(formula), "{formula}");
        }
    }
}

//! Values of a new row as parameters that the Access driver bears, and bears exactly.

use super::driver::Parameter;
use super::moments;
use crate::store::factusol::Table;
use crate::store::{Error, Result};
use accdb::{Rule, Value};

/// The parameters of a row, in its order.
pub(super) fn of_row<'v>(table: &Table, row: &'v [(usize, Value<'_>)]) -> Result<Vec<Parameter<'v>>> {
    row.iter().map(|(at, value)| of_value(value).ok_or_else(|| refused(table, *at, value))).collect()
}

fn of_value<'v>(value: &'v Value<'_>) -> Option<Parameter<'v>> {
    Some(match value {
        Value::Boolean(flag) => Parameter::Bit(*flag),
        Value::Byte(number) => Parameter::Byte(*number),
        Value::Integer(number) => Parameter::Short(*number),
        Value::Long(number) => Parameter::Long(*number),
        Value::Currency(parts) => Parameter::Double(exact(*parts)?),
        Value::Single(number) => Parameter::Double(f64::from(*number)),
        Value::Double(number) => Parameter::Double(*number),
        Value::DateTime(ole) => Parameter::Moment(moments::moment(ole.days())?),
        Value::Text(text) => Parameter::Text(text.as_ref().into()),
        // Zeroes of columns that nothing is known of.
        Value::BigInt(0) | Value::Decimal { magnitude: 0, .. } => Parameter::Double(0.0),
        _ => return None,
    })
}

/// Money as a float, where every ten-thousandth is one of its own: up to nine hundred thousand million.
fn exact(parts: i64) -> Option<f64> {
    const WHOLE_BITS: u32 = 53;
    (parts.unsigned_abs() <= 1 << WHOLE_BITS).then_some(parts as f64 / 10_000.0)
}

fn refused(table: &Table, at: usize, value: &Value<'_>) -> Error {
    let column = table.def.columns.get(at).map(|column| column.name.clone()).unwrap_or_default();
    let rule = Rule::Type { expected: "what a driver keeps exactly", found: format!("{value:?}") };
    Error::engine(&table.file, accdb::Error::Rule { table: table.def.name.clone(), column, rule })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_bound_as_a_float_only_where_that_is_exact() {
        for parts in [0, 1, -1, 49_000, 1_660_500, 9_000_000_000_000_000] {
            assert_eq!(exact(parts).map(|number| (number * 10_000.0).round() as i64), Some(parts));
        }
        assert_eq!(exact(i64::MAX), None);
        assert_eq!(of_value(&Value::Currency(i64::MAX - 1)), None);
    }

    #[test]
    fn nothing_becomes_null_or_a_decimal_text() {
        assert_eq!(of_value(&Value::Null), None);
        assert_eq!(of_value(&Value::Currency(49_000)), Some(Parameter::Double(4.9)));
        assert_eq!(of_value(&Value::Single(12.35)), Some(Parameter::Double(f64::from(12.35_f32))));
        assert_eq!(of_value(&Value::DateTime(f64::NAN.into())), None);
    }
}

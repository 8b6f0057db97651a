//! Values as odbc-api takes and gives them.

use super::driver::{Parameter, TEXT_UNITS_MAX};
use accdb::{ColumnType, Value};
use chrono::{Datelike, Timelike};
use odbc_api::buffers::Indicator;
use odbc_api::parameter::{CElement, InputParameter, VarWCharBox, WithDataType};
use odbc_api::sys::Timestamp;
use odbc_api::{Bit, CursorRow, DataType, Error, Nullable};
use std::borrow::Cow;
use std::num::NonZeroUsize;

/// A parameter with its type stated: the Access driver cannot be asked for it.
pub(super) fn bound(parameter: &Parameter<'_>) -> Box<dyn InputParameter> {
    match parameter {
        Parameter::Bit(flag) => Box::new(Bit::from_bool(*flag)),
        Parameter::Byte(number) => Box::new(WithDataType::new(*number, DataType::TinyInt)),
        Parameter::Short(number) => Box::new(*number),
        Parameter::Long(number) => Box::new(*number),
        Parameter::Double(number) => Box::new(*number),
        Parameter::Moment(moment) => {
            let (date, time) = (moment.date(), moment.time());
            let value = Timestamp {
                year: i16::try_from(date.year()).unwrap_or_default(),
                month: small(date.month()),
                day: small(date.day()),
                hour: small(time.hour()),
                minute: small(time.minute()),
                second: small(time.second()),
                fraction: 0,
            };
            Box::new(WithDataType::new(value, DataType::Timestamp { precision: 0 }))
        }
        Parameter::Text(text) => wide(text),
    }
}

fn small(number: u32) -> u16 {
    u16::try_from(number).unwrap_or_default()
}

/// The length is stated even for an empty text, whose own would be 0: drivers refuse that.
fn wide(text: &str) -> Box<dyn InputParameter> {
    // With the terminating zero, so that an empty text points to something, too.
    let buffer: Vec<u16> = text.encode_utf16().chain([0]).collect();
    let units = buffer.len() - 1;
    let value = VarWCharBox::from_buffer(buffer.into_boxed_slice(), Indicator::Length(units * 2));
    let data_type = if units <= TEXT_UNITS_MAX {
        DataType::WVarchar { length: NonZeroUsize::new(TEXT_UNITS_MAX) }
    } else {
        DataType::WLongVarchar { length: NonZeroUsize::new(units) }
    };
    Box::new(WithDataType::new(value, data_type))
}

/// Reads rows whose columns are of known types, into the same places again and again.
pub(super) struct Reader<'t> {
    types: &'t [ColumnType],
    values: Vec<Value<'static>>,
    units: Vec<u16>,
}

impl<'t> Reader<'t> {
    pub fn of(types: &'t [ColumnType]) -> Self {
        Reader { types, values: vec![Value::Null; types.len()], units: Vec::with_capacity(256) }
    }

    /// Columns are read in their order, once each: not every driver bears another.
    pub fn read(&mut self, row: &mut CursorRow<'_>) -> Result<&mut [Value<'static>], Error> {
        for (column, (column_type, value)) in (1..).zip(self.types.iter().zip(&mut self.values)) {
            if !matches!(column_type, ColumnType::Text | ColumnType::Memo) {
                *value = cell(row, column, *column_type)?.unwrap_or(Value::Null);
            } else if row.get_wide_text(column, &mut self.units)? {
                replace_text(value, &self.units);
            } else {
                *value = Value::Null;
            }
        }
        Ok(&mut self.values)
    }
}

/// Puts a text in the place of the last row's, into the same memory.
fn replace_text(value: &mut Value<'static>, units: &[u16]) {
    let last = match std::mem::replace(value, Value::Null) {
        Value::Text(Cow::Owned(text)) => text,
        _ => String::new(),
    };
    *value = Value::Text(Cow::Owned(decoded(units, last)));
}

/// Most texts are ASCII, whose units are their bytes.
fn decoded(units: &[u16], memory: String) -> String {
    let mut bytes = memory.into_bytes();
    bytes.clear();
    if units.iter().all(|unit| *unit < 0x80) {
        bytes.extend(units.iter().map(|unit| *unit as u8));
        if let Ok(text) = String::from_utf8(bytes) {
            return text;
        }
    }
    String::from_utf16_lossy(units)
}

/// What is no text.
fn cell(
    row: &mut CursorRow<'_>,
    column: u16,
    column_type: ColumnType,
) -> Result<Option<Value<'static>>, Error> {
    use ColumnType::{Boolean, Byte, Currency, DateTime, Double, Integer, Long, Single};
    Ok(match column_type {
        Boolean => fixed::<Bit>(row, column)?.map(|bit| Value::Boolean(bit.0 != 0)),
        Byte | Integer | Long => fixed::<i32>(row, column)?.map(|number| whole(number, column_type)),
        Currency => fixed::<f64>(row, column)?.map(|number| Value::Currency(ten_thousandths(number))),
        Single => fixed::<f64>(row, column)?.map(|number| Value::Single(number as f32)),
        DateTime => fixed::<Timestamp>(row, column)?.map(|moment| Value::DateTime(ole(moment).into())),
        Double => fixed::<f64>(row, column)?.map(Value::Double),
        // Nothing of ours is kept in the others.
        _ => None,
    })
}

fn fixed<T: Default + Copy>(row: &mut CursorRow<'_>, column: u16) -> Result<Option<T>, Error>
where
    Nullable<T>: CElement + odbc_api::handles::CDataMut,
{
    let mut target = Nullable::<T>::null();
    row.get_data(column, &mut target)?;
    Ok(target.into_opt())
}

fn whole(number: i32, column_type: ColumnType) -> Value<'static> {
    let small = match column_type {
        ColumnType::Byte => u8::try_from(number).ok().map(Value::Byte),
        ColumnType::Integer => i16::try_from(number).ok().map(Value::Integer),
        _ => None,
    };
    small.unwrap_or(Value::Long(number))
}

/// A Currency as a float is exact to the ten-thousandth up to 9·10¹¹.
fn ten_thousandths(number: f64) -> i64 {
    (number * 10_000.0).round() as i64
}

/// Days since 1899-12-30; the fraction counts forward for negative days, too.
fn ole(moment: Timestamp) -> f64 {
    let Timestamp { year, month, day, hour, minute, second, .. } = moment;
    let date = chrono::NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
    let days = date.map_or(f64::NAN, super::moments::days);
    let seconds = f64::from(hour) * 3600.0 + f64::from(minute) * 60.0 + f64::from(second);
    if days < 0.0 { days - seconds / 86_400.0 } else { days + seconds / 86_400.0 }
}

/// A text of the catalog.
pub(super) fn text(row: &mut CursorRow<'_>, column: u16) -> Result<Option<String>, Error> {
    let mut units = Vec::new();
    let there = row.get_wide_text(column, &mut units)?;
    Ok(there.then(|| String::from_utf16_lossy(&units)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use odbc_api::handles::HasDataType;

    #[test]
    fn every_parameter_states_a_type_that_the_access_driver_bears() {
        let text = |length: usize| bound(&Parameter::Text("ñ".repeat(length).into())).data_type();
        let short = DataType::WVarchar { length: NonZeroUsize::new(255) };
        assert_eq!([text(0), text(1), text(255)], [short; 3]);
        assert_eq!(text(256), DataType::WLongVarchar { length: NonZeroUsize::new(256) });
        assert_eq!(bound(&Parameter::Byte(200)).data_type(), DataType::TinyInt);
        assert_eq!(bound(&Parameter::Short(1)).data_type(), DataType::SmallInt);
        assert_eq!(bound(&Parameter::Long(1)).data_type(), DataType::Integer);
        assert_eq!(bound(&Parameter::Double(1.5)).data_type(), DataType::Double);
        assert_eq!(bound(&Parameter::Bit(true)).data_type(), DataType::Bit);
        let moment = chrono::NaiveDate::from_ymd_opt(2026, 3, 9).and_then(|day| day.and_hms_opt(0, 0, 0));
        let moment = bound(&Parameter::Moment(moment.expect("a day"))).data_type();
        assert_eq!(moment, DataType::Timestamp { precision: 0 });
    }

    #[test]
    fn a_text_takes_the_place_of_the_last_rows_whole() {
        let mut value = Value::Null;
        for text in ["a long text of the first row", "short", "", "ñandú €", "after it", "😀"] {
            replace_text(&mut value, &text.encode_utf16().collect::<Vec<_>>());
            assert_eq!(value, Value::Text(text.into()));
        }
        replace_text(&mut value, &[0x41, 0xD800]);
        assert_eq!(value, Value::Text("A\u{FFFD}".into()), "half a pair is no character");
    }

    #[test]
    fn money_read_as_a_float_is_exact_to_nine_hundred_thousand_million() {
        for parts in [0_i64, 1, 49_000, 1_005, 12_345_678, -3_333, 9_000_000_000_000_000 - 1] {
            assert_eq!(ten_thousandths(parts as f64 / 10_000.0), parts);
        }
    }
}

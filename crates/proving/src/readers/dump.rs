//! Tables in a form in which readers can be compared: every value as a text, or nothing for null.

use accdb::Value;
use std::collections::BTreeMap;

/// A value as text; `None` is null.
pub type Cell = Option<String>;

/// A table as one reader sees it. Rows have one cell for each column, in the order of `columns`.
#[derive(Debug, Default, Clone)]
pub struct TableDump {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// Every table of a file by its name.
pub type FileDump = BTreeMap<String, TableDump>;

/// The canonical text of a value: decimals with all their places, dates as ISO texts to the millisecond (to 100 ns for
/// the extended type), floating-point numbers as their shortest exact decimal, bytes in hexadecimal.
pub fn cell(value: &Value<'_>) -> Cell {
    Some(match value {
        Value::Null => return None,
        Value::Boolean(value) => value.to_string(),
        Value::Byte(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Long(value) | Value::Complex(value) => value.to_string(),
        Value::BigInt(value) => value.to_string(),
        Value::Currency(units) => decimal(*units < 0, units.unsigned_abs().into(), 4),
        Value::Single(value) => float((*value).into()),
        Value::Double(value) => float(*value),
        Value::DateTime(date) => ole_date(date.days()),
        Value::DateTimeExtended { days, ticks } => extended_date(*days, *ticks),
        Value::Text(text) => text.to_string(),
        Value::Units(units) => String::from_utf16_lossy(units),
        Value::Binary(bytes) => hex(bytes),
        Value::Guid(bytes) => guid(bytes),
        Value::Decimal { negative, magnitude, scale } => decimal(*negative, *magnitude, (*scale).into()),
    })
}

/// The canonical text of a floating-point number.
pub fn float(value: f64) -> String {
    format!("{value:?}")
}

fn decimal(negative: bool, magnitude: u128, scale: usize) -> String {
    let mut digits = format!("{magnitude:0>width$}", width = scale + 1);
    if scale > 0 {
        digits.insert(digits.len() - scale, '.');
    }
    if negative && magnitude != 0 { format!("-{digits}") } else { digits }
}

/// Days count from 1899-12-30, whole ones towards zero; what is left always counts forward in the day.
fn ole_date(days: f64) -> String {
    let milliseconds = (days.fract().abs() * 86_400_000.0).round() as i64;
    let midnight = day(1899, 12, 30) + chrono::Duration::days(days.trunc() as i64);
    (midnight + chrono::Duration::milliseconds(milliseconds)).format("%Y-%m-%dT%H:%M:%S%.3f").to_string()
}

fn extended_date(days: i64, ticks: u64) -> String {
    let midnight = day(1, 1, 1) + chrono::Duration::days(days);
    let seconds = i64::try_from(ticks / 10_000_000).expect("a day has 86,400 seconds");
    let second = midnight + chrono::Duration::seconds(seconds);
    format!("{}.{:07}", second.format("%Y-%m-%dT%H:%M:%S"), ticks % 10_000_000)
}

fn day(year: i32, month: u32, day: u32) -> chrono::NaiveDateTime {
    let date = chrono::NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar");
    date.and_time(chrono::NaiveTime::MIN)
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from(b"0123456789abcdef"[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The first three groups are stored little-endian, the last two as they are written.
fn guid(bytes: &[u8; 16]) -> String {
    let [a0, a1, a2, a3, b0, b1, c0, c1, tail @ ..] = bytes;
    let group = |bytes: &[u8]| hex(bytes).to_uppercase();
    let (first, second, third) = (group(&[*a3, *a2, *a1, *a0]), group(&[*b1, *b0]), group(&[*c1, *c0]));
    format!("{{{first}-{second}-{third}-{}-{}}}", group(&tail[..2]), group(&tail[2..]))
}

/// A value out of a reader's JSON in its canonical text.
pub fn json_cell(value: &serde_json::Value) -> Cell {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) if number.is_f64() => number.as_f64().map(float),
        other => Some(other.to_string()),
    }
}

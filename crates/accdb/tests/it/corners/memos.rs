//! Long values about the limits between their three forms, and of a mebibyte.

use super::scratch::{Scratch, bytes};
use accdb::{ColumnSpec, ColumnType, IndexSpec, TableSpec, Value};

const MEBIBYTE: usize = 1 << 20;

fn table() -> TableSpec {
    TableSpec::new("T")
        .column(ColumnSpec::new("Number", ColumnType::Long))
        .column(ColumnSpec::new("Memo", ColumnType::Memo))
        .column(ColumnSpec::new("Ole", ColumnType::Ole))
        .index(IndexSpec::primary_key(["Number"]))
}

/// A text of `units` characters; those above U+00FF are never stored in one byte.
fn memo(units: usize, wide: bool) -> Value<'static> {
    let letters = if wide { "αβγδεζηθικ" } else { "abcdefghij" };
    Value::Text(letters.chars().cycle().take(units).collect::<String>().into())
}

fn stored(rows: &[Vec<Value<'static>>]) -> Scratch {
    let scratch = Scratch::new(&[table()]);
    let ids = scratch.insert("T", rows.iter().cloned());
    for (id, row) in ids.iter().zip(rows) {
        assert!(scratch.row("T", *id) == *row, "the row of {:?}", row[0]);
    }
    scratch
}

#[test]
fn values_of_every_length_about_each_limit_are_read_by_others() {
    // In the row up to 64 bytes; in one row up to 4076; then in parts of 4072.
    let limits = [0_usize, 64, 4_076, 4_072 * 2, 4_072 * 3];
    let lengths: Vec<usize> = limits.iter().flat_map(|limit| limit.saturating_sub(6)..=limit + 6).collect();
    let number = |i: usize| Value::Long(i as i32);
    let bytes = lengths.iter().map(|len| vec![number(*len), memo(*len, false), bytes(*len, *len)]);
    // Plain, a character takes two bytes; of 1025 and more none is compressed.
    let units = lengths.iter().map(|len| len / 2).chain(1_018..1_030);
    let wide = units.enumerate().map(|(i, units)| vec![number(100_000 + i), memo(units, true), Value::Null]);
    let narrow = (1_018..1_030).map(|units| vec![number(200_000 + units), memo(units, false), Value::Null]);
    let rows: Vec<Vec<Value<'_>>> = bytes.chain(wide).chain(narrow).collect();
    stored(&rows).prove();
}

#[test]
fn values_of_a_mebibyte_are_read_by_others() {
    let rows = [
        vec![Value::Long(1), memo(MEBIBYTE / 2, true), bytes(MEBIBYTE, 3)],
        vec![Value::Long(2), memo(3, false), bytes(3, 5)],
    ];
    stored(&rows).prove();
}

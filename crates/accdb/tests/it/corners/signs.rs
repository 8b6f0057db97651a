//! Zeros of both signs, dates before day 0, and the last second of a day.

use super::scratch::Scratch;
use accdb::{CivilDateTime, ColumnSpec, ColumnType, Database, Error, IndexSpec, TableSpec, Value};
use std::ops::Bound::Included;

/// Keys are made of the bits, as Access and others make them: the zeros are two keys, the negative one first.
#[test]
fn the_two_zeros_are_two_keys_of_a_unique_index_and_each_is_found() {
    let spec = TableSpec::new("T")
        .column(ColumnSpec::new("Double", ColumnType::Double))
        .column(ColumnSpec::new("Single", ColumnType::Single))
        .index(IndexSpec::unique("Double", ["Double"]))
        .index(IndexSpec::unique("Single", ["Single"]).descending());
    let scratch = Scratch::new(&[spec]);
    let row = |number: f32| vec![Value::Double(number.into()), Value::Single(number)];
    scratch.insert("T", [0.0, -1.0, -0.0, 1.0].map(row));
    let signs = |index| -> Vec<u64> {
        let rows = scratch.in_order("T", index).into_iter();
        rows.map(|row| if let Value::Double(number) = row[0] { number.to_bits() } else { panic!("{row:?}") })
            .collect()
    };
    let ascending = [-1.0_f64, -0.0, 0.0, 1.0].map(f64::to_bits);
    assert_eq!(signs(0), ascending);
    assert_eq!(signs(1), ascending.into_iter().rev().collect::<Vec<_>>());
    for zero in [0.0, -0.0] {
        assert!(matches!(scratch.refusal("T", row(zero)), Error::Duplicate { .. }));
        assert_eq!(found(&scratch.open(), &[Value::Double(zero.into())]), [f64::from(zero).to_bits()]);
    }
    scratch.prove();
}

fn found(database: &Database, key: &[Value<'_>]) -> Vec<u64> {
    let table = database.table("T").expect("a table");
    let index = table.index("Double").expect("an index");
    let mut range = database.range(&table, index, Included(key), Included(key)).expect("a range");
    let mut bits = Vec::new();
    while let Some(row) = range.next_row().expect("a sound row") {
        bits.extend(match row.get("Double").expect("a value") {
            Value::Double(number) => Some(number.to_bits()),
            _ => None,
        });
    }
    bits
}

/// The fraction counts forward also before 1899-12-30, while keys go by the number alone.
#[test]
fn dates_before_day_0_and_the_last_second_of_a_day_keep_their_day() {
    let spec = TableSpec::new("T")
        .column(ColumnSpec::new("Date", ColumnType::DateTime))
        .index(IndexSpec::plain("Date", ["Date"]));
    let scratch = Scratch::new(&[spec]);
    let of_day = |hour: f64, minute: f64, second: f64| (hour * 3600.0 + minute * 60.0 + second) / 86_400.0;
    let late = of_day(23.0, 59.0, 59.6);
    let dates = [
        (-657_434.0, (100, 1, 1, 0)),
        (-115_859.0 - late, (1582, 10, 14, 86_399_600)),
        (-2.0 - late, (1899, 12, 28, 86_399_600)),
        (-1.75, (1899, 12, 29, 64_800_000)),
        (-1.25, (1899, 12, 29, 21_600_000)),
        (-1.0, (1899, 12, 29, 0)),
        (0.25, (1899, 12, 30, 21_600_000)),
        (46_090.0 + late, (2026, 3, 9, 86_399_600)),
        (2_958_465.0 + late, (9999, 12, 31, 86_399_600)),
    ];
    scratch.insert("T", dates.iter().rev().map(|(date, _)| vec![Value::DateTime((*date).into())]));
    let read = scratch.in_order("T", 0);
    for (row, (number, (year, month, day, millisecond))) in read.iter().zip(dates) {
        let Value::DateTime(date) = row[0] else { panic!("{row:?}") };
        assert_eq!(date.days(), number);
        assert_eq!(CivilDateTime::from_ole(date), Some(CivilDateTime { year, month, day, millisecond }));
    }
    scratch.prove();
}

//! Indexes that leave nulls out, unique ones with nulls, and descending columns.

use super::scratch::{Scratch, text};
use accdb::{ColumnSpec, ColumnType, Error, IndexSpec, TableSpec, Value};

fn pair(index: IndexSpec) -> TableSpec {
    TableSpec::new("T")
        .column(ColumnSpec::new("A", ColumnType::Long))
        .column(ColumnSpec::text("B", 20))
        .index(index)
}

fn long(number: Option<i32>) -> Value<'static> {
    number.map_or(Value::Null, Value::Long)
}

/// Rows in which none, one, the other, or both are null.
fn rows(count: usize) -> impl Iterator<Item = Vec<Value<'static>>> {
    (0..count).map(|i| {
        let a = long((i % 4 < 2).then_some(i as i32 * 37 % 101));
        let b = if i % 2 == 0 { text(6, i * 31 % 97) } else { Value::Null };
        vec![a, b]
    })
}

fn nulls(row: &[Value<'_>]) -> usize {
    row.iter().filter(|value| **value == Value::Null).count()
}

#[test]
fn an_index_that_ignores_nulls_leaves_out_rows_whose_key_is_all_null() {
    let both = Scratch::new(&[pair(IndexSpec::plain("I", ["A", "B"]).ignoring_nulls())]);
    both.insert("T", rows(400));
    let listed = both.in_order("T", 0);
    assert_eq!((listed.len(), listed.iter().filter(|row| nulls(row) == 2).count()), (300, 0));
    let one = Scratch::new(&[pair(IndexSpec::plain("I", ["A"]).ignoring_nulls())]);
    one.insert("T", rows(400));
    assert!(one.in_order("T", 0).iter().all(|row| row[0] != Value::Null));
    assert_eq!(one.in_order("T", 0).len(), 200);
    proving::readers::proof::Proof::here().of_our_own(&[both.file(), one.file()]);
}

#[test]
fn a_unique_index_takes_any_number_of_nulls_and_no_key_twice() {
    let plain = Scratch::new(&[pair(IndexSpec::unique("I", ["A", "B"]))]);
    let ignoring = Scratch::new(&[pair(IndexSpec::unique("I", ["A", "B"]).ignoring_nulls())]);
    for (scratch, listed) in [(&plain, 9), (&ignoring, 6)] {
        let row = |a: Option<i32>, b: Option<&'static str>| {
            vec![long(a), b.map_or(Value::Null, |b| Value::Text(b.into()))]
        };
        for _ in 0..3 {
            scratch.insert("T", [row(None, None), row(Some(1), None), row(None, Some("x"))]);
        }
        assert_eq!(scratch.in_order("T", 0).len(), listed);
        scratch.insert("T", [row(Some(1), Some("x"))]);
        // Capitals and spaces at the end make no other key.
        for again in ["x", "X", "x  "] {
            let refusal = scratch.refusal("T", row(Some(1), Some(again)));
            assert!(matches!(refusal, Error::Duplicate { .. }), "{again:?}: {refusal}");
        }
    }
    proving::readers::proof::Proof::here().of_our_own(&[plain.file(), ignoring.file()]);
}

#[test]
fn a_primary_key_takes_no_null() {
    let scratch = Scratch::new(&[pair(IndexSpec::primary_key(["A", "B"]))]);
    for row in [vec![Value::Null, text(3, 1)], vec![Value::Long(1), Value::Null], vec![Value::Null; 2]] {
        assert!(matches!(scratch.refusal("T", row), Error::Rule { .. }));
    }
}

/// Every type whose order is known goes down as it goes up, nulls at the end; and a column may go down beside one that
/// goes up.
#[test]
fn descending_columns_of_every_type_go_down() {
    use ColumnType::*;
    let kinds = [Boolean, Byte, Integer, Long, Currency, Single, Double, DateTime, Guid, Memo];
    let kinds = kinds.map(|kind| ColumnSpec::new(kind.name(), kind));
    let decimal = ColumnSpec::new("decimal", Decimal { precision: 18, scale: 2 });
    let others = [decimal, ColumnSpec::text("text", 40), ColumnSpec::binary("binary", 40)];
    let spec = kinds.into_iter().chain(others).fold(TableSpec::new("T"), TableSpec::column);
    let names: Vec<String> = spec.columns.iter().map(|column| column.name.clone()).collect();
    let spec = names.iter().fold(spec, |spec, name| {
        let up = IndexSpec::plain(format!("Up {name}"), [name.as_str()]);
        let down = IndexSpec::plain(format!("Down {name}"), [name.as_str()]).descending();
        spec.index(up).index(down)
    });
    let mixed = IndexSpec {
        columns: vec![("text".to_owned(), true), ("integer".to_owned(), false)],
        ..IndexSpec::plain("Mixed", ["text"])
    };
    let scratch = Scratch::new(&[spec.index(mixed)]);
    scratch.insert("T", (0..150).map(|i| of_every_type(&names, i)));
    for (place, name) in names.iter().enumerate() {
        let column = |index: usize| -> Vec<Value<'_>> {
            scratch.in_order("T", index).into_iter().map(|row| row[place].clone()).collect()
        };
        let (mut up, down) = (column(2 * place), column(2 * place + 1));
        up.reverse();
        assert!(up == down, "{name}: {up:?}, but down {down:?}");
        assert!(name == "boolean" || down.last() == Some(&Value::Null), "{name}");
    }
    scratch.prove();
}

/// Values that differ where their `i` differs, but for the boolean; every tenth is null.
fn of_every_type(names: &[String], i: usize) -> Vec<Value<'static>> {
    let number = (i as i32 * 61 % 151) - 75;
    let value = |name: &str| match name {
        "boolean" => Value::Boolean(i.is_multiple_of(3)),
        _ if i % 150 == 10 => Value::Null,
        "byte" => Value::Byte((number + 75) as u8),
        "integer" => Value::Integer(number as i16),
        "long" => Value::Long(number * 1_000_003),
        "currency" => Value::Currency(i64::from(number) * 12_345_678),
        "single" => Value::Single(number as f32 / 8.0),
        "double" => Value::Double(f64::from(number) * 1e10),
        "date/time" => Value::DateTime(f64::from(number * 100).into()),
        "GUID" => Value::Guid(std::array::from_fn(|at| (number as u8).wrapping_mul(at as u8 * 2 + 1))),
        "memo" | "text" => text(1 + i % 20, (number + 75) as usize * 1_000),
        "decimal" => Value::Decimal {
            negative: number < 0,
            magnitude: u128::from(number.unsigned_abs()) * 1_000_007,
            scale: 2,
        },
        // Each a part of longer ones, about the groups of eight.
        "binary" => Value::Binary(vec![0xA5; 1 + i % 39].into()),
        other => panic!("a column of {other}"),
    };
    names.iter().map(|name| value(name)).collect()
}

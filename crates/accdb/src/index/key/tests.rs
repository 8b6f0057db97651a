use super::*;
use crate::format::ids::ColumnId;
use crate::format::table::IndexColumn;
use proptest::prelude::*;
use std::borrow::Cow;

fn column(column_type: ColumnType) -> Column {
    Column { length: 510, compressed: true, ..Column::described("Field", column_type, 0) }
}

fn key(value: &Value<'_>, column_type: ColumnType, descending: bool) -> Vec<u8> {
    let mut key = Vec::new();
    append(&mut key, value, &column(column_type), descending).unwrap();
    key
}

fn hex(value: Value<'_>, column_type: ColumnType, descending: bool) -> String {
    key(&value, column_type, descending).iter().map(|byte| format!("{byte:02X}")).collect()
}

#[test]
fn a_text_by_its_units_has_the_key_of_the_text_and_half_a_pair_one_of_its_own() {
    let units = |text: &str| Value::Units(text.encode_utf16().collect());
    for descending in [false, true] {
        for text in ["", "Año 2026", "x\u{1F600}y  "] {
            let expected = key(&Value::Text(text.into()), ColumnType::Text, descending);
            assert_eq!(key(&units(text), ColumnType::Text, descending), expected, "{text:?}");
        }
        let half = key(&Value::Units(vec![0x61, 0xD83D].into()), ColumnType::Memo, descending);
        assert_ne!(half, key(&units("a\u{FFFD}"), ColumnType::Memo, descending));
    }
}

#[test]
fn values_are_encoded_as_the_format_says() {
    use ColumnType::*;
    let decimal = |negative, magnitude| Value::Decimal { negative, magnitude, scale: 2 };
    let scale2 = Decimal { precision: 18, scale: 2 };
    for (value, column_type, ascending, descending) in [
        (Value::Null, Long, "00", "FF"),
        (Value::Long(2), Long, "7F80000002", "807FFFFFFD"),
        (Value::Long(-1), Long, "7F7FFFFFFF", "8080000000"),
        (Value::Integer(1), Integer, "7F8001", "807FFE"),
        (Value::Byte(7), Byte, "7F07", "80F8"),
        (Value::Currency(10_000), Currency, "7F8000000000002710", "807FFFFFFFFFFFD8EF"),
        (Value::Double(1.0), Double, "7FBFF0000000000000", "80400FFFFFFFFFFFFF"),
        (Value::Double(-1.0), Double, "7F400FFFFFFFFFFFFF", "80BFF0000000000000"),
        (Value::Single(1.0), Single, "7FBF800000", "80407FFFFF"),
        (Value::Boolean(true), Boolean, "7F00", "80FF"),
        (Value::Boolean(false), Boolean, "7FFF", "8000"),
        (Value::Null, Boolean, "7FFF", "8000"),
        (
            decimal(false, 1),
            scale2,
            "7FFF00000000000000000000000000000001",
            "8000FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFE",
        ),
        (
            decimal(true, 1),
            scale2,
            "7F00FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFE",
            "80FF00000000000000000000000000000001",
        ),
        (Value::Binary(Cow::Borrowed(b"")), Binary, "7F", "80"),
        (Value::Binary(Cow::Borrowed(b"ab")), Binary, "7F616200000000000002", "809E9DFFFFFFFFFFFFFD"),
        (
            Value::Binary(Cow::Borrowed(b"12345678a")),
            Binary,
            "7F313233343536373809610000000000000001",
            "80CECDCCCBCAC9C8C7099EFFFFFFFFFFFFFFFE",
        ),
        (Value::Binary(Cow::Borrowed(b"12345678")), Binary, "7F313233343536373808", "80CECDCCCBCAC9C8C7F7"),
        (Value::Text(Cow::Borrowed("A")), Text, "7F0E020100", "80F1FDFEFF00"),
        (Value::Text(Cow::Borrowed("A")), Memo, "7F0E020100", "80F1FDFEFF00"),
    ] {
        assert_eq!(hex(value.clone(), column_type, false), ascending, "{value:?} ascending");
        assert_eq!(hex(value.clone(), column_type, true), descending, "{value:?} descending");
    }
}

#[test]
fn a_guid_is_sorted_as_it_is_written() {
    // {01234567-89AB-CDEF-0011-223344556677}
    let stored =
        [0x67, 0x45, 0x23, 0x01, 0xAB, 0x89, 0xEF, 0xCD, 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77];
    assert_eq!(hex(Value::Guid(stored), ColumnType::Guid, false), "7F0123456789ABCDEF09001122334455667708");
}

#[test]
fn an_extended_date_is_sorted_by_its_digits() {
    let value = Value::DateTimeExtended { days: 737_000, ticks: 432_000_000_001 };
    let bytes = key(&value, ColumnType::DateTimeExtended, false);
    assert_eq!(bytes[1..10], *b"00000000\x09");
    assert_eq!(bytes.len(), 1 + 42 + 6 + 6, "five full groups and one of two bytes");
}

#[test]
fn decimals_are_compared_at_the_scale_of_the_column() {
    let decimal = |magnitude, scale| Value::Decimal { negative: true, magnitude, scale };
    let column_type = ColumnType::Decimal { precision: 18, scale: 2 };
    assert_eq!(key(&decimal(15, 1), column_type, false), key(&decimal(150, 2), column_type, false));
    assert_eq!(key(&decimal(1500, 3), column_type, false), key(&decimal(150, 2), column_type, false));
    let too_fine = append(&mut Vec::new(), &decimal(1501, 3), &column(column_type), false);
    assert!(matches!(too_fine, Err(Rule::Type { expected: "decimal", .. })));
}

#[test]
fn a_value_that_does_not_fit_the_column_is_refused() {
    for (value, column_type) in [
        (Value::Long(70_000), ColumnType::Integer),
        (Value::Long(-1), ColumnType::Byte),
        (Value::Text(Cow::Borrowed("1")), ColumnType::Long),
        (Value::Long(1), ColumnType::Text),
        (Value::Binary(Cow::Borrowed(b"x")), ColumnType::Guid),
        (Value::Binary(Cow::Borrowed(b"x")), ColumnType::Ole),
        (Value::Long(1), ColumnType::Unknown(99)),
    ] {
        let refused = append(&mut Vec::new(), &value, &column(column_type), false);
        assert!(matches!(refused, Err(Rule::Type { .. })), "{value:?} in {column_type:?}");
    }
    assert_eq!(
        key(&Value::Long(5), ColumnType::Integer, false),
        key(&Value::Integer(5), ColumnType::Integer, false)
    );
}

/// Comparing keys must give the order of the values, and the reverse order when descending.
fn in_order<T: PartialOrd + std::fmt::Debug>(
    a: T,
    b: T,
    column_type: ColumnType,
    value: impl Fn(&T) -> Value<'static>,
) {
    let keys = |descending| [&a, &b].map(|of| key(&value(of), column_type, descending));
    let [low, high] = keys(false);
    assert_eq!(low.partial_cmp(&high), a.partial_cmp(&b), "{a:?} and {b:?}");
    let [low, high] = keys(true);
    assert_eq!(high.partial_cmp(&low), a.partial_cmp(&b), "{a:?} and {b:?} descending");
}

proptest! {
    #[test]
    fn keys_of_integers_have_the_order_of_the_integers(a: i64, b: i64, c: i32, d: i32, e: i16, f: i16) {
        in_order(a, b, ColumnType::BigInt, |of| Value::BigInt(*of));
        in_order(a, b, ColumnType::Currency, |of| Value::Currency(*of));
        in_order(c, d, ColumnType::Long, |of| Value::Long(*of));
        in_order(e, f, ColumnType::Integer, |of| Value::Integer(*of));
    }

    #[test]
    fn keys_of_floats_and_dates_have_the_order_of_the_numbers(
        a in -1e9..1e9, b in -1e9..1e9, c in -1e9_f32..1e9, d in -1e9_f32..1e9
    ) {
        in_order(a, b, ColumnType::Double, |of| Value::Double(*of));
        in_order(a, b, ColumnType::DateTime, |of| Value::DateTime((*of).into()));
        in_order(c, d, ColumnType::Single, |of| Value::Single(*of));
    }

    #[test]
    fn keys_of_decimals_have_the_order_of_the_numbers(a: i64, b: i64) {
        in_order(a, b, ColumnType::Decimal { precision: 28, scale: 3 }, |of| Value::Decimal {
            negative: *of < 0,
            magnitude: of.unsigned_abs().into(),
            scale: 3,
        });
    }

    #[test]
    fn keys_of_bytes_have_the_order_of_the_bytes(
        a in prop::collection::vec(any::<u8>(), 1..40), b in prop::collection::vec(any::<u8>(), 1..40), c: [u8; 3]
    ) {
        in_order(a.clone(), b, ColumnType::Binary, |of| Value::Binary(Cow::Owned(of.clone())));
        let longer: Vec<u8> = a.iter().chain(&c).copied().collect();
        in_order(a, longer, ColumnType::Binary, |of| Value::Binary(Cow::Owned(of.clone())));
    }
}

fn table(columns: &[ColumnType]) -> TableDef {
    let nowhere = crate::format::ids::RowId::default();
    TableDef {
        name: "Table".into(),
        page: Default::default(),
        row_count: 0,
        last_autonumber: 0,
        last_complex: 0,
        max_columns: 0,
        variable_slots: 0,
        fixed_size: 0,
        columns: columns.iter().map(|of| column(*of)).collect(),
        cells: Vec::new(),
        indexes: Vec::new(),
        owned: nowhere,
        free: nowhere,
        long_values: Vec::new(),
        foreign_keys: Vec::new(),
        referenced_by: Vec::new(),
        validation: None,
    }
}

fn index(columns: &[(usize, bool)]) -> Index {
    Index {
        names: vec!["Key".into()],
        columns: columns
            .iter()
            .map(|&(column, descending)| IndexColumn { column: ColumnId::at(column), descending })
            .collect(),
        root: Default::default(),
        unique: true,
        ignore_nulls: true,
        required: false,
        primary: false,
        usage_map: Default::default(),
        logical_numbers: Vec::new(),
    }
}

#[test]
fn the_key_of_a_row_joins_the_keys_of_its_columns() {
    let table = table(&[ColumnType::Long, ColumnType::Text]);
    let row = [Value::Long(2), Value::Text("A".into())];
    let of_row = key_of_row(&table, &index(&[(1, false), (0, true)]), |column| Ok(row[column].clone()));
    let joined = [key(&row[1], ColumnType::Text, false), key(&row[0], ColumnType::Long, true)].concat();
    assert_eq!(of_row.unwrap(), Some(Key { bytes: joined.clone(), exclusive: true }));
    let start = key_of_values(&table, &index(&[(1, false), (0, true)]), &row[1..]).unwrap();
    assert!(joined.starts_with(&start) && start.len() < joined.len());
}

#[test]
fn nulls_never_clash_and_a_row_of_nulls_alone_may_be_left_out() {
    let table = table(&[ColumnType::Long, ColumnType::Text]);
    let some = [Value::Long(2), Value::Null];
    let key =
        key_of_row(&table, &index(&[(0, false), (1, false)]), |column| Ok(some[column].clone())).unwrap();
    assert!(!key.unwrap().exclusive);
    let mut all = index(&[(0, false), (1, false)]);
    assert_eq!(key_of_row(&table, &all, |_| Ok(Value::Null)).unwrap(), None);
    all.ignore_nulls = false;
    let kept = key_of_row(&table, &all, |_| Ok(Value::Null)).unwrap();
    assert_eq!(kept, Some(Key { bytes: vec![0, 0], exclusive: false }));
}

#[test]
fn a_wrong_value_is_named_with_its_table_and_column() {
    let table = table(&[ColumnType::Long]);
    let refused = key_of_values(&table, &index(&[(0, false)]), &[Value::Text("x".into())]).unwrap_err();
    assert_eq!(refused.to_string(), "Table.Field: Text(\"x\") does not fit a column of type long");
    let nowhere = key_of_values(&table, &index(&[(7, false)]), &[Value::Long(1)]).unwrap_err();
    assert!(matches!(nowhere, Error::Damaged { .. }));
}

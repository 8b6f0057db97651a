use super::*;
use crate::format::column::{Column, SortOrder};
use crate::format::ids::{PageNo, RowId};
use proptest::prelude::*;

fn column(name: &str, calculated: bool) -> Column {
    Column {
        name: name.to_owned(),
        column_type: ColumnType::Double,
        number: 0,
        variable_slot: 0,
        fixed_offset: 0,
        length: 8,
        fixed: false,
        autonumber: false,
        autonumber_guid: false,
        compressed: false,
        calculated,
        sort_order: SortOrder::GENERAL,
        required: false,
        zero_length: true,
        default: None,
        validation: None,
    }
}

fn table() -> TableDef {
    TableDef {
        name: "Orders".into(),
        page: PageNo(9),
        row_count: 0,
        last_autonumber: 0,
        last_complex: 0,
        max_columns: 2,
        variable_slots: 2,
        fixed_size: 0,
        columns: vec![column("Price", false), column("Total", true)],
        cells: Vec::new(),
        indexes: vec![],
        foreign_keys: vec![],
        referenced_by: vec![],
        owned: RowId::default(),
        free: RowId::default(),
        long_values: vec![],
        validation: None,
    }
}

fn sized(value: &[u8]) -> Vec<u8> {
    [&u16::try_from(value.len()).unwrap().to_le_bytes()[..], value].concat()
}

fn block(kind: u16, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 6).unwrap();
    [&length.to_le_bytes()[..], &kind.to_le_bytes(), body].concat()
}

fn of(owner: &str, values: &[Vec<u8>]) -> Vec<u8> {
    let name = sized(&text::encode_plain(owner));
    let length = u32::try_from(name.len() + 4).unwrap();
    [&length.to_le_bytes()[..], &name, &values.concat()].concat()
}

fn value(kind: u8, name: u16, data: &[u8]) -> Vec<u8> {
    let total = u16::try_from(data.len() + 8).unwrap();
    [&total.to_le_bytes()[..], &[0, kind], &name.to_le_bytes(), &sized(data)].concat()
}

fn sample() -> Vec<u8> {
    let names = ["Required", "AllowZeroLength", "DefaultValue", "ValidationRule", "ResultType", "Format"];
    let names: Vec<u8> = names.iter().flat_map(|name| sized(&text::encode_plain(name))).collect();
    let price = [
        value(1, 0, &[0xFF]),
        value(1, 1, &[0]),
        value(12, 2, &text::encode_plain("0")),
        value(10, 5, &text::encode_plain("0.00")),
    ];
    [
        MAGIC.to_vec(),
        block(0x80, &names),
        block(0, &of("", &[value(12, 3, &text::encode_plain("[Price]>0"))])),
        block(1, &of("price", &price)),
        block(1, &of("Total", &[value(2, 4, &[5])])),
        block(1, &of("Gone", &[value(1, 0, &[1])])),
    ]
    .concat()
}

#[test]
fn rules_of_columns_and_of_the_table_are_found() {
    let mut table = table();
    apply(&sample(), &mut table).unwrap();
    let [price, total] = table.columns.as_slice() else { panic!() };
    assert_eq!((price.required, price.zero_length, price.default.as_deref()), (true, false, Some("0")));
    assert_eq!((total.required, total.column_type), (false, ColumnType::Currency));
    assert_eq!(table.validation.as_deref(), Some("[Price]>0"));
}

#[test]
fn no_properties_are_no_rules_and_other_bytes_are_damage() {
    let mut changed = table();
    apply(&[], &mut changed).unwrap();
    assert_eq!(changed, table());
    assert!(apply(b"MR1\0", &mut changed).is_err());
    let sample = sample();
    assert!(apply(&sample[..sample.len() - 1], &mut changed).is_err());
}

proptest! {
    #[test]
    fn no_bytes_panic(flips in prop::collection::vec((0..300_usize, any::<u8>()), 1..5)) {
        let mut bytes = sample();
        let length = bytes.len();
        flips.iter().for_each(|(at, value)| bytes[at % length] = *value);
        let _ = apply(&bytes, &mut table());
    }
}

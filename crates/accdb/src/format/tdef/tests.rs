//! The worked example of the format, and bytes that are no definition.

use super::*;
use crate::format::column::SortOrder;
use crate::format::ids::RowSlot;
use crate::pager::Pager;
use crate::storage::MemoryStorage;
use proptest::prelude::*;

/// Table2 of indexTestV2010, as docs/format.md spells it out (its third name, `PrimaryKey`, in full).
const EXAMPLE: &str = "
    02017D0E00000000 7B01000059060000 030000000000000001000000 000000000400000002000000
    4E020001000200 0300000002000000 004F0000014F0000 000000000300000000000000 000000000300000000000000
    0459060000000000000000090400000300000000000000 0400
    0A5906000001000000010009040001020100000000000064 00
    040069006400 08006400610074006100
    83070000000001FFFF00FFFF00FFFF00FFFF00FFFF00FFFF00FFFF00FFFF00FFFF00 024F000050000000 00000000800000000000
    83070000000001FFFF00FFFF00FFFF00FFFF00FFFF00FFFF00FFFF00FFFF00FFFF00 034F000051000000 00000000890000000000
    590600000200000001000000 01020000004A000000 000102 00000000
    590600000000000000000000 00FFFFFFFF00000000 040400 00000000
    590600000100000001000000 00FFFFFFFF00000000 040401 00000000
    06002E0072004300 040069006400 14005000720069006D006100720079004B0065007900 FFFF";

fn example() -> Vec<u8> {
    let digits: Vec<u8> = EXAMPLE.bytes().filter(u8::is_ascii_hexdigit).collect();
    let text = |pair: &[u8]| String::from_utf8(pair.to_vec()).unwrap();
    let mut page: Vec<u8> =
        digits.chunks(2).map(|pair| u8::from_str_radix(&text(pair), 16).unwrap()).collect();
    page.resize(PAGE_SIZE, 0);
    page
}

fn map(slot: u8) -> RowId {
    RowId { page: PageNo(79), slot: RowSlot(slot) }
}

#[test]
fn the_example_of_the_format_is_read_field_by_field() {
    let table = parse(&example(), PageNo(78), "Table2").unwrap();
    assert_eq!(
        (table.row_count, table.last_autonumber, table.max_columns, table.variable_slots),
        (3, 0, 2, 1)
    );
    assert_eq!((table.fixed_size, table.owned, table.free), (4, map(0), map(1)));

    let [id, data] = table.columns.as_slice() else { panic!("{:?}", table.columns) };
    assert_eq!(
        (id.name.as_str(), id.column_type, id.fixed, id.fixed_offset),
        ("id", ColumnType::Long, true, 0)
    );
    assert_eq!((data.name.as_str(), data.column_type, data.fixed), ("data", ColumnType::Text, false));
    assert_eq!((data.size(), data.compressed, data.sort_order), (50, true, SortOrder::GENERAL));

    let [foreign, primary] = table.indexes.as_slice() else { panic!("{:?}", table.indexes) };
    assert_eq!(
        (foreign.names.as_slice(), foreign.root, foreign.unique),
        (&["id".to_owned()][..], PageNo(80), false)
    );
    assert_eq!(primary.names, ["PrimaryKey", ".rC"]);
    assert_eq!(primary.logical_numbers, [1, 2]);
    assert!(primary.primary && primary.unique && primary.required && !primary.ignore_nulls);
    assert_eq!((primary.usage_map, primary.root), (map(3), PageNo(81)));
    assert!(!primary.columns[0].descending && primary.columns[0].position() == 0);
    assert_eq!(table.foreign_keys, []);
}

#[test]
fn a_definition_goes_on_over_pages_without_their_headers() {
    let whole = example();
    let mut first = whole.clone();
    first[4] = 1;
    let mut second = vec![0; PAGE_SIZE];
    second[..8].copy_from_slice(&[2, 1, 0, 0, 0, 0, 0, 0]);
    second[8..11].copy_from_slice(b"end");
    let pages = Pager::new(Box::new(MemoryStorage::new([first, second].concat()))).unwrap();
    let bytes = joined(&pages, PageNo(0)).unwrap();
    assert_eq!((bytes.len(), &bytes[PAGE_SIZE..PAGE_SIZE + 3]), (2 * PAGE_SIZE - 8, &b"end"[..]));
}

#[test]
fn a_chain_that_loops_or_leaves_the_definitions_is_damage() {
    let mut first = example();
    first[4] = 1;
    for second in [vec![1; PAGE_SIZE], first.clone()] {
        let pages = Pager::new(Box::new(MemoryStorage::new([first.clone(), second].concat()))).unwrap();
        assert!(matches!(joined(&pages, PageNo(0)), Err(Error::Damaged { .. })));
    }
}

#[test]
fn counts_that_the_bytes_do_not_bear_out_are_damage() {
    for (at, flip) in [(8, 0x40), (41, 3), (43, 1), (45, 0x40), (47, 0x40), (51, 0x40)] {
        let mut bytes = example();
        bytes[at] ^= flip;
        assert!(parse(&bytes, PageNo(78), "t").is_err(), "byte {at}");
    }
}

/// As decimal(4,0), (10,2), (18,4), (20,0) and (28,0) say in files of Access, or 17 each.
#[test]
fn a_decimal_column_is_as_long_as_its_digits_or_as_its_values() {
    let record = HEAD + 2 * 12;
    for (precision, own) in [(4, 3), (10, 6), (18, 9), (20, 10), (28, 13)] {
        for length in 0..40 {
            let mut bytes = example();
            (bytes[record], bytes[record + 11], bytes[record + 23]) = (0x10, precision, length);
            let is_read = parse(&bytes, PageNo(78), "t").is_ok();
            assert_eq!(is_read, [own, 17].contains(&length), "decimal({precision}): {length}");
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(flips in prop::collection::vec((0..400_usize, any::<u8>()), 1..6)) {
        let mut bytes = example();
        flips.iter().for_each(|(at, value)| bytes[*at] = *value);
        let _ = parse(&bytes, PageNo(78), "t");
    }
}

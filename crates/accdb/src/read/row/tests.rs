use super::*;
use crate::format::cell::cells;
use crate::format::ids::PageNo;
use crate::format::testing::table;
use crate::pager::Pager;
use crate::storage::MemoryStorage;
use proptest::prelude::*;

const COLUMNS: [(ColumnType, bool, u16); 14] = [
    (ColumnType::Boolean, true, 1),
    (ColumnType::Byte, true, 1),
    (ColumnType::Integer, true, 2),
    (ColumnType::Long, true, 4),
    (ColumnType::Currency, true, 8),
    (ColumnType::Single, true, 4),
    (ColumnType::Double, true, 8),
    (ColumnType::DateTime, true, 8),
    (ColumnType::Guid, true, 16),
    (ColumnType::Text, false, 50),
    (ColumnType::Text, false, 50),
    (ColumnType::Memo, false, 0),
    (ColumnType::Binary, false, 50),
    (ColumnType::Long, false, 4),
];

/// A row of those columns: texts that can be lent and others, and a memo in the row.
fn row() -> Vec<u8> {
    let memo = [&[5, 0, 0, 0x80][..], &[0; 8], b"\xFF\xFEfoo"].concat();
    let parts = [b"\xFF\xFEa text of ours", &b"a\0b\0"[..], &memo, b"xyz", &[1, 2, 3, 4]];
    let mut row = vec![14, 0];
    row.extend((0..52_u8).map(|byte| byte.wrapping_mul(37)));
    let mut offsets = vec![row.len()];
    for part in parts {
        row.extend_from_slice(part);
        offsets.push(row.len());
    }
    row.extend(offsets.iter().rev().chain(&[5]).flat_map(|offset| (*offset as u16).to_le_bytes()));
    row.extend([0xFF, 0x3F]);
    row
}

/// Every column in the quick way and step by step, as words: a number that is none equals nothing, not itself.
fn both_ways(bytes: &[u8]) -> Option<(Vec<String>, Vec<String>)> {
    let mut table = table(&COLUMNS);
    table.cells = cells(&table.columns);
    let pages = Pager::new(Box::new(MemoryStorage::default())).unwrap();
    let id = RowId { page: PageNo(3), ..RowId::default() };
    let row = Row::new(&pages, &table, id, Bytes::Lent(bytes)).ok()?;
    let each = |get: &dyn Fn(usize) -> String| (0..=COLUMNS.len()).map(get).collect();
    Some((each(&|at| format!("{:?}", row.get(at))), each(&|at| format!("{:?}", row.get_by_steps(at)))))
}

#[test]
fn a_sound_row_is_read_alike_quickly_and_step_by_step() {
    let (quick, by_steps) = both_ways(&row()).unwrap();
    assert_eq!(quick, by_steps);
    assert_eq!(quick[9], format!("Ok({:?})", Value::Text("a text of ours".into())));
    assert_eq!(quick[11], format!("Ok({:?})", Value::Text("foo".into())));
    assert!(quick[14].starts_with("Err"), "{quick:?}");
}

proptest! {
    #[test]
    fn a_damaged_row_is_read_alike_quickly_and_step_by_step(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..5), cut in 0..4_usize,
    ) {
        let mut bytes = row();
        bytes.drain(..cut);
        changes.iter().for_each(|(at, byte)| *at.get_mut(&mut bytes) = *byte);
        if let Some((quick, by_steps)) = both_ways(&bytes) {
            prop_assert_eq!(quick, by_steps);
        }
    }
}

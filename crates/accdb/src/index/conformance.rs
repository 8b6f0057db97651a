//! Every index of files that others made: our keys are the stored ones, and both walks are the table.

use super::key::key_of_row;
use super::proof::{Proofs, no_row};
use super::testing::shared;
use super::tree::Tree;
use crate::error::Error;
use crate::format::ids::{IndexId, PageNo, RowId, RowSlot};
use crate::format::table::TableDef;
use crate::format::value::Value;
use crate::pager::Pager;
use crate::read::catalog::{self, TableKind};
use crate::read::cursor::Cursor;
use crate::read::row::Row;
use crate::read::scan::Scan;
use crate::storage::FileStorage;
use std::collections::BTreeSet;
use std::ops::Bound;
use std::path::{Path, PathBuf};

/// The sample files, or `None` where they are absent.
fn samples(folders: &[&str]) -> Option<Vec<PathBuf>> {
    let shared = shared()?;
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(shared.join(folder)).expect("a folder"));
    let mut files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "accdb"));
    files.sort();
    Some(files)
}

const FIXTURES: [&str; 4] = [
    "factusol/fixtures/oficit",
    "factusol/fixtures/oficit-empty",
    "factusol/fixtures/duofic",
    "factusol/fixtures/ofifactory",
];

fn open(file: &Path) -> Pager {
    Pager::new(Box::new(FileStorage::open_shared(file).expect("opens"))).expect("a database")
}

fn tables(pager: &Pager) -> Vec<TableDef> {
    let entries = catalog::tables(pager).expect("a catalog").into_iter();
    let local = entries.filter(|entry| entry.kind == TableKind::Local);
    local.map(|entry| catalog::read_table(pager, &entry).expect("a table")).collect()
}

fn scan(pager: &Pager, table: &TableDef, mut see: impl FnMut(Row<'_>)) {
    let mut rows = Scan::new(pager, table);
    while let Some(row) = rows.next_row().expect("a row") {
        see(row);
    }
}

fn whole<'a>(pager: &'a Pager, table: &'a TableDef, index: IndexId) -> Cursor<'a> {
    let everything = (Bound::Unbounded, Bound::Unbounded);
    Cursor::new(pager, &Proofs::default(), table, index, everything.0, everything.1).expect("a cursor")
}

/// Entries of an index whose keys and rows agree with the table.
fn check_index(pager: &Pager, table: &TableDef, nth: IndexId) -> usize {
    let index = &table.indexes[nth.position()];
    let mut expected = BTreeSet::new();
    scan(pager, table, |row| {
        let key = key_of_row(table, index, |column| row.key_value(column)).expect("a key");
        expected.extend(key.map(|key| (key.bytes, row.id())));
    });
    let mut stored = Vec::new();
    let keep = |entry: super::node::Entry<'_>, id| {
        let mut key = entry.to_vec();
        key.truncate(key.len() - 4);
        stored.push((key, id));
        Ok(())
    };
    Tree::of(table, index).for_each_entry(pager, keep).expect("walks");
    assert!(stored.iter().eq(&expected), "{}.{:?}", table.name, index.names);
    let ids: Vec<RowId> = stored.into_iter().map(|(_, id)| id).collect();
    let mut cursor = whole(pager, table, nth);
    assert!(std::iter::from_fn(|| cursor.next_id().expect("walks")).eq(ids.iter().copied()));
    let mut cursor = whole(pager, table, nth);
    assert!(std::iter::from_fn(|| cursor.prev_id().expect("walks")).eq(ids.iter().rev().copied()));
    ids.len()
}

/// Seeks of whole and partial keys find the rows that a scan finds.
fn check_seeks(pager: &Pager, table: &TableDef, nth: IndexId) {
    let index = &table.indexes[nth.position()];
    let values = |row: &Row<'_>| -> Vec<Value<'static>> {
        index.columns.iter().map(|part| row.get(part.position()).expect("a value").into_owned()).collect()
    };
    let (mut all, mut count) = (Vec::new(), 0_usize);
    scan(pager, table, |row| {
        count += 1;
        if count % 97 == 1 {
            all.push((values(&row), row.id()));
        }
    });
    for (values, id) in all.iter().take(20) {
        for len in 1..=values.len() {
            let bound = Bound::Included(&values[..len]);
            let mut cursor =
                Cursor::new(pager, &Proofs::default(), table, nth, bound, bound).expect("a cursor");
            let left_out = index.ignore_nulls && values.iter().all(|value| *value == Value::Null);
            let found = std::iter::from_fn(|| cursor.next_id().expect("walks")).any(|found| found == *id);
            assert_eq!(found, !left_out, "{}.{:?} {values:?}", table.name, index.names);
        }
    }
}

#[test]
fn every_index_of_the_samples_is_its_table_in_order_and_has_our_keys() {
    let Some(files) = samples(&[&["accdb/real", "accdb/real-2"][..], &FIXTURES].concat()) else { return };
    let (mut indexes, mut entries) = (0, 0);
    for file in files {
        let pager = open(&file);
        for table in tables(&pager) {
            for nth in 0..table.indexes.len() {
                entries += check_index(&pager, &table, IndexId::at(nth));
                check_seeks(&pager, &table, IndexId::at(nth));
                indexes += 1;
            }
        }
    }
    println!("{indexes} indexes, {entries} entries");
    assert!(indexes > 500 && entries > 5_000, "{indexes} indexes, {entries} entries");
}

/// A table of a fixture with an index on one text column, and the texts in it.
fn articles(pager: &Pager) -> (TableDef, IndexId, Vec<String>) {
    let table = tables(pager).into_iter().find(|table| table.name == "F_ART").expect("the articles");
    let nth = table.index_on(&["CODART"]).expect("an index on the code");
    let mut codes = Vec::new();
    scan(pager, &table, |row| {
        let value = row.get(table.indexes[nth.position()].columns[0].column).expect("a value");
        let Value::Text(code) = value else { panic!("{value:?} is no code") };
        codes.push(code.into_owned());
    });
    (table, nth, codes)
}

fn seek(pager: &Pager, table: &TableDef, nth: IndexId, text: &str) -> Result<Vec<RowId>, Error> {
    let key = [Value::Text(text.into())];
    let bound = Bound::Included(&key[..]);
    let mut cursor = Cursor::new(pager, &Proofs::default(), table, nth, bound, bound)?;
    std::iter::from_fn(|| cursor.next_id().transpose()).collect()
}

#[test]
fn an_entry_without_its_row_is_damage_that_names_the_index() {
    let Some(files) = samples(&FIXTURES[..1]) else { return };
    let (table, nth, _) = articles(&open(&files[0]));
    let lost = no_row(&table, &table.indexes[nth.position()], RowId { page: PageNo(77), slot: RowSlot(3) })
        .to_string();
    assert!(lost.contains("of F_ART has an entry for row 3, which is not there"), "{lost}");
    assert!(lost.contains("77"), "{lost}");
}

#[test]
fn the_fixture_in_spanish_order_is_read_by_its_indexes() {
    let Some(files) = samples(&["factusol/fixtures/hostile"]) else { return };
    let file = files.iter().find(|file| file.ends_with("text-order-3082.accdb")).expect("the fixture");
    let pager = open(file);
    let (table, nth, codes) = articles(&pager);
    assert_eq!(table.columns[table.indexes[nth.position()].columns[0].position()].sort_order.lcid, 3082);
    for code in codes.iter().take(50) {
        assert_eq!(seek(&pager, &table, nth, code).expect("proven").len(), 1, "{code}");
    }
    // Any digit, where some digit is.
    assert!(codes.iter().any(|code| code.contains(|of: char| of.is_ascii_digit())));
    assert_eq!(seek(&pager, &table, nth, "9876543210").expect("proven"), []);
    assert_eq!(seek(&pager, &table, nth, "").expect("proven"), []);
    let half = [Value::Units(vec![0x31, 0xD800].into())];
    let bound = Bound::Included(&half[..]);
    let refused =
        Cursor::new(&pager, &Proofs::default(), &table, nth, bound, bound).err().expect("not proven");
    assert!(refused.to_string().contains("how '\u{fffd}' (U+FFFD) is sorted"), "{refused}");
    let refused = seek(&pager, &table, nth, "1Ж").expect_err("not proven").to_string();
    let why = "F_ART.CODART: unsupported sort order 3082 (version 1): nothing in the file shows how 'Ж' (U+0416) is sorted";
    assert_eq!(refused, why);
}

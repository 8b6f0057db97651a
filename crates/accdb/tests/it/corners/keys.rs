//! Keys at the limit of their length, and trees of them: two of the longest fill a page.

use super::scratch::{Scratch, bytes};
use accdb::{
    ColumnSpec, ColumnType, Error, IndexId, IndexSpec, SortOrder, Strictness, TableSpec, Value, Version,
};
use proving::readers::checker::Checker;
use proving::readers::jetdb_reader::Jetdb;
use proving::readers::reader::{agree, compare};
use std::ops::Bound::Included;

/// Keys of a flag, then nine bytes for each eight: 577 for 510 bytes. A byte makes a key longer by one than
/// a null does.
fn table() -> TableSpec {
    let binaries =
        (0..4).fold(TableSpec::new("T"), |table, i| table.column(ColumnSpec::binary(format!("B{i}"), 510)));
    let numbers = [("Short", ColumnType::Integer), ("One", ColumnType::Byte), ("Two", ColumnType::Byte)];
    let table =
        numbers.iter().fold(binaries, |table, (name, kind)| table.column(ColumnSpec::new(*name, *kind)));
    table.index(IndexSpec::unique("Long", ["B0", "B1", "B2", "B3", "Short", "One", "Two"]))
}

/// A row whose key has 3 x 577 + 64 + 3 + 1 + 1 = 1800 bytes, and one more for each byte that is not null.
fn row(seed: usize, one: bool, two: bool) -> Vec<Value<'static>> {
    let byte = |there: bool| if there { Value::Byte(seed as u8) } else { Value::Null };
    let mut row: Vec<_> = (0..3).map(|_| bytes(510, seed)).collect();
    row.extend([bytes(50, seed), Value::Integer(seed as i16), byte(one), byte(two)]);
    row
}

#[test]
fn keys_up_to_the_limit_make_a_tree_and_one_byte_more_is_refused() {
    let scratch = Scratch::new(&[table()]);
    let order =
        [50, 3, 40, 41, 42, 99, 98, 97, 20, 1, 60, 61, 10, 9, 8, 7, 70, 71, 72, 73, 30, 31, 0, 5, 90, 91];
    scratch.insert("T", order.iter().map(|seed| row(*seed, false, false)));
    let mut sorted = order.map(|seed| match &row(seed, false, false)[0] {
        Value::Binary(bytes) => bytes.to_vec(),
        other => panic!("{other:?}"),
    });
    sorted.sort();
    let read = scratch.in_order("T", 0);
    assert!(
        read.iter().zip(&sorted).all(|(row, key)| row[0] == Value::Binary(key.into())) && read.len() == 26
    );
    for (one, two) in [(true, false), (true, true)] {
        let refusal = scratch.refusal("T", row(11, one, two));
        assert!(matches!(refusal, Error::TooLong { limit: 1800, .. }), "{refusal}");
    }
    scratch.prove();
}

/// The key of a text is of its first 255 characters; accents have a byte more each, symbols four.
#[test]
fn texts_are_keys_up_to_510_bytes_and_memos_are_by_their_first_255_characters() {
    for (version, order) in
        [(Version::Ace12, SortOrder::GENERAL_LEGACY), (Version::Ace14, SortOrder::GENERAL)]
    {
        let spec = TableSpec::new("T")
            .column(ColumnSpec::text("Text", 255))
            .column(ColumnSpec::new("Memo", ColumnType::Memo))
            .index(IndexSpec::plain("Text", ["Text"]))
            .index(IndexSpec::plain("Down", ["Text"]).descending())
            .index(IndexSpec::plain("Memo", ["Memo"]));
        let scratch = Scratch::of(version, order, &[spec]);
        let text = |letter: &str, end: usize| {
            let most = if letter == "-" { 124 } else { 249 };
            format!("{}{end:02}", letter.repeat(most))
        };
        let row = |letter, i: usize| {
            // 255 characters are too long for a key in General, and behind so many symbols.
            let behind = if order == SortOrder::GENERAL || letter == "-" { "" } else { "behind the key " };
            let memo = format!("{}{}", text(letter, i / 2), behind.repeat(i % 30));
            vec![Value::Text(text(letter, i).into()), Value::Text(memo.into())]
        };
        scratch.insert("T", (0..30).map(|i| row(["a", "1", " "][i % 3], i)));
        if order == SortOrder::GENERAL_LEGACY {
            scratch.insert("T", (0..30).map(|i| row(["ñ", "é", "-"][i % 3], i)));
        }
        scratch.prove();
    }
}

/// As Access cuts them; others write and look for whole keys, so our own check is the judge of the indexes.
#[test]
fn longer_keys_are_cut_and_told_apart_by_a_check_value() {
    let spec = TableSpec::new("T")
        .column(ColumnSpec::text("Text", 255))
        .column(ColumnSpec::new("Number", ColumnType::Long))
        .index(IndexSpec::plain("Up", ["Text"]))
        .index(IndexSpec::plain("Down", ["Text"]).descending());
    let composite = TableSpec::new("Two")
        .column(ColumnSpec::text("Text", 255))
        .column(ColumnSpec::new("Number", ColumnType::Long))
        .index(IndexSpec::plain("Both", ["Number", "Text"]));
    let scratch = Scratch::new(&[spec, composite]);
    let row = |end: usize| vec![Value::Text(format!("{}{end:03}", "x".repeat(252)).into()), Value::Long(7)];
    scratch.insert("T", (0..200).map(row));
    assert!(matches!(scratch.refusal("Two", row(9)), Error::TooLong { limit: 509, .. }));
    let database = scratch.open();
    let table = database.table("T").expect("a table");
    for (index, end) in (0..2).flat_map(|index| (0..200).map(move |end| (IndexId::at(index), end))) {
        let key = &row(end)[..1];
        let mut found = database.range(&table, index, Included(key), Included(key)).expect("a range");
        // Check values of 16 bits may be the same.
        let mut rows = Vec::new();
        while let Some(row) = found.next_row().expect("a sound row") {
            rows.push(row.get(0).expect("a value").into_owned());
        }
        assert!(rows.contains(&key[0]) && rows.len() < 4, "{rows:?}");
    }
    let found = database.check(Strictness::OwnWriter).expect("reads");
    assert!(found.is_sound(), "{found}");
    drop(database);
    agree(&[compare(&Jetdb, &scratch.file())]);
}

/// Jackcess counts ß as one character and finds no such row by its key, so the checker is the judge, which has the keys
/// of files of Access.
#[test]
fn sharp_s_before_an_accent_or_a_symbol_counts_as_two_characters_as_in_files_of_access() {
    let spec = TableSpec::new("T")
        .column(ColumnSpec::text("Text", 60))
        .index(IndexSpec::plain("Up", ["Text"]))
        .index(IndexSpec::plain("Down", ["Text"]).descending());
    let scratch = Scratch::of(Version::Ace12, SortOrder::GENERAL_LEGACY, &[spec]);
    let texts = ["Nuß-Nougat-Creme", "Lebensmittelgroßmärkte", "ßé", "ssé", "O'ß'", "ßß-ß", "ß"];
    scratch.insert("T", texts.map(|text| vec![Value::Text(text.into())]));
    agree(&[compare(&Jetdb, &scratch.file())]);
    if let Some(checker) = Checker::here() {
        checker.strict(&scratch.file());
    }
}

//! Usage maps that outgrow their row: of a table, an index, a column of long values, and of the whole file.

use super::scratch::{NOW, Scratch, bytes, insert, text};
use super::sparse::{BITMAP, Sparse};
use accdb::{ColumnSpec, ColumnType, CreateOptions, Database, IndexId, IndexSpec, TableSpec, Value};
use proving::readers::jetdb_reader::Jetdb;
use proving::readers::mdbtools::Mdbtools;
use proving::readers::reader::{agree, compare};
use std::ops::Bound::Unbounded;

fn table() -> TableSpec {
    TableSpec::new("T")
        .column(ColumnSpec::text("Text", 255))
        .column(ColumnSpec::binary("Wide", 510))
        .column(ColumnSpec::new("Memo", ColumnType::Memo))
        .index(IndexSpec::unique("Text", ["Text"]))
}

/// A row of about 800 bytes, and a memo with a page of its own now and then.
fn row(number: usize) -> Vec<Value<'static>> {
    let memo = if number.is_multiple_of(10) { text(3_000, number) } else { Value::Null };
    vec![text(250, number), bytes(510, number), memo]
}

fn create(storage: &Sparse) {
    let mut database =
        Database::create(Box::new(storage.clone()), &CreateOptions::new(NOW)).expect("creates");
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.create_table(&table()).expect("creates");
    transaction.commit().expect("commits");
}

/// Adds rows by their numbers, and counts all by a scan and by the index.
fn add(storage: &Sparse, numbers: std::ops::Range<usize>) {
    let mut database = Database::open(Box::new(storage.clone())).expect("opens");
    let mut transaction = database.begin(NOW).expect("begins");
    let end = numbers.end;
    numbers.for_each(|number| assert!(insert(&mut transaction, "T", row(number)).is_ok(), "row {number}"));
    transaction.commit().expect("commits");
    let database = Database::open(Box::new(storage.clone())).expect("opens again");
    let table = database.table("T").expect("a table");
    let mut range = database.range(&table, IndexId::at(0), Unbounded, Unbounded).expect("a range");
    for number in 0..end {
        let found = range.next_row().expect("sound").expect("a row");
        let [text, wide, memo] = [0, 1, 2].map(|place| found.get(place).expect("a value").into_owned());
        assert!([text, wide, memo] == *row(number), "row {number}");
    }
    let mut scan = database.scan(&table);
    let scanned = std::iter::from_fn(|| scan.next_row().expect("sound").map(|_| ())).count();
    assert_eq!((scanned, table.row_count as usize), (end, end));
}

/// Has mdbtools and jetdb read the file, of which most is holes.
fn read_by_others(storage: &Sparse) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("large.accdb");
    storage.save(&file);
    agree(&[compare(&Jetdb, &file)]);
    if let Some(mdbtools) = Mdbtools::installed() {
        agree(&[compare(&mdbtools, &file)]);
    }
}

/// 512 pages fit in the row of a map.
#[test]
fn the_maps_of_a_table_of_more_than_512_pages_turn_into_bitmap_pages() {
    let wide =
        (0..8).fold(TableSpec::new("T"), |table, i| table.column(ColumnSpec::binary(format!("B{i}"), 510)));
    let wide = wide
        .column(ColumnSpec::new("Memo", ColumnType::Memo))
        .index(IndexSpec::plain("B0", ["B0", "B1", "B2"]));
    let scratch = Scratch::new(&[wide]);
    let row = |i: usize| {
        (0..8)
            .map(|part| bytes(if part < 7 { 490 } else { 100 }, i * 8 + part))
            .chain([text(2_100, i)])
            .collect()
    };
    scratch.insert("T", (0..530).map(row));
    scratch.prove();
}

#[test]
fn the_maps_of_a_table_go_on_over_several_bitmap_pages() {
    let mut storage = Sparse::default();
    create(&storage);
    add(&storage, 0..60);
    let mut rows = 60;
    for pages in [BITMAP - 20, 2 * BITMAP - 3, 5 * BITMAP, 16 * BITMAP - 1] {
        storage.grow_by_reference(pages);
        add(&storage, rows..rows + 60);
        rows += 60;
    }
    assert!(storage.pages() > 16 * BITMAP);
    read_by_others(&storage);
}

/// The row grows by 32 pages at a time until page 1 is full: 4078 bytes, less those of the other map, for five bytes
/// and four for every 32 pages.
#[test]
fn the_map_of_free_pages_turns_into_bitmap_pages_when_page_1_is_full() {
    let last = (4_096 - 14 - 4 - 69 - 5) / 4 * 32;
    let mut storage = Sparse::default();
    create(&storage);
    storage.grow_inline(last - 40);
    add(&storage, 0..60);
    assert!(!storage.is_by_reference() || storage.pages() > last);
    add(&storage, 60..400);
    assert!(storage.is_by_reference());
    let end = storage.pages();
    assert!(storage.free().into_iter().eq(end..(end / BITMAP + 1) * BITMAP));
    read_by_others(&storage);
}

/// Where no bitmap page reaches, the next one is taken: it is then the first, or a later one, of its own pages.
#[test]
fn the_map_of_free_pages_gets_a_bitmap_page_more_where_the_file_passes_the_last() {
    for before in [0, 1, 2, 3, 7] {
        let mut storage = Sparse::default();
        create(&storage);
        storage.grow_by_reference(3 * BITMAP - before);
        add(&storage, 0..40);
        let end = storage.pages();
        assert!(end > 3 * BITMAP);
        assert!(storage.free().into_iter().eq(end..4 * BITMAP));
    }
}

//! One row at a time: where it goes when it grows, and what stays of it when it goes.

use super::world::{NOW, World, rows_of};
use accdb::{RowId, Strictness, Value};
use proving::readers::proof::Proof;
use std::ops::Bound;

/// Columns of `Orders`.
const NUMBER: usize = 1;
const CUSTOMER: usize = 2;
const DATE: usize = 3;
const NOTES: usize = 4;
const PAID: usize = 6;
const ADDRESS: usize = 7;

/// How many slots on the pages of `Orders` are rows, pointers, moved rows, deleted.
fn slots(world: &World) -> [usize; 4] {
    let owner = world.database.table("Orders").expect("a table").page().0;
    let bytes = std::fs::read(&world.file).expect("reads");
    let pages = bytes.chunks(4096).filter(|page| page[0] == 1 && page[4..8] == owner.to_le_bytes());
    let mut count = [0; 4];
    for page in pages {
        let rows = usize::from(u16::from_le_bytes([page[12], page[13]]));
        let flags = page[14..14 + 2 * rows].chunks(2).map(|slot| slot[1] >> 6);
        flags.for_each(|flags| count[[0, 1, 2, 3][usize::from(flags)]] += 1);
    }
    count
}

fn text(letter: &str, len: usize) -> Value<'static> {
    Value::Text(letter.repeat(len).into())
}

/// Rows of about 130 bytes, on a few pages.
fn filled() -> (World, Vec<RowId>) {
    let mut world = World::new();
    let mut transaction = world.database.begin(NOW).expect("begins");
    let insert = |number| {
        let row = [(NUMBER, Value::Long(number)), (CUSTOMER, text("c", 20)), (ADDRESS, text("a", 40))];
        transaction.insert("Orders", &row).expect("inserts")
    };
    let ids = (0..120).map(insert).collect();
    transaction.commit().expect("commits");
    (world, ids)
}

fn update(world: &mut World, id: RowId, changes: &[(usize, Value<'_>)]) {
    let mut transaction = world.database.begin(NOW).expect("begins");
    transaction.update("Orders", id, changes).expect("updates");
    transaction.commit().expect("commits");
}

fn assert_sound(world: &World) {
    let report = world.database.check(Strictness::OwnWriter).expect("can be read");
    assert!(report.is_sound(), "{:?}", report.findings);
}

/// A text with half a surrogate pair in it, which Access can store and Rust's text cannot.
fn half(customer: &str) -> Value<'static> {
    Value::Units(customer.encode_utf16().chain([0xD83D]).collect::<Vec<_>>().into())
}

/// Its key was once made from what is read of it, so that it went unnoticed when it changed.
#[test]
fn a_text_with_half_a_surrogate_pair_keeps_its_key_through_every_change() {
    let mut world = World::new();
    let mut transaction = world.database.begin(NOW).expect("begins");
    let mut insert = |number, customer: Value<'static>| {
        let notes = (NOTES, half("notes"));
        let row = [(NUMBER, Value::Long(number)), (CUSTOMER, customer), notes, (ADDRESS, half("street"))];
        transaction.insert("Orders", &row).expect("inserts")
    };
    let ids = [insert(1, half("a")), insert(2, Value::Text("a\u{FFFD}".into())), insert(3, half("b"))];
    transaction.commit().expect("commits");
    let read = |world: &World| rows_of(&world.database, "Orders").remove(&ids[0]).expect("a row");
    assert_eq!(read(&world)[CUSTOMER], Value::Text("a\u{FFFD}".into()));
    // The date is part of the index on the customer.
    update(&mut world, ids[0], &[(DATE, Value::DateTime(NOW.into())), (NUMBER, Value::Long(9))]);
    let seek = |world: &World, customer| found(world, &["Customer", "Date"], customer);
    assert_eq!(seek(&world, half("a")), [ids[0]]);
    assert_eq!(seek(&world, Value::Text("a\u{FFFD}".into())), [ids[1]]);
    assert_eq!(seek(&world, half("b")), [ids[2]]);
    assert_sound(&world);
    delete(&mut world, &ids);
    assert_sound(&world);
}

fn delete(world: &mut World, ids: &[RowId]) {
    let mut transaction = world.database.begin(NOW).expect("begins");
    ids.iter().for_each(|id| transaction.delete("Orders", *id).expect("deletes"));
    transaction.commit().expect("commits");
}

/// The rows that an index finds for a key, and the scan has as well.
fn found(world: &World, index: &[&str], key: Value<'_>) -> Vec<RowId> {
    let table = world.database.table("Orders").expect("a table");
    let index = table.index_on(index).expect("an index");
    let key = [key];
    let bound = Bound::Included(&key[..]);
    let mut cursor = world.database.range(&table, index, bound, bound).expect("a range");
    std::iter::from_fn(|| cursor.next_id().expect("reads")).collect()
}

#[test]
fn a_row_that_grows_moves_keeps_its_name_and_comes_back_when_it_fits() {
    let (mut world, ids) = filled();
    let id = ids[3];
    // Its page is full: it goes elsewhere.
    update(&mut world, id, &[(ADDRESS, text("b", 250))]);
    assert_eq!(slots(&world), [119, 1, 1, 0]);
    assert_eq!(
        (found(&world, &["Address"], text("b", 250)), found(&world, &["Number"], Value::Long(3))),
        (vec![id], vec![id])
    );
    // It grows again where it is.
    update(&mut world, id, &[(CUSTOMER, text("€", 60))]);
    assert_eq!(slots(&world), [119, 1, 1, 0]);
    // Its second page fills up, and it moves on.
    let mut transaction = world.database.begin(NOW).expect("begins");
    for number in 200..260 {
        transaction
            .insert("Orders", &[(NUMBER, Value::Long(number)), (ADDRESS, text("z", 200))])
            .expect("inserts");
    }
    transaction.commit().expect("commits");
    update(&mut world, id, &[(ADDRESS, text("€", 255)), (PAID, Value::Boolean(true))]);
    let [_, pointers, moved, deleted] = slots(&world);
    assert_eq!((pointers, moved, deleted), (1, 1, 1));
    assert_eq!(rows_of(&world.database, "Orders")[&id][CUSTOMER], text("€", 60));
    // It shrinks to what its first slot has room for.
    update(&mut world, id, &[(ADDRESS, Value::Null), (CUSTOMER, Value::Null)]);
    let [rows, pointers, moved, deleted] = slots(&world);
    assert_eq!((rows, pointers, moved), (180, 0, 0));
    assert!(deleted >= 1);
    assert_eq!(found(&world, &["Address"], Value::Null), [id]);
    assert_eq!(rows_of(&world.database, "Orders")[&id][PAID], Value::Boolean(true));
    prove(world);
}

#[test]
fn a_moved_row_that_is_deleted_leaves_neither_its_pointer_nor_its_bytes() {
    let (mut world, ids) = filled();
    for id in &ids[..30] {
        update(&mut world, *id, &[(ADDRESS, text("b", 255))]);
    }
    let [_, pointers, moved, _] = slots(&world);
    assert!(pointers == moved && pointers > 10);
    delete(&mut world, &ids[..30]);
    let [rows, pointers, moved, deleted] = slots(&world);
    assert_eq!((rows, pointers, moved), (90, 0, 0));
    assert!(deleted >= 30);
    prove(world);
}

#[test]
fn a_table_that_empties_gives_all_its_pages_back() {
    let (mut world, ids) = filled();
    delete(&mut world, &ids);
    assert_eq!(slots(&world), [0; 4]);
    assert!(rows_of(&world.database, "Orders").is_empty());
    let pages = world.database.page_count();
    let mut transaction = world.database.begin(NOW).expect("begins");
    for number in 0..120 {
        transaction
            .insert("Orders", &[(NUMBER, Value::Long(number)), (CUSTOMER, text("c", 30))])
            .expect("inserts");
    }
    transaction.commit().expect("commits");
    assert_eq!(world.database.page_count(), pages);
    prove(world);
}

#[test]
fn a_memo_of_many_pages_goes_with_its_row_or_its_value() {
    let (mut world, ids) = filled();
    let pages = world.database.page_count();
    update(&mut world, ids[5], &[(NOTES, text("n", 1 << 20))]);
    update(&mut world, ids[6], &[(NOTES, text("m", 3_000))]);
    let grown = world.database.page_count();
    assert!(grown > pages + 500);
    update(&mut world, ids[5], &[(NOTES, text("k", 100))]);
    update(&mut world, ids[6], &[(NOTES, Value::Null)]);
    // What was freed is enough for as much again.
    update(&mut world, ids[7], &[(NOTES, text("n", 1 << 20))]);
    assert!(world.database.page_count() <= grown + 2);
    update(&mut world, ids[7], &[(PAID, Value::Boolean(true))]);
    assert_eq!(rows_of(&world.database, "Orders")[&ids[7]][NOTES], text("n", 1 << 20));
    delete(&mut world, &[ids[7], ids[5]]);
    update(&mut world, ids[8], &[(NOTES, text("n", 1 << 20))]);
    assert!(world.database.page_count() <= grown + 2);
    prove(world);
}

fn prove(world: World) {
    let World { folder: _folder, file, database } = world;
    drop(database);
    Proof::here().of_our_own(&[file]);
}

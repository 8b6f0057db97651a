//! Files near 2 GiB: told from 1.6 GiB on, and never reached.

use super::scratch::{NOW, bytes, insert};
use super::sparse::Sparse;
use accdb::{ColumnSpec, ColumnType, CreateOptions, Database, Error, IndexSpec, TableSpec, Value};

const LIMIT: u32 = (2 << 30) / 4096;
/// 1.6 GiB.
const SCARCE: u32 = ((16_u64 << 30) / 10 / 4096) as u32 + 1;

fn table() -> TableSpec {
    TableSpec::new("T")
        .column(ColumnSpec::autonumber("Id"))
        .column(ColumnSpec::new("Picture", ColumnType::Ole))
        .index(IndexSpec::primary_key(["Id"]))
}

/// A database of `pages` pages.
fn of(pages: u32) -> Sparse {
    let mut storage = Sparse::default();
    let mut database =
        Database::create(Box::new(storage.clone()), &CreateOptions::new(NOW)).expect("creates");
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.create_table(&table()).expect("creates");
    insert(&mut transaction, "T", vec![Value::Null, bytes(5_000, 1)]).expect("inserts");
    transaction.commit().expect("commits");
    drop(database);
    storage.grow_by_reference(pages);
    storage
}

fn open(storage: &Sparse) -> Database {
    Database::open(Box::new(storage.clone())).expect("opens")
}

#[test]
fn a_file_is_called_nearly_full_from_1_6_gib_on() {
    for (pages, is_scarce) in
        [(100, false), (SCARCE - 1, false), (SCARCE, true), (LIMIT - 1, true), (LIMIT, true)]
    {
        let room = open(&of(pages)).room();
        assert_eq!(
            (room.is_scarce(), room.used_bytes()),
            (is_scarce, u64::from(pages) * 4096),
            "{pages} pages"
        );
        assert_eq!(room.left_bytes(), (u64::from(LIMIT) - 1).saturating_sub(pages.into()) * 4096);
    }
}

/// What goes past the end is refused as it is inserted; what was inserted before it can still be committed.
#[test]
fn a_file_grows_to_its_last_page_and_no_further() {
    let storage = of(LIMIT - 10);
    let mut database = open(&storage);
    let mut transaction = database.begin(NOW).expect("begins");
    // Two bitmap pages, since the map of the column now spans the file, and four for the value: three are left.
    insert(&mut transaction, "T", vec![Value::Null, bytes(4 * 4_072, 2)]).expect("inserts");
    let refusal = insert(&mut transaction, "T", vec![Value::Null, bytes(5 * 4_072, 3)]);
    assert!(matches!(refusal, Err(Error::Limit { limit: 2_147_479_552, .. })), "{refusal:?}");
    insert(&mut transaction, "T", vec![Value::Null, bytes(3 * 4_072, 4)]).expect("what fits is taken");
    transaction.commit().expect("commits");
    assert_eq!((storage.pages(), database.room().left_bytes()), (LIMIT - 1, 0));
    let mut transaction = database.begin(NOW).expect("begins");
    let refusal = insert(&mut transaction, "T", vec![Value::Null, bytes(4_076, 5)]);
    assert!(matches!(refusal, Err(Error::Limit { .. })), "{refusal:?}");
    let refusal = transaction.create_table(&TableSpec { name: "U".to_owned(), ..table() });
    assert!(matches!(refusal, Err(Error::Limit { .. })), "{refusal:?}");
    insert(&mut transaction, "T", vec![Value::Null, bytes(10, 6)]).expect("there is room on a page");
    transaction.commit().expect("commits");
    let database = open(&storage);
    let table = database.table("T").expect("a table");
    assert_eq!((table.row_count, storage.pages()), (4, LIMIT - 1));
}

#[test]
fn a_refused_commit_leaves_every_byte_as_it_was() {
    let storage = of(LIMIT - 3);
    let before = storage.kept();
    let mut database = open(&storage);
    let mut transaction = database.begin(NOW).expect("begins");
    let refusal = insert(&mut transaction, "T", vec![Value::Null, bytes(100_000, 3)]);
    assert!(matches!(refusal, Err(Error::Limit { .. })), "{refusal:?}");
    transaction.commit().expect("commits nothing");
    assert!(storage.pages() == LIMIT - 3 && storage.kept() == before);
}

//! Reading by an index, as the engine's callers do.

use accdb::{
    ColumnSpec, ColumnType, CreateOptions, Database, Error, IndexId, IndexSpec, MemoryStorage, RowId,
    SortOrder, Storage, TableDef, TableSpec, Value,
};
use proving::shared::shared;
use std::io;
use std::ops::Bound;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// 2026-03-09 18:00.
const NOW: f64 = 46_090.75;

/// Memory that counts how often it is read.
#[derive(Clone)]
struct Counted {
    memory: MemoryStorage,
    reads: Arc<AtomicUsize>,
}

impl Counted {
    fn new(memory: MemoryStorage) -> Counted {
        Counted { memory, reads: Arc::default() }
    }

    fn reads_of<T>(&self, work: impl FnOnce() -> T) -> (T, usize) {
        self.reads.store(0, Ordering::Relaxed);
        let done = work();
        (done, self.reads.load(Ordering::Relaxed))
    }
}

impl Storage for Counted {
    fn len(&self) -> io::Result<u64> {
        self.memory.len()
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.memory.read_at(at, into)
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.memory.write_at(at, bytes)
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.memory.set_len(len)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.memory.sync()
    }
}

fn text(text: &str) -> Value<'_> {
    Value::Text(text.into())
}

/// A table of orders: three series of `count` numbers each, inserted by turns, the key on (series, number).
fn orders(count: i32) -> MemoryStorage {
    let memory = MemoryStorage::default();
    let mut database = Database::create(Box::new(memory.clone()), &CreateOptions::new(NOW)).expect("creates");
    let mut transaction = database.begin(NOW).expect("begins");
    let spec = TableSpec::new("Orders")
        .column(ColumnSpec::text("Series", 1))
        .column(ColumnSpec::new("Number", ColumnType::Long))
        .column(ColumnSpec::text("Customer", 40))
        .index(IndexSpec::primary_key(["Series", "Number"]))
        .index(IndexSpec::plain("Customer", ["Customer"]));
    transaction.create_table(&spec).expect("creates");
    for number in 1..=count {
        for series in ["1", "2", "3"] {
            let customer = format!("Customer {}", number % 100);
            let row = [(0, text(series)), (1, Value::Long(number)), (2, text(&customer))];
            transaction.insert("Orders", &row).expect("inserts");
        }
    }
    transaction.commit().expect("commits");
    memory
}

fn open(memory: &MemoryStorage) -> Database {
    Database::open(Box::new(memory.clone())).expect("opens")
}

/// Series and number of the rows of a range, from the front.
fn found(
    database: &Database,
    table: &TableDef,
    lower: Bound<&[Value<'_>]>,
    upper: Bound<&[Value<'_>]>,
) -> Vec<(String, i32)> {
    let index = table.index_on(&["Series", "Number"]).expect("the key");
    let mut cursor = database.range(table, index, lower, upper).expect("a range");
    let mut found = Vec::new();
    while let Some(row) = cursor.next_row().expect("a row") {
        let (Value::Text(series), Value::Long(number)) = (row.get(0).unwrap(), row.get(1).unwrap()) else {
            panic!("other types");
        };
        found.push((series.into_owned(), number));
    }
    found
}

/// The last rows of a series, newest first.
fn newest(database: &Database, table: &TableDef, series: &str, count: usize) -> Vec<i32> {
    let index = table.index_on(&["Series", "Number"]).expect("the key");
    let key = [text(series)];
    let series = Bound::Included(&key[..]);
    let mut cursor = database.range(table, index, series, series).expect("a range");
    let mut newest = Vec::new();
    while newest.len() < count {
        let Some(row) = cursor.prev_row().expect("a row") else { break };
        newest.extend(match row.get(1).expect("a value") {
            Value::Long(number) => Some(number),
            _ => None,
        });
    }
    newest
}

#[test]
fn a_range_takes_whole_keys_and_starts_of_keys() {
    let memory = orders(500);
    let database = open(&memory);
    let table = database.table("Orders").expect("the orders");
    let of = |series: &str, numbers: std::ops::RangeInclusive<i32>| -> Vec<(String, i32)> {
        numbers.map(|number| (series.to_owned(), number)).collect()
    };
    let (exact, beyond) = ([text("2"), Value::Long(77)], [text("4")]);
    let other_width = [text("2"), Value::Integer(77)];
    let found = |lower, upper| found(&database, &table, lower, upper);
    assert_eq!(found(Bound::Included(&exact), Bound::Included(&exact)), of("2", 77..=77));
    assert_eq!(found(Bound::Included(&exact[..1]), Bound::Included(&exact[..1])), of("2", 1..=500));
    assert_eq!(found(Bound::Excluded(&exact), Bound::Included(&exact[..1])), of("2", 78..=500));
    assert_eq!(found(Bound::Included(&exact[..1]), Bound::Excluded(&exact)), of("2", 1..=76));
    assert_eq!(found(Bound::Excluded(&exact[..1]), Bound::Unbounded), of("3", 1..=500));
    assert_eq!(found(Bound::Unbounded, Bound::Excluded(&exact[..1])), of("1", 1..=500));
    assert_eq!(found(Bound::Unbounded, Bound::Unbounded).len(), 1_500);
    assert_eq!(found(Bound::Included(&beyond), Bound::Unbounded), []);
    assert_eq!(found(Bound::Included(&exact), Bound::Excluded(&exact)), []);
    assert_eq!(found(Bound::Included(&other_width), Bound::Included(&other_width)), of("2", 77..=77));
}

#[test]
fn the_newest_orders_cost_the_same_in_a_table_ten_times_as_large() {
    let cost = |count: i32| {
        let storage = Counted::new(orders(count));
        let database = Database::open(Box::new(storage.clone())).expect("opens");
        let table = database.table("Orders").expect("the orders");
        let (newest, reads) = storage.reads_of(|| newest(&database, &table, "2", 10));
        assert!(newest.iter().copied().eq((count - 9..=count).rev()));
        reads
    };
    let (small, large) = (cost(1_000), cost(10_000));
    assert!(small <= 6 && large <= small + 1, "{small} and {large} reads");
}

#[test]
fn the_ends_of_a_range_meet_and_pass_nothing_twice() {
    let memory = orders(300);
    let database = open(&memory);
    let table = database.table("Orders").expect("the orders");
    let mut cursor =
        database.range(&table, IndexId::at(0), Bound::Unbounded, Bound::Unbounded).expect("a range");
    let mut ids: Vec<RowId> = Vec::new();
    loop {
        let pair = [cursor.next_id().expect("walks"), cursor.prev_id().expect("walks")];
        if pair == [None, None] {
            break;
        }
        ids.extend(pair.into_iter().flatten());
    }
    assert_eq!(ids.len(), 900);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 900);
}

#[test]
fn rows_of_equal_keys_come_all() {
    let memory = orders(1_000);
    let database = open(&memory);
    let table = database.table("Orders").expect("the orders");
    let index = table.index_on(&["Customer"]).expect("an index");
    // Letter case and spaces at the end do not tell texts apart.
    let key = [text("CUSTOMER 7  ")];
    let bound = Bound::Included(&key[..]);
    let mut cursor = database.range(&table, index, bound, bound).expect("a range");
    let count = std::iter::from_fn(|| cursor.next_id().expect("walks")).count();
    assert_eq!(count, 30);
}

#[test]
fn a_transaction_finds_its_own_rows_by_the_index() {
    let memory = orders(10);
    let mut database = Database::open(Box::new(memory)).expect("opens");
    let mut transaction = database.begin(NOW).expect("begins");
    let row = [(0, text("2")), (1, Value::Long(5_000)), (2, text("New"))];
    let id = transaction.insert("Orders", &row).expect("inserts");
    let table = transaction.table("Orders").expect("the orders");
    let key = [text("2")];
    let bound = Bound::Included(&key[..]);
    let mut cursor = transaction.range(&table, IndexId::at(0), bound, bound).expect("a range");
    assert_eq!(cursor.prev_id().expect("walks"), Some(id));
}

#[test]
fn what_cannot_be_sought_is_said() {
    let memory = orders(10);
    let database = open(&memory);
    let table = database.table("Orders").expect("the orders");
    let seek = |index, key: &[Value<'_>]| {
        let bound = Bound::Included(key);
        database.range(&table, IndexId::at(index), bound, Bound::Unbounded).err().expect("an error")
    };
    assert_eq!(seek(7, &[]).to_string(), "table Orders has no index number 7");
    assert!(matches!(seek(0, &[Value::Long(1)]), Error::Rule { column, .. } if column == "Series"));
}

#[test]
fn an_entry_whose_row_is_gone_is_damage_and_names_index_and_row() {
    let memory = orders(10);
    let (id, page) = {
        let database = open(&memory);
        let table = database.table("Orders").expect("the orders");
        let mut scan = database.scan(&table);
        let id = scan.next_row().expect("a row").expect("a row").id();
        (id, u64::from(id.page.0) * 4096)
    };
    // Marks the row deleted, and leaves the index alone.
    let mut storage = memory.clone();
    let at = page + 14 + 2 * u64::from(id.slot.0) + 1;
    let mut byte = [0];
    storage.read_at(at, &mut byte).expect("reads");
    storage.write_at(at, &[byte[0] | 0xC0]).expect("writes");
    let database = open(&memory);
    let table = database.table("Orders").expect("the orders");
    let mut cursor =
        database.range(&table, IndexId::at(0), Bound::Unbounded, Bound::Unbounded).expect("a range");
    let message = cursor.next_row().expect_err("damage").to_string();
    assert!(message.contains("of Orders has an entry for row 0, which is not there"), "{message}");
    assert!(message.starts_with(&format!("damaged page {}", id.page)), "{message}");
}

const SPANISH: SortOrder = SortOrder { lcid: 3082, sort_id: 0, version: 1 };

#[test]
fn an_empty_index_in_an_unknown_order_proves_no_character() {
    let mut database =
        Database::create(Box::new(MemoryStorage::default()), &CreateOptions::new(NOW)).expect("creates");
    let mut transaction = database.begin(NOW).expect("begins");
    let column = ColumnSpec { sort_order: Some(SPANISH), ..ColumnSpec::text("Text", 20) };
    let plain = TableSpec::new("Plain").column(column.clone());
    let indexed = TableSpec::new("Indexed").column(column).index(IndexSpec::plain("Text", ["Text"]));
    transaction.create_table(&plain).expect("creates");
    transaction.create_table(&indexed).expect("creates");
    transaction.insert("Plain", &[(0, text("año"))]).expect("has no index");
    transaction.insert("Indexed", &[(0, Value::Null)]).expect("null has one key in every order");
    let refused = transaction.insert("Indexed", &[(0, text("año"))]).expect_err("nothing proves the key");
    assert_eq!(
        refused.to_string(),
        "Indexed.Text: unsupported sort order 3082 (version 1): nothing in the file shows how 'a' (U+0061) is sorted"
    );
}

#[test]
fn a_file_in_an_unknown_order_is_written_as_far_as_it_proves_the_keys() {
    let Some(shared) = shared() else { return };
    let bytes =
        std::fs::read(shared.join("factusol/fixtures/hostile/text-order-3082.accdb")).expect("the fixture");
    let memory = MemoryStorage::new(bytes);
    let mut database = Database::open(Box::new(memory.clone())).expect("opens");
    let mut transaction = database.begin(NOW).expect("begins");
    let table = transaction.table("F_ART").expect("the articles");
    let place = table.column("CODART").expect("the code");
    let mut codes = Vec::new();
    let mut scan = transaction.scan(&table);
    while let Some(row) = scan.next_row().expect("a row") {
        codes.extend(match row.get(place).expect("a value") {
            Value::Text(code) => Some(code.into_owned()),
            _ => None,
        });
    }
    // Other digits than any code has, in a code of its own.
    let digits = "98765432101";
    assert!(!codes.iter().any(|code| code == digits));
    transaction.insert("F_ART", &[(place, text(digits))]).expect("digits are proven");
    let refused = transaction.insert("F_ART", &[(place, text("1~Ж"))]).expect_err("no entry shows them");
    assert!(
        refused.to_string().starts_with("F_ART.CODART: unsupported sort order 3082 (version 1): "),
        "{refused}"
    );
    transaction.commit().expect("commits");
    let after = open(&memory).table("F_ART").expect("the articles").row_count;
    assert_eq!(after, table.row_count + 1);
}

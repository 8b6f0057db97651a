//! Files that are no sound database: each is refused with an error that says what and where, or read as far as it is
//! sound. Nothing panics, loops, or takes memory that the file does not warrant.

use accdb::{
    ColumnSpec, ColumnType, CreateOptions, Database, Error, Fault, FaultyStorage, IndexId, IndexSpec,
    MemoryStorage, PageNo, Result, TableDef, TableSpec, Value,
};
use proving::rows::Numbers;
use proving::shared::shared;
use std::io;
use std::ops::Bound;

/// Rows of the table that the damage is done to.
const ROWS: usize = 40;

fn hostile(name: &str) -> Option<Vec<u8>> {
    let path = shared()?.join("factusol/fixtures/hostile").join(name);
    Some(std::fs::read(path).expect("a hostile file"))
}

/// A sound file of our own: values of many types, and long ones in the row, on one row and in parts.
fn made_here() -> Vec<u8> {
    let storage = MemoryStorage::default();
    let mut database =
        Database::create(Box::new(storage.clone()), &CreateOptions::new(46_000.0)).expect("a new database");
    let mut change = database.begin(46_000.0).expect("a transaction");
    change.create_table(&orders()).expect("a new table");
    for number in 0..i32::try_from(ROWS).expect("small") {
        change.insert("Orders", &order(number)).expect("a new row");
    }
    change.commit().expect("committed");
    drop(database);
    storage.to_vec()
}

fn orders() -> TableSpec {
    TableSpec::new("Orders")
        .column(ColumnSpec::new("Number", ColumnType::Long).required())
        .column(ColumnSpec::text("Customer", 50))
        .column(ColumnSpec::new("Total", ColumnType::Currency))
        .column(ColumnSpec::new("Day", ColumnType::DateTime))
        .column(ColumnSpec::new("Sent", ColumnType::Boolean))
        .column(ColumnSpec::new("Weight", ColumnType::Decimal { precision: 18, scale: 3 }))
        .column(ColumnSpec::new("Notes", ColumnType::Memo))
        .column(ColumnSpec::new("Scan", ColumnType::Ole))
        .index(IndexSpec::primary_key(["Number"]))
        .index(IndexSpec::plain("Customer", ["Customer"]))
}

fn order(number: i32) -> Vec<(usize, Value<'static>)> {
    let length = [10, 900, 9_000][usize::try_from(number % 3).expect("not negative")];
    vec![
        (0, Value::Long(number)),
        (1, Value::Text(format!("Peña {number}").into())),
        (2, Value::Currency(i64::from(number) * 12_345)),
        (3, Value::DateTime((45_000.25 + f64::from(number)).into())),
        (4, Value::Boolean(number % 2 == 0)),
        (5, Value::Decimal { negative: number % 5 == 0, magnitude: 1_234_567, scale: 3 }),
        (6, Value::Text("x".repeat(length).into())),
        (7, Value::Binary(vec![7; length / 3].into())),
    ]
}

/// The sound files that damage is done to: our own, and where the samples are one of Jackcess.
fn sound_files() -> Vec<Vec<u8>> {
    std::iter::once(made_here()).chain(hostile("good-few-tables.accdb")).collect()
}

fn open(bytes: Vec<u8>) -> Result<Database> {
    Database::open(Box::new(MemoryStorage::new(bytes)))
}

/// Opens a hostile file; `None` where the samples are not.
fn opened(name: &str) -> Option<Result<Database>> {
    hostile(name).map(open)
}

#[test]
fn a_file_that_is_no_database_is_told_so() {
    for name in ["zero-length.accdb", "text-file.accdb"] {
        let Some(opened) = opened(name) else { return };
        assert!(matches!(opened, Err(Error::NotAccess(_))), "{name}");
    }
}

#[test]
fn an_encrypted_file_is_told_so() {
    let Some(opened) = opened("encrypted-password.accdb") else { return };
    assert!(matches!(opened, Err(Error::Encrypted)));
}

#[test]
fn a_cut_file_names_the_first_page_that_is_missing() {
    for (name, missing, there) in [
        ("header-only.accdb", 1, 1),
        ("truncated-mid-page.accdb", 72, 72),
        ("truncated-last-page.accdb", 119, 119),
    ] {
        let Some(opened) = opened(name) else { return };
        let Err(Error::Truncated { page, pages }) = opened else { panic!("{name}: {:?}", opened.err()) };
        assert_eq!((page, pages), (PageNo(missing), there), "{name}");
    }
}

#[test]
fn a_flipped_bit_in_a_definition_is_an_error_of_that_table_alone_and_names_the_page() {
    for name in ["flip-tdef-column-count.accdb", "flip-tdef-page-kind.accdb"] {
        let Some(opened) = opened(name) else { return };
        let database = opened.expect("the rest is sound");
        assert!(matches!(database.table("F_LPC"), Err(Error::Damaged { page: PageNo(92), .. })), "{name}");
        assert_eq!(count_rows(&database, &database.table("F_PCL").expect("sound")).expect("sound"), 5);
    }
}

/// Our own file with a byte of the table's definition changed.
fn with_definition_byte(at: usize, flip: u8) -> (Database, PageNo) {
    let mut bytes = made_here();
    let page = open(bytes.clone()).and_then(|database| database.table("Orders")).expect("sound").page();
    bytes[usize::try_from(page.0).expect("a small file") * 4096 + at] ^= flip;
    (open(bytes).expect("the rest is sound"), page)
}

#[test]
fn a_definition_that_contradicts_itself_is_damage_on_its_page() {
    // The kind of page; numbers of columns, of index names and of indexes; type and length of the first column.
    for (at, flip) in [(0, 1), (45, 1), (47, 4), (51, 2), (63 + 2 * 12, 1), (63 + 2 * 12 + 23, 2)] {
        let (database, page) = with_definition_byte(at, flip);
        let table = database.table("Orders");
        assert!(
            matches!(table, Err(Error::Damaged { page: found, .. }) if found == page),
            "byte {at}: {table:?}"
        );
    }
}

#[test]
fn the_row_count_of_a_definition_is_only_a_hint() {
    let (database, _) = with_definition_byte(16, 0x0F);
    let table = database.table("Orders").expect("it reads");
    assert_ne!(table.row_count, u32::try_from(ROWS).expect("small"));
    assert_eq!(count_rows(&database, &table).expect("sound"), ROWS);
}

#[test]
fn a_wrong_row_count_does_not_hide_a_row() {
    let Some(opened) = opened("flip-tdef-row-count.accdb") else { return };
    let database = opened.expect("it opens");
    let table = database.table("F_LPC").expect("it reads");
    assert_eq!((table.row_count, count_rows(&database, &table).expect("sound")), (4, 5));
}

fn count_rows(database: &Database, table: &TableDef) -> Result<usize> {
    let (mut rows, mut scan) = (0, database.scan(table));
    while scan.next_row()?.is_some() {
        rows += 1;
    }
    Ok(rows)
}

/// Reads every value of every table and walks every index from both ends, on past errors; how many values and how many
/// errors there were.
fn read_everything(bytes: Vec<u8>) -> (usize, usize) {
    let Ok(database) = open(bytes) else { return (0, 1) };
    let Ok(entries) = database.tables() else { return (0, 1) };
    let (mut values, mut errors) = (0, 0);
    for entry in entries {
        match database.table(&entry.name).and_then(|table| read_table(&database, &table)) {
            Ok((read, unsound)) => (values, errors) = (values + read, errors + unsound),
            Err(_) => errors += 1,
        }
    }
    (values, errors)
}

fn read_table(database: &Database, table: &TableDef) -> Result<(usize, usize)> {
    let (mut read, mut unsound) = (0, 0);
    let mut scan = database.scan(table);
    while let Some(row) = scan.next_row()? {
        for place in 0..table.columns.len() {
            if row.get(place).is_ok() { read += 1 } else { unsound += 1 }
        }
    }
    for index in 0..table.indexes.len() {
        read += count_entries(database, table, index)?;
    }
    Ok((read, unsound))
}

fn count_entries(database: &Database, table: &TableDef, index: usize) -> Result<usize> {
    let whole = || database.range(table, IndexId::at(index), Bound::Unbounded, Bound::Unbounded);
    let (mut entries, mut up, mut down) = (0, whole()?, whole()?);
    while up.next_row()?.is_some() {
        entries += 1;
    }
    while down.prev_id()?.is_some() {
        entries += 1;
    }
    Ok(entries)
}

/// A few changes on pages that are in use: single bytes anywhere, bytes of the page header and row directory, whole
/// fields set to an extreme, and pages put in the place of others.
fn damage(bytes: &mut [u8], numbers: &mut Numbers) {
    let pages = bytes.len() / 4096;
    for _ in 0..=numbers.below(4) {
        let page = numbers.below(pages) * 4096;
        match numbers.below(4) {
            0 => bytes[page + numbers.below(4096)] ^= 1 << numbers.below(8),
            1 => bytes[page + numbers.below(64)] = u8::try_from(numbers.below(256)).expect("a byte"),
            2 => {
                let extreme =
                    [[0xFF; 4], [0; 4], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80]][numbers.below(4)];
                let at = page + numbers.below(1023) * 4;
                bytes[at..at + 4].copy_from_slice(&extreme);
            }
            _ => {
                let from = numbers.below(pages) * 4096;
                bytes.copy_within(from..from + 4096, page);
            }
        }
    }
}

#[test]
fn no_damage_makes_reading_panic_or_run_on() {
    for sound in sound_files() {
        let whole = read_everything(sound.clone());
        assert_eq!(whole.1, 0);
        let mut unsound_files = 0;
        for seed in 0..1_000 {
            let mut bytes = sound.clone();
            damage(&mut bytes, &mut Numbers::new(seed));
            let (values, errors) = read_everything(bytes);
            // A page that stands for another can be read twice over, but nothing multiplies.
            assert!(values + errors < whole.0 * 8, "seed {seed}: {values} values, {errors} errors");
            unsound_files += usize::from(errors > 0);
        }
        assert!(unsound_files > 250, "only {unsound_files} of the damaged files gave an error");
    }
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for sound in sound_files() {
        for pages in 0..sound.len() / 4096 {
            let opened = open(sound[..pages * 4096].to_vec());
            assert!(matches!(opened, Err(Error::Truncated { .. } | Error::NotAccess(_))), "{pages} pages");
            let opened = open(sound[..pages * 4096 + 1000].to_vec());
            assert!(matches!(opened, Err(Error::Truncated { .. })), "{pages} pages and a bit");
        }
    }
}

#[test]
fn a_read_that_fails_is_an_error_and_can_be_tried_again() {
    let sound = made_here();
    let read = |database: &Database| database.table("Orders").and_then(|table| read_table(database, &table));
    let (storage, control) = FaultyStorage::new(Box::new(MemoryStorage::new(sound.clone())));
    let database = Database::open(Box::new(storage)).expect("it opens");
    let (expected, unsound) = read(&database).expect("sound");
    assert_eq!(unsound, 0);

    for call in 1..=control.calls() {
        let (storage, control) = FaultyStorage::new(Box::new(MemoryStorage::new(sound.clone())));
        control.arm(Some(Fault::Once { call, kind: io::ErrorKind::TimedOut }));
        let Ok(database) = Database::open(Box::new(storage)) else { continue };
        let first = read(&database);
        assert!(matches!(first, Err(Error::Io { .. }) | Ok((_, 1))), "call {call}: {first:?}");
        assert_eq!(read(&database).expect("the fault has passed"), (expected, 0), "call {call}");
    }
}

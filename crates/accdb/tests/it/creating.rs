//! Databases and tables made from nothing, as other programs see them.

use accdb::{
    ColumnSpec, ColumnType, CreateOptions, Database, Error, IndexSpec, SortOrder, TableSpec, Version,
};
use proving::readers::mdbtools::Mdbtools;
use proving::readers::proof::Proof;
use proving::readers::reader::{Reader, agree, compare};
use proving::rows::{Numbers, row_for};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// 2026-03-09 18:00.
const NOW: f64 = 46_090.75;

fn new_database(options: &CreateOptions) -> (TempDir, PathBuf, Database) {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("new.accdb");
    let database = Database::create_file(&file, options).expect("creates");
    (directory, file, database)
}

fn options(version: Version) -> CreateOptions {
    let sort_order = match version {
        Version::Ace12 => SortOrder::GENERAL_LEGACY,
        _ => SortOrder::GENERAL,
    };
    CreateOptions { version, sort_order, created_at: NOW.into() }
}

/// Fails where another program finds anything wrong or different.
fn prove(file: &Path) {
    Proof::here().of_our_own(&[file.to_path_buf()]);
}

fn orders() -> TableSpec {
    TableSpec::new("Orders")
        .column(ColumnSpec::autonumber("Id"))
        .column(ColumnSpec::text("Series", 1).required().not_empty())
        .column(ColumnSpec::new("Number", ColumnType::Long).required().default("0"))
        .column(ColumnSpec::text("Customer", 50).default("\"\""))
        .column(ColumnSpec::new("Date", ColumnType::DateTime).default("Date()"))
        .column(ColumnSpec::new("Notes", ColumnType::Memo))
        .column(ColumnSpec::new("Total", ColumnType::Currency))
        .column(ColumnSpec::new("Paid", ColumnType::Boolean))
        .index(IndexSpec::primary_key(["Series", "Number"]))
        .index(IndexSpec::plain("Customer", ["Customer"]))
        .index(IndexSpec::plain("Latest", ["Date"]).descending())
        .index(IndexSpec::unique("Id", ["Id"]).ignoring_nulls())
}

fn fill(database: &mut Database, name: &str, rows: u32, numbers: &mut Numbers) -> u32 {
    let mut transaction = database.begin(NOW).expect("begins");
    let table = transaction.table(name).expect("a table");
    let mut inserted = 0;
    for number in 0..rows {
        match transaction.insert(name, &row_for(&table, number, numbers)) {
            Ok(_) => inserted += 1,
            Err(Error::Duplicate { .. } | Error::TooLong { .. }) => {}
            Err(error) => panic!("{name}: {error}"),
        }
    }
    transaction.commit().expect("commits");
    inserted
}

#[test]
fn an_empty_database_of_every_version_is_sound() {
    for version in [Version::Ace12, Version::Ace14, Version::Ace16, Version::Ace17] {
        let (_directory, file, database) = new_database(&options(version));
        assert_eq!((database.version(), database.created_at().days()), (version, NOW));
        let tables = database.tables().expect("a catalog");
        assert!(tables.len() == 14 && tables.iter().all(|table| table.system));
        drop(database);
        prove(&file);
    }
}

#[test]
fn a_table_is_there_at_once_and_for_others_after_the_commit() {
    let (_directory, file, mut database) = new_database(&CreateOptions::new(NOW));
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.create_table(&orders()).expect("creates");
    let table = transaction.table("orders").expect("the new table");
    let row = row_for(&table, 1, &mut Numbers::new(3));
    transaction.insert("Orders", &row).expect("inserts");
    transaction.commit().expect("commits");
    let table = database.table("Orders").expect("the new table");
    assert_eq!((table.row_count, table.last_autonumber), (1, 1));
    let key = table.primary_key().expect("a primary key");
    assert!(key.unique && key.required && table.columns[1].required && !table.columns[1].zero_length);
    assert_eq!(table.columns[4].default.as_deref(), Some("Date()"));
    drop(database);
    prove(&file);
}

#[test]
fn a_dropped_transaction_leaves_no_table_behind() {
    let (_directory, file, mut database) = new_database(&CreateOptions::new(NOW));
    let before = std::fs::read(&file).expect("reads");
    database.begin(NOW).expect("begins").create_table(&orders()).expect("creates");
    assert!(matches!(database.table("Orders"), Err(Error::NoTable(_))));
    drop(database);
    assert!(std::fs::read(&file).expect("reads") == before);
}

#[test]
fn a_name_is_taken_whatever_its_case_and_nothing_changes() {
    let (_directory, file, mut database) = new_database(&CreateOptions::new(NOW));
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.create_table(&orders()).expect("creates");
    let again = TableSpec { name: "ORDERS".to_owned(), ..orders() };
    assert!(matches!(transaction.create_table(&again), Err(Error::Name(..))));
    transaction.create_table(&TableSpec { name: "Other".to_owned(), ..orders() }).expect("creates");
    transaction.commit().expect("commits");
    fill(&mut database, "Other", 20, &mut Numbers::new(5));
    drop(database);
    prove(&file);
}

#[test]
fn a_definition_may_take_many_pages() {
    let (_directory, file, mut database) = new_database(&CreateOptions::new(NOW));
    let name = |i: usize| format!("{i:03}{}", "ñ".repeat(61));
    let wide = (0..255).fold(TableSpec::new("Wide"), |table, i| {
        table.column(match i % 5 {
            0 => ColumnSpec::new(name(i), ColumnType::Long).default("7"),
            1 => ColumnSpec::new(name(i), ColumnType::Boolean),
            2 => ColumnSpec::new(name(i), ColumnType::Memo),
            _ => ColumnSpec::text(name(i), 3),
        })
    });
    let wide = (0..32).fold(wide, |table, i| {
        table.index(IndexSpec::plain(format!("Index {i}"), (0..10).map(|k| name((i + k) * 5 + 3))))
    });
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.create_table(&wide).expect("creates");
    transaction.commit().expect("commits");
    assert!(fill(&mut database, "Wide", 30, &mut Numbers::new(11)) > 0);
    drop(database);
    prove(&file);
}

#[test]
fn mdbtools_lists_and_exports_a_new_table() {
    let Some(mdbtools) = Mdbtools::installed() else { return };
    let (_directory, file, mut database) = new_database(&CreateOptions::new(NOW));
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.create_table(&orders()).expect("creates");
    transaction.commit().expect("commits");
    fill(&mut database, "Orders", 50, &mut Numbers::new(9));
    drop(database);
    assert_eq!(mdbtools.read(&file)["Orders"].rows.len(), 50);
    agree(&[compare(&mdbtools, &file)]);
}

#[test]
fn a_file_that_is_there_is_never_overwritten() {
    let (_directory, file, database) = new_database(&CreateOptions::new(NOW));
    drop(database);
    let before = std::fs::read(&file).expect("reads");
    assert!(matches!(Database::create_file(&file, &CreateOptions::new(NOW)), Err(Error::Io { .. })));
    assert!(std::fs::read(&file).expect("reads") == before);
}

#[test]
fn options_that_no_file_can_be_made_with_are_refused() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("new.accdb");
    let french = SortOrder { lcid: 1036, sort_id: 0, version: 0 };
    let french = CreateOptions { sort_order: french, ..CreateOptions::new(NOW) };
    for options in [french, CreateOptions::new(f64::NAN), CreateOptions::new(1.0)] {
        assert!(matches!(Database::create_file(&file, &options), Err(Error::Unsupported(_))));
        assert!(!file.exists());
    }
}

/// Every type, in tables and with indexes that the seed decides.
pub fn random_table(name: &str, version: Version, numbers: &mut Numbers) -> TableSpec {
    use ColumnType::*;
    let mut types =
        vec![Boolean, Byte, Integer, Long, Currency, Single, Double, DateTime, Binary, Text, Ole, Memo, Guid];
    types.extend([Decimal { precision: 28, scale: 6 }, Decimal { precision: 5, scale: 0 }]);
    types.extend((version >= Version::Ace16).then_some(BigInt));
    types.extend((version >= Version::Ace17).then_some(DateTimeExtended));
    let mut table = TableSpec::new(name);
    if numbers.chance(50) {
        table = table.column(ColumnSpec::autonumber("Id"));
    }
    for place in 0..1 + numbers.below(24) {
        let column_type = *numbers.pick(&types);
        let column = ColumnSpec {
            size: match column_type {
                Text => 1 + numbers.below(255) as u16,
                Binary => 1 + numbers.below(510) as u16,
                _ => 0,
            },
            required: column_type != Boolean && numbers.chance(20),
            zero_length: numbers.chance(70),
            compressed: numbers.chance(80),
            ..ColumnSpec::new(format!("Column {place}"), column_type)
        };
        table = table.column(column);
    }
    for place in 0..numbers.below(6) {
        table.indexes.extend(random_index(place, &table, numbers));
    }
    table
}

fn random_index(place: usize, table: &TableSpec, numbers: &mut Numbers) -> Option<IndexSpec> {
    // A key of many long columns passes the bytes an index takes, and others do not cut that of a long text as Access
    // does.
    let is_long = |column_type| matches!(column_type, ColumnType::Ole | ColumnType::Memo);
    let short = |column: &&ColumnSpec| !is_long(column.column_type) && column.size < 60;
    let columns: Vec<&ColumnSpec> = table.columns.iter().filter(short).collect();
    let mut names: Vec<(String, bool)> = Vec::new();
    for _ in 0..1 + numbers.below(3) {
        let column = columns.get(numbers.below(columns.len()))?;
        if !names.iter().any(|(name, _)| *name == column.name) {
            names.push((column.name.clone(), numbers.chance(30)));
        }
    }
    // Whoever goes on writing has to find keys that are not there yet.
    let is_roomy = |column: &ColumnSpec| match column.column_type {
        ColumnType::Boolean | ColumnType::Byte => false,
        ColumnType::Text | ColumnType::Binary => column.size > 8,
        ColumnType::Decimal { precision, .. } => precision > 9,
        _ => true,
    };
    let is_part = |column: &ColumnSpec| names.iter().any(|(name, _)| *name == column.name);
    let has_room = columns.iter().any(|column| is_part(column) && is_roomy(column));
    let primary = has_room && place == 0 && numbers.chance(60);
    let unique = primary || has_room && numbers.chance(30);
    Some(IndexSpec {
        columns: names,
        unique,
        primary,
        required: primary || numbers.chance(10),
        ignore_nulls: !primary && numbers.chance(20),
        ..IndexSpec::plain(format!("Index {place}"), [""])
    })
}

/// A database of a random version with random tables and rows, all of them decided by the seed.
pub fn random_file(seed: u64) -> (TempDir, PathBuf) {
    let mut numbers = Numbers::new(seed);
    let versions = [Version::Ace12, Version::Ace14, Version::Ace16, Version::Ace17];
    let version = *numbers.pick(&versions);
    let (directory, file, mut database) = new_database(&options(version));
    for place in 0..1 + numbers.below(3) {
        let spec = random_table(&format!("Table {place}"), version, &mut numbers);
        let mut transaction = database.begin(NOW).expect("begins");
        transaction.create_table(&spec).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        transaction.commit().expect("commits");
        for _ in 0..2 {
            let rows = *numbers.pick(&[0, 3, 25, 80]);
            fill(&mut database, &spec.name, rows, &mut numbers);
        }
    }
    (directory, file)
}

// Two parts, so that threads share the work.

#[test]
fn random_tables_with_random_rows_are_sound() {
    random_files_are_sound(0..25);
}

#[test]
fn more_random_tables_with_random_rows_are_sound() {
    random_files_are_sound(25..50);
}

fn random_files_are_sound(seeds: std::ops::Range<u64>) {
    let made: Vec<_> = seeds.map(random_file).collect();
    let files: Vec<PathBuf> = made.iter().map(|(_, file)| file.clone()).collect();
    Proof::here().of_our_own(&files);
}

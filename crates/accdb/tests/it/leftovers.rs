//! What Access and others leave in files that they open without a word: it is no damage, and does no harm.

use accdb::{
    ColumnSpec, CreateOptions, Database, Error, MemoryStorage, Result, Severity, Strictness, TableSpec, Value,
};

/// 2026-03-09 18:00.
const NOW: f64 = 46_090.75;
const PAGE: usize = 4096;
/// Pages that one bitmap page stands for.
const BITS: usize = (PAGE - 4) * 8;

/// A file of ours with a table of texts.
fn made_here() -> Vec<u8> {
    let memory = MemoryStorage::default();
    let mut database = Database::create(Box::new(memory.clone()), &CreateOptions::new(NOW)).expect("creates");
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.create_table(&TableSpec::new("T").column(ColumnSpec::text("Text", 255))).expect("creates");
    transaction.commit().expect("commits");
    fill(&mut database, 100);
    memory.to_vec()
}

fn fill(database: &mut Database, rows: usize) {
    let mut transaction = database.begin(NOW).expect("begins");
    for row in 0..rows {
        let text = format!("{row:0250}");
        transaction.insert("T", &[("Text", Value::Text(text.into()))]).expect("inserts");
    }
    transaction.commit().expect("commits");
}

fn open(bytes: Vec<u8>) -> Result<Database> {
    Database::open(Box::new(MemoryStorage::new(bytes)))
}

/// Where the row of the map of free pages is.
fn map_row(bytes: &[u8]) -> usize {
    PAGE + usize::from(u16::from_le_bytes([bytes[PAGE + 14], bytes[PAGE + 15]]))
}

/// The file, whose map says that pages past its end are in use.
fn ahead(mut bytes: Vec<u8>, pages: usize) -> Vec<u8> {
    let (bits, end) = (map_row(&bytes) + 5, bytes.len() / PAGE);
    for page in end..end + pages {
        bytes[bits + page / 8] &= !(1 << (page % 8));
    }
    bytes
}

/// The file with its map by reference, used pages being those of the file and `used` beyond it.
fn by_reference(mut bytes: Vec<u8>, used: std::ops::Range<usize>) -> Vec<u8> {
    let end = bytes.len() / PAGE + 1;
    let mut bitmap = vec![0xFF; PAGE];
    bitmap[..4].copy_from_slice(&[5, 1, 0, 0]);
    for page in (0..end).chain(used) {
        bitmap[4 + page / 8] &= !(1 << (page % 8));
    }
    let row = map_row(&bytes);
    bytes[row..row + 69].fill(0);
    bytes[row] = 1;
    bytes[row + 1..row + 5].copy_from_slice(&u32::try_from(end - 1).expect("few pages").to_le_bytes());
    bytes.extend(bitmap);
    bytes
}

#[test]
fn a_map_of_free_pages_that_is_ahead_of_the_end_is_a_leftover_and_the_file_grows_over_it() {
    let mut database = open(ahead(made_here(), 23)).expect("opens");
    let end = database.page_count();
    let found = database.check(Strictness::AnyWriter).expect("reads");
    assert!(found.is_sound() && found.warnings == 1, "{found}");
    fill(&mut database, 50);
    assert!((end + 1..end + 23).contains(&database.page_count()));
    fill(&mut database, 400);
    assert!(database.page_count() > end + 23);
    let found = database.check(Strictness::OwnWriter).expect("reads");
    assert!(found.is_sound(), "{found}");
}

/// Jackcess leaves 32 pages at the end of the bitmap marked when it turns the inline map into one by reference.
#[test]
fn a_bitmap_page_that_is_ahead_of_the_end_is_a_leftover_too() {
    let made = made_here();
    let end = made.len() / PAGE + 1;
    for used in [BITS - 32..BITS, BITS - 33..BITS, end..end + 1] {
        let database = open(by_reference(made.clone(), used.clone())).expect("opens");
        let found = database.check(Strictness::AnyWriter).expect("reads");
        assert!(found.is_sound() && found.warnings == 1, "{used:?}: {found}");
    }
}

#[test]
fn a_page_that_something_names_and_the_file_lacks_is_a_cut_file_however_far_ahead_the_map_is() {
    let mut bytes = ahead(made_here(), 23);
    bytes.truncate(bytes.len() - PAGE);
    let pages = u32::try_from(bytes.len() / PAGE).expect("few pages");
    let refused = open(bytes).err();
    assert!(matches!(refused, Some(Error::Truncated { page, .. }) if page.0 == pages), "{refused:?}");
}

#[test]
fn a_row_count_that_is_off_is_a_leftover_and_a_writer_keeps_the_difference() {
    let database = open(made_here()).expect("opens");
    let definition =
        usize::try_from(database.table("T").expect("a table").page().0).expect("few pages") * PAGE;
    for count in [0, 146] {
        let mut bytes = made_here();
        bytes[definition + 16] = count;
        let mut database = open(bytes).expect("opens");
        let found = database.check(Strictness::AnyWriter).expect("reads");
        assert!(found.is_sound(), "{found}");
        assert!(found.findings.iter().all(|finding| finding.severity == Severity::Warning), "{found}");
        fill(&mut database, 3);
        let table = database.table("T").expect("a table");
        assert_eq!(database.count_rows(&table).expect("counts"), 103);
        assert_eq!(table.row_count, u32::from(count) + 3);
    }
}

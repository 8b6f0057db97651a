//! Files that are no sound database: each is refused with an error that says what and where, or read as far as it is
//! sound. Nothing panics, loops, or takes memory that the file does not warrant.

use crate::shared::shared;
use factulink::accdb::{Database, Error, Fault, FaultyStorage, MemoryStorage, PageNo, Result, TableDef};
use std::io;

fn hostile(name: &str) -> Option<Vec<u8>> {
    let path = shared()?.join("factusol/fixtures/hostile").join(name);
    Some(std::fs::read(path).expect("a hostile file"))
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

/// Reads every value of every table, on past errors; how many values and how many errors there were.
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
    Ok((read, unsound))
}

/// Numbers that are the same in every run (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ mixed >> 31) % limit as u64).expect("below a usize")
    }
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
    let Some(sound) = hostile("good-few-tables.accdb") else { return };
    let whole = read_everything(sound.clone());
    assert_eq!(whole.1, 0);
    let mut unsound_files = 0;
    for seed in 0..2_000 {
        let mut bytes = sound.clone();
        damage(&mut bytes, &mut Numbers(seed));
        let (values, errors) = read_everything(bytes);
        // A page that stands for another can be read twice over, but nothing multiplies.
        assert!(values + errors < whole.0 * 8, "seed {seed}: {values} values, {errors} errors");
        unsound_files += usize::from(errors > 0);
    }
    assert!(unsound_files > 500, "only {unsound_files} of the damaged files gave an error");
}

#[test]
fn a_file_cut_anywhere_is_refused_or_read() {
    let Some(sound) = hostile("good-few-tables.accdb") else { return };
    for pages in 0..sound.len() / 4096 {
        let mut cut = sound.clone();
        cut.truncate(pages * 4096);
        let opened = open(cut);
        assert!(matches!(opened, Err(Error::Truncated { .. } | Error::NotAccess(_))), "{pages} pages");
    }
}

#[test]
fn a_read_that_fails_is_an_error_and_can_be_tried_again() {
    let Some(sound) = hostile("good-few-tables.accdb") else { return };
    let (storage, control) = FaultyStorage::new(Box::new(MemoryStorage::new(sound.clone())));
    let database = Database::open(Box::new(storage)).expect("it opens");
    let expected = count_rows(&database, &database.table("F_LPC").expect("sound")).expect("sound");
    let calls = control.calls();

    for call in 1..=calls {
        let (storage, control) = FaultyStorage::new(Box::new(MemoryStorage::new(sound.clone())));
        control.arm(Some(Fault::Once { call, kind: io::ErrorKind::TimedOut }));
        let rows = Database::open(Box::new(storage)).and_then(|database| {
            let first = database.table("F_LPC").and_then(|table| count_rows(&database, &table));
            let again = database.table("F_LPC").and_then(|table| count_rows(&database, &table));
            assert_eq!(again.expect("the fault has passed"), expected, "call {call}");
            first
        });
        assert!(matches!(rows, Err(Error::Io { .. })), "call {call}: {rows:?}");
    }
}

//! Writing to damaged files: an error or a row, never a panic, never a loop.

use accdb::{ColumnSpec, ColumnType, CreateOptions, Database, Error, IndexSpec, MemoryStorage, TableSpec};
use proving::rows::{Numbers, row_for};

/// 2026-03-09 18:00.
const NOW: f64 = 46_090.75;
const PAGE: usize = 4096;
const FILES: u64 = 1_000;

/// A small file with every structure that an insert touches: rows, memos in rows, on pages and in chains, indexes of
/// two levels, maps.
pub fn sound() -> Vec<u8> {
    let storage = MemoryStorage::default();
    let mut database =
        Database::create(Box::new(storage.clone()), &CreateOptions::new(NOW)).expect("creates");
    let table = TableSpec::new("T")
        .column(ColumnSpec::autonumber("Id"))
        .column(ColumnSpec::text("Name", 60))
        .column(ColumnSpec::new("Notes", ColumnType::Memo))
        .column(ColumnSpec::binary("Data", 50))
        .index(IndexSpec::primary_key(["Id"]))
        .index(IndexSpec::plain("Name", ["Name"]))
        .index(IndexSpec::plain("Data", ["Data"]).descending());
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.create_table(&table).expect("creates");
    let table = transaction.table("T").expect("a table");
    let mut numbers = Numbers::new(1);
    for number in 0..150 {
        transaction.insert("T", &row_for(&table, number, &mut numbers)).expect("inserts");
    }
    transaction.commit().expect("commits");
    storage.to_vec()
}

/// Damages a byte, a word, a run of bytes or a whole page, and mostly where a structure begins.
fn damage(bytes: &mut [u8], numbers: &mut Numbers) {
    for _ in 0..1 + numbers.below(24) {
        let page = 1 + numbers.below(bytes.len() / PAGE - 1);
        let within = *numbers.pick(&[64, 64, 512, PAGE]);
        let at = page * PAGE + numbers.below(within);
        match numbers.below(5) {
            0 => bytes[at] ^= 1 << numbers.below(8),
            1 => bytes[at] = numbers.any() as u8,
            2 => bytes[at..].iter_mut().take(4).for_each(|byte| *byte = 0xFF),
            3 => bytes[at..].iter_mut().take(40).for_each(|byte| *byte = 0),
            _ => {
                let other = numbers.below(bytes.len() / PAGE) * PAGE;
                bytes.copy_within(other..other + PAGE, page * PAGE);
            }
        }
    }
}

fn write_to(bytes: Vec<u8>, numbers: &mut Numbers) -> Result<(), Error> {
    let mut database = Database::open(Box::new(MemoryStorage::new(bytes)))?;
    let mut transaction = database.begin(NOW)?;
    let created = transaction.create_table(&TableSpec::new("New").column(ColumnSpec::text("A", 5)));
    let table = transaction.table("T")?;
    let inserted: Vec<Result<_, Error>> =
        (0..40).map(|number| transaction.insert("T", &row_for(&table, number, numbers))).collect();
    transaction.commit()?;
    created?;
    inserted.into_iter().try_for_each(|inserted| inserted.map(drop))
}

#[test]
fn no_damage_makes_writing_panic_or_loop() {
    let sound = sound();
    let (mut refused, mut written) = (0, 0);
    for seed in 0..FILES {
        let mut numbers = Numbers::new(seed);
        let mut bytes = sound.clone();
        damage(&mut bytes, &mut numbers);
        match write_to(bytes, &mut numbers) {
            Ok(()) => written += 1,
            Err(_) => refused += 1,
        }
    }
    println!("{FILES} damaged files: {refused} refused, {written} written to");
    assert!(refused > FILES / 4);
}

//! The commits that the proofs interrupt.

use crate::disk::{Disk, Event, Image};
use accdb::{
    ColumnSpec, ColumnType, CreateOptions, Database, Error, IndexSpec, MemoryStorage, TableSpec, Transaction,
    Value,
};
use proving::sound::assert_sound;
use std::ops::Range;

/// 2026-03-09 18:00.
const NOW: f64 = 46_090.75;

/// What each commit does, one after the other.
const BATCHES: [Range<i32>; 3] = [40..100, 200..203, 300..320];

/// A commit as the disk saw it.
pub struct Commit {
    pub before: Vec<u8>,
    pub after: Vec<u8>,
    /// What lay on the disk when it began; nothing was waiting for a sync.
    pub start: Image,
    pub events: Vec<Event>,
}

/// A large commit, a small one by the same handle, whose journal lies over the first one's, and one by another handle
/// that finds their journal still there.
pub fn recorded() -> Vec<Commit> {
    let disk = Disk::new(Image::of(database()));
    let mut handle = disk.open().expect("opens");
    let mut commits = Vec::new();
    for (place, batch) in BATCHES.into_iter().enumerate() {
        let start = disk.image();
        disk.take_events();
        if place == 2 {
            drop(handle);
            handle = disk.open().expect("opens");
        }
        carry_out(&mut handle, batch).expect("commits");
        let (before, after) = (start.database.clone(), disk.image().database);
        commits.push(Commit { before, after, start, events: disk.take_events() });
    }
    commits.iter().for_each(|commit| assert_sound(&commit.after));
    commits
}

/// A database with two tables, and rows in them.
pub fn database() -> Vec<u8> {
    let storage = MemoryStorage::default();
    let mut database =
        Database::create(Box::new(storage.clone()), &CreateOptions::new(NOW)).expect("creates");
    let orders = TableSpec::new("Orders")
        .column(ColumnSpec::text("Series", 1))
        .column(ColumnSpec::new("Number", ColumnType::Long))
        .column(ColumnSpec::text("Reference", 50))
        .column(ColumnSpec::new("Notes", ColumnType::Memo))
        .index(IndexSpec::primary_key(["Series", "Number"]));
    let lines = TableSpec::new("Lines")
        .column(ColumnSpec::new("Number", ColumnType::Long))
        .column(ColumnSpec::new("Position", ColumnType::Integer))
        .index(IndexSpec::primary_key(["Number", "Position"]));
    let mut transaction = database.begin(NOW).expect("begins");
    transaction.create_table(&orders).expect("creates");
    transaction.create_table(&lines).expect("creates");
    transaction.commit().expect("commits");
    carry_out(&mut database, 0..40).expect("commits");
    storage.to_vec()
}

/// Changes and deletes some of the orders there are, and writes more with notes of every length and three lines each,
/// in one transaction.
pub fn carry_out(database: &mut Database, numbers: Range<i32>) -> Result<(), Error> {
    let mut transaction = database.begin(NOW)?;
    change_some(&mut transaction, numbers.len())?;
    for number in numbers {
        let notes = "nota ".repeat(usize::try_from(number * 37 % 1_700).expect("not negative"));
        let row = [
            (0, Value::Text("A".into())),
            (1, Value::Long(number)),
            (2, Value::Text(format!("FL duofic/2026 1-{number:06}").into())),
            (3, Value::Text(notes.into())),
        ];
        transaction.insert("Orders", &row)?;
        for position in 1..=3 {
            transaction.insert("Lines", &[(0, Value::Long(number)), (1, Value::Integer(position))])?;
        }
    }
    transaction.commit()
}

/// The more, the more is to be written: notes grow and shrink, numbers change their place in the index, rows go.
fn change_some(transaction: &mut Transaction<'_>, most: usize) -> Result<(), Error> {
    let orders = transaction.table("Orders")?;
    let mut ids = Vec::new();
    let mut scan = transaction.scan(&orders);
    while let Some(row) = scan.next_row()? {
        ids.push(row.id());
    }
    for (place, id) in ids.into_iter().enumerate().take(most) {
        match place % 6 {
            0 => transaction.update(
                "Orders",
                id,
                &[(3, Value::Text("otra nota ".repeat(place * 19).into()))],
            )?,
            2 => transaction.update("Orders", id, &[(3, Value::Null), (0, Value::Text("B".into()))])?,
            4 => transaction.delete("Orders", id)?,
            _ => {}
        }
    }
    Ok(())
}

/// The image of a commit that was interrupted after half of what it does to the database, and the database before.
pub fn interrupted() -> (Image, Vec<u8>) {
    let commit = recorded().swap_remove(0);
    let changes: Vec<_> = commit.events.iter().filter_map(Event::change).collect();
    let half = changes.len() - 4;
    (commit.start.after(&changes[..half]), commit.before)
}

/// Opens an image, which recovers it; what has become of the database.
pub fn recovered(image: Image) -> Result<Vec<u8>, Error> {
    let disk = Disk::new(image);
    disk.open().map(|_| disk.image().database)
}

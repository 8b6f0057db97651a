//! Room that rows leave is room for others: rounds of inserting and deleting do not grow the file.

use crate::changing::world::{Model, NOW, World, rows_of};
use accdb::{Database, RowId};
use proving::budget::rounds;
use proving::readers::proof::Proof;
use proving::rows::{Numbers, row_for};

/// Rows of a round.
const ROWS: u32 = 1_000;

/// Inserts rows, small ones and such with memos over many pages.
fn insert(database: &mut Database, round: u32) -> Vec<RowId> {
    let table = database.table("Orders").expect("a table");
    let mut transaction = database.begin(NOW).expect("begins");
    // The same rows every round, but for their keys.
    let mut numbers = Numbers::new(5);
    let insert = |row: u32| {
        let mut values = row_for(&table, round * ROWS + row, &mut numbers);
        values.retain(|(place, _)| row.is_multiple_of(40) || ![4, 8].contains(place));
        transaction.insert("Orders", &values).expect("inserts")
    };
    let ids = (0..ROWS).map(insert).collect();
    transaction.commit().expect("commits");
    ids
}

fn delete<'a>(database: &mut Database, ids: impl IntoIterator<Item = &'a RowId>) {
    let mut transaction = database.begin(NOW).expect("begins");
    ids.into_iter().for_each(|id| transaction.delete("Orders", *id).expect("deletes"));
    transaction.commit().expect("commits");
}

fn prove(world: World) {
    let World { folder: _folder, file, database } = world;
    drop(database);
    Proof::here().of_our_own(&[file]);
}

#[test]
fn rounds_of_inserting_and_deleting_a_thousand_rows_grow_the_file_once() {
    let (mut world, rounds) = (World::new(), rounds(4, 15, 50, 500));
    let mut pages = Vec::new();
    for round in 0..rounds {
        let ids = insert(&mut world.database, round as u32);
        // Forwards, backwards, and from the middle.
        let cut = ids.len() * (round % 3) / 2;
        delete(&mut world.database, ids[cut..].iter().chain(ids[..cut].iter().rev()));
        assert!(rows_of(&world.database, "Orders").is_empty());
        pages.push(world.database.page_count());
    }
    println!(
        "{rounds} rounds of {ROWS} rows: {} pages after the first, {} at the end",
        pages[0],
        pages[rounds - 1]
    );
    assert!(pages.iter().all(|count| *count == pages[0]), "{pages:?}");
    prove(world);
}

#[test]
fn what_few_rows_of_each_round_leave_is_used_again() {
    let (mut world, rounds) = (World::new(), rounds(3, 15, 50, 500));
    let (mut kept, mut pages) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let ids = insert(&mut world.database, round as u32);
        let (few, most): (Vec<_>, Vec<_>) = ids.iter().enumerate().partition(|(nth, _)| nth % 100 == 7);
        delete(&mut world.database, most.into_iter().map(|(_, id)| id));
        kept.extend(few.into_iter().map(|(_, id)| *id));
        pages.push(world.database.page_count());
    }
    let left: Model = rows_of(&world.database, "Orders");
    assert!(left.len() == kept.len() && kept.iter().all(|id| left.contains_key(id)));
    let grown = pages[rounds - 1] - pages[0];
    println!("{rounds} rounds that keep {} rows in all: {grown} pages more", kept.len());
    // Ten rows of a round take a page or two, with their memos. Leaves with few entries go together below one branch;
    // branches do not, so that what is left of five indexes takes some ten pages more.
    assert!(grown as usize <= 12 * rounds, "{pages:?}");
    prove(world);
}

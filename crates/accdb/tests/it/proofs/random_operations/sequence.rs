//! One sequence: a hundred operations on a database in memory, each done to the model as well.

use super::model::{Model, Refusal, Table};
use super::schema;
use accdb::{
    CreateOptions, Database, Error, MemoryStorage, Result, RowId, SortOrder, Strictness, Transaction, Version,
};
use proving::rows::Numbers;
use std::collections::BTreeSet;

/// 2026-03-09 18:00.
const NOW: f64 = 46_090.75;
const OPERATIONS: usize = 100;
const TABLES_MAX: usize = 5;

/// What has been done, counted.
#[derive(Debug, Default)]
pub struct Done {
    pub operations: usize,
    pub inserts: usize,
    pub updates: usize,
    pub deletes: usize,
    pub refused: usize,
    pub commits: usize,
    pub drops: usize,
    pub reopenings: usize,
    pub tables: usize,
    pub rows_at_the_end: usize,
}

impl Done {
    pub fn add(&mut self, other: &Done) {
        self.operations += other.operations;
        self.inserts += other.inserts;
        self.updates += other.updates;
        self.deletes += other.deletes;
        self.refused += other.refused;
        self.commits += other.commits;
        self.drops += other.drops;
        self.reopenings += other.reopenings;
        self.tables += other.tables;
        self.rows_at_the_end += other.rows_at_the_end;
    }
}

struct Player {
    numbers: Numbers,
    version: Version,
    /// What the file holds, and what the transaction makes of it.
    committed: Model,
    model: Model,
    /// Counts up, for keys and names that were never there.
    fresh: u32,
    done: Done,
}

/// Plays the sequence of a seed; gives the bytes of its file and what was done.
pub fn play(seed: u64) -> (Vec<u8>, Done) {
    let mut numbers = Numbers::new(seed);
    let version = *numbers.pick(&[Version::Ace12, Version::Ace14, Version::Ace16, Version::Ace17]);
    let order = if version == Version::Ace12 { SortOrder::GENERAL_LEGACY } else { SortOrder::GENERAL };
    let (file, journal) = (MemoryStorage::default(), MemoryStorage::default());
    let options = CreateOptions { version, sort_order: order, created_at: NOW.into() };
    drop(Database::create(Box::new(file.clone()), &options).expect("creates"));
    let open = || Database::open_with_journal(Box::new(file.clone()), Box::new(journal.clone()));
    let mut database = open().expect("opens");
    let (committed, model) = (Model::default(), Model::default());
    let mut player = Player { numbers, version, committed, model, fresh: 0, done: Done::default() };
    while player.done.operations < OPERATIONS {
        if player.numbers.chance(25) {
            drop(database);
            database = open().expect("opens again");
            player.check(&database);
            player.done.reopenings += 1;
            player.done.operations += 1;
        } else {
            player.transaction(&mut database);
        }
    }
    drop(database);
    let database = open().expect("opens at the end");
    player.check(&database);
    let walk = database.check(Strictness::OwnWriter).expect("walks");
    assert!(walk.is_sound(), "{:#?}", walk.findings);
    player.done.rows_at_the_end = player.committed.tables.values().map(|table| table.rows.len()).sum();
    (file.to_vec(), player.done)
}

impl Player {
    /// One transaction, to its commit, or to its being dropped.
    fn transaction(&mut self, database: &mut Database) {
        self.model = self.committed.clone();
        let mut transaction = database.begin(NOW).expect("begins");
        loop {
            self.done.operations += 1;
            match self.numbers.below(100) {
                _ if self.done.operations >= OPERATIONS => return self.commit(transaction),
                0..=9 => return self.commit(transaction),
                10..=13 => {
                    self.done.drops += 1;
                    drop(transaction);
                    return self.check(database);
                }
                14..=17 => self.create_table(&mut transaction),
                18..=22 => (0..60).for_each(|_| self.insert(&mut transaction)),
                23..=25 => (0..40).for_each(|_| self.update(&mut transaction)),
                26..=27 => (0..40).for_each(|_| self.delete(&mut transaction)),
                28..=29 => self.delete_all(&mut transaction),
                30..=52 => self.update(&mut transaction),
                53..=67 => self.delete(&mut transaction),
                _ => self.insert(&mut transaction),
            }
            if self.numbers.chance(5) {
                self.model.tables.values().for_each(|table| table.check(&transaction));
            }
        }
    }

    fn commit(&mut self, transaction: Transaction<'_>) {
        transaction.commit().expect("commits");
        self.done.commits += 1;
        self.committed = std::mem::take(&mut self.model);
    }

    fn create_table(&mut self, transaction: &mut Transaction<'_>) {
        if self.model.tables.len() >= TABLES_MAX {
            return;
        }
        self.fresh += 1;
        let name = format!("Table {}", self.fresh);
        let spec = schema::table(&name, self.version, &mut self.numbers);
        transaction.create_table(&spec).expect("creates");
        assert!(matches!(transaction.create_table(&spec), Err(Error::Name(..))), "a name that is taken");
        let table = Table::new(transaction.table(&name).expect("the new table"));
        self.model.tables.insert(name, table);
        self.done.tables += 1;
    }

    /// A table of the model, if there is one.
    fn any_table(&mut self) -> Option<String> {
        let nth = self.numbers.below(self.model.tables.len());
        self.model.tables.keys().nth(nth).cloned()
    }

    fn insert(&mut self, transaction: &mut Transaction<'_>) {
        let Some(name) = self.any_table() else { return };
        let table = self.model.tables.get_mut(&name).expect("a table");
        self.fresh += 1;
        let given = schema::row(&table.definition, self.fresh, &mut self.numbers);
        let row = table.complete(&given);
        let expected = table.refusals(&row, None);
        let inserted = transaction.insert(&name, &given);
        if let Some(id) = settled(inserted, &expected, &name) {
            assert!(!table.rows.contains_key(&id), "{name}: {id:?} is another row's");
            table.put(id, row);
            self.done.inserts += 1;
        } else {
            self.done.refused += 1;
        }
    }

    /// A table of the model and one of its rows, if there is one.
    fn any_row(&mut self) -> Option<(String, RowId)> {
        let name = self.any_table()?;
        let rows = &self.model.tables[&name].rows;
        let nth = self.numbers.below(rows.len());
        Some((name, *rows.keys().nth(nth)?))
    }

    fn update(&mut self, transaction: &mut Transaction<'_>) {
        let Some((name, id)) = self.any_row() else { return };
        let table = self.model.tables.get_mut(&name).expect("a table");
        self.fresh += 1;
        let changes = schema::changes(&table.definition, self.fresh, &mut self.numbers);
        let row = table.changed(id, &changes);
        let expected = table.refusals(&row, Some(id));
        if settled(transaction.update(&name, id, &changes), &expected, &name).is_some() {
            table.put(id, row);
            self.done.updates += 1;
        } else {
            self.done.refused += 1;
        }
    }

    fn delete(&mut self, transaction: &mut Transaction<'_>) {
        let Some((name, id)) = self.any_row() else { return };
        transaction.delete(&name, id).expect("deletes");
        self.model.tables.get_mut(&name).expect("a table").rows.remove(&id);
        let again = transaction.delete(&name, id);
        assert!(matches!(again, Err(Error::NoRow { .. })), "{name}: {id:?} deleted twice: {again:?}");
        self.done.deletes += 1;
    }

    fn delete_all(&mut self, transaction: &mut Transaction<'_>) {
        let Some(name) = self.any_table() else { return };
        let rows = std::mem::take(&mut self.model.tables.get_mut(&name).expect("a table").rows);
        self.done.deletes += rows.len();
        rows.keys().for_each(|id| transaction.delete(&name, *id).expect("deletes"));
    }

    fn check(&self, database: &Database) {
        for (name, table) in &self.committed.tables {
            table.check(database);
            let definition = database.table(name).expect("a table");
            assert_eq!(definition.row_count as usize, table.rows.len(), "{name}: its count");
            assert_eq!(definition.last_autonumber, table.last_autonumber, "{name}: its autonumber");
        }
        let listed = database.tables().expect("a catalog").into_iter().filter(|table| !table.system);
        let listed: BTreeSet<String> = listed.map(|table| table.name).collect();
        assert!(listed.iter().eq(self.committed.tables.keys()), "the tables: {listed:?}");
    }
}

/// The result of an operation that had to be refused for one of these reasons, if there are any.
fn settled<T>(result: Result<T>, expected: &[Refusal], table: &str) -> Option<T> {
    match result {
        Ok(value) if expected.is_empty() => Some(value),
        Ok(_) => panic!("{table}: a row was taken in spite of {expected:?}"),
        Err(error) => {
            let refusal = Refusal::of(&error);
            let is_expected = refusal.is_some_and(|refusal| expected.contains(&refusal));
            assert!(is_expected, "{table}: {error}, expected {expected:?}");
            None
        }
    }
}

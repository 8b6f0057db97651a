//! The indexes of foreign keys, in files whose relations Access made.

use super::scratch::{NOW, Scratch};
use crate::writing::user_tables;
use accdb::{Database, Error, ForeignKey, IndexId, Row, TableDef, Value};
use proving::readers::files::sound_files;
use proving::readers::proof::Proof;
use proving::rows::{Numbers, row_for};
use std::collections::BTreeSet;
use std::ops::Bound::Included;
use std::sync::Arc;

/// A relation that its file enforces.
struct Relation {
    child: Arc<TableDef>,
    parent: Arc<TableDef>,
    key: ForeignKey,
    /// Place of the referenced index.
    index: usize,
}

impl Relation {
    fn all(database: &Database) -> Vec<Relation> {
        let tables = database
            .tables()
            .expect("a catalog")
            .into_iter()
            .filter_map(|entry| database.table(&entry.name).ok());
        let tables: Vec<Arc<TableDef>> = tables.collect();
        let mut relations = Vec::new();
        for child in &tables {
            for key in child.foreign_keys() {
                let parent = tables.iter().find(|table| table.page() == key.table).expect("the other table");
                let backs = |numbers: &[u32]| numbers.contains(&key.partner);
                let index = parent.indexes.iter().position(|index| backs(index.logical_numbers()));
                let index = index.expect("the index that the key names");
                relations.push(Relation { child: child.clone(), parent: parent.clone(), key: *key, index });
            }
        }
        relations
    }

    /// What a child has in the columns of the key.
    fn key_of(&self, row: &Row<'_>) -> Vec<Value<'static>> {
        let columns = self.child.indexes[self.key.index].columns.iter();
        columns.map(|part| row.get(part.column).expect("a value").into_owned()).collect()
    }

    fn has_parent(&self, database: &Database, key: &[Value<'_>]) -> bool {
        let found = database.range(&self.parent, IndexId::at(self.index), Included(key), Included(key));
        found.expect("a range").next_id().expect("sound").is_some()
    }
}

/// The child and the parent of every relation that the catalog lists as enforced.
fn listed(database: &Database) -> BTreeSet<(String, String)> {
    let table = database.table("MSysRelationships").expect("a table");
    let column = |name: &str| table.column(name).expect("a column");
    let (grbit, child, parent) = (column("grbit"), column("szObject"), column("szReferencedObject"));
    let mut scan = database.scan(&table);
    let mut listed = BTreeSet::new();
    while let Some(row) = scan.next_row().expect("a sound row") {
        let text = |place| match row.get(place).expect("a value") {
            Value::Text(text) => text.to_lowercase(),
            other => panic!("{other:?}"),
        };
        if matches!(row.get(grbit), Ok(Value::Long(bits)) if bits & 2 == 0) {
            listed.insert((text(child), text(parent)));
        }
    }
    listed
}

#[test]
fn every_relation_of_the_catalog_is_found_and_holds_for_every_row() {
    let (mut relations, mut rows) = (0, 0);
    for file in sound_files() {
        let database = Database::open_read(&file).expect("opens");
        let found = Relation::all(&database);
        let names =
            found.iter().map(|found| (found.child.name.to_lowercase(), found.parent.name.to_lowercase()));
        assert_eq!(names.collect::<BTreeSet<_>>(), listed(&database), "{}", file.display());
        for relation in &found {
            let mut scan = database.scan(&relation.child);
            while let Some(row) = scan.next_row().expect("a sound row") {
                let key = relation.key_of(&row);
                assert!(key.contains(&Value::Null) || relation.has_parent(&database, &key), "{key:?}");
                rows += 1;
            }
        }
        relations += found.len();
    }
    println!("{relations} relations, {rows} rows");
    assert!(relations > 0 || sound_files().is_empty());
}

#[test]
fn children_without_a_parent_and_parents_with_children_are_held_to_the_relation() {
    let proof = Proof::here();
    let (mut refused, mut held) = (0, 0);
    for file in sound_files() {
        let relations = Relation::all(&Database::open_read(&file).expect("opens"));
        if relations.is_empty() {
            continue;
        }
        let scratch = Scratch::copy_of(&file);
        let before = proof.findings(&scratch.file());
        let mut database = scratch.open();
        let names = user_tables(&database);
        for relation in relations.iter().filter(|relation| names.contains(&relation.child.name)) {
            refused += usize::from(refuses_an_orphan(&mut database, relation));
            held += usize::from(holds_a_parent(&mut database, relation));
        }
        drop(database);
        proof.of_others(&[scratch.file()], &[before]);
    }
    println!("{refused} orphans refused, {held} parents held or their children taken along");
    assert!(refused > 0 && held > 0 || sound_files().is_empty());
}

/// A new child of a parent that nobody has; what is refused leaves nothing behind.
fn refuses_an_orphan(database: &mut Database, relation: &Relation) -> bool {
    let columns: Vec<usize> = relation.child.indexes[relation.key.index]
        .columns
        .iter()
        .map(|part| part.column.position())
        .collect();
    let mut row = row_for(&relation.child, 77_777, &mut Numbers::new(5));
    for (place, value) in row.iter_mut().filter(|(place, _)| columns.contains(place)) {
        if let Value::Long(_) | Value::Null = value {
            *value = Value::Long(77_777 + *place as i32);
        }
    }
    let mut transaction = database.begin(NOW).expect("begins");
    let refusal = transaction.insert(&relation.child.name, &row);
    let is_refused = matches!(refusal, Err(Error::NoParent { .. }));
    assert!(is_refused || refusal.is_err(), "{}: an orphan was taken", relation.child.name);
    transaction.commit().expect("commits nothing");
    is_refused
}

/// Deleting a parent that has children is refused, or takes them along where the relation says so.
fn holds_a_parent(database: &mut Database, relation: &Relation) -> bool {
    let mut scan = database.scan(&relation.child);
    let mut key = None;
    while let Some(row) = scan.next_row().expect("a sound row") {
        key = Some(relation.key_of(&row)).filter(|key| !key.contains(&Value::Null)).or(key);
    }
    drop(scan);
    let Some(key) = key else { return false };
    let found = database.range(&relation.parent, IndexId::at(relation.index), Included(&key), Included(&key));
    let id = found.expect("a range").next_id().expect("sound").expect("a parent");
    let mut transaction = database.begin(NOW).expect("begins");
    let deleted = transaction.delete(&relation.parent.name, id);
    match deleted {
        Ok(()) => {
            let own = &relation.child;
            let mut children = transaction
                .range(own, IndexId::at(relation.key.index), Included(&key), Included(&key))
                .expect("a range");
            let left = children.next_id().expect("sound");
            assert_eq!(left, None, "{}: a child without its parent", own.name);
        }
        Err(error) => assert!(transaction.row(&relation.parent, id).expect("reads").is_some(), "{error}"),
    }
    true
}

//! Relations that the file enforces: two of them in a file of Access, one cascading deletes, the other updates.

use super::world::{NOW, rows_of};
use accdb::{Database, Error, RowId, Value};
use proving::readers::proof::Proof;
use proving::shared::shared;
use std::path::PathBuf;
use tempfile::TempDir;

/// A copy of the file, with rows of which `Table1` refers to others.
struct World {
    folder: TempDir,
    original: PathBuf,
    database: Database,
    parents: [RowId; 2],
    children: Vec<RowId>,
}

/// Columns of `Table1` that refer: to `Table2`, cascading deletes, and to `Table3`, cascading updates.
const TO_TABLE2: usize = 1;
const TO_TABLE3: usize = 2;

fn world() -> Option<World> {
    let original = shared()?.join("accdb/real/indexTestV2007.accdb");
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("copy.accdb");
    std::fs::write(&copy, std::fs::read(&original).expect("a file")).expect("a copy");
    let mut database = Database::open_write(&copy).expect("opens");
    let mut transaction = database.begin(NOW).expect("begins");
    let mut insert =
        |table: &str, values: &[(usize, Value<'_>)]| transaction.insert(table, values).expect("inserts");
    let parents = ["Table2", "Table3"].map(|table| insert(table, &[(0, Value::Long(700))]));
    let child = |id| [(0, Value::Long(id)), (TO_TABLE2, Value::Long(700)), (TO_TABLE3, Value::Long(700))];
    let children = (800..803).map(|id| insert("Table1", &child(id))).collect();
    transaction.commit().expect("commits");
    Some(World { folder, original, database, parents, children })
}

impl World {
    fn prove(self) {
        let World { folder, original, database, .. } = self;
        drop(database);
        let proof = Proof::here();
        let before = proof.findings(&original);
        proof.of_others(&[folder.path().join("copy.accdb")], &[before]);
    }
}

#[test]
fn a_row_that_others_refer_to_stays_with_its_key_unless_the_relation_cascades() {
    let Some(mut world) = world() else { return };
    let [second, third] = world.parents;
    let before = rows_of(&world.database, "Table1");
    let mut transaction = world.database.begin(NOW).expect("begins");
    let refused = transaction.delete("Table3", third);
    let names = |refused: &Result<(), Error>, name: &str| matches!(refused, Err(Error::HasChildren { relation, child, .. }) if relation == name && child == "Table1");
    assert!(names(&refused, "Table3Table1"), "{refused:?}");
    let refused = transaction.update("Table2", second, &[(0, Value::Long(701))]);
    assert!(names(&refused, "Table2Table1"), "{refused:?}");
    transaction.update("Table2", second, &[(0, Value::Long(700))]).expect("the key is as it was");
    transaction.commit().expect("commits");
    assert!(rows_of(&world.database, "Table1") == before);
    world.prove();
}

#[test]
fn deletes_and_updates_cascade_where_the_relation_says_so() {
    let Some(mut world) = world() else { return };
    let [second, third] = world.parents;
    let mut transaction = world.database.begin(NOW).expect("begins");
    transaction.update("Table3", third, &[(0, Value::Long(702))]).expect("cascades");
    let table = transaction.table("Table1").expect("a table");
    for child in &world.children {
        let row = transaction.row(&table, *child).expect("reads").expect("the row");
        assert_eq!(row.get(TO_TABLE3).expect("a value"), Value::Long(702));
    }
    transaction.commit().expect("commits");
    let had = rows_of(&world.database, "Table1").len();
    let mut transaction = world.database.begin(NOW).expect("begins");
    transaction.delete("Table2", second).expect("cascades");
    transaction.delete("Table3", third).expect("nobody refers to it any more");
    transaction.commit().expect("commits");
    assert_eq!(rows_of(&world.database, "Table1").len(), had - 3);
    world.prove();
}

#[test]
fn a_row_that_refers_changes_only_to_what_is_there() {
    let Some(mut world) = world() else { return };
    let child = world.children[0];
    let mut transaction = world.database.begin(NOW).expect("begins");
    let refused = transaction.update("Table1", child, &[(TO_TABLE2, Value::Long(99_999))]);
    assert!(matches!(&refused, Err(Error::NoParent { parent, .. }) if parent == "Table2"), "{refused:?}");
    transaction.update("Table1", child, &[(TO_TABLE2, Value::Null)]).expect("null refers to nothing");
    transaction.delete("Table1", world.children[1]).expect("nobody refers to it");
    transaction.commit().expect("commits");
    world.prove();
}

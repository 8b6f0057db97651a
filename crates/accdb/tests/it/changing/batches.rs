//! Mixed operations in one transaction.

use super::world::{Model, NOW, World, churn, rows_of};
use accdb::{Error, Value};
use proving::budget::rounds;
use proving::readers::proof::Proof;
use proving::rows::Numbers;

#[test]
fn mixed_batches_leave_what_they_did_and_every_reader_agrees() {
    for seed in 1..=rounds(1, 3, 6, 60) as u64 {
        let mut world = World::new();
        let (mut model, mut numbers) = (Model::new(), Numbers::new(seed));
        for _ in 0..6 {
            let mut transaction = world.database.begin(NOW).expect("begins");
            assert!(churn(&mut transaction, "Orders", &mut model, 150, &mut numbers) > 60);
            transaction.commit().expect("commits");
            assert!(rows_of(&world.database, "Orders") == model);
        }
        let World { folder: _folder, file, database } = world;
        drop(database);
        Proof::here().of_our_own(&[file]);
    }
}

#[test]
fn a_failed_operation_leaves_the_transaction_as_it_was_before() {
    let mut world = World::new();
    let mut model = Model::new();
    let mut transaction = world.database.begin(NOW).expect("begins");
    churn(&mut transaction, "Orders", &mut model, 60, &mut Numbers::new(9));
    let (first, second) = (*model.keys().next().expect("rows"), *model.keys().last().expect("rows"));
    let taken = model[&second][1].clone();
    let repeated =
        transaction.update("Orders", first, &[(4, Value::Text("x".repeat(9_000).into())), (1, taken)]);
    assert!(matches!(repeated, Err(Error::Duplicate { .. })), "{repeated:?}");
    let refused = transaction.update("Orders", first, &[(2, Value::Text("ok".into())), (1, Value::Null)]);
    assert!(matches!(refused, Err(Error::Rule { .. })), "{refused:?}");
    let refused = transaction.update("Orders", first, &[(0, Value::Long(-1))]);
    assert!(matches!(refused, Err(Error::Rule { .. })), "an autonumber stays: {refused:?}");
    transaction.update("Orders", first, &[(0, model[&first][0].clone())]).expect("the same autonumber");
    transaction.delete("Orders", second).expect("deletes");
    model.remove(&second);
    assert!(matches!(transaction.delete("Orders", second), Err(Error::NoRow { .. })));
    assert!(matches!(transaction.update::<usize>("Orders", second, &[]), Err(Error::NoRow { .. })));
    transaction.commit().expect("commits");
    assert!(rows_of(&world.database, "Orders") == model);
}

#[test]
fn a_dropped_transaction_changes_nothing() {
    let mut world = World::new();
    let (mut model, mut numbers) = (Model::new(), Numbers::new(4));
    let mut transaction = world.database.begin(NOW).expect("begins");
    churn(&mut transaction, "Orders", &mut model, 200, &mut numbers);
    transaction.commit().expect("commits");
    let before = std::fs::read(&world.file).expect("reads");
    let mut transaction = world.database.begin(NOW).expect("begins");
    assert!(churn(&mut transaction, "Orders", &mut model.clone(), 200, &mut numbers) > 0);
    drop(transaction);
    assert!(std::fs::read(&world.file).expect("reads") == before);
    assert!(rows_of(&world.database, "Orders") == model);
}

//! Autonumbers of every kind: counted up, random, and identifiers for replication.

use super::scratch::{NOW, Scratch, insert};
use accdb::{ColumnSpec, Error, IndexSpec, Rule, TableSpec, Value};
use std::collections::BTreeSet;

fn table(id: ColumnSpec) -> TableSpec {
    let name = id.name.clone();
    TableSpec::new("T").column(id).column(ColumnSpec::text("Text", 20)).index(IndexSpec::primary_key([name]))
}

fn ids(scratch: &Scratch) -> Vec<Value<'static>> {
    scratch.in_order("T", 0).into_iter().map(|row| row[0].clone()).collect()
}

/// Inserts rows that leave their identifier to the database, a few a transaction, each time with another seed.
fn insert_seeded(scratch: &Scratch, transactions: u8) {
    for seed in 0..transactions {
        let mut database = scratch.open();
        database.seed_random([seed; 16]);
        for given in [None, Some(Value::Null)] {
            let mut transaction = database.begin(NOW).expect("begins");
            for _ in 0..10 {
                let id = given.clone().map(|null| (0, null));
                let text = (1, Value::Text("x".into()));
                let row: Vec<_> = id.into_iter().chain([text]).collect();
                transaction.insert("T", &row).expect("inserts");
            }
            transaction.commit().expect("commits");
        }
    }
}

#[test]
fn a_counted_autonumber_goes_on_behind_the_highest_ever_given() {
    let scratch = Scratch::new(&[table(ColumnSpec::autonumber("Id"))]);
    let text = || Value::Text("x".into());
    scratch.insert("T", (0..3).map(|_| vec![Value::Null, text()]));
    scratch.insert(
        "T",
        [vec![Value::Long(70), text()], vec![Value::Long(-7), text()], vec![Value::Null, text()]],
    );
    // A row that is refused uses up no number.
    assert!(matches!(scratch.refusal("T", vec![Value::Long(71), text()]), Error::Duplicate { .. }));
    scratch.insert("T", [vec![Value::Null, text()]]);
    assert_eq!(ids(&scratch), [-7, 1, 2, 3, 70, 71, 72].map(Value::Long));
    let last = i32::MAX;
    scratch.insert("T", [vec![Value::Long(last), text()]]);
    assert!(
        matches!(scratch.refusal("T", vec![Value::Null, text()]), Error::Rule { .. }),
        "no number is left"
    );
}

#[test]
fn a_counted_autonumber_is_read_by_others_who_go_on_counting() {
    let scratch = Scratch::new(&[table(ColumnSpec::autonumber("Id"))]);
    scratch.insert("T", (0..300).map(|_| vec![Value::Null, Value::Text("x".into())]));
    scratch.prove();
}

#[test]
fn random_autonumbers_and_replication_identifiers_differ_in_every_row() {
    for id in [ColumnSpec::random_autonumber("Id"), ColumnSpec::replication_id("Id")] {
        let scratch = Scratch::new(&[table(id)]);
        insert_seeded(&scratch, 10);
        let ids = ids(&scratch);
        let differ: BTreeSet<String> = ids.iter().map(|id| format!("{id:?}")).collect();
        assert_eq!((ids.len(), differ.len()), (200, 200));
        assert!(
            ids.windows(2).any(|two| matches!(two, [Value::Long(a), Value::Long(b)] if b - a > 1 << 16))
                || matches!(ids[0], Value::Guid(_))
        );
        scratch.prove();
    }
}

#[test]
fn what_is_random_is_refused_without_a_seed_and_taken_when_given() {
    for (id, given) in [
        (ColumnSpec::random_autonumber("Id"), Value::Long(-5)),
        (ColumnSpec::replication_id("Id"), Value::Guid([9; 16])),
    ] {
        let scratch = Scratch::new(&[table(id)]);
        let refusal = scratch.refusal("T", vec![Value::Null, Value::Text("x".into())]);
        assert!(matches!(refusal, Error::Rule { rule: Rule::Default(_), .. }), "{refusal}");
        scratch.write(|transaction| insert(transaction, "T", vec![given.clone()]).expect("inserts"));
        assert_eq!(ids(&scratch), [given]);
    }
}

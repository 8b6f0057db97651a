//! What `doctor` says of the documents that were written, and of rows that are not what they seem.

use super::world::Demo;
use crate::facts::odd_rows::change;
use accdb::Value;
use std::fs;

#[test]
fn what_is_as_it_was_written_is_well() {
    let demo = Demo::new();
    demo.run();
    let found = demo.doctor();
    assert_eq!(found.alarms(), Vec::<&str>::new());
    for company in ["oficit", "duofic", "ofifactory"] {
        assert!(found.has("rows_sound", company) && found.has("indexes_whole", company), "{company}");
    }
    assert!(found.has("documents_there", "oficit"));
}

#[test]
fn documents_that_the_parent_lacks_are_a_problem() {
    let demo = Demo::new();
    let old = fs::read(demo.parent()).expect("the parent can be read");
    demo.run();
    fs::write(demo.parent(), old).expect("an older copy is put back");
    assert_eq!(demo.doctor().alarms(), ["documents_missing"]);
}

#[test]
fn a_company_that_got_another_name_is_a_problem() {
    let demo = Demo::new();
    demo.run();
    demo.configure("name = \"duofic\"", "name = \"duofic-sl\"");
    assert!(demo.doctor().alarms().contains(&"identity_renamed"));
    demo.configure("name = \"duofic-sl\"", "name = \"duofic-sl\"\nformerly = [\"duofic\"]");
    assert!(!demo.doctor().alarms().contains(&"identity_renamed"));
}

#[test]
fn rows_with_a_value_that_cannot_be_are_told() {
    let demo = Demo::new();
    change(&demo.parent(), |tx| {
        let values = [("CODART", Value::Text("JOB-ODD".into())), ("TIVART", Value::Integer(4))];
        tx.insert("F_ART", &values).map(drop)
    });
    change(&demo.duofic(), |tx| {
        tx.insert("F_PCL", &[("TIPPCL", Value::Text("1".into())), ("CODPCL", Value::Long(-7))]).map(drop)
    });
    let found = demo.doctor();
    assert_eq!(found.alarms(), ["rows_unfit", "rows_unfit"]);
    assert!(found.has("rows_unfit", "oficit") && found.has("rows_unfit", "duofic"));
}

//! Checks of what a subsidiary and the parent must have of each other.

use super::world::{Demo, overwrite};

#[test]
fn of_sound_links_all_is_well() {
    let found = Demo::new().doctor();
    for subsidiary in ["duofic", "ofifactory"] {
        for fact in ["target_series_free", "supplier_there", "tax_id_matches"] {
            assert!(found.has(fact, subsidiary), "{fact} of {subsidiary}");
        }
    }
}

#[test]
fn what_we_wrote_ourselves_does_not_take_the_series_from_us() {
    let demo = Demo::new();
    demo.run();
    assert!(demo.doctor().has("target_series_free", "duofic"));
}

#[test]
fn a_series_in_which_people_write_is_noticed() {
    let demo = Demo::new();
    demo.configure("target_series = \"7\"", "target_series = \"1\"");
    let found = demo.doctor();
    assert!(found.has("target_series_shared", "duofic") && found.has("target_series_free", "ofifactory"));
}

#[test]
fn a_supplier_that_the_parent_does_not_have_is_noticed() {
    let demo = Demo::new();
    demo.configure("supplier = 12", "supplier = 4711");
    let found = demo.doctor();
    assert!(found.has("supplier_missing", "duofic") && found.has("supplier_there", "ofifactory"));
}

#[test]
fn a_parent_that_the_subsidiary_does_not_know_by_its_tax_id_is_noticed() {
    let demo = Demo::new();
    overwrite(&demo.duofic(), "F_PRO", "NIFPRO", "B99999999");
    let found = demo.doctor();
    assert!(found.has("tax_id_unmatched", "duofic") && found.has("tax_id_matches", "ofifactory"));
    demo.configure("[subsidiary.articles]", "[subsidiary.ownership]\nsupplier = 7\n[subsidiary.articles]");
    assert!(demo.doctor().has("tax_id_not_needed", "duofic"), "the configuration names the supplier");
}

#[test]
#[cfg(unix)]
fn two_names_of_one_file_are_noticed() {
    let demo = Demo::new();
    std::fs::remove_file(demo.duofic()).expect("removed");
    std::os::unix::fs::symlink(demo.parent(), demo.duofic()).expect("linked");
    assert!(demo.doctor().has("identity_twice", "duofic"));
}

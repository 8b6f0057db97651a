//! What a run writes into the parent of the demo and of the fixtures, as other programs see it.

use crate::facts::world::World;
use proving::readers::proof::Proof;
use proving::shared::shared;

#[test]
fn others_read_the_demo_and_what_a_run_wrote_into_its_parent() {
    let world = World::of_demo();
    assert!(world.run().counts.pushed > 0);
    let files = ["0012026.accdb", "0022026.accdb", "0032026.accdb"];
    Proof::here().of_our_own(&files.map(|file| world.folder.path().join(file)));
}

#[test]
fn others_read_the_parent_after_all_fixtures_are_pushed() {
    let Some(shared) = shared() else { return };
    let proof = Proof::here();
    for parent in ["oficit", "oficit-empty"] {
        let world = World::of_fixtures(&shared.join("factusol/fixtures"), parent);
        let before = proof.findings(&world.parent_file());
        assert!(world.run().counts.pushed > 0);
        proof.of_others(&[world.parent_file()], &[before]);
    }
}

//! A parent of 60,000 orders with 300,000 lines, as other programs see it; a tenth of that in the gate.

use crate::facts::world::World;
use factulink::domain::Year;
use factulink::store::demo;
use proving::budget::rounds;
use proving::readers::proof::Proof;

const LINES: usize = 5;

#[test]
fn others_read_a_parent_of_many_pushed_orders() {
    let orders = rounds(0, 6_000, 60_000, 60_000);
    if orders == 0 {
        return println!("skipped: it takes a while (FACTULINK_PROOFS=gate or full)");
    }
    let world = World::of_demo();
    let subsidiary = world.folder.path().join("0022026.accdb");
    std::fs::remove_file(&subsidiary).expect("the small one goes");
    demo::large(&subsidiary, Year::new(2026).expect("a year"), orders, LINES).expect("a large file");
    let report = world.run();
    assert!(report.counts.pushed >= orders as u64, "{:?}", report.counts);
    let (headers, lines) = Proof::here().of_many_rows(&world.parent_file());
    println!("{headers} supplier orders with {lines} lines");
    assert!(headers >= orders as u64 && lines >= (orders * LINES) as u64);
}

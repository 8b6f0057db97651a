//! 60,000 orders with 300,000 lines pushed, as other programs see the parent. Takes minutes, so only when asked for.

use super::proof::Proof;
use crate::facts::world::World;
use factulink::domain::Year;
use factulink::store::demo;

/// The variable that asks for it; an unoptimised program would take an hour.
const ASK: &str = "FACTULINK_LARGE";
const ORDERS: usize = 60_000;
const LINES: usize = 5;

#[test]
fn others_read_a_parent_of_sixty_thousand_pushed_orders() {
    if std::env::var_os(ASK).is_none() {
        println!("skipped: {ASK} is not set");
        return;
    }
    let world = World::of_demo();
    let subsidiary = world.folder.path().join("0022026.accdb");
    std::fs::remove_file(&subsidiary).expect("the small one goes");
    demo::large(&subsidiary, Year::new(2026).expect("a year"), ORDERS, LINES).expect("a large file");
    let report = world.run();
    assert!(report.counts.pushed >= ORDERS as u64, "{:?}", report.counts);
    let (headers, lines) = Proof::here().of_many_rows(&world.parent_file());
    println!("{headers} supplier orders with {lines} lines");
    assert!(headers >= ORDERS as u64 && lines >= (ORDERS * LINES) as u64);
}

//! A dry run changes no byte, and its counts are those of the real run.

use super::world::{OFICIT, OFIFACTORY, World, name, of_article, order, year};
use factulink::domain::CustomerOrder;
use factulink::pipeline::{self, Counts, EnqueueOptions, PushOptions, RetryOptions, RunOptions, ScanOptions};
use factulink::store::memory::{Call, Fault, Harm};

/// Something of everything: new, late, changed, half, skipped, held, refused, already written.
fn busy_world() -> World {
    let world = World::with_orders([1, 2, 4, 5, 6]);
    world.run();
    std::fs::remove_file(world.state_path()).expect("removed");
    world.parent(|parent| {
        parent.documents.retain(|_, order| order.source.id.number.get() <= 2);
        parent.refused.insert(super::world::key("duofic/2026/1-6").trace_mark());
    });
    world.scan();
    world.enter(order("1-3"));
    world.enter(CustomerOrder { reference: "otra".into(), ..order("1-4") });
    world.enter(CustomerOrder { lines: vec![], ..order("1-7") });
    world.enter(CustomerOrder { customer: 900, ..order("1-8") });
    world.enter(of_article("1-9", "OFI-2"));
    world.subsidiary(|company| company.articles.push(company.articles[0].clone()));
    world.subsidiary(|company| company.articles[1].code = "OFI-2".into());
    world.stores.with(&name(OFIFACTORY), year(2026), |company| company.put(order("1-1")));
    world
}

fn same(world: &World, rehearse: impl Fn() -> Counts, act: impl Fn() -> Counts) -> Counts {
    let (state, documents) = (world.state_bytes(), world.parent(|parent| parent.documents.clone()));
    let rehearsed = rehearse();
    assert_eq!(world.state_bytes(), state);
    assert_eq!(world.parent(|parent| parent.documents.clone()), documents);
    let acted = act();
    assert_eq!(rehearsed, acted);
    acted
}

#[test]
fn a_run_is_rehearsed_whole() {
    let world = busy_world();
    let counts = same(&world, || world.rehearse_run().counts, || world.run().counts);
    let expected = Counts {
        captured: 4,
        late: 1,
        changed: 1,
        incomplete: 1,
        queued: 7,
        skipped: 1,
        held: 1,
        pushed: 6,
        found: 2,
        parked: 1,
        ..Counts::default()
    };
    assert_eq!(counts, expected);
}

#[test]
fn every_step_is_rehearsed() {
    let world = busy_world();
    let dry = ScanOptions { dry_run: true, ..ScanOptions::default() };
    let scan = || world.app(|app| pipeline::scan(app, &dry)).expect("rehearsed").counts;
    same(&world, scan, || world.scan().counts);
    let dry = EnqueueOptions { dry_run: true, ..EnqueueOptions::default() };
    let enqueue = || world.app(|app| pipeline::enqueue(app, &dry)).expect("rehearsed").counts;
    same(&world, enqueue, || world.enqueue().counts);
    let dry = PushOptions { dry_run: true, ..PushOptions::default() };
    same(&world, || world.push_with(dry).counts, || world.push().counts);
    let dry = |options| world.app(|app| pipeline::retry(app, options, true)).expect("rehearsed");
    let held = dry(&RetryOptions::Held).captured;
    assert_eq!((held, world.status().orders.held), (1, 1));
}

#[test]
fn a_dry_run_on_a_group_never_seen_makes_no_file() {
    let world = World::with_orders(1..=5);
    let counts = same(&world, || world.rehearse_run().counts, || world.run().counts);
    assert_eq!(counts.pushed, 5);
}

#[test]
fn a_dry_run_opens_the_parent_for_reading_only() {
    let world = World::with_orders([1]);
    world.rehearse_run();
    assert_eq!(world.parent(|parent| parent.documents.len()), 0);
}

#[test]
fn a_dry_run_says_exactly_what_would_be_written() {
    let world = World::with_orders([1]);
    let report = world.rehearse_run();
    assert_eq!(report.run_id, None);
    let planned = serde_json::to_value(&report.would_write).expect("JSON");
    let expected = serde_json::json!([{
        "order": "duofic/2026/1-000001", "reference": "FL duofic/2026 1-000001", "year": 2026, "series": "7",
        "date": "2026-06-15", "supplier": 12, "total": "18.15",
        "lines": [{"article": "OFI-1", "quantity": "3", "price": "5", "total": "15"}],
    }]);
    assert_eq!(planned, expected);
    assert!(world.run().would_write.is_empty());
}

#[test]
fn a_dry_run_after_a_killed_one_still_tells_the_truth() {
    let world = World::with_orders(1..=5);
    world.fault(OFICIT, Fault::once(Call::InsertOrders, 2, Harm::DoAndDie));
    let died = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| world.run()));
    assert!(died.is_err());
    world.mend(OFICIT);
    let counts = same(&world, || world.rehearse_run().counts, || world.run().counts);
    assert_eq!((counts.pushed, counts.found), (3, 2));
}

#[test]
fn a_failure_is_rehearsed_with_its_pauses() {
    let world = World::with_orders(1..=5);
    world.scan();
    world.enqueue();
    let so_far = world.parent(|parent| parent.calls[&Call::Open]);
    world.fault(OFICIT, Fault { call: Call::Open, from: so_far + 1, to: usize::MAX, harm: Harm::Busy });
    let options = RunOptions { dry_run: true, ..RunOptions::default() };
    let dry = || world.app(|app| pipeline::run(app, &options)).expect("rehearsed").counts;
    assert_eq!(same(&world, dry, || world.run().counts).retried, 5);
}

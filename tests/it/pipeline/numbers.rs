//! What is known of a series is the set of its orders, not its highest number.

use super::world::{World, order};
use factulink::domain::CustomerOrder;
use factulink::pipeline::{Outcome, Range};
use factulink::store::memory::Call;

fn half(id: &str) -> CustomerOrder {
    CustomerOrder { lines: vec![], ..order(id) }
}

fn delete(world: &World, id: &str) {
    world.subsidiary(|company| company.orders.remove(&order(id).id));
}

#[test]
fn a_number_far_above_the_others_hides_nothing_when_it_is_deleted_again() {
    let world = World::with_orders([123, 500_123]);
    assert_eq!(world.run().counts.pushed, 2);
    delete(&world, "1-500123");
    world.enter(order("1-124"));
    world.enter(order("1-125"));
    assert_eq!(world.run().counts.pushed, 2);
    assert!(world.every_order_is_written_once());
}

#[test]
fn a_number_far_above_the_others_hides_nothing_when_it_stays_or_was_never_ready() {
    for odd in [order("1-500123"), half("1-500123")] {
        let world = World::with_orders([123]);
        world.run();
        world.enter(odd);
        world.run();
        for number in 124..=150 {
            world.enter(order(&format!("1-{number}")));
            assert_eq!(world.run().counts.captured, 1, "{number}");
        }
    }
}

#[test]
fn an_order_that_is_changed_is_noticed_below_a_number_far_above() {
    let world = World::with_orders([123, 500_123]);
    world.run();
    world.enter(CustomerOrder { reference: "otra".into(), ..order("1-123") });
    assert_eq!(world.run().counts.changed, 1);
}

#[test]
fn an_order_below_all_others_or_in_a_hole_is_taken_wherever_it_lies() {
    let world = World::with_orders((1000..=1200).chain(1300..=1400));
    world.scan();
    for id in ["1-1", "1-1250", "1-1299", "1-999"] {
        world.enter(order(id));
        let counts = world.scan().counts;
        assert_eq!((counts.captured, counts.late), (1, 1), "{id}");
    }
}

#[test]
fn the_highest_number_there_is_leaves_room_for_the_others() {
    let world = World::with_orders([1, i32::MAX]);
    world.scan();
    world.enter(order("1-2"));
    assert_eq!(world.scan().counts.captured, 1);
}

#[test]
fn a_jump_of_the_numbers_is_one_gap() {
    let world = World::with_orders([1, 2, 4, 1_000_000, 1_000_002]);
    assert_eq!(world.scan().counts.gaps, 3);
}

#[test]
fn what_a_backfill_passed_over_is_taken_by_the_next_scan() {
    let world = World::with_orders(1..=30);
    let range = Range { from: Some(order("1-20").id.number), ..Range::default() };
    assert_eq!(world.scan_range(range).counts.captured, 11);
    assert_eq!(world.scan().counts.captured, 19);
}

#[test]
fn holes_that_are_still_empty_are_not_read() {
    let world = World::with_orders((1..=200).filter(|number| number % 7 != 0));
    world.scan();
    let reads = || world.subsidiary(|company| company.calls.get(&Call::ReadOrders).copied());
    let before = reads().expect("a first scan");
    world.scan();
    assert_eq!(reads(), Some(before + 1), "the newest orders, once more");
}

#[test]
fn an_order_that_is_deleted_while_it_waits_is_not_written() {
    let world = World::with_orders([1, 2, 3]);
    world.scan();
    world.enqueue();
    delete(&world, "1-2");
    let report = world.run();
    assert_eq!((report.counts.deleted, report.counts.pushed), (1, 2));
    assert_eq!(world.explain("duofic/2026/1-2").state, "queued", "one look is not enough to give it up");
    world.run();
    let explained = world.explain("duofic/2026/1-2");
    assert_eq!(
        (explained.state.as_str(), explained.reason.map(|reason| reason.id())),
        ("skipped", Some("deleted"))
    );
    assert_eq!(world.run().counts.deleted, 0);
    assert_eq!(world.parent(|parent| parent.documents.len()), 2);
}

#[test]
fn an_order_that_is_gone_is_settled_from_whatever_state_it_waits_in() {
    let world = World::with_orders(1..=40);
    world.scan();
    delete(&world, "1-1");
    assert_eq!(world.scan().counts.deleted, 1);
    assert_eq!(world.enqueue().counts.queued, 39, "it is captured, and not decided any more");
    world.scan();
    assert_eq!(world.explain("duofic/2026/1-1").state, "skipped");
}

#[test]
fn a_held_order_that_is_gone_waits_for_nobody() {
    let world = World::with_orders([1]);
    world.parent(|parent| parent.suppliers.clear());
    assert_eq!(world.run().outcome, Outcome::Held);
    delete(&world, "1-1");
    world.run();
    let report = world.run();
    assert_eq!((report.waiting, report.outcome), (0, Outcome::Ok));
}

#[test]
fn an_order_that_comes_back_goes_on_or_is_decided_anew() {
    let world = World::with_orders([1, 2]);
    world.scan();
    world.enqueue();
    delete(&world, "1-1");
    delete(&world, "1-2");
    world.scan();
    world.enter(order("1-1"));
    assert_eq!(world.run().counts.pushed, 1);
    assert_eq!(world.explain("duofic/2026/1-2").state, "skipped");
    world.enter(order("1-2"));
    assert_eq!(world.run().counts.pushed, 1);
    assert!(world.every_order_is_written_once());
}

#[test]
fn a_written_order_that_is_deleted_is_named_also_when_it_was_the_last_of_its_series() {
    let world = World::with_orders([1, 2]);
    world.run();
    delete(&world, "1-2");
    assert_eq!((world.run().counts.deleted, world.run().counts.deleted), (1, 1));
    let waiting = world.status().needs_attention;
    let named: Vec<_> = waiting.iter().map(|order| (order.order.to_string(), order.reason.id())).collect();
    assert_eq!(named, [("duofic/2026/1-000002".to_owned(), "deleted_after_push")]);
    assert_eq!(world.run().counts.deleted, 0, "it was told");
    world.enter(order("1-2"));
    world.run();
    assert!(world.status().needs_attention.is_empty(), "it is there again");
}

#[test]
fn a_scan_by_dates_says_nothing_of_what_is_gone() {
    let world = World::with_orders([1, 2]);
    world.run();
    delete(&world, "1-2");
    let range = Range { since: "2026-01-01".parse().ok(), ..Range::default() };
    assert_eq!(world.scan_range(range).counts.deleted, 0);
}

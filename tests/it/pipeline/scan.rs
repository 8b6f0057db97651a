//! Watermarks that lose nothing.

use super::world::{DUOFIC, OFIFACTORY, World, money, name, order, year};
use factulink::domain::{CustomerOrder, Money, OrderNumber};
use factulink::pipeline::{self, Outcome, Progress, Range, ScanOptions};
use factulink::store::memory::{Call, Fault, Harm};
use std::cell::Cell;

fn number(number: i32) -> Option<OrderNumber> {
    OrderNumber::new(number)
}

fn changed(id: &str) -> CustomerOrder {
    CustomerOrder { reference: "otra".into(), ..order(id) }
}

fn half(id: &str) -> CustomerOrder {
    CustomerOrder { lines: vec![], ..order(id) }
}

#[test]
fn the_first_scan_captures_everything_and_the_second_nothing() {
    let world = World::with_orders(1..=5);
    let first = world.scan();
    assert_eq!((first.counts.captured, first.counts.late, first.outcome), (5, 0, Outcome::Ok));
    assert_eq!(world.watermark(), Some(5));
    let second = world.scan();
    assert_eq!((second.counts.captured, second.counts.changed), (0, 0));
}

#[test]
fn every_series_has_a_watermark_of_its_own() {
    let world = World::with_orders([1, 2]);
    world.enter(order("A-900"));
    assert_eq!(world.scan().counts.captured, 3);
    world.enter(order("A-901"));
    world.enter(order("1-3"));
    assert_eq!(world.scan().counts.captured, 2);
}

#[test]
fn only_configured_series_are_scanned_where_there_are_some() {
    let mut world = World::with_orders([1, 2]);
    world.enter(order("A-900"));
    world.settings.subsidiaries[0].series = vec!["A".parse().expect("a series")];
    assert_eq!(world.scan().counts.captured, 1);
}

#[test]
fn a_lower_number_saved_afterwards_is_late_and_captured() {
    let world = World::with_orders([1, 2, 4, 5]);
    assert_eq!(world.scan().counts.gaps, 1);
    world.enter(order("1-3"));
    let counts = world.scan().counts;
    assert_eq!((counts.captured, counts.late, counts.gaps), (1, 1, 0));
}

#[test]
fn a_wider_window_looks_at_older_orders_again_and_at_what_is_new_as_well() {
    let world = World::with_orders(1..=30);
    world.scan();
    world.enter(changed("1-5"));
    world.enter(order("1-31"));
    let counts = world.scan().counts;
    assert_eq!((counts.captured, counts.changed), (1, 0));
    let counts = world.scan_range(Range { late_window: Some(40), ..Range::default() }).counts;
    assert_eq!((counts.captured, counts.changed), (0, 1));
    assert_eq!(world.watermark(), Some(31));
}

#[test]
fn numbers_below_the_first_order_ever_seen_are_no_gaps() {
    let world = World::with_orders([500_001, 500_003]);
    assert_eq!(world.scan().counts.gaps, 1);
}

#[test]
fn an_order_deleted_in_the_subsidiary_is_counted_and_no_gap() {
    let world = World::with_orders(1..=4);
    world.scan();
    world.subsidiary(|company| company.orders.remove(&order("1-3").id));
    let counts = world.scan().counts;
    assert_eq!((counts.deleted, counts.gaps), (1, 0));
}

#[test]
fn a_changed_order_is_captured_again_and_counted_once() {
    let world = World::with_orders(1..=3);
    world.scan();
    world.enqueue();
    world.enter(changed("1-2"));
    let counts = world.scan().counts;
    assert_eq!((counts.changed, counts.captured), (1, 0));
    assert_eq!(world.explain("duofic/2026/1-2").state, "captured");
    assert_eq!(world.scan().counts.changed, 0);
}

#[test]
fn an_order_without_lines_waits_until_it_has_some() {
    let world = World::with_orders([1]);
    world.enter(half("1-2"));
    let first = world.scan().counts;
    assert_eq!((first.captured, first.incomplete), (1, 1));
    assert_eq!(world.explain("duofic/2026/1-2").state, "incomplete");
    assert_eq!(world.scan().counts.incomplete, 1);
    world.enter(order("1-2"));
    let counts = world.scan().counts;
    assert_eq!((counts.captured, counts.late, counts.incomplete), (1, 0, 0));
}

#[test]
fn an_order_whose_lines_do_not_add_up_waits() {
    let world = World::new();
    world.enter(CustomerOrder { nets: [money("22"), Money::ZERO, Money::ZERO, Money::ZERO], ..order("1-1") });
    assert_eq!(world.scan().counts.incomplete, 1);
    assert_eq!(world.run().counts.pushed, 0);
}

#[test]
fn an_order_that_was_incomplete_is_looked_at_again_however_far_below_the_watermark() {
    let world = World::with_orders(2..=100);
    world.enter(half("1-1"));
    assert_eq!(world.scan().counts.incomplete, 1);
    assert_eq!(world.scan().counts.incomplete, 1, "looked at, and still incomplete");
    world.enter(order("1-1"));
    let counts = world.scan().counts;
    assert_eq!((counts.captured, counts.incomplete), (1, 0));
    assert_eq!(world.status().orders.incomplete, 0);
}

#[test]
fn an_order_that_vanishes_before_it_was_ready_is_forgotten() {
    let world = World::with_orders(2..=100);
    world.enter(half("1-1"));
    world.scan();
    world.subsidiary(|company| company.orders.remove(&order("1-1").id));
    assert_eq!(world.scan().counts.incomplete, 0);
    assert_eq!(world.status().orders.incomplete, 0);
}

#[test]
fn an_order_that_is_being_edited_is_not_pushed_until_it_adds_up_again() {
    let world = World::with_orders([1]);
    world.scan();
    world.enqueue();
    world.enter(half("1-1"));
    world.scan();
    assert_eq!(world.push().counts.pushed, 0);
    world.enter(order("1-1"));
    world.scan();
    assert_eq!(world.push().counts.pushed, 1);
}

#[test]
fn a_backfill_reads_its_range_and_leaves_what_is_known_as_it_is() {
    let world = World::with_orders(1..=20);
    let range = Range { from: number(5), to: number(9), ..Range::default() };
    assert_eq!(world.scan_range(range).counts.captured, 5);
    assert_eq!(world.watermark(), None, "numbers were passed over");
    let again = world.scan_range(range).counts;
    assert_eq!((again.captured, again.changed), (0, 0));
    assert_eq!(world.scan().counts.captured, 15, "what the backfill passed over is not lost");
    assert_eq!(world.watermark(), Some(20));
}

#[test]
fn a_backfill_from_the_beginning_moves_the_watermark() {
    let world = World::with_orders(1..=20);
    let range = Range { to: number(9), ..Range::default() };
    assert_eq!(world.scan_range(range).counts.captured, 9);
    assert_eq!(world.watermark(), Some(9));
}

#[test]
fn a_backfill_by_date_reads_the_orders_of_those_days() {
    let world = World::with_orders(1..=3);
    let date = |text: &str| text.parse().expect("a date");
    world.enter(CustomerOrder { date: date("2026-02-01"), ..order("1-2") });
    let range =
        Range { since: Some(date("2026-02-01")), until: Some(date("2026-02-28")), ..Range::default() };
    assert_eq!(world.scan_range(range).counts.captured, 1);
    assert_eq!(world.watermark(), None);
}

#[test]
fn a_backfill_of_one_series_leaves_the_others() {
    let world = World::with_orders(1..=3);
    world.enter(order("A-1"));
    let range = Range { series: Some("A".parse().expect("a series")), ..Range::default() };
    assert_eq!(world.scan_range(range).counts.captured, 1);
}

#[test]
fn a_company_that_cannot_be_read_does_not_stop_the_others() {
    let harms = [
        (Harm::Busy, Outcome::TryLater),
        (Harm::Away, Outcome::TryLater),
        (Harm::Permission, Outcome::NoPermission),
        (Harm::Damaged, Outcome::Database),
    ];
    for (harm, outcome) in harms {
        for call in [Call::Open, Call::Series, Call::ReadOrders] {
            let world = World::with_orders([1]);
            world.stores.with(&name(OFIFACTORY), year(2026), |company| company.put(order("1-1")));
            world.fault(DUOFIC, Fault::always(call, harm));
            let report = world.scan();
            assert_eq!((report.counts.captured, report.outcome), (1, outcome));
            assert_eq!(report.companies[0].errors[0].code, outcome.code());
            assert_eq!(report.companies[1].counts.captured, 1);
        }
    }
}

#[test]
fn an_unknown_company_is_refused_before_anything_is_done() {
    let world = World::with_orders([1]);
    let options = ScanOptions { companies: vec![name("nobody")], ..ScanOptions::default() };
    let refused = world.app(|app| pipeline::scan(app, &options)).expect_err("refused");
    assert_eq!(refused.outcome(), Outcome::Usage);
    assert_eq!(world.state_bytes(), []);
}

#[test]
fn only_the_named_companies_are_scanned() {
    let world = World::with_orders([1]);
    let options = ScanOptions { companies: vec![name(OFIFACTORY)], ..ScanOptions::default() };
    assert_eq!(world.app(|app| pipeline::scan(app, &options)).expect("scanned").counts.captured, 0);
}

/// Asks to stop once so many orders were seen.
struct Impatient(Cell<u64>);

impl Progress for Impatient {
    fn advance(&self, orders: u64) {
        self.0.set(self.0.get().saturating_sub(orders));
    }

    fn stop_requested(&self) -> bool {
        self.0.get() == 0
    }
}

#[test]
fn a_scan_that_is_interrupted_goes_on_where_it_stopped() {
    let world = World::with_orders(1..=1200);
    let impatient = Impatient(Cell::new(700));
    let report =
        world.watched(&impatient, |app| pipeline::scan(app, &ScanOptions::default())).expect("a report");
    assert_eq!((report.outcome, report.counts.captured), (Outcome::Interrupted, 1000));
    assert_eq!(world.watermark(), Some(1000));
    assert_eq!(world.scan().counts.captured, 200);
}

//! The parent is busy, away, or not what it should be.

use super::world::{DUOFIC, OFICIT, World};
use factulink::domain::Reason;
use factulink::pipeline::{Outcome, RetryOptions};
use factulink::store::memory::{Call, Fault, Harm};

fn queued(orders: i32) -> World {
    let world = World::with_orders(1..=orders);
    world.scan();
    world.enqueue();
    world
}

/// From the next call on.
fn from_now_on(world: &World, call: Call, harm: Harm) {
    let so_far = world.parent(|parent| parent.calls.get(&call).copied().unwrap_or(0));
    world.fault(OFICIT, Fault { call, from: so_far + 1, to: usize::MAX, harm });
}

#[test]
fn a_busy_parent_leaves_the_queue_intact_with_growing_pauses() {
    for (call, harm) in [(Call::Open, Harm::Busy), (Call::Open, Harm::Away), (Call::InsertOrders, Harm::Busy)]
    {
        let mut world = queued(5);
        world.settings.push.attempts_max = 8;
        from_now_on(&world, call, harm);
        for pause in [1, 2, 4, 8] {
            let report = world.push();
            assert_eq!((report.counts.retried, report.outcome), (5, Outcome::TryLater));
            assert_eq!((world.status().orders.queued, report.paused), (5, 5));
            world.later(pause - 1);
            let report = world.push();
            assert_eq!((report.counts.retried, report.outcome), (0, Outcome::TryLater), "it is too early");
            world.later(1);
        }
        world.mend(OFICIT);
        let report = world.push();
        assert_eq!((report.counts.pushed, report.outcome), (5, Outcome::Ok));
        assert!(world.every_order_is_written_once());
    }
}

#[test]
fn what_was_written_before_the_parent_became_busy_stays_written() {
    let world = queued(5);
    world.fault(OFICIT, Fault::once(Call::InsertOrders, 2, Harm::Busy));
    let report = world.push();
    assert_eq!((report.counts.pushed, report.counts.retried, report.outcome), (2, 3, Outcome::TryLater));
    world.later(1);
    assert_eq!(world.push().counts.pushed, 3);
    assert!(world.every_order_is_written_once());
}

#[test]
fn orders_are_parked_when_all_attempts_are_used_up() {
    let world = queued(2);
    from_now_on(&world, Call::InsertOrders, Harm::Busy);
    for _ in 0..2 {
        assert_eq!(world.push().counts.retried, 2);
        world.later(60);
    }
    let report = world.push();
    assert_eq!((report.counts.retried, report.counts.parked, report.outcome), (0, 2, Outcome::Held));
    let told = world.explain("duofic/2026/1-1");
    assert_eq!(told.reason, Some(Reason::AttemptsExhausted));
    assert_eq!(told.attempts.len(), 3);
    world.mend(OFICIT);
    world.retry(RetryOptions::Parked);
    assert_eq!(world.push().counts.pushed, 2);
}

#[test]
fn a_pause_that_a_wrong_clock_has_made_is_over() {
    let world = queued(2);
    let today = world.now.get();
    from_now_on(&world, Call::Open, Harm::Busy);
    world.now.set("2036-06-15T10:00:00Z".parse().expect("a time"));
    assert_eq!(world.push().counts.retried, 2);
    world.now.set(today);
    world.mend(OFICIT);
    let report = world.run();
    assert_eq!((report.counts.pushed, report.paused, report.outcome), (2, 0, Outcome::Ok));
}

#[test]
fn a_backup_of_a_day_to_come_keeps_no_room_from_those_of_today() {
    let mut world = queued(1);
    world.settings.backup.keep = 1;
    let today = world.now.get();
    world.now.set("2036-06-15T10:00:00Z".parse().expect("a time"));
    assert_eq!(world.push().counts.pushed, 1);
    world.now.set(today);
    world.enter(super::world::order("1-9"));
    assert_eq!(world.run().backups.len(), 1);
    assert!(world.backups().iter().all(|name| !name.contains("2036-")), "{:?}", world.backups());
}

#[test]
fn a_parent_that_stays_in_use_all_day_parks_nothing() {
    for harm in [Harm::Busy, Harm::Away] {
        let world = queued(2);
        from_now_on(&world, Call::Open, harm);
        for _ in 0..10 {
            let report = world.push();
            assert_eq!((report.counts.retried, report.counts.parked), (2, 0));
            world.later(15);
        }
        world.mend(OFICIT);
        assert_eq!(world.push().counts.pushed, 2);
    }
}

#[test]
fn a_parent_that_is_not_as_expected_is_not_touched_and_costs_no_attempt() {
    let harms = [
        (Call::CheckTarget, Harm::Schema, Outcome::Database),
        (Call::FindMarks, Harm::Damaged, Outcome::Database),
        (Call::InsertOrders, Harm::DiskFull, Outcome::Io),
        (Call::Open, Harm::Permission, Outcome::NoPermission),
    ];
    for (call, harm, outcome) in harms {
        let world = queued(3);
        from_now_on(&world, call, harm);
        for _ in 0..5 {
            let report = world.push();
            assert_eq!((report.outcome, report.counts.parked, report.counts.retried), (outcome, 0, 0));
        }
        assert_eq!(world.status().orders.queued, 3);
        assert_eq!(world.parent(|parent| parent.documents.len()), 0);
        world.mend(OFICIT);
        assert_eq!(world.push().counts.pushed, 3);
    }
}

#[test]
fn a_subsidiary_that_is_away_does_not_keep_others_orders_from_the_parent() {
    let world = World::with_orders([1]);
    world.stores.with(&super::world::name(super::world::OFIFACTORY), super::world::year(2026), |company| {
        company.put(super::world::order("1-1"));
    });
    world.fault(DUOFIC, Fault::always(Call::Open, Harm::Away));
    let report = world.run();
    assert_eq!((report.counts.pushed, report.outcome), (1, Outcome::TryLater));
}

#[test]
fn the_worst_of_all_companies_wins() {
    let world = World::with_orders([1]);
    world.fault(DUOFIC, Fault::always(Call::ReadOrders, Harm::Busy));
    world.stores.with(&super::world::name(super::world::OFIFACTORY), super::world::year(2026), |company| {
        company.put(super::world::order("1-1"));
        company.faults.push(Fault::always(Call::ReadOrders, Harm::Damaged));
    });
    let report = world.run();
    assert_eq!(report.outcome, Outcome::Database);
    let own: Vec<Outcome> = report.companies.iter().map(|company| company.outcome()).collect();
    assert_eq!(own, [Outcome::TryLater, Outcome::Database, Outcome::Ok]);
}

#[test]
fn a_parent_that_stays_busy_does_not_grow_the_state_with_every_run() {
    let world = queued(3);
    from_now_on(&world, Call::Open, Harm::Busy);
    for _ in 0..20 {
        world.push();
        world.later(60);
    }
    let attempts = world.explain("duofic/2026/1-1").attempts;
    assert_eq!(attempts.len(), 2, "the first and the last: {attempts:?}");
    assert!(attempts[0].at < attempts[1].at);
}

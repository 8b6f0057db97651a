//! Captured orders get their verdict.

use super::world::{DUOFIC, OFICIT, World, of_article, order};
use factulink::domain::{CustomerOrder, OrderState, Reason};
use factulink::pipeline::{self, EnqueueOptions, Outcome, RetryOptions};
use factulink::store::memory::{Call, Fault, Harm};

#[test]
fn each_order_ends_queued_skipped_or_held() {
    let world = World::with_orders([1]);
    world.enter(CustomerOrder { customer: 900, ..order("1-2") });
    world.enter(CustomerOrder { state: OrderState::CANCELLED, ..order("1-3") });
    world.enter(CustomerOrder { lines: vec![of_article("1-4", "PROPIO").lines[0].clone()], ..order("1-4") });
    world.subsidiary(|company| company.articles.push(company.articles[0].clone()));
    world.subsidiary(|company| company.articles[1].code = "OFI-2".into());
    world.enter(of_article("1-5", "OFI-2"));
    world.scan();
    let report = world.enqueue();
    assert_eq!((report.counts.queued, report.counts.skipped, report.counts.held), (1, 3, 1));
    assert_eq!((report.outcome, report.waiting), (Outcome::Held, 1));
    let reason = |order: &str| world.explain(order).reason;
    assert_eq!(reason("duofic/2026/1-1"), None);
    assert_eq!(reason("duofic/2026/1-2"), Some(Reason::CustomerSkipped));
    assert_eq!(reason("duofic/2026/1-3"), Some(Reason::Cancelled));
    assert_eq!(reason("duofic/2026/1-4"), Some(Reason::NoParentLines));
    assert_eq!(reason("duofic/2026/1-5"), Some(Reason::ArticleUnknown));
}

#[test]
fn a_limit_leaves_the_rest_captured() {
    let world = World::with_orders(1..=5);
    world.scan();
    let options = EnqueueOptions { limit: Some(2), ..EnqueueOptions::default() };
    let report = world.app(|app| pipeline::enqueue(app, &options)).expect("enqueued");
    assert_eq!(report.counts.queued, 2);
    assert_eq!(world.status().orders.captured, 3);
}

#[test]
fn masters_are_read_once_and_only_if_there_is_something_to_decide() {
    let world = World::with_orders(1..=1200);
    world.enqueue();
    assert_eq!(world.parent(|parent| parent.calls.get(&Call::Articles).copied()), None);
    world.scan();
    assert_eq!(world.enqueue().counts.queued, 1200);
    assert_eq!(world.parent(|parent| parent.calls[&Call::Articles]), 1);
    assert_eq!(world.subsidiary(|company| company.calls[&Call::Articles]), 1);
}

#[test]
fn orders_stay_captured_while_masters_cannot_be_read() {
    for (company, other) in [(OFICIT, 0), (DUOFIC, 1)] {
        let world = World::with_orders([1]);
        world.stores.with(
            &super::world::name(super::world::OFIFACTORY),
            super::world::year(2026),
            |company| {
                company.put(order("1-1"));
            },
        );
        world.scan();
        world.fault(company, Fault::always(Call::Articles, Harm::Busy));
        let report = world.enqueue();
        assert_eq!((report.counts.queued, report.outcome), (other, Outcome::TryLater));
        assert_eq!(world.status().orders.captured, 2 - other);
        world.mend(company);
        assert_eq!(world.enqueue().counts.queued, 2 - other);
    }
}

#[test]
fn a_company_whose_exercise_cannot_be_told_does_not_stop_the_others() {
    let world = World::with_orders([1]);
    world.stores.with(&super::world::name(super::world::OFIFACTORY), super::world::year(2026), |company| {
        company.put(order("1-1"));
    });
    world.scan();
    let so_far = world.parent(|parent| parent.calls.get(&Call::Exists).copied().unwrap_or(0));
    world.fault(OFICIT, Fault::once(Call::Exists, so_far + 1, Harm::Away));
    let report = world.enqueue();
    assert_eq!((report.counts.queued, report.outcome), (1, Outcome::TryLater));
    assert_eq!(world.enqueue().counts.queued, 1);
}

#[test]
fn a_held_order_is_decided_again_after_retry() {
    let world = World::new();
    world.subsidiary(|company| company.articles[0].code = "OFI-2".into());
    world.enter(of_article("1-1", "OFI-2"));
    world.scan();
    assert_eq!(world.enqueue().counts.held, 1);
    world.parent(|parent| parent.articles[0].code = "OFI-2".into());
    assert_eq!(world.enqueue().counts.queued, 0, "nobody has asked for it");
    let report = world.retry(RetryOptions::Held);
    assert_eq!((report.captured, report.queued), (1, 0));
    assert_eq!(world.enqueue().counts.queued, 1);
}

#[test]
fn retry_refuses_what_waits_for_nobody_and_then_does_nothing() {
    let world = World::with_orders([1]);
    world.subsidiary(|company| company.articles.push(company.articles[0].clone()));
    world.subsidiary(|company| company.articles[1].code = "OFI-2".into());
    world.enter(of_article("1-2", "OFI-2"));
    world.run();
    let keys = ["duofic/2026/1-2", "duofic/2026/1-1"].map(super::world::key).to_vec();
    let retried = world.app(|app| pipeline::retry(app, &RetryOptions::Orders(keys), false));
    assert_eq!(retried.expect_err("refused").outcome(), Outcome::Usage);
    assert_eq!(world.status().orders.held, 1);
    let unknown = RetryOptions::Orders(vec![super::world::key("duofic/2026/1-99")]);
    assert!(world.app(|app| pipeline::retry(app, &unknown, false)).is_err());
}

//! Exactly once, whatever happens in between.

use super::world::{DUOFIC, OFICIT, World, key, money, order};
use chrono::TimeDelta;
use factulink::domain::{CustomerOrder, Reason};
use factulink::pipeline::{self, Outcome, PushOptions, RetryOptions, RunOptions};
use factulink::store::memory::{Blame, Call, Fault, Harm};
use std::panic::{AssertUnwindSafe, catch_unwind};

fn killed(world: &World) {
    let died = catch_unwind(AssertUnwindSafe(|| world.run()));
    assert!(died.is_err(), "the process was to die");
}

#[test]
fn a_run_writes_every_order_and_the_next_one_nothing() {
    let world = World::with_orders(1..=5);
    let report = world.run();
    assert_eq!((report.counts.captured, report.counts.queued, report.counts.pushed), (5, 5, 5));
    assert_eq!(report.outcome, Outcome::Ok);
    assert!(world.every_order_is_written_once());
    let again = world.run();
    assert_eq!((again.counts.pushed, again.outcome), (0, Outcome::Ok));
    assert_eq!(world.parent(|parent| parent.documents.len()), 5);
}

#[test]
fn documents_are_numbered_in_the_order_of_capture() {
    let world = World::with_orders([7, 3, 5]);
    world.run();
    let sources: Vec<i32> =
        world.parent(|parent| parent.documents.values().map(|order| order.source.id.number.get()).collect());
    assert_eq!(sources, [3, 5, 7]);
}

#[test]
fn a_process_killed_between_writing_and_settling_writes_nothing_twice() {
    for nth in 1..=3 {
        let world = World::with_orders(1..=5);
        world.fault(OFICIT, Fault::once(Call::InsertOrders, nth, Harm::DoAndDie));
        killed(&world);
        let report = world.run();
        assert_eq!((report.counts.found, report.outcome), ([2, 2, 1][nth - 1], Outcome::Ok));
        assert!(world.every_order_is_written_once());
        assert_eq!(world.status().orders.pushed, 5);
    }
}

#[test]
fn a_process_killed_before_writing_loses_nothing() {
    for call in [Call::Open, Call::CheckTarget, Call::FindMarks, Call::InsertOrders] {
        let world = World::with_orders(1..=5);
        world.scan();
        world.enqueue();
        let before = world.parent(|parent| parent.calls.get(&call).copied().unwrap_or(0));
        world.fault(OFICIT, Fault::once(call, before + 1, Harm::Die));
        killed(&world);
        assert_eq!(world.push().counts.pushed, 5);
        assert!(world.every_order_is_written_once());
    }
}

#[test]
fn a_lost_state_pushes_nothing_twice() {
    let world = World::with_orders(1..=5);
    world.run();
    std::fs::remove_file(world.state_path()).expect("removed");
    let report = world.run();
    assert_eq!((report.counts.captured, report.counts.pushed, report.counts.found), (5, 5, 5));
    assert!(world.every_order_is_written_once());
}

#[test]
fn marks_are_looked_up_once_in_a_run() {
    let world = World::with_orders(1..=9);
    world.run();
    assert_eq!(world.parent(|parent| parent.calls[&Call::FindMarks]), 1);
    assert_eq!(world.parent(|parent| parent.calls[&Call::InsertOrders]), 5);
}

#[test]
fn a_parent_is_not_opened_while_nothing_is_queued() {
    let world = World::new();
    world.push();
    assert_eq!(world.parent(|parent| parent.calls.len()), 0);
}

#[test]
fn numbers_taken_meanwhile_are_passed_over() {
    let world = World::with_orders(1..=2);
    world.parent(|parent| parent.taken.insert("7-41".parse().expect("a document")));
    world.run();
    let target = world.explain("duofic/2026/1-2").target.expect("a target");
    assert_eq!(target.document.map(|document| document.to_string()).as_deref(), Some("7-000043"));
}

#[test]
fn an_order_that_can_never_be_written_is_parked_and_the_others_go_on() {
    for blame in [Blame::Right, Blame::Nobody, Blame::Beyond] {
        let world = World::with_orders(1..=6);
        world.parent(|parent| {
            parent.blame = blame;
            parent.refused = [2, 3].map(|number| key(&format!("duofic/2026/1-{number}")).trace_mark()).into();
        });
        let report = world.run();
        assert_eq!((report.counts.pushed, report.counts.parked, report.outcome), (4, 2, Outcome::Held));
        let told = world.explain("duofic/2026/1-3");
        assert_eq!((told.state.as_str(), told.reason), ("parked", Some(Reason::WriteRefused)));
        assert_eq!(told.attempts[0].outcome, "parked");
        world.parent(|parent| parent.refused.clear());
        assert_eq!(world.retry(RetryOptions::Parked).queued, 2);
        assert_eq!(world.push().counts.pushed, 2);
        assert!(world.every_order_is_written_once());
    }
}

#[test]
fn an_order_that_reads_back_differently_is_parked() {
    let world = World::with_orders([1]);
    world.fault(OFICIT, Fault::once(Call::InsertOrders, 1, Harm::ReadBack));
    assert_eq!(world.run().counts.parked, 1);
    assert_eq!(world.explain("duofic/2026/1-1").reason, Some(Reason::ReadBackDiffers));
}

#[test]
fn a_limit_leaves_the_rest_queued() {
    let world = World::with_orders(1..=5);
    world.scan();
    world.enqueue();
    let report = world.push_with(PushOptions { limit: Some(3), ..PushOptions::default() });
    assert_eq!(report.counts.pushed, 3);
    assert_eq!(world.status().orders.queued, 2);
}

#[test]
fn a_batch_size_of_the_command_line_comes_before_the_configured_one() {
    let world = World::with_orders(1..=6);
    let options = RunOptions { batch: Some(3), ..RunOptions::default() };
    world.app(|app| pipeline::run(app, &options)).expect("run");
    assert_eq!(world.parent(|parent| parent.calls[&Call::InsertOrders]), 2);
}

#[test]
fn an_order_that_changes_after_it_was_pushed_is_reported_and_not_written_again() {
    let world = World::with_orders([1]);
    world.run();
    world.enter(CustomerOrder { reference: "otra".into(), ..order("1-1") });
    let report = world.run();
    assert_eq!((report.counts.changed, report.counts.pushed), (1, 0));
    let told = world.explain("duofic/2026/1-1");
    assert_eq!((told.state.as_str(), told.reason), ("pushed", Some(Reason::ChangedAfterPush)));
    assert_eq!(world.status().needs_attention.len(), 1);
    assert_eq!(world.run().counts.changed, 0);
}

#[test]
fn a_change_between_a_killed_write_and_the_next_run_is_reported() {
    let world = World::with_orders([1]);
    world.fault(OFICIT, Fault::once(Call::InsertOrders, 1, Harm::DoAndDie));
    killed(&world);
    world.enter(CustomerOrder { reference: "otra".into(), ..order("1-1") });
    assert_eq!(world.run().counts.found, 1);
    assert_eq!(world.explain("duofic/2026/1-1").reason, Some(Reason::ChangedAfterPush));
}

#[test]
fn what_is_written_is_what_was_decided() {
    let world = World::with_orders([1]);
    world.run();
    let document = world.parent(|parent| parent.documents.values().next().cloned()).expect("a document");
    assert_eq!((document.mark.as_str(), document.supplier), ("FL duofic/2026 1-000001", 12));
    assert_eq!((document.lines[0].article.as_str(), document.total), ("OFI-1", money("18.15")));
}

#[test]
fn a_busy_state_file_is_left_alone() {
    let world = World::with_orders([1]);
    let _other = factulink::state::State::open(&world.state_path()).expect("a state");
    let busy = world.app(|app| pipeline::run(app, &RunOptions::default())).expect_err("busy");
    assert_eq!(busy.outcome(), Outcome::Busy);
    assert_eq!(world.subsidiary(|company| company.calls.len()), 0, "{DUOFIC} was not opened");
}

/// The pause of an order whose document is there, since only the answer was lost, ends while the marks of others are
/// looked up.
#[test]
fn an_order_that_falls_due_during_a_push_is_not_written_unseen() {
    for (before, seconds) in (0..30).flat_map(|before| [(before, 1), (before, 4), (before, 20)]) {
        let world = World::with_orders([1]);
        world.scan();
        world.enqueue();
        world.fault(OFICIT, Fault::once(Call::InsertOrders, 1, Harm::DoAndLose));
        assert_eq!(world.push().counts.retried, 1, "its document is there, and nobody knows");
        world.mend(OFICIT);
        world.enter(order("1-2"));
        world.scan();
        world.enqueue();
        world.now.set(world.now.get() + TimeDelta::seconds(60 - before));
        world.tick.set(TimeDelta::seconds(seconds));
        world.push();
        world.later(10);
        world.push();
        assert!(
            world.every_order_is_written_once(),
            "{before} s before, a tick of {seconds} s: {:?}",
            world.written()
        );
    }
}

#[test]
fn every_command_bears_a_clock_that_goes_on_with_each_question() {
    for tick in [TimeDelta::seconds(1), TimeDelta::minutes(1), TimeDelta::hours(1)] {
        let world = World::with_orders(1..=5);
        world.tick.set(tick);
        world.scan();
        world.enqueue();
        world.fault(OFICIT, Fault::once(Call::InsertOrders, 2, Harm::DoAndLose));
        world.push();
        world.mend(OFICIT);
        world.rehearse_run();
        world.status();
        world.explain("duofic/2026/1-1");
        for _ in 0..3 {
            world.later(15);
            world.run();
        }
        assert_eq!(world.status().orders.pushed, 5);
        assert!(world.every_order_is_written_once(), "{tick}: {:?}", world.written());
    }
}

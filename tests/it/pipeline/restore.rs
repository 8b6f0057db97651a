//! A restored parent, and what the state does about it.

use super::world::{OFICIT, World, key, order};
use factulink::domain::{CustomerOrder, Reason};
use factulink::pipeline::{self, Outcome, Resolution, ResolveOptions, RestoreOptions, RestoreWhich};
use factulink::state;
use factulink::store::memory::{Call, Fault, Harm};
use std::panic::{AssertUnwindSafe, catch_unwind};

const FIRST: &str = "oficit-2026-20260615-100000.accdb";

fn latest(world: &World) -> pipeline::RestoreReport {
    world.restore(RestoreWhich::Latest).expect("restored")
}

fn numbers(orders: &[factulink::domain::OrderKey]) -> Vec<i32> {
    orders.iter().map(|order| order.id.number.get()).collect()
}

/// Orders 1 and 2 are written on the first day, 3 and 4 on the second.
fn two_days() -> World {
    let world = World::with_orders(1..=2);
    world.run();
    world.later(24 * 60);
    [3, 4].into_iter().for_each(|number| world.enter(order(&format!("1-{number}"))));
    world.run();
    world.later(60);
    world
}

#[test]
fn what_was_pushed_since_the_backup_is_written_again_exactly_once() {
    let world = two_days();
    let report = latest(&world);
    assert_eq!(
        (report.backup.name.as_str(), numbers(&report.queued)),
        ("oficit-2026-20260616-100000.accdb", vec![3, 4])
    );
    assert_eq!(world.written(), [(1, 1), (2, 1), (3, 0), (4, 0)]);
    let run = world.run();
    assert_eq!((run.counts.pushed, run.counts.found, run.outcome), (2, 0, Outcome::Ok));
    assert!(world.every_order_is_written_once());
    assert_eq!(world.run().counts.pushed, 0);
    let told = world.explain("duofic/2026/1-3");
    assert_eq!(
        told.attempts.iter().map(|attempt| attempt.outcome.as_str()).collect::<Vec<_>>(),
        ["retry", "done"]
    );
}

#[test]
fn an_older_backup_is_restored_by_its_name_and_the_replaced_file_is_one_too() {
    let world = two_days();
    let report = world.restore(RestoreWhich::Named(FIRST.into())).expect("restored");
    assert_eq!(numbers(&report.queued), [1, 2, 3, 4]);
    let replaced = report.replaced.expect("kept");
    assert!(replaced.ends_with("oficit-2026-20260616-110000-replaced.accdb"), "{replaced:?}");
    world.run();
    assert!(world.every_order_is_written_once());

    // And back again: what is in the replaced file needs no writing.
    world.later(60);
    let name = replaced.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
    let report = world.restore(RestoreWhich::Named(name)).expect("restored");
    assert_eq!(numbers(&report.queued), [0; 0]);
    assert_eq!(world.run().counts.pushed, 0);
    assert!(world.every_order_is_written_once());
}

/// Two orders of yesterday, the document of the first of which somebody has deleted, and one of today.
fn one_deleted() -> World {
    let world = World::with_orders(1..=2);
    world.run();
    let mark = key("duofic/2026/1-1").trace_mark();
    world.parent(|parent| parent.documents.retain(|_, order| order.mark != mark));
    world.later(24 * 60);
    world.enter(order("1-3"));
    world.run();
    world
}

#[test]
fn what_somebody_had_deleted_before_the_backup_is_told_and_not_written_again() {
    let world = one_deleted();
    world.later(1);
    let report = latest(&world);
    assert_eq!((numbers(&report.queued), numbers(&report.absent)), (vec![3], vec![1]));
    world.run();
    assert_eq!(world.written(), [(1, 0), (2, 1), (3, 1)]);
}

#[test]
fn a_document_that_a_person_wants_absent_stays_so_after_a_restore() {
    let world = one_deleted();
    let orders = vec![key("duofic/2026/1-1")];
    let options = ResolveOptions { orders, missing: false, how: Resolution::Keep };
    world.app(|app| pipeline::resolve(app, &options, false)).expect("it is missing");
    world.later(1);
    let report = latest(&world);
    assert_eq!((numbers(&report.queued), numbers(&report.absent)), (vec![3], vec![]));
    world.run();
    assert_eq!(world.written(), [(1, 0), (2, 1), (3, 1)]);
}

#[test]
fn an_order_that_changed_after_it_was_written_is_written_as_it_was_and_stays_noted() {
    let world = World::with_orders([1]);
    world.run();
    let changed = CustomerOrder { reference: "otra".into(), ..order("1-1") };
    world.enter(changed);
    assert_eq!(world.run().counts.changed, 1);
    world.later(1);
    latest(&world);
    assert_eq!(world.push().counts.pushed, 1);
    assert_eq!(world.explain("duofic/2026/1-1").reason, Some(Reason::ChangedAfterPush));

    // Where a scan meets it before it is written, the new content is what is written.
    world.later(1);
    latest(&world);
    let run = world.run();
    assert_eq!((run.counts.changed, run.counts.pushed), (1, 1));
    assert_eq!(world.explain("duofic/2026/1-1").reason, None);
    assert!(world.every_order_is_written_once());
}

#[test]
fn cut_at_any_step_a_restore_loses_and_doubles_nothing() {
    for call in [Call::Replace, Call::Prepare, Call::Keep, Call::Place] {
        for harm in [Harm::Die, Harm::DoAndDie, Harm::Busy, Harm::DiskFull] {
            let world = two_days();
            world.fault(OFICIT, Fault::once(call, 1, harm));
            let ended = catch_unwind(AssertUnwindSafe(|| world.restore(RestoreWhich::Latest)));
            assert!(!matches!(ended, Ok(Ok(_))), "{call:?} {harm:?}");
            let replaced = (call, harm) == (Call::Place, Harm::DoAndDie);
            let documents = world.parent(|parent| parent.documents.len());
            assert_eq!(documents, if replaced { 2 } else { 4 }, "{call:?} {harm:?}");
            world.mend(OFICIT);
            let run = world.run();
            assert_eq!(
                run.counts.found,
                if call == Call::Place && !replaced { 2 } else { 0 },
                "{call:?} {harm:?}"
            );
            assert!(world.every_order_is_written_once(), "{call:?} {harm:?}");
            assert_eq!(world.status().orders.pushed, 4);
        }
    }
}

#[test]
fn a_damaged_backup_is_not_restored() {
    let world = two_days();
    let path = world.settings.backup.directory.join(FIRST);
    let mut backup = world.stores.folders().get(&path).expect("a backup");
    backup.damage = Some("page 9 is in two tables".into());
    world.stores.folders().put(&path, backup);
    let error = world.restore(RestoreWhich::Named(FIRST.into())).expect_err("refused");
    assert_eq!(error.outcome(), Outcome::Database);
    assert_eq!(
        (world.parent(|parent| parent.calls.get(&Call::Replace).copied()), world.status().orders.pushed),
        (None, 4)
    );
}

#[test]
fn without_room_nothing_is_restored() {
    let world = two_days();
    world.stores.folders().leave_free(1_000);
    let error = world.restore(RestoreWhich::Latest).expect_err("refused");
    assert_eq!(error.outcome(), Outcome::Io);
    assert_eq!((world.parent(|parent| parent.documents.len()), world.status().orders.pushed), (4, 4));
}

#[test]
fn a_file_that_somebody_has_open_is_not_replaced() {
    let world = two_days();
    world.fault(OFICIT, Fault::always(Call::Replace, Harm::Busy));
    let error = world.restore(RestoreWhich::Latest).expect_err("refused");
    assert_eq!((error.outcome(), world.status().orders.pushed), (Outcome::TryLater, 4));
}

#[test]
fn while_another_process_works_nothing_is_restored() {
    let world = two_days();
    let _working = state::State::open(&world.state_path()).expect("opened");
    let error = world.restore(RestoreWhich::Latest).expect_err("refused");
    assert_eq!(error.outcome(), Outcome::Busy);
}

#[test]
fn a_dry_run_tells_the_same_and_changes_nothing() {
    let world = two_days();
    let (state, backups) = (world.state_bytes(), world.backups());
    let options = RestoreOptions { company: None, which: RestoreWhich::Latest };
    let plan = world.app(|app| pipeline::restore(app, &options, true)).expect("planned");
    assert_eq!((numbers(&plan.queued), plan.run_id, plan.replaced), (vec![3, 4], None, None));
    assert_eq!((world.state_bytes() == state, world.backups() == backups), (true, true));
    assert_eq!(world.parent(|parent| parent.calls.get(&Call::Replace).copied()), None);
    assert_eq!(numbers(&latest(&world).queued), [3, 4]);
}

#[test]
fn a_restore_is_on_record_among_the_runs() {
    let world = two_days();
    let report = latest(&world);
    let run = world.status().runs.remove(0);
    assert_eq!(
        (Some(run.id), run.command.as_str(), run.exit_code, run.queued),
        (report.run_id, "restore", Some(0), 2)
    );
}

#[test]
fn only_what_there_is_can_be_restored_and_only_of_the_parent() {
    let world = World::with_orders([1]);
    let missing = world.restore(RestoreWhich::Latest).expect_err("none yet");
    assert!(matches!(missing, pipeline::Error::NoBackup { .. }), "{missing:?}");
    world.run();
    let missing = world.restore(RestoreWhich::Named("../oficit.accdb".into())).expect_err("no such backup");
    assert_eq!(missing.outcome(), Outcome::Usage);
    let company = Some("duofic".parse().expect("a name"));
    let error = world.app(|app| pipeline::backups(app, company.as_ref())).expect_err("a subsidiary");
    assert!(matches!(error, pipeline::Error::NotTheParent { .. }), "{error:?}");
}

/// The clock that named the backup and the one of the settling need not agree.
#[test]
fn what_was_pushed_since_is_known_whatever_the_clocks_said() {
    for moved in [-90, 90] {
        let world = World::with_orders(1..=2);
        world.run();
        world.later(24 * 60);
        world.enter(order("1-3"));
        world.run();
        // Settled by a clock that was put back, or forward, since the backup was named.
        world.later(moved);
        world.enter(order("1-4"));
        world.run();
        let report = world.restore(RestoreWhich::Latest).expect("restored");
        assert_eq!((report.queued.len(), report.absent.len()), (2, 0), "moved by {moved} minutes");
        world.later(24 * 60);
        world.run();
        assert!(world.every_order_is_written_once());
    }
}

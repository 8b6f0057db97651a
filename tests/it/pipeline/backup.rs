//! A backup before the first write of a day, or no write.

use super::world::{OFICIT, World, order};
use factulink::pipeline::{Outcome, Report};
use factulink::store::memory::{Call, Fault, Harm};

/// A day and its first order.
fn day(world: &World, day: u32) -> Report {
    world.now.set(format!("2026-06-{day:02}T10:00:00Z").parse().expect("a time"));
    world.enter(order(&format!("1-{day}")));
    world.run()
}

fn documents(world: &World) -> usize {
    world.parent(|parent| parent.documents.len())
}

#[test]
fn the_first_write_of_a_day_makes_a_backup_and_the_others_none() {
    let world = World::with_orders(1..=5);
    let report = world.run();
    assert_eq!(world.backups(), ["oficit-2026-20260615-100000.accdb"]);
    assert_eq!(report.backups, world.stores.folders().paths());
    let before = world.stores.folders().get(&report.backups[0]).expect("a backup");
    assert_eq!((before.documents.len(), documents(&world)), (0, 5));

    world.later(60);
    world.enter(order("1-6"));
    assert_eq!((world.run().backups.len(), world.backups().len(), documents(&world)), (0, 1, 6));
    world.later(24 * 60);
    world.enter(order("1-7"));
    assert_eq!(world.run().backups.len(), 1);
    assert_eq!(world.backups(), ["oficit-2026-20260615-100000.accdb", "oficit-2026-20260616-110000.accdb"]);
}

#[test]
fn a_run_that_writes_nothing_makes_no_backup() {
    let world = World::with_orders(1..=3);
    world.rehearse_run();
    assert_eq!(world.backups(), [""; 0], "a dry run");
    world.run();
    std::fs::remove_file(world.state_path()).expect("removed");
    world.later(24 * 60);
    let report = world.run();
    assert_eq!((report.counts.found, world.backups().len()), (3, 1), "everything is there already");
}

#[test]
fn the_newest_are_kept_and_what_a_restore_replaced_is_counted_by_itself() {
    let world = World::new();
    for one in 1..=3 {
        day(&world, one);
    }
    for other in
        ["oficit-2026-20260101-100000-replaced.accdb", "oficit-2025-20250101-100000.accdb", "letter.txt"]
    {
        world.stores.folders().put(&world.settings.backup.directory.join(other), Default::default());
    }
    day(&world, 4);
    assert_eq!(
        world.backups(),
        [
            "letter.txt",
            "oficit-2025-20250101-100000.accdb",
            "oficit-2026-20260101-100000-replaced.accdb",
            "oficit-2026-20260602-100000.accdb",
            "oficit-2026-20260603-100000.accdb",
            "oficit-2026-20260604-100000.accdb",
        ]
    );
}

#[test]
fn with_none_to_keep_none_is_made() {
    let mut world = World::with_orders([1]);
    world.settings.backup.keep = 0;
    assert_eq!((world.run().outcome, world.backups().len()), (Outcome::Ok, 0));
}

/// What a failed backup must not have done.
fn nothing_was_written(world: &World, report: &Report) {
    assert_eq!((documents(world), report.counts.pushed, world.status().orders.queued), (0, 0, 5));
    assert_eq!(world.parent(|parent| parent.calls.get(&Call::InsertOrders).copied()), None);
    assert_eq!(world.backups().len(), 0);
}

#[test]
fn without_room_for_a_backup_nothing_is_written() {
    let world = World::with_orders(1..=5);
    world.stores.folders().leave_free(1_000_000);
    let report = world.run();
    assert_eq!(report.outcome, Outcome::Io);
    nothing_was_written(&world, &report);
    let failure = &report.companies.last().expect("the parent").errors[0];
    assert!(failure.causes[0].contains("there is no room for"), "{failure:?}");
    world.stores.folders().leave_free(1 << 30);
    assert_eq!((world.run().counts.pushed, world.backups().len()), (5, 1));
}

#[test]
fn a_damaged_parent_is_not_written_to_and_the_finding_is_named() {
    let world = World::with_orders(1..=5);
    world.parent(|parent| parent.damage = Some("page 9 is in two tables".into()));
    let report = world.run();
    assert_eq!(report.outcome, Outcome::Database);
    nothing_was_written(&world, &report);
    let failure = &report.companies.last().expect("the parent").errors[0];
    assert!(failure.causes[0].contains("page 9 is in two tables"), "{failure:?}");
}

#[test]
fn a_backup_that_fails_for_the_moment_parks_nothing_however_often() {
    let world = World::with_orders(1..=5);
    world.fault(OFICIT, Fault::always(Call::BackUp, Harm::Busy));
    for _ in 0..10 {
        let report = world.run();
        assert_eq!(report.outcome, Outcome::TryLater);
        nothing_was_written(&world, &report);
        world.later(16);
    }
    world.mend(OFICIT);
    assert_eq!(world.run().counts.pushed, 5);
}

#[test]
fn killed_in_the_middle_of_a_backup_the_next_run_makes_it() {
    for harm in [Harm::Die, Harm::DoAndDie] {
        let world = World::with_orders(1..=5);
        world.fault(OFICIT, Fault::once(Call::BackUp, 1, harm));
        let died = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| world.run()));
        assert!(died.is_err());
        world.mend(OFICIT);
        assert_eq!(world.run().counts.pushed, 5);
        assert_eq!(world.backups().len(), 1);
        assert!(world.every_order_is_written_once());
    }
}

#[test]
fn status_tells_the_newest_backup_and_its_age() {
    let world = World::with_orders([1]);
    assert!(world.status().companies.iter().all(|company| company.backup.is_none()));
    world.run();
    world.later(90);
    let status = serde_json::to_value(world.status()).expect("JSON");
    assert_eq!(
        status["companies"][2]["backup"],
        serde_json::json!({
            "name": "oficit-2026-20260615-100000.accdb", "year": 2026, "kind": "daily",
            "made_at": "2026-06-15T10:00:00Z", "age_seconds": 5400, "bytes": 400_000,
        })
    );
    assert_eq!(status["companies"][0]["backup"], serde_json::Value::Null);
}

#[test]
fn a_parent_with_one_file_for_all_years_has_backups_without_a_year() {
    let mut world = World::with_orders([1]);
    world.settings.parent.path = "oficit.accdb".into();
    world.run();
    assert_eq!(world.backups(), ["oficit-20260615-100000.accdb"]);
}

/// Backups are named by the clock on the wall.
#[test]
fn backups_of_a_clock_that_ran_ahead_do_not_push_out_the_one_that_is_made_now() {
    let world = World::new();
    for future in 1..=5 {
        let name = format!("oficit-2026-2027010{future}-100000.accdb");
        world.stores.folders().put(&world.settings.backup.directory.join(name), Default::default());
    }
    let made = day(&world, 15).backups;
    assert_eq!(made.len(), 1);
    assert!(world.stores.folders().get(&made[0]).is_ok(), "{:?}", world.backups());
    assert_eq!(world.backups().len(), 3);
    day(&world, 16);
    day(&world, 17);
    let own = ["20260615", "20260616", "20260617"].map(|day| format!("oficit-2026-{day}-100000.accdb"));
    assert_eq!(world.backups(), own);
}

//! The turn of the year.

use super::world::{DUOFIC, OFICIT, World, name, order, subsidiary, year};
use chrono::NaiveDate;
use factulink::domain::{CustomerOrder, Reason};
use factulink::pipeline::{Outcome, Report};

fn dated(id: &str, date: &str) -> CustomerOrder {
    CustomerOrder { date: date.parse::<NaiveDate>().expect("a date"), ..order(id) }
}

fn at(world: &World, moment: &str) {
    world.now.set(moment.parse().expect("a time"));
}

/// Both companies have begun the new exercise.
fn new_year(world: &World) {
    let parent = world.parent(|parent| parent.clone());
    world.stores.put(&name(OFICIT), year(2027), parent);
    world.stores.put(&name(DUOFIC), year(2027), subsidiary());
}

fn in_new_year(world: &World, order: CustomerOrder) {
    world.stores.with(&name(DUOFIC), year(2027), |company| company.put(order));
}

fn documents(world: &World, of: u16) -> usize {
    world.stores.with(&name(OFICIT), year(of), |parent| parent.documents.len())
}

fn captured(report: &Report) -> u64 {
    report.counts.captured
}

#[test]
fn in_the_overlap_both_exercises_are_scanned_and_each_order_goes_into_its_own_year() {
    let world = World::new();
    new_year(&world);
    world.enter(dated("1-900", "2026-12-30"));
    in_new_year(&world, dated("1-1", "2027-01-02"));
    at(&world, "2027-01-10T10:00:00Z");
    assert_eq!(world.run().counts.pushed, 2);
    assert_eq!((documents(&world, 2026), documents(&world, 2027)), (1, 1));
}

#[test]
fn in_december_the_next_exercise_is_watched_as_well() {
    let world = World::new();
    new_year(&world);
    in_new_year(&world, dated("1-1", "2027-01-02"));
    at(&world, "2026-11-30T10:00:00Z");
    assert_eq!(captured(&world.scan()), 0);
    at(&world, "2026-12-01T10:00:00Z");
    assert_eq!(captured(&world.scan()), 1);
}

#[test]
fn after_march_only_the_calendar_years_exercise_is_watched() {
    let world = World::new();
    new_year(&world);
    world.enter(dated("1-900", "2026-12-30"));
    at(&world, "2027-04-01T10:00:00Z");
    assert_eq!(captured(&world.scan()), 0);
}

#[test]
fn an_order_that_factusol_copied_into_the_new_exercise_is_not_written_twice() {
    let world = World::new();
    new_year(&world);
    world.enter(dated("1-900", "2026-12-30"));
    in_new_year(&world, dated("1-900", "2026-12-30"));
    at(&world, "2027-01-10T10:00:00Z");
    let report = world.run();
    assert_eq!((report.counts.pushed, report.counts.skipped), (1, 1));
    let told = world.explain("duofic/2027/1-900");
    assert_eq!(told.reason, Some(Reason::AlreadyInOtherYear));
    assert_eq!(told.detail.as_deref(), Some("duofic/2026/1-000900"));
}

#[test]
fn the_same_number_with_another_content_is_another_order() {
    let world = World::new();
    new_year(&world);
    world.enter(dated("1-900", "2026-12-30"));
    in_new_year(&world, dated("1-900", "2027-01-05"));
    at(&world, "2027-01-10T10:00:00Z");
    assert_eq!(world.run().counts.pushed, 2);
}

#[test]
fn without_a_file_of_the_orders_year_the_parents_newest_is_written_into() {
    let world = World::with_orders([]);
    world.enter(dated("1-1", "2025-12-30"));
    assert_eq!(world.run().counts.pushed, 1);
    assert_eq!(documents(&world, 2026), 1);
}

#[test]
fn without_a_file_of_this_year_the_newest_exercise_is_scanned() {
    let world = World::with_orders([1]);
    at(&world, "2029-06-01T10:00:00Z");
    assert_eq!(captured(&world.scan()), 1);
}

#[test]
fn a_year_on_the_command_line_is_the_only_one_looked_at() {
    let mut world = World::with_orders([1]);
    new_year(&world);
    in_new_year(&world, dated("1-1", "2027-01-02"));
    at(&world, "2027-01-10T10:00:00Z");
    world.year = Some(year(2027));
    assert_eq!(captured(&world.scan()), 1);
    world.year = Some(year(2019));
    let report = world.scan();
    assert_eq!((captured(&report), report.outcome), (0, Outcome::TryLater));
}

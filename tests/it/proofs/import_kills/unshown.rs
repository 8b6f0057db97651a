//! Rows that a platform took and does not show: they are waited for, and sent again only when a person says so.

use super::ledger::{self, show_rows};
use super::world::{Command, World, run};
use chrono::TimeDelta;
use factulink::import::report::ImportOutcome;
use factulink::import::{self, ImportApp, JobName};
use factulink::platform::memory::{Act, PlatformFault};
use rusqlite::Connection;

fn retry(app: &ImportApp<'_>, _: &World) -> Result<ImportOutcome, import::Error> {
    let job = JobName::new("ventas", "2026-10", 1).expect("a name");
    import::retry(app, &job).map(|report| report.outcome)
}

fn sent(world: &World) -> usize {
    world.memory.acts().iter().filter(|act| matches!(act, Act::Register { .. })).count()
}

/// Why the job is held once a command was done.
fn held_after(world: &World, command: Command) -> Option<String> {
    world.does(command);
    let state = Connection::open(world.path("state.db")).expect("a state");
    state.query_row("SELECT reason FROM import_jobs", [], |row| row.get(0)).expect("a job")
}

#[test]
fn rows_that_the_platform_took_and_does_not_show_are_waited_for_and_not_sent_again() {
    let world = ledger::world_of_rows();
    world.shows_rows.set(false);
    for _ in 0..3 {
        assert_eq!(held_after(&world, run), None);
        assert_eq!(sent(&world), 3);
        world.pass(TimeDelta::minutes(9));
    }
    world.pass(TimeDelta::hours(2));
    assert_eq!(held_after(&world, run).as_deref(), Some("registration_unconfirmed"));
    assert_eq!(held_after(&world, run).as_deref(), Some("registration_unconfirmed"));
    show_rows(&world.memory);
    assert_eq!(held_after(&world, run).as_deref(), Some("pairs_held"));
    assert_eq!(sent(&world), 3);
}

#[test]
fn rows_that_are_not_there_are_sent_again_when_a_person_says_so() {
    let world = ledger::world_of_rows();
    world.shows_rows.set(false);
    assert_eq!(held_after(&world, run), None);
    world.pass(TimeDelta::hours(2));
    assert_eq!(held_after(&world, run).as_deref(), Some("registration_unconfirmed"));
    assert_eq!(held_after(&world, retry), None);
    assert_eq!(held_after(&world, run), None);
    assert_eq!(sent(&world), 6);
    show_rows(&world.memory);
    assert_eq!(held_after(&world, run).as_deref(), Some("pairs_held"));
    assert_eq!(sent(&world), 6);
}

#[test]
fn a_row_of_unknown_fate_is_sent_again_only_to_a_platform_that_takes_it_once() {
    for (never, expected) in [(false, 2), (true, 1)] {
        let world = if never { ledger::world_of_rows_that_cannot_tell() } else { ledger::world_of_rows() };
        world.shows_rows.set(false);
        let like = Act::Register { method: "POST".to_owned(), path: "/series".to_owned() };
        world.memory.order(like, PlatformFault::UnknownTaken);
        // The first is of unknown fate; what comes after it is sent all the same.
        assert_eq!(held_after(&world, run), None);
        assert_eq!(sent(&world), 3);
        assert_eq!(held_after(&world, run), None);
        assert_eq!(sent(&world), 2 + expected, "never: {never}");
    }
}

//! A platform that cannot tell what became of a chunk: a person looks, and nothing is sent twice.

use super::ledger::{self, End};
use super::world::{Life, World, run};
use factulink::import::report::ImportOutcome;
use factulink::import::{self, ImportApp, JobName, SaidFate};
use factulink::table::Disk;
use proving::budget::rounds;
use rusqlite::{Connection, OptionalExtension};

/// A chunk that is held for a person: its number and its key.
fn unknown(world: &World) -> Option<(u32, String)> {
    let state = Connection::open(world.path("state.db")).expect("a state");
    let sql = "SELECT n, key FROM import_chunks WHERE state IN ('submitting', 'unknown')
               AND (SELECT reason FROM import_jobs) = 'chunk_unknown'";
    state.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).optional().expect("a state")
}

/// Says what is true, as a person does who looks at the platform.
fn settle(app: &ImportApp<'_>, world: &World) -> Result<ImportOutcome, import::Error> {
    let (n, key) = unknown(world).expect("a chunk");
    let is_there = world.memory.files().iter().any(|seen| seen.key == key);
    let fate = if is_there { SaidFate::Taken } else { SaidFate::Lost };
    let job = JobName::new("ventas", "2026-10", 1).expect("a name");
    import::settle(app, &job, n, fate).map(|report| report.outcome)
}

/// But for the ticket and the rows of a chunk of which only a person knows.
fn end(world: &World) -> End {
    let mut end = End::of(world);
    for row in &mut end.state {
        if let Some(at) = row.find(" ticket=") {
            row.truncate(at);
        }
    }
    end
}

#[test]
fn a_chunk_whose_fate_nobody_can_tell_waits_for_a_person() {
    let world = ledger::world_that_cannot_tell();
    let (life, steps) = world.live(run, None, &Disk);
    assert!(matches!(life, Life::Ended(Ok(ImportOutcome::Held))));
    let expected = end(&world);
    let (stride, mut settled) = (rounds(31, 9, 1, 1), 0);
    for step in (1..=steps).step_by(stride) {
        let world = ledger::world_that_cannot_tell();
        assert!(matches!(world.live(run, Some(step), &Disk).0, Life::Killed));
        world.does(run);
        if unknown(&world).is_some() {
            world.does(settle);
            world.does(run);
            settled += 1;
        }
        assert_eq!(world.memory.taken_twice(), 0, "killed at step {step}");
        assert_eq!(end(&world), expected, "killed at step {step}");
    }
    println!("{steps} steps, {settled} chunks settled by a person");
}
